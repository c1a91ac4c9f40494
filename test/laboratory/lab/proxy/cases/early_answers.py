"""A service may refuse an upload before it has read it: its answer has to reach the client, whatever is still on its way."""
from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, Way, lead_to_scripted
from lab.proxy.client import Reply, read_reply, read_to_end, request_bytes
from lab.proxy.http_wire import head_of_reply, read_head
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import known_bytes
from lab.proxy.scripted_service import Visit
from lab.running.case import expect_equal

_UPLOADS = 20
_UPLOAD = known_bytes(6_000_000)
"""More than sockets and buffers hold along the way."""
_REFUSAL = b'you may not'


@case('HTTP: a service that refuses an upload before it has read it: the client gets that answer each time, however the length is given')
def _refused_uploads(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    chunks = b'%x\r\n%s\r\n0\r\n\r\n' % (len(_UPLOAD), _UPLOAD)
    with lab.scripted.doing(_refuse_at_once):
        for way in HTTP_WAYS:
            # What the case before left open, nginx may find closed only now: with a request that it may repeat.
            with way.connect(lab) as connection:
                connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
                expect_equal(f'status over {way} before', read_reply(connection).status, 200)
            for header, raw in ((('Content-Length', str(len(_UPLOAD))), _UPLOAD), (('Transfer-Encoding', 'chunked'), chunks)):
                answers = [_upload(lab, way, header, raw) for _ in range(_UPLOADS)]
                others = [(answer.status, answer.body) for answer in answers if (answer.status, answer.body) != (403, _REFUSAL)]
                expect_equal(f'other answers over {way} with {header[0]}', others, [])


@case('HTTP: nginx tells a service of a looked-up name to close only after a request without a body, and a service of `services` never')
def _told_to_close(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    requests = {b'': [], b'0': [('Content-Length', '0')], b'5': [('Content-Length', '5')]}
    for way in HTTP_WAYS:
        told = {}
        for body, headers in requests.items():
            with lab.scripted.doing(_take_and_answer) as visits, way.connect(lab) as connection:
                connection.sendall(request_bytes('POST', '/', [('Host', way.host), *headers]) + b'hello'[:int(body or b'0')])
                read_reply(connection)
            told[body] = visits[0].requests[0].header('connection')
        closing = 'close' if way is HTTP_WAYS[1] else None
        expect_equal(f'Connection over {way}', told, {b'': closing, b'0': closing, b'5': None})


@case('known limit: over HTTP nginx closes the connection after a service has refused an upload early, although the reply does not say so')
def _closed_after_refusal(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    with lab.scripted.doing(_refuse_at_once):
        for way in HTTP_WAYS:
            with way.connect(lab) as connection:
                half = request_bytes('POST', '/up', [('Host', way.host), ('Content-Length', '2000')]) + bytes(1000)
                connection.sendall(half)
                reply = read_reply(connection, 'POST')
                expect_equal(f'refusal over {way}', (reply.status, dict(reply.headers).get('Connection')), (403, 'keep-alive'))
                connection.sendall(bytes(1000))
                expect_equal('what came then', read_to_end(connection), b'')


async def _refuse_at_once(visit: Visit) -> None:
    """As servers in Go, Node and Python do: who was told to close does so at once, and others read on for a while."""
    head = await read_head(visit.reader)
    while head is not None and head.method != 'POST':
        await visit.reply()
        head = await read_head(visit.reader)
    if head is None:
        return
    await visit.send(head_of_reply('403 Forbidden', [('Content-Length', str(len(_REFUSAL)))]) + _REFUSAL)
    if head.header('connection') == 'close':
        return
    with suppress(asyncio.TimeoutError):
        while await asyncio.wait_for(visit.reader.read(1 << 16), 2):
            pass


async def _take_and_answer(visit: Visit) -> None:
    while await visit.take():
        await visit.reply()


def _upload(lab: Laboratory, way: Way, header: tuple[str, str], raw: bytes) -> Reply:
    with way.connect(lab) as connection:
        thread = threading.Thread(target=_send, args=(connection, request_bytes('POST', '/up', [('Host', way.host), header]) + raw))
        thread.start()
        try:
            return read_reply(connection, 'POST')
        finally:
            connection.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _send(connection: socket.socket, data: bytes) -> None:
    with suppress(OSError):         # the answer is there, and the rest of the upload is of no use any more
        connection.sendall(data)
