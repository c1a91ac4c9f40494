"""What the container wrote to stdout, line by line. The product promises one JSON object on each line."""
from __future__ import annotations

import json
import threading
from typing import Any

from .waiting import wait_for

LogLine = dict[str, Any]


class AccessLog:
    """The lines so far."""

    def __init__(self) -> None:
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
        return wait_for(f'a log line about {address} port {port}', lambda: self._about(address, port), timeout)[-1]

    def _about(self, address: str, port: int) -> list[LogLine]:
        return [line for line in self.lines if line.get('client') == address and str(line.get('client_port')) == str(port)]
