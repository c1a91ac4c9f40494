"""What goes on in other threads while something else happens."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

Work = Callable[[threading.Event], None]
"""Goes on until the event is set."""


@contextmanager
def meanwhile(*works: Work) -> Iterator[None]:
    """For the length of the block each of these runs in a thread of its own. Fails at the end of the block if one of them failed."""
    over = threading.Event()
    failures: list[Exception] = []
    threads = [threading.Thread(target=partial(_run, work, over, failures), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def _run(work: Work, over: threading.Event, failures: list[Exception]) -> None:
    try:
        work(over)
    except Exception as error:  # noqa: BLE001 (a thread has nobody to raise to)
        failures.append(error)
