"""The finer points of HTTP: HEAD, replies without a body, pipelining, 100-continue, server-sent events, echoes, old clients."""
from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
import threading
import time
from contextlib import suppress

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, WAYS, Way, expect_invited, lead_to_scripted
from lab.proxy.client import exchange, read_reply, read_to_end, request_bytes
from lab.proxy.http_wire import head_of_reply, read_body, read_head
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import known_bytes
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal

_FIRST_WITH_HINTS = (1, 29, 0)
"""Before, nginx took 103 for the reply. See https://nginx.org/en/docs/http/ngx_http_core_module.html#early_hints"""
_EVENTS, _EVENT_SECONDS = 4, 10
_ECHO = known_bytes(16 << 20)
"""More than sockets and buffers hold along the way."""
_ECHO_PAUSE_SECONDS, _STALLED_SECONDS = 0.005, 3.0
_PIECE = 1 << 16
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


@case('HEAD, 204 and 304 have no body, their headers arrive, and the connection can be used again')
def _no_body(lab: Laboratory) -> None:
    async def answer(visit: Visit) -> None:
        while head := await visit.take():
            if head.method == 'HEAD':
                await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: "x"\r\n\r\n')
            else:
                await visit.send(b'HTTP/1.1 %s\r\nETag: "x"\r\n\r\n' % head.target[1:].replace('-', ' ').encode())

    lead_to_scripted(lab)
    with lab.scripted.doing(answer):
        for way in WAYS:
            with way.connect(lab) as connection:
                for method, target, status in (('HEAD', '/', 200), ('GET', '/204-No-Content', 204), ('GET', '/304-Not-Modified', 304), ('HEAD', '/', 200)):
                    reply = exchange(connection, method, target, [('Host', way.host)])
                    headers = dict(reply.headers)
                    expect_equal(f'{method} over {way}', (reply.status, reply.body, headers['ETag']), (status, b'', '"x"'))
                    expect_equal('Content-Length', headers.get('Content-Length'), '12345' if method == 'HEAD' else None)


@case('requests sent one after the other without waiting are answered in order')
def _pipelined(lab: Laboratory) -> None:
    async def say_target(visit: Visit) -> None:
        while head := await visit.take():
            await visit.reply(head.target.encode())
            if head.target == '/last':
                return

    lead_to_scripted(lab)
    with lab.scripted.doing(say_target):
        for way in WAYS:
            with way.connect(lab) as connection:
                connection.sendall(b''.join(request_bytes('GET', f'/{number}', [('Host', way.host)]) for number in range(20))
                                   + request_bytes('GET', '/last', [('Host', way.host), ('Connection', 'close')]))
                answers = read_to_end(connection)
            bodies = [answer.partition(b'\r\n\r\n')[2] for answer in answers.split(b'HTTP/1.1 200 OK')[1:]]
            expect_equal(f'answers over {way}', bodies, [f'/{number}'.encode() for number in range(20)] + [b'/last'])


@case('a client that waits for 100-continue gets it, then its reply')
def _continue(lab: Laboratory) -> None:
    async def invite(visit: Visit) -> None:
        head = b''
        while b'\r\n\r\n' not in head:
            head += await visit.reader.read(1)
        if b'100-continue' in head:
            await visit.send(b'HTTP/1.1 100 Continue\r\n\r\n')
        await visit.reader.readexactly(5)
        await visit.reply(b'thanks')

    lead_to_scripted(lab)
    with lab.scripted.doing(invite):
        for way in WAYS:
            with way.connect(lab) as connection:
                expect_invited(connection, way, 'POST')
                connection.sendall(b'hello')
                expect_equal('reply', read_reply(connection).body, b'thanks')


@case('Early Hints (103) that a service sends before its reply do not disturb the reply')
def _early_hints(lab: Laboratory) -> None:
    async def hint(visit: Visit) -> None:
        while await visit.take():
            await visit.send(b'HTTP/1.1 103 Early Hints\r\nLink: </x.css>; rel=preload\r\n\r\n')
            await visit.reply(b'real')

    lead_to_scripted(lab)
    with lab.scripted.doing(hint):
        for way in HTTP_WAYS:
            reply = way.get(lab)
            wanted = (200, b'real') if lab.nginx.release >= _FIRST_WITH_HINTS else (103, b'')
            expect_equal(f'reply over {way}', (reply.status, reply.body), wanted)


@case('server-sent events arrive one by one, as they are sent')
def _events(lab: Laboratory) -> None:
    """The service sends each only when the client has the one before."""
    arrived = threading.Semaphore(0)

    async def send_events(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
        for number in range(_EVENTS):
            event = b'data: %d\n\n' % number
            await visit.send(b'%x\r\n%s\r\n' % (len(event), event))
            await asyncio.to_thread(arrived.acquire, timeout=_EVENT_SECONDS)
        await visit.send(b'0\r\n\r\n')

    lead_to_scripted(lab)
    with lab.scripted.doing(send_events):
        for way in WAYS:
            with way.connect(lab) as connection:
                connection.settimeout(_EVENT_SECONDS / 2)
                connection.sendall(request_bytes('GET', '/', [('Host', way.host), ('Accept', 'text/event-stream')]))
                received = b''
                for number in range(_EVENTS):
                    received = _read_until(connection, received, b'data: %d\n\n' % number)
                    arrived.release()


@case('a service that answers while the request still comes: over HTTPS both flow to their end')
def _echo_over_tls(lab: Laboratory) -> None:
    for way in TLS_WAYS:
        echo = _echoed(lab, way, _ECHO)
        expect_equal(f'digest over {way}', hashlib.sha256(echo).hexdigest(), hashlib.sha256(_ECHO).hexdigest())


@case('known limit: over HTTP a request hangs if the service starts to answer before it has read it all, and reads more slowly than the client sends; others are served')
def _echo_over_http(lab: Laboratory) -> None:
    for way in HTTP_WAYS:
        echo = _echoed(lab, way, _ECHO)
        expect(len(echo) < len(_ECHO) and _ECHO.startswith(echo), f'{len(echo)} bytes came back over {way}')
        expect_equal('status of another request', way.get(lab).status, 200)


@case('a client that speaks HTTP/1.0 is served, with and without keep-alive')
def _old(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.client.connect(80) as connection:
            connection.sendall(f'GET / HTTP/1.0\r\nHost: {way.host}\r\n\r\n'.encode())
            answer = read_to_end(connection)
        expect(answer.startswith(b'HTTP/1.1 200 OK\r\n') and answer.endswith(lab.addresses.scripted[0].encode()), f'got {answer!r}')
        with lab.client.connect(80) as connection:
            for _ in range(2):
                connection.sendall(f'GET / HTTP/1.0\r\nHost: {way.host}\r\nConnection: keep-alive\r\n\r\n'.encode())
                expect_equal('body', read_reply(connection).body, lab.addresses.scripted[0].encode())


@case('a client connection carries a thousand requests over HTTPS, and a hundred over HTTP, the last of which says so')
def _keep_alive(lab: Laboratory) -> None:
    expect_equal('answers over HTTPS that end the connection', _last_answers(lab, TLS_WAYS[0], 1000), [])
    expect_equal('answers over HTTP that end the connection', _last_answers(lab, HTTP_WAYS[0], 100), [100])


def _last_answers(lab: Laboratory, way: Way, times: int) -> list[int]:
    """Which of so many answers on one connection say that it ends."""
    with way.connect(lab) as connection:
        replies = [exchange(connection, 'GET', '/', [('Host', way.host)]) for _ in range(times)]
    expect_equal('statuses', {reply.status for reply in replies}, {200})
    return [number for number, reply in enumerate(replies, 1) if ('Connection', 'close') in reply.headers]


def _echoed(lab: Laboratory, way: Way, body: bytes) -> bytes:
    """What comes back of a body that the service returns piece by piece, until all has come or nothing more comes."""
    async def echo(visit: Visit) -> None:
        head = await read_head(visit.reader)
        if head is None or head.method != 'POST':
            await visit.reply()
            return
        await visit.send(head_of_reply('200 OK', [('Content-Length', str(len(body)))]))
        async for piece in read_body(head, visit.reader):
            await visit.pause(_ECHO_PAUSE_SECONDS)
            await visit.send(piece)

    lead_to_scripted(lab)
    with lab.scripted.doing(echo), way.connect(lab) as connection:
        headers = [('Host', way.host), ('Content-Length', str(len(body))), ('Connection', 'close')]
        received = _send_and_receive(connection, request_bytes('POST', '/', headers) + body)
    return received.partition(b'\r\n\r\n')[2]


def _send_and_receive(connection: socket.socket, data: bytes) -> bytes:
    """Both at once, in one thread, as TLS demands: until the end, or until nothing moves any more."""
    connection.setblocking(False)
    rest, received, last = memoryview(data), bytearray(), time.monotonic()
    while time.monotonic() - last < _STALLED_SECONDS:
        moved = False
        with suppress(*_NOT_NOW):
            piece = connection.recv(_PIECE)
            if not piece:
                break
            received += piece
            moved = True
        with suppress(*_NOT_NOW):
            if rest:
                rest = rest[connection.send(rest[:_PIECE]):]
                moved = True
        if moved:
            last = time.monotonic()
        else:
            time.sleep(0.001)
    return bytes(received)


def _read_until(connection: socket.socket, received: bytes, wanted: bytes) -> bytes:
    while wanted not in received:
        piece = connection.recv(65536)
        expect(bool(piece), f'the reply ended before {wanted!r}')
        received += piece
    return received
