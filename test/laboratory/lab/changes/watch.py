"""Looks at something again and again while something else happens."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from lab.running.meanwhile import meanwhile

_POLL_SECONDS = 0.05

Seen = TypeVar('Seen')


@contextmanager
def watched(look: Callable[[], Seen]) -> Iterator[list[Seen]]:
    """What was seen, all of it once the block has ended."""
    seen: list[Seen] = []

    def watch(over: threading.Event) -> None:
        while not over.wait(_POLL_SECONDS):
            seen.append(look())

    with meanwhile(watch):
        yield seen
