"""Kept connections that turn out to be closed: what is safe to repeat is repeated, the rest gets a clear 502, nothing a wrong answer."""
from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import lead_to, lead_to_scripted
from lab.proxy.client import Reply, exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.scripted_service import Behaviour, Visit
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_REPEATABLE = ('GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS')
_UNREPEATABLE = ('POST', 'PATCH')
_MALFORMED = (
    b'HTTP/1.1 200 OK\r\nX: ' + b'a' * 40_000 + b'\r\n\r\n',
    b'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
    b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
)


async def _close_on_second(visit: Visit) -> None:
    """Answers the first request; takes the second one and closes, as if it had been on its way when the idle time was over."""
    await visit.take()
    await visit.reply(b'first')
    await visit.take()


async def _reset_on_second(visit: Visit) -> None:
    await _close_on_second(visit)
    visit.reset()


async def _close_silently(visit: Visit) -> None:
    """Closes after each reply, and does not say so beforehand. The reply names the request."""
    head = await visit.take()
    if head is not None:
        await visit.reply(f'{head.method} {head.target}'.encode())


@case('reuse: a repeatable request that meets a closed connection is repeated on another one')
def _repeated(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for fault in (_close_on_second, _reset_on_second):
        for method in _REPEATABLE:
            with _one_kept_connection(lab, fault) as visits:
                reply = _ask(lab, method)
            expect_equal(f'{method}: status', reply.status, 200)
            expect_equal(f'{method}: tries', _tries_of(visits), 2)


@case('reuse: a request that must not be repeated is sent once, and gets 502 when it meets a closed connection')
def _not_repeated(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for fault in (_close_on_second, _reset_on_second):
        for method in _UNREPEATABLE:
            with _one_kept_connection(lab, fault) as visits:
                reply = _ask(lab, method, b'pay 10')
            expect_equal(f'{method}: status', reply.status, 502)
            expect_equal(f'{method}: tries', _tries_of(visits), 1)
            expect_equal(f'{method}: status of the next one', _ask(lab, method, b'pay 10').status, 200)


@case('reuse: a service that closes after each reply without saying so answers every repeatable request')
def _closes_silently(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    with lab.scripted.doing(_close_silently):
        _expect_right_answers(lab, 'GET', may_fail=False)


@case('reuse: a service that closes after each reply never gets a request twice that must not be repeated, and no client gets the answer to another')
def _never_wrong(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    with lab.scripted.doing(_close_silently) as visits:
        _expect_right_answers(lab, 'POST', may_fail=True)
    targets = [head.target for visit in visits for head in visit.requests]
    expect_equal('requests that came twice', len(targets) - len(set(targets)), 0)


@case('reuse: if a service that closes after each reply has several addresses, requests may get 502, until 3 seconds after it stops closing')
def _several_addresses(lab: Laboratory) -> None:
    lead_to(lab, *lab.addresses.scripted)
    with lab.scripted.doing(_close_silently):
        _expect_right_answers(lab, 'GET', may_fail=True)
    start = time.monotonic()
    wait_for('an answer', lambda: _ask(lab, 'GET').status == 200, timeout=5)
    took = time.monotonic() - start
    expect(took < 3.1, f'that took {took:.1f} seconds')


@case('reuse: a reply that breaks off in the middle breaks off at the client too')
def _breaks_off(lab: Laboratory) -> None:
    async def break_off(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf')

    lead_to_scripted(lab)
    with lab.scripted.doing(break_off) as visits, lab.client.connect(80) as connection:
        connection.sendall(f'GET / HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'.encode())
        received = b''
        while piece := connection.recv(65536):
            received += piece
    expect(received.endswith(b'\r\n\r\nhalf'), f'the client got {received!r}')
    expect_equal('tries', len(visits), 1)


@case('reuse: a reply whose head is malformed or too long gives 502')
def _malformed(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for answer in _MALFORMED:

        async def answer_so(visit: Visit, answer: bytes = answer) -> None:
            await visit.take()
            await visit.send(answer)

        with lab.scripted.doing(answer_so):
            expect_equal(f'status for {answer[:30]!r}', _ask(lab, 'POST').status, 502)


@contextmanager
def _one_kept_connection(lab: Laboratory, fault: Behaviour) -> Iterator[list[Visit]]:
    with lab.scripted.doing(fault) as visits:
        expect_equal('status of the request before', _ask(lab, 'GET').status, 200)
        yield visits


def _expect_right_answers(lab: Laboratory, method: str, may_fail: bool) -> None:
    """Eight clients with 50 requests each: every answer is 502, where that is allowed, or says what was asked."""

    def ask_often(client: int) -> None:
        with ExitStack() as held:
            connection = held.enter_context(lab.client.connect(80))
            for number in range(50):
                reply = exchange(connection, method, f'/{client}/{number}', [('Host', SERVICE)])
                if may_fail and reply.status == 502:            # after which nginx closes
                    connection = held.enter_context(lab.client.connect(80))
                    continue
                expect_equal('answer', (reply.status, reply.body), (200, f'{method} /{client}/{number}'.encode()))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask_often, range(8)))


def _ask(lab: Laboratory, method: str, body: bytes = b'') -> Reply:
    with lab.client.connect(80) as connection:
        return exchange(connection, method, '/', [('Host', SERVICE)], body)


def _tries_of(visits: list[Visit]) -> int:
    """How often the request after the very first one came."""
    return sum(len(visit.requests) for visit in visits) - 1
