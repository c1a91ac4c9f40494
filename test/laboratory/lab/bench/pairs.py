"""What names for some clients only cost on a new connection: beside the same names for everybody, in pairs of rounds."""
from __future__ import annotations

import math
from dataclasses import dataclass

from lab.bench.rounds import measure_one, rotated
from lab.bench.samples import Samples
from lab.bench.stage import FOR_SOME, OURS, Stage
from lab.bench.workloads import HTTP_NEW, TLS_NEW, Workload

_MOST = 1.02
"""The most that a new connection may cost, as a ratio to one whose name everybody may ask for."""

_WORKLOADS = (TLS_NEW, HTTP_NEW)

_NORMAL_95 = 1.96


@dataclass(frozen=True)
class Interval:
    """A median, and what it lies between with 95 % confidence."""

    median: float
    low: float
    high: float
    pairs: int

    def __str__(self) -> str:
        return f'{self.median:.3f} (95 %: {self.low:.3f} to {self.high:.3f}, {self.pairs} pairs)'


def measure_pairs(stage: Stage, samples: Samples, pairs: int, seconds: float) -> None:
    """Both one after the other, and the other way round in the next pair."""
    for number in range(pairs):
        for workload in _WORKLOADS:
            for name in rotated((OURS, FOR_SOME), number):
                measure_one(stage, samples, workload, name, seconds)


def pairs_table(samples: Samples) -> str:
    """A line for each workload."""
    return '\n'.join(_line(samples, workload) for workload in _WORKLOADS)


def _line(samples: Samples, workload: Workload) -> str:
    interval = interval_of(samples.ratios(workload.title, FOR_SOME, OURS))
    verdict = 'met' if interval.high <= _MOST else '**missed**'
    return f'names for some clients, {workload.title}: {interval} times the CPU of names for everybody, target <= {_MOST:.2f}: {verdict}'


def interval_of(ratios: list[float]) -> Interval:
    """By the order of the ratios, so that a round that something disturbed counts once: https://www.itl.nist.gov/div898/handbook/prc/section2/prc252.htm"""
    ordered, count = sorted(ratios), len(ratios)
    reach = _NORMAL_95 * math.sqrt(count) / 2
    low, high = max(0, math.floor(count / 2 - reach)), min(count - 1, math.ceil(count / 2 + reach))
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Interval(middle, ordered[low], ordered[high], count)
