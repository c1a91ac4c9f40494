"""Bodies of any size flow through as they come, both ways, and WebSocket passes."""
from __future__ import annotations

import hashlib
import socket
import time

from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import PIECE_BYTES, LatticeService, known_bytes
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal

_SIZE = 4 * 1024 * 1024


def _connect(lab: Laboratory, scheme: str, host: str) -> socket.socket:
    return lab.client.connect_tls(host) if scheme == 'https' else lab.client.connect(80)


def _ways(lab: Laboratory) -> list[tuple[str, str, LatticeService]]:
    return [
        (scheme, host, service)
        for scheme in ('https', 'http')
        for host, service in ((SERVICE, lab.service), (LOOKED_UP_EXAMPLE, lab.looked_up_service))
    ]


@case('streaming: a reply of 4 MiB arrives byte for byte')
def _down(lab: Laboratory) -> None:
    for scheme, host, _ in _ways(lab):
        with _connect(lab, scheme, host) as connection:
            body = exchange(connection, 'GET', f'/bytes/{_SIZE}', [('Host', host)]).body
        expect(body == known_bytes(_SIZE), f'{len(body)} other bytes arrived over {scheme}')


@case('streaming: a request of 4 MiB arrives byte for byte, with its length known and in chunks')
def _up(lab: Laboratory) -> None:
    body = known_bytes(_SIZE)
    chunks = b''.join(b'%x\r\n%s\r\n' % (len(body[at:at + 30_000]), body[at:at + 30_000]) for at in range(0, _SIZE, 30_000)) + b'0\r\n\r\n'
    for scheme, host, _ in _ways(lab):
        for headers, raw in (([('Content-Length', str(_SIZE))], body), ([('Transfer-Encoding', 'chunked')], chunks)):
            with _connect(lab, scheme, host) as connection:
                connection.sendall(request_bytes('POST', '/up', [('Host', host), *headers]) + raw)
                seen = read_reply(connection).json()
            expect_equal(f'digest over {scheme}', seen['body_sha256'], hashlib.sha256(body).hexdigest())


@case('streaming: the service has the first half of a request before the client sends the second')
def _up_streams(lab: Laboratory) -> None:
    half = known_bytes(200_000)
    for scheme, host, service in _ways(lab):
        target = f'/half-{scheme}'
        with _connect(lab, scheme, host) as connection:
            connection.sendall(request_bytes('POST', target, [('Host', host), ('Content-Length', '400000')]) + half)
            service.wait_for_body(target, len(half))
            connection.sendall(half)
            expect_equal('bytes', read_reply(connection).json()['body_bytes'], 400_000)


@case('streaming: the client has the first part of a reply before the service sends the rest')
def _down_streams(lab: Laboratory) -> None:
    for scheme, host, _ in _ways(lab):
        with _connect(lab, scheme, host) as connection:
            connection.sendall(request_bytes('GET', '/trickle/100000', [('Host', host), ('Connection', 'close')]))
            start, received = time.monotonic(), b''
            while len(_body_of(received)) < PIECE_BYTES:
                received += connection.recv(65536)
            first = time.monotonic() - start
            while len(_body_of(received)) < 100_000:
                received += connection.recv(65536)
        expect(first < 0.3 < time.monotonic() - start, f'the first part came after {first:.2f} seconds')


def _body_of(reply: bytes) -> bytes:
    return reply.partition(b'\r\n\r\n')[2]


@case('WebSocket: the upgrade passes and bytes flow both ways')
def _websocket(lab: Laboratory) -> None:
    upgrade = [('Upgrade', 'websocket'), ('Connection', 'Upgrade'), ('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='), ('Sec-WebSocket-Version', '13')]
    frame = b'\x81\x85\x01\x02\x03\x04' + bytes(a ^ b for a, b in zip(b'hello', b'\x01\x02\x03\x04\x01', strict=True))
    for scheme, host, _ in _ways(lab):
        with _connect(lab, scheme, host) as connection:
            connection.sendall(request_bytes('GET', '/socket', [('Host', host), *upgrade]))
            head = b''
            while b'\r\n\r\n' not in head:
                head += connection.recv(1)
            expect(head.startswith(b'HTTP/1.1 101 ') and b's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' in head, f'no upgrade over {scheme}: {head!r}')
            expect(b'\r\nupgrade: websocket\r\n' in head.lower(), f'the client is not told to what, over {scheme}: {head!r}')
            for _ in range(3):
                connection.sendall(frame)
                expect_equal('echo', connection.recv(100), frame)


@case('HTTP: an upgrade to anything but WebSocket is not passed on')
def _other_upgrade(lab: Laboratory) -> None:
    with lab.client.connect(80) as connection:
        seen = exchange(connection, 'GET', '/', [('Host', SERVICE), ('Upgrade', 'h2c'), ('Connection', 'Upgrade, HTTP2-Settings'), ('HTTP2-Settings', 'AAMAAABk')]).json()
    expect(not [name for name, _ in seen['headers'] if name.lower() == 'upgrade'], f"the upgrade was passed on: {seen['headers']}")
