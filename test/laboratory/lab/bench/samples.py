"""All that was measured, by what and by whom, and the figures that stand for it."""
from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A median, and the quartiles around it."""

    median: float
    low: float
    high: float


class Samples:
    """One list of figures for each measurement and contender, in the order of the rounds."""

    def __init__(self) -> None:
        self._figures: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, measurement: str, contender: str, figure: float) -> None:
        """A figure of the round under way."""
        self._figures[measurement, contender].append(figure)

    def median(self, measurement: str, contender: str) -> float:
        """Over all rounds."""
        return statistics.median(self._figures[measurement, contender])

    def ratio(self, measurement: str, contender: str, reference: str) -> Spread:
        """Median and quartiles of the ratios."""
        return spread_of(self.ratios(measurement, contender, reference))

    def ratios(self, measurement: str, contender: str, reference: str) -> list[float]:
        """To the reference's figure of the same round: what slowed the whole machine in a round is in both."""
        pairs = zip(self._figures[measurement, contender], self._figures[measurement, reference], strict=True)
        return [figure / other for figure, other in pairs]

    def quietest(self, measurement: str, contender: str) -> float:
        """The lowest of all rounds: what else the machine does only ever adds to a latency."""
        return min(self._figures[measurement, contender])

    def scatter(self, measurement: str, contender: str) -> float:
        """How far the lowest figures of every other round and of those between them are apart: a contender beside itself."""
        figures = self._figures[measurement, contender]
        return abs(min(figures[::2]) - min(figures[1::2]))


def spread_of(figures: list[float]) -> Spread:
    """Median and quartiles."""
    if len(figures) < 2:
        return Spread(figures[0], figures[0], figures[0])
    low, median, high = statistics.quantiles(figures, n=4, method='inclusive')
    return Spread(median, low, high)
