"""The rows of the table: our figure, the others' as ratios to the Guidance's, the target, and whether it was met."""
from __future__ import annotations

from dataclasses import dataclass, field

from lab.bench import memory
from lab.bench.rounds import DIRECT, latency_of
from lab.bench.samples import Samples, Spread
from lab.bench.stage import FLOOR, FLOOR_SPLICE, GUIDANCE, HAPROXY, HAPROXY_SPLICE, LARGE, OURS
from lab.bench.workloads import BOTH_BYTES, LATENCY, LITTLE_BYTES, MUCH_BYTES, START_BYTES, WORKLOADS, Workload

COLUMNS = (OURS, HAPROXY, HAPROXY_SPLICE, FLOOR, FLOOR_SPLICE)
"""What is compared with the Guidance."""
_COLUMN_OF = {LARGE: OURS}
"""A row about a choice of ours has its figure where ours are."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    title: str
    guidance: str
    """Its figure, with its unit."""
    cells: dict[str, str]
    """What stands under each contender."""
    target: str
    is_met: bool
    medians: dict[str, str]
    """The same cells without their spread, for docs/performance.md."""
    ratios: dict[str, Spread] = field(default_factory=dict)
    """To the Guidance's CPU time, where that is what the row is about."""


def rows_of(samples: Samples) -> list[Row]:
    """All rows, in the order of the issue."""
    return [
        *(_cpu(samples, workload) for workload in WORKLOADS),
        _bytes(samples, memory.START, START_BYTES, 'MB', 1e6),
        _bytes(samples, memory.LITTLE, LITTLE_BYTES, 'kB', 1e3),
        _bytes(samples, memory.MUCH, MUCH_BYTES, 'kB', 1e3),
        _bytes(samples, memory.BOTH, BOTH_BYTES, 'kB', 1e3),
        *(_latency(samples, workload) for workload in LATENCY),
    ]


def _cpu(samples: Samples, workload: Workload) -> Row:
    title = workload.title
    ratios = {_COLUMN_OF.get(name, name): samples.ratio(title, name, GUIDANCE) for name in workload.contenders if name != GUIDANCE}
    is_met = ratios[OURS].median <= workload.target
    target = f'<= {workload.target:.2f}'
    if workload.floor_target is not None:
        to_floor = samples.ratio(title, OURS, FLOOR)
        is_met = is_met and to_floor.median <= workload.floor_target
        target += f', and <= {workload.floor_target:.2f} x the bare relay (is {to_floor.median:.2f})'
    cells = {name: f'{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})' for name, ratio in ratios.items()}
    # us for each thousandth of a GB are ms for each GB
    return Row(f'CPU: {title}', f'{samples.median(title, GUIDANCE):.3g} {workload.unit}', cells, target, is_met, {name: f'{ratio.median:.2f}' for name, ratio in ratios.items()}, ratios)


def _bytes(samples: Samples, title: str, most: float, unit: str, factor: float) -> Row:
    figures = {name: samples.median(title, name) for name in (GUIDANCE, *COLUMNS)}
    cells = {name: f'{figures[name] / factor:.1f} {unit}' for name in COLUMNS}
    return Row(title, f'{figures[GUIDANCE] / factor:.1f} {unit}', cells, f'<= {most / factor:.0f} {unit}', figures[OURS] <= most, cells)


def _latency(samples: Samples, workload: Workload) -> Row:
    """Met unless it is longer than another's by more than the reference differs from itself: latencies of a shared machine scatter widely."""
    title = latency_of(workload)
    added = {name: (samples.quietest(title, name) - samples.quietest(title, DIRECT)) / 1000 for name in workload.contenders}
    scatter = samples.scatter(title, GUIDANCE) / 1000
    is_met = all(added[OURS] <= added[name] + scatter for name in (GUIDANCE, HAPROXY, HAPROXY_SPLICE))
    cells = {name: f'{figure:.2f} ms' for name, figure in added.items()}
    guidance = cells.pop(GUIDANCE)
    title = f'added latency at half load, 99th percentile: {workload.title}'
    return Row(title, guidance, cells, f"<= Guidance's and HAProxy's, or no more than {scatter:.2f} ms above", is_met, cells)
