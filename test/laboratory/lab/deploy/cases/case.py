"""A case: a promise in words, and a function that fails where it is not kept."""
from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab.account.testbed import Testbed

Check = Callable[[Testbed], None]


@dataclass(frozen=True)
class Case:
    """One line of the suite's output."""

    promise: str
    check: Check

    def run(self, testbed: Testbed) -> bool:
        """Prints the line; tells whether the promise was kept."""
        start = time.monotonic()
        try:
            self.check(testbed)
        except Exception as error:  # noqa: BLE001 (whatever goes wrong is this case's failure, and the next one runs)
            print(f'FAIL {self.promise} ({time.monotonic() - start:.1f} s)')
            print(f'     {type(error).__name__}: {error} ({_places(error)})', flush=True)
            return False
        print(f'ok   {self.promise} ({time.monotonic() - start:.1f} s)', flush=True)
        return True


class BrokenPromise(Exception):
    """The deployment did something else."""


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
