"""Waiting for something to become true, within bounds."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar('Found')


def wait_for(what: str, look: Callable[[], Found | None], timeout: float = 15) -> Found:
    """The first truthy thing that looking gives; an error naming what was waited for when the time is over. Machines that do much else at a time are slow."""
    deadline = time.monotonic() + timeout
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f'waited {timeout:g} seconds in vain for {what}')
        time.sleep(0.005)
