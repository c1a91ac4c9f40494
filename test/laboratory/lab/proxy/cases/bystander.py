"""Somebody else, who uses the ingress while one client attacks it: what it gets, and how long that takes, is part of the verdict."""
from __future__ import annotations

import statistics
import threading
import time
from types import TracebackType
from typing import Self

from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect

_PAUSE_SECONDS = 0.02
_LEAST_ANSWERS, _LEAST_ANSWERS_SECONDS = 6, 20
_LARGE = '/bytes/5000000'
_LARGE_BYTES = 5_000_000


class Bystander:
    """Another client, which asks for something small all the time, by TLS and by HTTP in turn. A context manager."""

    def __init__(self, lab: Laboratory) -> None:
        self._lab = lab
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.seconds: list[float] = []
        self.problems: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._wait_for_answers()
        self._over.set()
        self._thread.join(60)

    def expect_served(self, median_seconds: float = 0.5, most_seconds: float = 6) -> None:
        """Fails the case unless everything so far was answered, and soon. The bounds leave room for a machine that does much at a time."""
        expect(not self.problems, f'another client was not served {len(self.problems)} times of {len(self.seconds)}: {self.problems[:3]}')
        median, most = statistics.median(self.seconds), max(self.seconds)
        expect(median < median_seconds and most < most_seconds, f'another client waited {median:.3f} seconds in the median, {most:.2f} at most')

    def _wait_for_answers(self) -> None:
        deadline = time.monotonic() + _LEAST_ANSWERS_SECONDS
        while len(self.seconds) + len(self.problems) < _LEAST_ANSWERS and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)
        expect(len(self.seconds) + len(self.problems) >= _LEAST_ANSWERS, f'another client got {len(self.seconds)} answers only')

    def _ask(self) -> None:
        while not self._over.is_set():
            for ask in (self._lab.client_v6.https, self._lab.client_v6.http):
                start = time.monotonic()
                try:
                    status = ask(SERVICE).status
                except OSError as error:
                    self.problems.append(f'{type(error).__name__}: {error}')
                else:
                    if status != 200:
                        self.problems.append(f'status {status}')
                    self.seconds.append(time.monotonic() - start)
            self._over.wait(_PAUSE_SECONDS)


def seconds_for_5_mb(lab: Laboratory) -> list[float]:
    """How long another client waits for 5 MB, by TLS and by HTTP: the best of three each, because the machine does other things too."""
    return [min(_seconds(lab, scheme) for _ in range(3)) for scheme in ('https', 'http')]


def _seconds(lab: Laboratory, scheme: str) -> float:
    start = time.monotonic()
    reply = getattr(lab.client_v6, scheme)(SERVICE, _LARGE)
    expect(len(reply.body) == _LARGE_BYTES, f'another client got {len(reply.body)} bytes of 5 MB')
    return time.monotonic() - start
