"""The log says what became of each connection and request, and whose answer it was."""
from __future__ import annotations

import socket
from contextlib import suppress
from functools import partial

from lab.proxy.access_log import LogLine
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, lead_to_scripted
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.client_hello_variants import padded
from lab.proxy.http_wire import RequestHead, read_head
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.scripted_service import Behaviour, Visit, sending
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_UNREAD = '(not read)'
_UPGRADE = [('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='), ('Sec-WebSocket-Version', '13')]
_FRAMES_BYTES = 50_000
_ANSWERS: dict[str, tuple[Behaviour, str, int]] = {
    '502': (sending(b'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'), 'forwarded', 502),
    '504': (sending(b'HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n'), 'forwarded', 504),
    'nothing': (sending(b''), 'no-reply', 502),
    'half of a head': (sending(b'HTTP/1.1 200 OK\r\nConte'), 'bad-reply', 502),
    'a head of 40 kB': (sending(b'HTTP/1.1 200 OK\r\nX: ' + b'y' * 40_000 + b'\r\nContent-Length: 0\r\n\r\n'), 'bad-reply', 502),
    'two lengths': (sending(b'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'), 'bad-reply', 502),
    'a whole body': (sending(b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole'), 'forwarded', 200),
}


@case('log: a 502 or 504 of a service is told from one of nginx')
def _whose_answer(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for what, (behaviour, verdict, status) in _ANSWERS.items():
        with lab.scripted.doing(behaviour):
            for way in HTTP_WAYS:
                line = _line_after(lab, request_bytes('POST', '/', [('Host', way.host), ('Content-Length', '1'), ('Connection', 'close')]) + b'x')
                expect_equal(f'verdict and status after {what} over {way}', (line['verdict'], line['status']), (verdict, status))


@case('known limit: a reply that a service cuts off is logged like a whole one, with fewer bytes')
def _cut_off(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    for head in (b'Content-Length: 1000\r\n\r\nhalf', b'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'):
        with lab.scripted.doing(sending(b'HTTP/1.1 200 OK\r\n' + head)):
            for way in HTTP_WAYS:
                line = _line_after(lab, request_bytes('GET', '/', [('Host', way.host)]))
                expect_equal('verdict and status', (line['verdict'], line['status']), ('forwarded', 200))
                expect(line['bytes_out'] < 300, f"{line['bytes_out']} bytes are counted")


@case('log: a reply that the client cuts off, and one that it does not wait for, are told from whole ones')
def _gone(lab: Laboratory) -> None:
    async def answer_without_end(visit: Visit) -> None:
        head = await visit.take()
        if head is None:
            return
        if head.target == '/begun':
            await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nbegun')
        await visit.reader.read(1)

    lead_to_scripted(lab)
    for way in HTTP_WAYS:
        with lab.scripted.doing(answer_without_end) as visits:
            for target, status in (('/begun', 200), ('/waited-for', 499)):
                with way.connect(lab) as connection:
                    port = connection.getsockname()[1]
                    connection.sendall(request_bytes('GET', target, [('Host', way.host)]))
                    if target == '/begun':
                        _read_past(connection, b'begun')
                    else:
                        wait_for('the request at the service', partial(_heads, visits, target))
                line = lab.log.of_client(lab.client.address, port)
                expect_equal(f'verdict and status over {way}', (line['verdict'], line['status']), ('client-gone', status))


def _heads(visits: list[Visit], target: str) -> list[RequestHead]:
    return [head for visit in visits for head in visit.requests if head.target == target]


@case('log: a request that nginx cannot read has a verdict of its own, with its method and path')
def _unreadable(lab: Laboratory) -> None:
    garbage = '(unprintable or too long)'
    for first_line, method, path, status in (
        ('GET /100% HTTP/1.1', 'GET', '/100%', 400),
        ('GET /%00?X-Amz-Signature=secret HTTP/1.1', 'GET', '/%00', 400),
        ('GET /../a HTTP/1.1', 'GET', '/../a', 400),
        ('OPTIONS * HTTP/1.1', 'OPTIONS', '*', 400),
        ('get /lower HTTP/1.1', 'get', '/lower', 400),
        ('GET /old HTTP/9.9', 'GET', '/old', 505),
        ('\x16\x03\x01\x02', garbage, garbage, 400),
    ):
        line = _line_after(lab, f'{first_line}\r\nHost: {SERVICE}\r\n\r\n'.encode('latin-1'))
        found = {name: line[name] for name in ('verdict', 'name', 'method', 'path', 'status')}
        expect_equal(first_line, found, {'verdict': 'unreadable', 'name': _UNREAD, 'method': method, 'path': path, 'status': status})
    expect('secret' not in lab.log.text, 'the log has a signature')


@case('log: a request for an allowed name whose headers or method nginx does not take is unreadable, not "not forwarded"')
def _unreadable_later(lab: Laboratory) -> None:
    for opening, status in ((f'GET /a HTTP/1.1\r\nHost: {SERVICE}\r\nX A: 1\r\n\r\n', 400), (f'TRACE /a HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n', 405)):
        line = _line_after(lab, opening.encode())
        found = {name: line[name] for name in ('verdict', 'name', 'path', 'status')}
        expect_equal(opening, found, {'verdict': 'unreadable', 'name': SERVICE, 'path': '/a', 'status': status})


@case('log: a ClientHello of more than 16 KiB is unreadable, not one without a name')
def _large_hello(lab: Laboratory) -> None:
    line = _line_after(lab, padded(SERVICE.encode(), 20_000), 443)
    expect_equal('verdict, name and status', (line['verdict'], line['name'], line['status']), ('unreadable', _UNREAD, 400))


@case('log: TLS to an address that takes no connection is unreachable')
def _unreachable(lab: Laboratory) -> None:
    name = 'nobody.apps.example.com'
    lab.dns.names[name] = [lab.addresses.resolver]          # where nothing listens for TCP
    line = _line_after(lab, client_hello(name.encode()), 443)
    expect_equal('verdict, name and upstream', (line['verdict'], line['name'], line['upstream']), ('unreachable', name, f'{lab.addresses.resolver}:443'))


@case('log: bytes of a WebSocket are counted in both directions')
def _websocket_bytes(lab: Laboratory) -> None:
    async def echo(visit: Visit) -> None:
        if await read_head(visit.reader) is None:
            return
        await visit.send(b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
        while piece := await visit.reader.read(1 << 16):
            await visit.send(piece)

    lead_to_scripted(lab)
    with lab.scripted.doing(echo):
        for way in HTTP_WAYS:
            with way.connect(lab) as connection:
                port = connection.getsockname()[1]
                connection.sendall(request_bytes('GET', '/socket', [('Host', way.host), *_UPGRADE]))
                _read_past(connection, b'\r\n\r\n')
                connection.sendall(bytes(_FRAMES_BYTES))
                received = 0
                while received < _FRAMES_BYTES and (piece := connection.recv(65536)):
                    received += len(piece)
            line = lab.log.of_client(lab.client.address, port)
            expect_equal('verdict and status', (line['verdict'], line['status']), ('forwarded', 101))
            for direction in ('bytes_in', 'bytes_out'):
                expect(_FRAMES_BYTES < line[direction] < _FRAMES_BYTES + 1000, f'{line[direction]} {direction} over {way}')


def _line_after(lab: Laboratory, opening: bytes, port: int = 80) -> LogLine:
    """The line about a client that sent this, and read what it got until the end."""
    with lab.client.connect(port) as connection:
        own = connection.getsockname()[1]
        with suppress(OSError):
            connection.sendall(opening)
            read_to_end(connection)
    return lab.log.of_client(lab.client.address, own)


def _read_past(connection: socket.socket, end: bytes) -> None:
    received = b''
    while end not in received and (piece := connection.recv(65536)):
        received += piece
