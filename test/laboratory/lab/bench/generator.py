"""Starts the load generator against one proxy, and reads what it counted."""
from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.bench.programs import compiled


@dataclass(frozen=True)
class Ends:
    """The addresses of both ends, and what they say to each other."""

    load_balancer: str
    proxies: str
    service: str
    handshake: Mapping[str, Path]
    flight_bytes: int
    processor: str


@dataclass(frozen=True)
class Count:
    """What one measurement came to."""

    units: int
    seconds: float
    median_us: float
    p99_us: float
    p999_us: float


class Generator:
    """One running generator, whose kept connections are open."""

    def __init__(self, process: subprocess.Popen[str], target: str) -> None:
        self._process, self._target = process, target
        self._line()

    def measure(self, rate: float | None = None) -> Count:
        """Asks for as long as it was told to, at this rate or the one that it was told at its start; 0 is as fast as answers come."""
        assert self._process.stdin is not None
        self._process.stdin.write('go\n' if rate is None else f'go {rate}\n')
        self._process.stdin.flush()
        units, *figures = self._line().split()
        return Count(int(units), *map(float, figures))

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f'the generator gave up on {self._target}: {self._process.communicate()[1].strip()}')
        return line


@contextmanager
def generating(ends: Ends, target: str, port: int, options: Mapping[str, object], proxied: bool = True) -> Iterator[Generator]:
    """A generator against a port, of the proxies or (not proxied) of the service itself."""
    settings = {
        'from': ends.load_balancer, 'to': ends.proxies if proxied else ends.service, 'port': port, 'proxied': int(proxied),
        'hello': ends.handshake['client_hello'], 'finish': ends.handshake['client_finish'], 'flight': ends.flight_bytes, **options,
    }
    command = ['taskset', '-c', ends.processor, str(compiled('generator')), *(f'{key}={value}' for key, value in settings.items())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Generator(process, target)
        finally:
            if process.poll() is None and process.stdin is not None:
                process.stdin.close()
