"""Requests that a service has taken and not answered yet."""
from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lab.proxy.client import read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_ARRIVAL_SECONDS = 30
_ANSWER_SECONDS = 120
_READY = '/ready'
"""What the laboratory asks until a task serves."""


class InFlight:
    """They are answered when all are to end, with what each asked for."""

    def __init__(self, lab: Laboratory) -> None:
        self._lab = lab
        self._arrived, self._released = threading.Semaphore(0), threading.Event()
        self._asked: list[tuple[str, socket.socket]] = []

    def start(self, scheme: str, name: str, count: int) -> None:
        """Starts as many, each on a connection of its own; returns when the service has all of them."""
        for _ in range(count):
            target = f'/{len(self._asked)}'
            connection = self._lab.client.connect_tls(name) if scheme == 'https' else self._lab.client.connect(80)
            connection.settimeout(_ANSWER_SECONDS)
            connection.sendall(request_bytes('GET', target, [('Host', name)]))
            self._asked.append((target, connection))
        for _ in range(count):
            expect(self._arrived.acquire(timeout=_ARRIVAL_SECONDS), f'not every request for {name} got to the service')

    def expect_answers(self) -> None:
        """Ends them: each gets its answer."""
        self._released.set()
        for target, connection in self._asked:
            with connection:
                reply = read_reply(connection)
            expect_equal(f'answer to {target}', (reply.status, reply.body), (200, target.encode()))

    async def answer(self, visit: Visit) -> None:
        """What the service does."""
        head = await visit.take()
        if head is None:
            return
        if head.target != _READY:
            self._arrived.release()
            while not self._released.is_set():
                await visit.pause(0.1)
        await visit.reply(head.target.encode())


@contextmanager
def in_flight(lab: Laboratory) -> Iterator[InFlight]:
    """The service takes requests and keeps them, until the block ends."""
    requests = InFlight(lab)
    with lab.scripted.doing(requests.answer):
        yield requests
