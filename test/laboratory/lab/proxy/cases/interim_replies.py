"""Interim replies (1xx) over HTTP. nginx knows 101 and 103, says 100 itself, and takes any other for the reply."""
from __future__ import annotations

import socket

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, expect_invited, lead_to_scripted
from lab.proxy.client import exchange, request_bytes
from lab.proxy.http_wire import read_head
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_NO_ANSWER_SECONDS = 1.0


@case('known limit: over HTTP nginx itself invites a body that the client holds back, before the service has refused it')
def _invited(lab: Laboratory) -> None:
    async def refuse(visit: Visit) -> None:
        if head := await read_head(visit.reader):
            arrived.append(head.header('expect'))
            await visit.reply(b'you may not', '417 Expectation Failed')

    arrived: list[str | None] = []
    lead_to_scripted(lab)
    with lab.scripted.doing(refuse):
        for way in HTTP_WAYS:
            with way.connect(lab) as connection:
                expect_invited(connection, way, 'PUT')
                expect(connection.recv(65536).startswith(b'HTTP/1.1 417 '), 'the refusal of the service did not follow')
    expect_equal('Expect at the service', arrived, [None, None])


@case('known limit: over HTTP an interim 102, or a 100 that nobody asked for, ends the reply for nginx: the client gets both, its connection is of no more use, and others are served')
def _taken_for_the_reply(lab: Laboratory) -> None:
    async def process(visit: Visit) -> None:
        while head := await visit.take():
            if head.target.startswith('/1'):
                await visit.send(b'HTTP/1.1 %s Interim\r\n\r\n' % head.target[1:].encode())
            await visit.reply(b'real')

    lead_to_scripted(lab)
    with lab.scripted.doing(process):
        for way in HTTP_WAYS:
            for status in ('102', '100'):
                with way.connect(lab) as connection:
                    connection.sendall(request_bytes('GET', f'/{status}', [('Host', way.host)]))
                    expect(_read_past(connection, b'real').startswith(f'HTTP/1.1 {status} '.encode()), 'the interim reply did not come first')
                    connection.settimeout(_NO_ANSWER_SECONDS)
                    expect(_is_left_waiting(connection, way.host), f'the next request was answered over {way}: the documents say that it is not')
                expect_equal('status of another request', way.get(lab).status, 200)


def _read_past(connection: socket.socket, end: bytes) -> bytes:
    received = b''
    while end not in received and (piece := connection.recv(65536)):
        received += piece
    return received


def _is_left_waiting(connection: socket.socket, host: str) -> bool:
    try:
        exchange(connection, 'GET', '/next', [('Host', host)])
    except TimeoutError:
        return True
    return False
