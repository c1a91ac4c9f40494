"""
Somebody else, who uses the ingress while one client attacks it: what it gets, and how long that takes, is part of the verdict.

It asks the service without the proxy too. How long that takes says how busy the machine is, and a verdict allows for it.
"""
from __future__ import annotations

import statistics
import threading
import time
from types import TracebackType
from typing import Self

from lab.proxy.client import Reply, exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect

_PAUSE_SECONDS = 0.02
_LEAST_ANSWERS, _LEAST_ANSWERS_SECONDS = 6, 20
_LARGE = '/bytes/5000000'
_LARGE_BYTES = 5_000_000
_MOST_TIMES = 5
"""As often as long as without the proxy."""
MOST_SECONDS_FOR_5_MB, MOST_TIMES_FOR_5_MB = 1.5, 12
"""As often as long as before: the machine does other things too."""


class Bystander:
    """Another client, which asks for something small all the time, by TLS and by HTTP in turn. A context manager."""

    def __init__(self, lab: Laboratory) -> None:
        self._lab = lab
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.seconds: list[float] = []
        self.seconds_without_proxy: list[float] = []
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
        """Fails the case unless everything so far was answered, and soon: within these bounds, or a few times what the service takes without the proxy."""
        expect(not self.problems, f'another client was not served {len(self.problems)} times of {len(self.seconds)}: {self.problems[:3]}')
        for what, typical, bound in (('in the median', statistics.median, median_seconds), ('at most', max, most_seconds)):
            waited, without_proxy = typical(self.seconds), typical(self.seconds_without_proxy)
            expect(waited < max(bound, _MOST_TIMES * without_proxy), f'another client waited {waited:.3f} seconds {what}, and {without_proxy:.3f} without the proxy')

    def _wait_for_answers(self) -> None:
        deadline = time.monotonic() + _LEAST_ANSWERS_SECONDS
        while len(self.seconds) + len(self.problems) < _LEAST_ANSWERS and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)
        expect(len(self.seconds) + len(self.problems) >= _LEAST_ANSWERS, f'another client got {len(self.seconds)} answers only')

    def _ask(self) -> None:
        client = self._lab.client_v6
        asked = ((client.https, self.seconds), (client.http, self.seconds), (self._without_proxy, self.seconds_without_proxy))
        while not self._over.is_set():
            for ask, seconds in asked:
                start = time.monotonic()
                try:
                    status = ask(SERVICE).status
                except OSError as error:
                    self.problems.append(f'{type(error).__name__}: {error}')
                else:
                    if status != 200:
                        self.problems.append(f'status {status}')
                    seconds.append(time.monotonic() - start)
            self._over.wait(_PAUSE_SECONDS)

    def _without_proxy(self, name: str) -> Reply:
        client = self._lab.client
        with client.namespace.connect(self._lab.addresses.service, 80, source=client.address) as connection:
            return exchange(connection, 'GET', '/', [('Host', name)])


def is_quick(seconds: float, usual: float) -> bool:
    """Whether others hardly notice that 5 MB take so long, which usually take less."""
    return seconds < max(MOST_SECONDS_FOR_5_MB, MOST_TIMES_FOR_5_MB * usual)


def seconds_for_5_mb(lab: Laboratory) -> list[float]:
    """How long another client waits for 5 MB, by TLS and by HTTP: the best of three each, because the machine does other things too."""
    return [min(seconds_once_for_5_mb(lab, scheme) for _ in range(3)) for scheme in ('https', 'http')]


def seconds_once_for_5_mb(lab: Laboratory, scheme: str) -> float:
    """How long another client waits for 5 MB, asked for once. An error where it does not get all of it."""
    start = time.monotonic()
    reply = getattr(lab.client_v6, scheme)(SERVICE, _LARGE)
    expect(len(reply.body) == _LARGE_BYTES, f'another client got {len(reply.body)} bytes of 5 MB')
    return time.monotonic() - start
