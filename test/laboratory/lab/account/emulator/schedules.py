"""Schedules, which ministack runs by itself: only when a test says how long a minute lasts, so that no run comes in between another test's calls."""
from __future__ import annotations

import sys

from ministack.services import eventbridge, scheduler

_LOOK_SECONDS = 0.1
"""How often ministack looks whether a schedule is due."""
_MINUTE_SECONDS = 60

_minute_lasts: float = sys.maxsize


def register() -> None:
    """Replaces how ministack reads the rate of a schedule."""
    rate = eventbridge._parse_rate_seconds

    def scaled_rate(expression: str) -> float | None:
        seconds = rate(expression)
        return None if seconds is None else seconds / _MINUTE_SECONDS * _minute_lasts

    eventbridge._parse_rate_seconds = scaled_rate
    scheduler._SCHEDULE_TICK_INTERVAL = _LOOK_SECONDS


def let_minutes_last(seconds: float | None) -> None:
    """How long a minute of a schedule lasts from now on; nothing for schedules that stand still."""
    global _minute_lasts
    _minute_lasts = sys.maxsize if seconds is None else seconds
