"""One client and the others: what a request makes a service do never counts against an address of that service for others."""
from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, lead_to
from lab.proxy.client import request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.running.meanwhile import meanwhile

_REQUESTS_OF_OTHERS, _PAUSE_SECONDS = 40, 0.05
_ATTACKS_A_SECOND = 20


@case('one client and the others: a service ends the connection on some requests of one client: others are answered, all of them')
def _ended(lab: Laboratory) -> None:
    _expect_others_answered(lab, b'/rst', request_bytes('GET', '/rst', [('Host', SERVICE)]))
    _expect_others_answered(lab, b'/fin', request_bytes('POST', '/fin', [('Host', SERVICE)], b'x' * 10))


@case('one client and the others: a service refuses uploads of one client early and resets: others are answered, all of them')
def _refused(lab: Laboratory) -> None:
    _expect_others_answered(lab, b'/403', request_bytes('POST', '/403', [('Host', SERVICE), ('Content-Length', '50000000')]) + b'x' * 2_000_000)


def _expect_others_answered(lab: Laboratory, target: bytes, attack: bytes) -> None:
    async def serve(visit: Visit) -> None:
        while head := await _head(visit):
            if target in head:
                if target == b'/403':
                    await visit.send(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
                if target != b'/fin':
                    visit.reset()
                return
            await visit.reply(b'here')

    lead_to(lab, *lab.addresses.scripted)
    with lab.scripted.doing(serve), _attacking(lab, attack):
        for number in range(_REQUESTS_OF_OTHERS):
            expect_equal(f'status of request {number} of another client', HTTP_WAYS[0].get(lab).status, 200)
            threading.Event().wait(_PAUSE_SECONDS)


async def _head(visit: Visit) -> bytes:
    try:
        return await visit.reader.readuntil(b'\r\n\r\n')
    except asyncio.IncompleteReadError:
        return b''


@contextmanager
def _attacking(lab: Laboratory, attack: bytes) -> Iterator[None]:
    """For the length of the block another client sends this request over and over again."""
    sent = [0]

    def send(over: threading.Event) -> None:
        while not over.wait(1 / _ATTACKS_A_SECOND):
            try:
                with lab.client_v6.connect(80) as connection:
                    connection.settimeout(1)
                    connection.sendall(attack)
                    connection.recv(65536)
            except OSError:
                pass
            sent[0] += 1

    with meanwhile(send):
        yield
    expect(sent[0] >= 4, f'only {sent[0]} requests of the attacker')
