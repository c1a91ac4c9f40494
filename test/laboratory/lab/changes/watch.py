"""Looks at something again and again while something else happens."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_POLL_SECONDS = 0.05

Seen = TypeVar('Seen')


@contextmanager
def watched(look: Callable[[], Seen]) -> Iterator[list[Seen]]:
    """What was seen, all of it once the block has ended."""
    seen: list[Seen] = []
    failures: list[Exception] = []
    ended = threading.Event()

    def watch() -> None:
        try:
            while not ended.wait(_POLL_SECONDS):
                seen.append(look())
        except Exception as error:  # noqa: BLE001 a thread has nobody to raise to
            failures.append(error)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()
    if failures:
        raise failures[0]
