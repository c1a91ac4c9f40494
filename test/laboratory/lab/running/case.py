"""A case: a promise in words, and a function that fails where it is not kept."""
from __future__ import annotations

import dataclasses
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Subject = TypeVar('Subject')
"""What a case looks at: a laboratory, an account, a client."""

Check = Callable[[Subject], None]


@dataclass(frozen=True)
class Case(Generic[Subject]):
    """A promise, and how to look whether it is kept."""

    promise: str
    check: Check[Subject]
    takes_minutes: bool = False

    def holds(self, words: str) -> bool:
        """Whether the promise holds these words, however they are spelled; `--only` asks this."""
        return words.lower() in self.promise.lower()

    def about(self, whom: str) -> Case[Subject]:
        """The same case with a name in front of its promise."""
        return dataclasses.replace(self, promise=f'{whom}: {self.promise}')

    def problem(self, subject: Subject) -> str:
        """What is wrong and where; empty if the promise is kept."""
        try:
            self.check(subject)
        except Exception as error:  # noqa: BLE001 (whatever goes wrong is this case's failure, and the next one runs)
            return f'{type(error).__name__}: {error} ({_places(error)})'
        return ''


class BrokenPromise(Exception):
    """Something else happened."""


class Registrar(Protocol[Subject]):
    """The decorator that puts a function into a list of cases, with its promise."""

    def __call__(self, promise: str, *, takes_minutes: bool = False) -> Callable[[Check[Subject]], Check[Subject]]: ...


def registrar(cases: list[Case[Subject]]) -> Registrar[Subject]:
    """The decorator for this list."""

    def case(promise: str, *, takes_minutes: bool = False) -> Callable[[Check[Subject]], Check[Subject]]:
        def register(check: Check[Subject]) -> Check[Subject]:
            cases.append(Case(promise, check, takes_minutes))
            return check

        return register

    return case


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
