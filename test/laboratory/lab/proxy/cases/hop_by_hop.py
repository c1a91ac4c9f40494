"""Headers about one connection, and trailers: what they promise over HTTP is kept, or not promised."""
from __future__ import annotations

import socket

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, lead_to_scripted
from lab.proxy.client import exchange, read_reply, read_to_end, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_TRAILED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n'


@case('HTTP: trailers of a reply arrive, also on a connection that is used again')
def _trailers_of_replies(lab: Laboratory) -> None:
    async def trail(visit: Visit) -> None:
        while await visit.take():
            await visit.send(_TRAILED)

    lead_to_scripted(lab)
    with lab.scripted.doing(trail):
        for way in HTTP_WAYS:
            with way.connect(lab) as connection:
                for last in (False, True):
                    headers = [('Host', way.host), ('TE', 'trailers'), ('Connection', 'TE, close' if last else 'TE')]
                    connection.sendall(request_bytes('GET', '/', headers))
                    received = read_to_end(connection) if last else _read_past(connection, b'X-Sum: 42\r\n\r\n')
                    expect(received.endswith(b'3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n'), f'other trailers over {way}: {received!r}')


@case('HTTP: a service learns that the client takes trailers, and nothing of other transfer codings')
def _te(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        for sent, wanted in (('trailers', 'trailers'), ('gzip, Trailers;q=0.5', 'trailers'), ('gzip', None), ('xtrailers', None), (None, None)):
            with lab.scripted.doing(_take_and_answer) as visits, way.connect(lab) as connection:
                headers = [('Host', way.host), *([] if sent is None else [('TE', sent), ('Connection', 'TE')])]
                expect_equal('status', exchange(connection, 'GET', '/', headers).status, 200)
            arrived = visits[0].requests[0]
            named = [option.strip() for option in (arrived.header('connection') or '').split(',') if option]
            expect_equal(f'TE after {sent} over {way}', (arrived.header('te'), 'TE' in named), (wanted, wanted is not None))


@case('known limit: over HTTP trailers of a request do not arrive, and neither does the Trailer header that announces them')
def _trailers_of_requests(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.scripted.doing(_take_and_answer) as visits, way.connect(lab) as connection:
            headers = [('Host', way.host), ('Transfer-Encoding', 'chunked'), ('Trailer', 'X-Sum')]
            connection.sendall(request_bytes('POST', '/', headers) + b'3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n')
            expect_equal('status', read_reply(connection, 'POST').status, 200)
        expect_equal(f'Trailer over {way}', visits[0].requests[0].header('trailer'), None)


@case('HTTP: a protocol that a service offers for its own connection is not offered to the client')
def _offered_upgrade(lab: Laboratory) -> None:
    async def offer(visit: Visit) -> None:
        while await visit.take():
            await visit.reply(headers=(('Upgrade', 'h2c'), ('Connection', 'Upgrade')))

    lead_to_scripted(lab)
    with lab.scripted.doing(offer):
        for way in HTTP_WAYS:
            expect_equal(f'Upgrade over {way}', [value for name, value in way.get(lab).headers if name.lower() == 'upgrade'], [])


async def _take_and_answer(visit: Visit) -> None:
    while await visit.take():
        await visit.reply()


def _read_past(connection: socket.socket, end: bytes) -> bytes:
    received = b''
    while not received.endswith(end) and (piece := connection.recv(65536)):
        received += piece
    return received
