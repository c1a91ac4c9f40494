"""The confidence interval of ratios that were measured in pairs."""
from __future__ import annotations

import unittest

from lab.bench.pairs import interval_of


class IntervalOfPairs(unittest.TestCase):
    """It lies around the median, and is narrower where there are more pairs."""

    def test_of_a_single_pair_is_that_pair(self) -> None:
        self.assertEqual(interval_of([1.5]), interval_of([1.5]).__class__(1.5, 1.5, 1.5, 1))

    def test_holds_the_median_between_ranks_of_the_binomial_distribution(self) -> None:
        interval = interval_of([float(number) for number in range(100)])
        self.assertEqual((interval.low, interval.median, interval.high), (40, 49.5, 60))

    def test_does_not_move_with_a_round_that_something_disturbed(self) -> None:
        calm = [1 + number / 1000 for number in range(60)]
        self.assertEqual(interval_of([*calm[:-1], 90]), interval_of(calm))
