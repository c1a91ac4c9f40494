"""What happened, in order: the only clock that tests may look at."""
from __future__ import annotations

from typing import Any

_entries: list[dict[str, Any]] = []


def write(event: str, **details: Any) -> None:
    """Adds an entry."""
    _entries.append({'event': event, **details})


def read() -> list[dict[str, Any]]:
    """Everything so far."""
    return list(_entries)
