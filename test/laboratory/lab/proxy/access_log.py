"""What the container wrote to stdout, line by line. The product promises one JSON object on each line.

nginx gathers lines for up to a second before it writes them. Who looks for one line has them written at once; who looks at all
there are waits for that second first.
"""
from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from lab.sandbox.waiting import wait_for

LogLine = dict[str, Any]

_KEPT_SECONDS = 1
"""How long nginx keeps a line, as the configuration says."""
_ASK_SECONDS = 0.02


class AccessLog:
    """The lines so far."""

    def __init__(self, write: Callable[[], None]) -> None:
        """`write` has nginx write what it keeps."""
        self._write = write
        self._lock = threading.Lock()
        self._text: list[str] = []
        self._lines: list[LogLine] = []
        self._broken: list[str] = []

    def add(self, text: str) -> None:
        """Takes one line."""
        with self._lock:
            self._text.append(text)
            try:
                line = json.loads(text)
                if not isinstance(line, dict):
                    raise ValueError('not an object')
                self._lines.append(line)
            except ValueError:
                self._broken.append(text)

    @property
    def text(self) -> str:
        """All of it, as it was written."""
        with self._lock:
            return ''.join(self._text)

    @property
    def lines(self) -> list[LogLine]:
        """The lines that are JSON objects."""
        with self._lock:
            return list(self._lines)

    @property
    def broken(self) -> list[str]:
        """The lines that are not."""
        with self._lock:
            return list(self._broken)

    def of_client(self, address: str, port: int, timeout: float = 5) -> LogLine:
        """The last line about the client at this address and port, once there is one."""
        return self.matching(f'{address} port {port}', lambda line: line.get('client') == address and _is_at(line, port), timeout=timeout)[-1]

    def of_port(self, port: int, timeout: float = 5) -> LogLine:
        """The last line about a client at this port, however its address is written."""
        return self.matching(f'port {port}', lambda line: _is_at(line, port), timeout=timeout)[-1]

    def matching(self, what: str, matches: Callable[[LogLine], bool], count: int = 1, timeout: float = 15) -> list[LogLine]:
        """The lines that match, once there are so many; nginx is asked to write as long as there are not."""
        def look() -> list[LogLine] | None:
            found = [line for line in self.lines if matches(line)]
            if len(found) >= count:
                return found
            self._write()
            time.sleep(_ASK_SECONDS)
            return None

        return wait_for(f'{count} log lines about {what}', look, timeout)

    def settle(self) -> AccessLog:
        """Waits until everything that happened before is in it."""
        time.sleep(_KEPT_SECONDS + 0.3)
        return self


def _is_at(line: LogLine, port: int) -> bool:
    return str(line.get('client_port')) == str(port)
