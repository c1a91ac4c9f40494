"""A case: a promise in words, and a function that fails where it is not kept."""
from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab.proxy.laboratory import Laboratory

Check = Callable[[Laboratory], None]


@dataclass(frozen=True)
class Case:
    """One line of the suite's output."""

    promise: str
    check: Check

    def run(self, laboratory: Laboratory) -> bool:
        """Prints the line; tells whether the promise was kept."""
        start = time.monotonic()
        try:
            self.check(laboratory)
        except Exception as error:  # noqa: BLE001 (whatever goes wrong is this case's failure, and the next one runs)
            print(f'FAIL {self.promise} ({_milliseconds(start)}): {type(error).__name__}: {error} ({_places(error)})')
            return False
        print(f'ok   {self.promise} ({_milliseconds(start)})')
        return True


class BrokenPromise(Exception):
    """The proxy did something else."""


CASES: list[Case] = []


def case(promise: str) -> Callable[[Check], Check]:
    """Registers a function as a case."""

    def register(check: Check) -> Check:
        CASES.append(Case(promise, check))
        return check

    return register


def expect(kept: bool, otherwise: str) -> None:
    """Fails the case with this reason unless true."""
    if not kept:
        raise BrokenPromise(otherwise)


def expect_equal(what: str, got: object, wanted: object) -> None:
    """Fails the case unless both are equal."""
    expect(got == wanted, f'{what}: got {got!r}, expected {wanted!r}')


def _places(error: Exception) -> str:
    """Where it happened, from the case inwards."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return ' > '.join(f'{Path(frame.filename).name}:{frame.lineno}' for frame in frames)


def _milliseconds(start: float) -> str:
    return f'{(time.monotonic() - start) * 1000:.0f} ms'
