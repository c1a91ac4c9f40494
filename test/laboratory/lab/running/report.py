"""What came of a run: a line for each outcome, a count at the end, and the exit code."""
from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from lab.running.case import Case, Subject

COUNT = re.compile(r'(\d+) passed, (\d+) failed(?:, \d+ skipped)?\n')
"""The last line of every report."""
_FAILURE = 'FAIL '
"""What the line of a failure begins with."""


@dataclass(frozen=True)
class Outcome:
    """One line of a report."""

    what: str
    problem: str = ''
    seconds: float | None = None

    def __str__(self) -> str:
        what = self.what if self.seconds is None else f'{self.what} ({_time(self.seconds)})'
        return f'{_FAILURE}{what}: {self.problem}' if self.problem else f'ok   {what}'


class Report:
    """Prints outcomes as they come, from any thread, and counts them."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0
        self._failures: list[str] = []
        self._lock = threading.Lock()
        self._start = time.monotonic()

    def run(self, cases: Iterable[Case[Subject]], subject: Subject) -> None:
        """Runs cases one after the other."""
        for case in cases:
            start = time.monotonic()
            problem = case.problem(subject)
            self.add(Outcome(case.promise, problem, time.monotonic() - start))

    def add(self, outcome: Outcome) -> None:
        """Prints and counts an outcome."""
        self.count(passed=not outcome.problem, failed=bool(outcome.problem))
        self.pass_on(str(outcome))

    def pass_on(self, line: str) -> None:
        """Prints a line that may be of another report. A failure is printed once here, and once at the end."""
        if line.startswith(_FAILURE):
            if line in self._failures:
                return
            self._failures.append(line)
        self._print(line)

    def skip(self, what: str, why: str) -> None:
        """Prints and counts what cannot be run here."""
        with self._lock:
            self.skipped += 1
        self._print(f'skip {what}: {why}')

    def say(self, text: str) -> None:
        """Prints a remark."""
        self._print(f'# {text}')

    def count(self, passed: int = 0, failed: int = 0) -> None:
        """Counts outcomes that were printed elsewhere."""
        with self._lock:
            self.passed += passed
            self.failed += failed

    def end(self, of: str = '') -> int:
        """Prints the failures again, because long output has its end read first, and the count; the exit code, which is 1 if anything failed or nothing passed."""
        self.say(f'{time.monotonic() - self._start:.1f} seconds{of}')
        for failure in self._failures:
            self._print(failure)
        self._print(f'{self.passed} passed, {self.failed} failed' + (f', {self.skipped} skipped' if self.skipped else ''))
        return 1 if self.failed or not self.passed else 0

    def _print(self, line: str) -> None:
        with self._lock:
            print(line, flush=True)


def _time(seconds: float) -> str:
    return f'{seconds * 1000:.0f} ms' if seconds < 10 else f'{seconds:.1f} s'
