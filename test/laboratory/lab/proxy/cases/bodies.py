"""Bodies of any size and form arrive as they were sent, both ways."""
from __future__ import annotations

import hashlib
import socket
import time

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, WAYS, Way, lead_to_scripted, together
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import known_bytes
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_SIZES = (0, 1, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 1_000_003)


@case('bodies: requests of 0 bytes to 1 MB arrive byte for byte, on one connection')
def _up(lab: Laboratory) -> None:
    def send(way: Way) -> None:
        with way.connect(lab) as connection:
            for size in _SIZES:
                body = known_bytes(size)
                connection.sendall(request_bytes('POST', '/up', [('Host', way.host), ('Content-Length', str(size))]) + body)
                seen = read_reply(connection).json()
                expect_equal(f'body over {way}', (seen['body_bytes'], seen['body_sha256']), (size, hashlib.sha256(body).hexdigest()))

    together(send)


@case('bodies: replies of 0 bytes to 1 MB arrive byte for byte, on one connection')
def _down(lab: Laboratory) -> None:
    def fetch(way: Way) -> None:
        with way.connect(lab) as connection:
            for size in _SIZES:
                reply = exchange(connection, 'GET', f'/bytes/{size}', [('Host', way.host)])
                expect(reply.status == 200 and reply.body == known_bytes(size), f'{len(reply.body)} other bytes over {way} for {size}')

    together(fetch)


@case('bodies: a reply in chunks arrives as it was cut, and the connection can be used again')
def _chunked(lab: Laboratory) -> None:
    body = known_bytes(200_000)

    async def answer_in_chunks(visit: Visit) -> None:
        while await visit.take():
            await visit.send(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
            for start in range(0, len(body), 30_001):
                piece = body[start:start + 30_001]
                await visit.send(b'%x;extension=1\r\n%s\r\n' % (len(piece), piece))
            await visit.send(b'0\r\n\r\n')

    lead_to_scripted(lab)
    with lab.scripted.doing(answer_in_chunks):
        for way in WAYS:
            with way.connect(lab) as connection:
                for _ in range(3):
                    expect_equal(f'reply over {way}', exchange(connection, 'GET', '/', [('Host', way.host)]).body == body, True)


@case('bodies: a reply that ends with the connection arrives whole')
def _until_close(lab: Laboratory) -> None:
    async def answer_and_close(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.0 200 OK\r\n\r\n' + known_bytes(100_000))

    lead_to_scripted(lab)
    with lab.scripted.doing(answer_and_close):
        for way in HTTP_WAYS:
            expect(way.get(lab).body == known_bytes(100_000), f'other bytes over {way}')


@case('bodies: trailers pass through TLS byte for byte, both ways')
def _trailers(lab: Laboratory) -> None:
    request = b'POST / HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n'
    reply = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n'
    lead_to_scripted(lab)
    for way in (way for way in WAYS if way.scheme == 'https'):
        sent, arrived = request % way.host.encode(), bytearray()

        async def take_raw(visit: Visit, sent: bytes = sent, arrived: bytearray = arrived) -> None:
            arrived += await visit.reader.readexactly(len(sent))
            await visit.send(reply)

        with lab.scripted.doing(take_raw), way.connect(lab) as connection:
            connection.sendall(sent)
            expect_equal('reply', _read(connection, len(reply)), reply)
        expect_equal('request', bytes(arrived), sent)


@case('bodies: a client that does not read slows the service down, and nginx stores no more than its buffers')
def _backpressure(lab: Laboratory) -> None:
    offered, sent = 256 * 1024 * 1024, {'https': 0, 'http': 0}

    async def send_much(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % offered)
        for _ in range(offered // 65536):
            await visit.send(bytes(65536))
            sent[visit.scheme] += 65536

    lead_to_scripted(lab)
    (worker,) = lab.container.workers()
    before = worker.resident_kib
    with lab.scripted.doing(send_much):
        for way in WAYS:
            with way.connect(lab) as connection:
                connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
                _wait_until_still(sent, way.scheme)
                expect(sent[way.scheme] < offered / 2, f'the service got rid of {sent[way.scheme]} bytes over {way}')
                expect(worker.resident_kib - before < 2048, f'nginx holds {worker.resident_kib - before} KiB more')
            sent[way.scheme] = 0


def _wait_until_still(sent: dict[str, int], scheme: str) -> None:
    """Returns when nothing more is sent."""
    before = -1
    while sent[scheme] != before:
        before = sent[scheme]
        time.sleep(0.3)


def _read(connection: socket.socket, size: int) -> bytes:
    received = b''
    while len(received) < size and (piece := connection.recv(size - len(received))):
        received += piece
    return received
