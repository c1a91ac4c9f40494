"""Pauses of more than 60 seconds, after which many proxies close a connection. All who pause do so at the same time."""
from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, WAYS, Way, lead_to_scripted
from lab.proxy.client import read_reply, read_to_end, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_SILENCE_SECONDS = 65
_LARGE_BYTES = 50_000_000
_UPGRADE = [('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='), ('Sec-WebSocket-Version', '13')]


@case('a reply after 65 seconds of silence arrives, and so does a WebSocket message, over TLS and HTTP')
def _late_replies(lab: Laboratory) -> None:
    async def answer_late(visit: Visit) -> None:
        head = await visit.take()
        if head is not None and head.header('upgrade'):
            await visit.send(b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
            await visit.pause(_SILENCE_SECONDS)
            await visit.send(b'\x81\x04late')
        else:
            await visit.pause(_SILENCE_SECONDS)
            await visit.reply(b'late')

    def wait(way: Way) -> None:
        with way.connect(lab) as connection:
            connection.settimeout(_SILENCE_SECONDS + 5)
            connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
            reply = read_reply(connection)
        expect_equal(f'reply over {way}', (reply.status, reply.body), (200, b'late'))

    def wait_for_message(way: Way) -> None:
        with way.connect(lab) as connection:
            connection.settimeout(_SILENCE_SECONDS + 5)
            connection.sendall(request_bytes('GET', '/', [('Host', way.host), *_UPGRADE]))
            received = b''
            while not received.endswith(b'late'):
                piece = connection.recv(1024)
                if not piece:
                    raise ConnectionError(f'{way} was closed after {received!r}')
                received += piece

    lead_to_scripted(lab)
    with lab.scripted.doing(answer_late), ThreadPoolExecutor(2 * len(WAYS)) as threads:
        waiting = [threads.submit(wait_so, way) for wait_so in (wait, wait_for_message) for way in WAYS]
        for one in waiting:
            one.result()


@case('known limit: over HTTP a client that pauses for more than 60 seconds in the middle of a request, or of a reply, is cut off')
def _pausing_clients(lab: Laboratory) -> None:
    """VPC Lattice ends a connection that is idle for as long."""
    async def answer(visit: Visit) -> None:
        while await visit.take():
            await visit.reply(bytes(_LARGE_BYTES))

    def pause_in_request(way: Way) -> None:
        with way.connect(lab) as connection:
            port = connection.getsockname()[1]
            connection.settimeout(_SILENCE_SECONDS + 5)
            connection.sendall(request_bytes('POST', '/', [('Host', way.host), ('Content-Length', '10')]) + b'half')
            expect_equal(f'what the client got over {way}', read_to_end(connection), b'')
        line = lab.log.of_client(lab.client.address, port)
        expect_equal('verdict and status', (line['verdict'], line['status']), ('client-gone', 408))

    def pause_in_reply(way: Way) -> None:
        with way.connect(lab) as connection:
            connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
            time.sleep(_SILENCE_SECONDS)
            with suppress(OSError):
                received = len(read_to_end(connection))
                expect(received < _LARGE_BYTES, f'{received} bytes came over {way}')

    lead_to_scripted(lab)
    with lab.scripted.doing(answer), ThreadPoolExecutor(2 * len(HTTP_WAYS)) as threads:
        waiting = [threads.submit(pause, way) for pause in (pause_in_request, pause_in_reply) for way in HTTP_WAYS]
        for one in waiting:
            one.result()
