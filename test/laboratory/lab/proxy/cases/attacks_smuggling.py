"""Requests that two servers could take for different things, over upstream connections that clients share.

Whatever the client sends, the service sees exactly the requests that the proxy logged for that client, each stamped with that
client's address; and the next client, on the same upstream connection, gets the reply to its own request.
"""
from __future__ import annotations

import contextlib
import itertools
import socket
from collections.abc import Iterable
from functools import partial

from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_to_end
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import SeenRequest
from lab.proxy.quick_start import SERVICE
from lab.running.case import Check, expect, expect_equal
from lab.sandbox.waiting import wait_for

_SMUGGLED = f'GET /smuggled HTTP/1.1\r\nHost: {SERVICE}\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n'
_SILENCE_SECONDS, _MOST_SILENCE_SECONDS = 0.15, 5
_numbers = itertools.count()


def _attacks() -> Iterable[tuple[str, list[str]]]:
    """What two servers could disagree on, and requests (between POST line with Host, and the smuggled request)."""
    chunked = 'Transfer-Encoding: chunked\r\n'
    length = f'Content-Length: {len(_SMUGGLED) + 5}\r\n'
    end = '\r\n0\r\n\r\n'
    yield 'both a length and chunks', [length + chunked + end, chunked + length + end, 'Content-Length: 4\r\n' + chunked + '\r\n1e\r\n', f'{chunked}Content-Length: 0\r\n{end}']
    yield 'two lengths', [
        f'Content-Length: 0\r\n{length}\r\n', f'{length}Content-Length: 0\r\n\r\n', 'Content-Length: 0, 5\r\n\r\n', 'Content-Length: 5\r\nContent-Length: 5\r\n\r\n00000',
        'Content-Length: 0\r\nContent_Length: 90\r\n\r\n', 'Content-Length: 0\r\nContent-Length : 90\r\n\r\n', 'Content-Length: 0\r\nContent-Length\x00: 90\r\n\r\n',
    ]
    yield 'a length that is no number', [f'Content-Length: {value}\r\n\r\n' for value in (
        '+5', '-1', '0x5', '5 5', '5;', '1e1', '00000000000000000000', '18446744073709551616', '99999999999999999999999', '', '\x0b5', '5\x00', '\xd9\xa5', '0\r\n 5',
    )]
    yield 'chunks by another name', [f'{line}\r\n{end}' for line in (
        'Transfer-Encoding: xchunked', 'Transfer-Encoding : chunked', 'Transfer-Encoding:\x0bchunked', 'Transfer-Encoding: chunked\x0b',
        'Transfer-Encoding: chunked, identity', 'Transfer-Encoding:',
        'Transfer-Encoding: identity, chunked', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
        'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked',
        'Transfer-Encoding: "chunked"', 'Transfer-Encoding: chunked;q=1', 'Transfer-Encoding:\r\n chunked', 'Transfer-Encoding\r\n: chunked',
        'X: y\nTransfer-Encoding: chunked', 'Transfer_Encoding: chunked',
        'Transfer-Encoding: CHUNKED', ' Transfer-Encoding: chunked', 'Transfer-Encoding\x00: chunked', 'TE: chunked', 'Transfer-Encoding: \u212ahunked'.encode().decode('latin-1'),
    )]
    yield 'chunks that are malformed', [f'{chunked}\r\n{body}' for body in (
        '0x5\r\n00000\r\n0\r\n\r\n', '-1\r\n\r\n', '+5\r\n00000\r\n0\r\n\r\n', ' 5\r\n00000\r\n0\r\n\r\n', '5 \r\n00000\r\n0\r\n\r\n', '5;a=b\r\n00000\r\n0\r\n\r\n', '5;\n00000\r\n0\r\n\r\n',
        '5\n00000\n0\n\n', '5\r00000\r0\r\r', '5\r\n00000XX0\r\n\r\n', '5\r\n000000\r\n0\r\n\r\n', '10000000000000005\r\n00000\r\n0\r\n\r\n', 'ffffffffffffffff\r\n', '\r\n0\r\n\r\n', 'g\r\n\r\n',
        '0\r\nX: y\r\n\r\n', '0\r\nContent-Length: 90\r\nHost: evil.example\r\n\r\n', '0\r\n\n', '0\n\r\n', '00000\r\n\r\n', '0;\x00\r\n\r\n',
        '5\r\n00000\r\n0\r\nX\x00: y\r\n\r\n', '0\r\n X: y\r\n\r\n',
    )]
    yield 'lines that end or fold in other ways', [
        '\n', '\r\r\n', 'X: y\r\n Content-Length: 90\r\n\r\n', 'X: y\n\n', 'X: y\r\r\n\r\n', 'X: a\rContent-Length: 90\r\n\r\n', '\tX: y\r\n\r\n',
        'X\r\n: y\r\n\r\n', 'X: y\x00\r\n\r\n', 'X\r\n\r\n', '\x0c\r\n\r\n',
    ]
    yield 'an upgrade that does not happen', [
        'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n', 'Upgrade: foo\r\nConnection: Upgrade\r\n\r\n', 'Connection: Upgrade\r\n\r\n',
        'Upgrade: websocket, h2c\r\nConnection: Upgrade\r\n\r\n', 'Upgrade: h2c\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n', 'Upgrade: "websocket"\r\nConnection: Upgrade\r\n\r\n',
    ]
    yield 'a body that is waited for', ['Expect: 100-continue\r\nContent-Length: 0\r\n\r\n', f'Expect: 100-continue\r\n{chunked}{end}', 'Expect: 200-ok\r\nContent-Length: 0\r\n\r\n']


def _resisting(heads: list[str]) -> Check[Laboratory]:
    def check(lab: Laboratory) -> None:
        for line in ('POST /first HTTP/1.1', 'GET /first HTTP/1.1', 'POST /first HTTP/1.0'):
            for head in heads:
                _attack(lab, f'{line}\r\nHost: {SERVICE}\r\n{head}'.encode('latin-1') + _SMUGGLED.encode())

    return check


def _register() -> None:
    for what, heads in _attacks():
        case(f'smuggling: {what}: the service sees what the proxy saw, the next client its own reply')(_resisting(heads))


_register()


@case('smuggling: a body that a client does not finish is never finished by the next client')
def _unfinished(lab: Laboratory) -> None:
    for body in ('Content-Length: 4000\r\n\r\nhalf', 'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', 'Transfer-Encoding: chunked\r\n\r\nfff\r\nhalf'):
        before = len(lab.service.requests)
        with lab.client.connect(80) as connection:
            connection.sendall(f'POST /unfinished HTTP/1.1\r\nHost: {SERVICE}\r\n{body}'.encode())
            wait_for('the start of the request', partial(_more_requests_than, lab, before))
        _expect_own_reply(lab)


def _more_requests_than(lab: Laboratory, before: int) -> bool:
    return len(lab.service.requests) > before


def _attack(lab: Laboratory, sent: bytes, silence_seconds: float = _SILENCE_SECONDS) -> None:
    before, lines_before = len(lab.service.requests), len(lab.log.lines)
    mark = lab.capture.mark()
    with lab.client.connect(80) as connection:
        port = connection.getsockname()[1]
        connection.sendall(sent)
        connection.settimeout(silence_seconds)
        _read_until_silent(connection)
    _expect_own_reply(lab)
    lab.log.of_client(lab.client.address, port)
    lines = [line for line in lab.log.lines[lines_before:] if line['client_port'] == str(port) and line['protocol'] == 'http']
    forwarded = [(line['method'], line['path']) for line in lines if line['verdict'] == 'forwarded']
    seen = [request for request in lab.service.requests[before:] if not request.target.startswith('/victim')]
    arrived = [(request.method, request.target) for request in seen]
    if arrived != forwarded and silence_seconds < _MOST_SILENCE_SECONDS and any(line['verdict'] == 'client-gone' for line in lines):
        _attack(lab, sent, _MOST_SILENCE_SECONDS)           # on a busy machine the client left before the reply: the log cannot say that it was forwarded
        return
    expect_equal(f'requests at the service for {sent!r}', arrived, forwarded)
    for request in seen:
        _expect_well_framed(lab, request)
    places = {egress.address for egress in lab.egress_since(mark)}
    expect(places <= {lab.addresses.service}, f'{sent!r} made the proxy connect to {places}')


def _read_until_silent(connection: socket.socket) -> None:
    with contextlib.suppress(TimeoutError):
        read_to_end(connection)


def _expect_well_framed(lab: Laboratory, request: SeenRequest) -> None:
    """One client's address, one Host, one way of saying how long the body is, and no control byte."""
    expect_equal('X-Forwarded-For', request.header('x-forwarded-for'), [lab.client.address])
    expect_equal('Host', request.header('host'), [SERVICE])
    framing = [*request.header('content-length'), *request.header('transfer-encoding')]
    expect(len(framing) <= 1 and all(value == 'chunked' or value.isdigit() for value in framing), f'framed by {request.headers}')
    expect(all(character >= ' ' or character == '\t' for name, value in request.headers for character in name + value), f'control bytes in {request.headers}')


def _expect_own_reply(lab: Laboratory) -> None:
    """Another client, right after: its request arrives whole, and the reply is to it."""
    target = f'/victim/{next(_numbers)}'
    with lab.client_v6.connect(80) as connection:
        port = connection.getsockname()[1]
        seen = exchange(connection, 'GET', target, [('Host', SERVICE)]).json()
    lab.log.of_client(lab.client_v6.address, port)             # the lines of whoever came before are in the log too
    expect_equal('what the next client asked for', (seen['method'], seen['target'], seen['body_bytes']), ('GET', target, 0))
    expect_equal('who asked', [value for name, value in seen['headers'] if name.lower() == 'x-forwarded-for'], [lab.client_v6.address])
