"""Replies that take longer than the 60 seconds after which many proxies give up. All of them wait at the same time."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import WAYS, Way, lead_to_scripted
from lab.proxy.client import read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect_equal

_SILENCE_SECONDS = 65
_UPGRADE = [('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='), ('Sec-WebSocket-Version', '13')]


@case('a reply after 65 seconds of silence arrives, and so does a WebSocket message, over TLS and HTTP')
def _patience(lab: Laboratory) -> None:
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
