"""Windows of load: each proxy in its turn, and the same without a proxy, so that what disturbs the machine disturbs all alike."""
from __future__ import annotations

import contextlib
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.bench.generator import Count, Generator, generating
from lab.bench.rounds import DIRECT, rotated
from lab.bench.workloads import TLS_KEPT
from lab.load.held_tasks import NAMES, HeldStage

Generators = dict[str, Generator]


@dataclass(frozen=True)
class Window:
    """One proxy under one rate for some seconds."""

    count: Count
    direct: Count
    """The same in the same round without a proxy."""
    cpu_share: float
    """CPU time, as a share of the quota."""
    throttled: float
    """The share of periods in which the task had to wait."""
    memory_mib: float

    @property
    def rate(self) -> float:
        """Requests that were answered in a second."""
        return self.count.units / self.count.seconds


class Windows:
    """All windows of one level, by proxy."""

    def __init__(self) -> None:
        self._windows: defaultdict[str, list[Window]] = defaultdict(list)

    def add(self, name: str, window: Window) -> None:
        """One more."""
        self._windows[name].append(window)

    def median(self, name: str, figure: str) -> float:
        """Of a field or property of its windows."""
        figures: list[float] = [getattr(window, figure) for window in self._windows[name]]
        return statistics.median(figures)

    def added_ms(self, name: str, percentile: str) -> float:
        """The latency that the proxy adds at a percentile such as `p99_us`, in the quietest windows: other work of the machine only ever adds to it."""
        windows = self._windows[name]
        through: float = min(getattr(window.count, percentile) for window in windows)
        direct: float = min(getattr(window.direct, percentile) for window in windows)
        return (through - direct) / 1000


@contextlib.contextmanager
def users(stage: HeldStage, count: int, seconds: float) -> Iterator[Generators]:
    """As many users for each proxy as given, each with a TLS session that stays open, and as many without a proxy."""
    with contextlib.ExitStack() as stack:
        options = {**TLS_KEPT.generator, 'slots': count, 'seconds': seconds}
        generators = {name: stack.enter_context(stage.asking(name, 'tls', options)) for name in NAMES}
        generators[DIRECT] = stack.enter_context(generating(stage.ends, DIRECT, 443, options, proxied=False))
        yield generators


def measure(stage: HeldStage, generators: Generators, rate: float | dict[str, float], rounds: int) -> Windows:
    """Windows at this rate; where proxies have a rate each, the one without a proxy gets the first of them."""
    windows = Windows()
    for number in range(rounds):
        rates = rate if isinstance(rate, dict) else dict.fromkeys(NAMES, rate)
        direct = generators[DIRECT].measure(rates[NAMES[0]])
        for name in rotated(NAMES, number):
            windows.add(name, _window(stage, name, generators[name], rates[name], direct))
    return windows


def full_rates(stage: HeldStage, generators: Generators, rounds: int) -> dict[str, float]:
    """What each task manages when requests come as fast as it answers."""
    counts: dict[str, list[float]] = {name: [] for name in NAMES}
    for number in range(rounds):
        for name in rotated(NAMES, number):
            count = generators[name].measure(0)
            counts[name].append(count.units / count.seconds)
    return {name: statistics.median(rates) for name, rates in counts.items()}


def _window(stage: HeldStage, name: str, generator: Generator, rate: float, direct: Count) -> Window:
    task, contender = stage.tasks[name], stage.contenders[name]
    contender.require_running()
    cpu, throttling = contender.cpu_seconds(), task.cpu.throttling
    count = generator.measure(rate)
    spent, waited = contender.cpu_seconds() - cpu, task.cpu.throttling.since(throttling)
    return Window(
        count, direct, spent / (count.seconds * task.vcpus), waited.throttled / max(1, waited.periods), task.memory.used_kib / 1024,
    )


def levels(rates: dict[str, float], shares: Sequence[float]) -> dict[float, dict[str, float]]:
    """For each share of its capacity what each task is asked for."""
    return {share: {name: share * rate for name, rate in rates.items()} for share in shares}
