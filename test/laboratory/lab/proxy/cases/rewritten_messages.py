"""What nginx writes anew over HTTP: how a message is framed and spelled, never what it says."""
from __future__ import annotations

import asyncio
from contextlib import suppress

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, Way, lead_to_scripted
from lab.proxy.client import read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit, sending
from lab.running.case import expect_equal

_MANY = [(f'X-{number}', 'a') for number in range(900)]
_ODD_NAMES = [("X!#$%&'*+-.^_`|~", 'a'), ('x-LOWER-Upper', 'b'), ('X-Twice', '1'), ('x-twice', '2'), ('X-Bytes', '\xe9\x01\x7f'), ('X-Tab', 'a\tb')]
_OF_ONE_CONNECTION = ('Keep-Alive', 'Proxy-Connection', 'Expect')
_STATUSES = ('200 ' + 'a long reason ' * 40, '200 ', '299 Odd', '418 Teapot', '444 Odd', '499 Odd', '600 Odd', '999 Odd')
_KEPT = [
    *_ODD_NAMES, ('Content-Type', 'text/html; charset="UTF-8"; x=y'), ('Content-Encoding', 'gzip'), ('Location', '/a'), ('Refresh', '0; url=/a'), ('Status', '404'), ('Via', '1.1 x'),
    ('Age', '5'), ('Alt-Svc', 'h3=":443"'), ('WWW-Authenticate', 'Digest realm="a", nonce="b"'), ('WWW-Authenticate', 'Basic realm="a"'), ('Set-Cookie', 'a=1'), ('Set-Cookie', 'b=2'),
    ('X-Sendfile', '/etc/passwd'), ('X-Pad', 'a'), ('X-Accel-Redirect', '/a'), ('X-Accel-Expires', '1'), ('X-Accel-Limit-Rate', '1'), ('X-Accel-Buffering', 'no'), ('X-Accel-Charset', 'utf-16'),
]
_ONCE = ('Content-Type', 'Date', 'ETag', 'Expires', 'Last-Modified', 'Location', 'Refresh', 'Server')


@case('HTTP: headers of a request arrive each on a line of its own, whatever their names and bytes, and however many')
def _request_headers(lab: Laboratory) -> None:
    for way in HTTP_WAYS:
        for headers in (_ODD_NAMES, _MANY):
            arrived = _arrived(lab, way, request_bytes('GET', '/', [('Host', way.host), *headers]))
            expect_equal(f'headers over {way}', [header for header in _headers(arrived) if header in headers], headers)


@case('HTTP: headers about one connection, the version, and chunks of a request are written anew for the service')
def _request_framing(lab: Laboratory) -> None:
    for way in HTTP_WAYS:
        arrived = _arrived(lab, way, request_bytes('GET', f'http://{way.host}/a?b', [('Host', way.host), *((name, 'x') for name in _OF_ONE_CONNECTION)]))
        names = {name.lower() for name, _ in _headers(arrived)}
        expect_equal(f'first line over {way}', arrived.split(b'\r\n')[0], b'GET /a?b HTTP/1.1')
        expect_equal('headers about one connection', [name for name in _OF_ONE_CONNECTION if name.lower() in names], [])
        arrived = _arrived(lab, way, f'GET /old HTTP/1.0\r\nHost: {way.host}\r\n\r\n'.encode())
        expect_equal('first line of HTTP/1.0', arrived.split(b'\r\n')[0], b'GET /old HTTP/1.1')
        arrived = _arrived(lab, way, request_bytes('POST', '/', [('Host', way.host), ('Transfer-Encoding', 'chunked')]) + b'2;a=b\r\nab\r\n1\r\nc\r\n0\r\n\r\n')
        expect_equal('length and body of chunks', (('Content-Length', '3') in _headers(arrived), arrived.endswith(b'\r\n\r\nabc')), (True, True))


@case('HTTP: status, reason and every header of a reply arrive as they were sent')
def _replies(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        for status in _STATUSES:
            with lab.scripted.doing(sending(f'HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok'.encode())):
                expect_equal(f'first line over {way}', _first_line(lab, way), f'HTTP/1.1 {status}')
        head = ''.join(f'{name}: {value}\r\n' for name, value in _KEPT)
        with lab.scripted.doing(sending(f'HTTP/1.1 200 OK\r\n{head}Content-Length: 2\r\n\r\nok'.encode('latin-1'))):
            arrived = way.get(lab).headers
        expect_equal(f'headers that are missing over {way}', [header for header in _KEPT if header not in arrived], [])


@case('HTTP: the version, the order of headers and the chunks of a reply are written anew for the client')
def _reply_framing(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.scripted.doing(sending(b'HTTP/1.0 200 OK\r\nkeep-alive: timeout=3\r\ncontent-type: a/b\r\n\r\nuntil the end')):
            reply = way.get(lab)
        headers = dict(reply.headers)
        expect_equal(f'body over {way}', reply.body, b'until the end')
        expect_equal('headers', (headers.get('Transfer-Encoding'), headers.get('Content-Type'), headers.get('keep-alive')), ('chunked', 'a/b', None))
        with lab.scripted.doing(sending(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a="b"\r\nok\r\n0\r\n\r\n')):
            expect_equal('body of chunks', way.get(lab).body, b'ok')


@case('known limit: over HTTP the first of two headers arrives where a reply may have one only')
def _first_of_two(lab: Laboratory) -> None:
    head = ''.join(f'{name}: {value}\r\n' for value in 'ab' for name in _ONCE)
    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.scripted.doing(sending(f'HTTP/1.1 200 OK\r\n{head}Content-Length: 2\r\n\r\nok'.encode())):
            arrived = [(name, value) for name, value in way.get(lab).headers if name in _ONCE]
        expect_equal(f'headers over {way}', sorted(arrived), [(name, 'a') for name in _ONCE])


def _arrived(lab: Laboratory, way: Way, request: bytes) -> bytes:
    """What reaches the service of a request, byte for byte."""
    arrived = bytearray()

    async def take(visit: Visit) -> None:
        with suppress(asyncio.TimeoutError):
            while piece := await asyncio.wait_for(visit.reader.read(65536), _REST_SECONDS):
                arrived.extend(piece)
        await visit.reply()

    lead_to_scripted(lab)
    with lab.scripted.doing(take), way.connect(lab) as connection:
        connection.sendall(request)
        expect_equal('status', read_reply(connection).status, 200)
    return bytes(arrived)


_REST_SECONDS = 0.2
"""The request is there by then: its first byte has a connection of its own to come on, and all of it fits in one piece."""


def _headers(request: bytes) -> list[tuple[str, str]]:
    lines = request.partition(b'\r\n\r\n')[0].decode('latin-1').split('\r\n')[1:]
    return [(name, value) for name, _, value in (line.partition(': ') for line in lines)]


def _first_line(lab: Laboratory, way: Way) -> str:
    with way.connect(lab) as connection:
        connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
        received = b''
        while b'\r\n' not in received and (piece := connection.recv(65536)):
            received += piece
    return received.split(b'\r\n')[0].decode('latin-1')
