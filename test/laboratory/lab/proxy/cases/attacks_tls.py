"""What a client may send in place of an honest ClientHello. The way it leads is decided by the one name in the clear, or it leads nowhere."""
from __future__ import annotations

import os
import socket
import time

from lab.proxy.cases.refusing import refuse_all, refuse_tls
from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end
from lab.proxy.client_hello import client_hello
from lab.proxy.client_hello_variants import in_records, padded, post_quantum, ssl_v2, with_encrypted_hello, with_lists, with_lying_lengths, with_name_of_kind, with_names
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal

_SERVICE, _EVIL = SERVICE.encode(), b'www.example.org'
_HANDSHAKE = b'\x16'


@case('ClientHello: large ones pass: 1.7 kB with post-quantum key shares, 4 kB and 12 kB')
def _large(lab: Laboratory) -> None:
    for hello in (post_quantum(_SERVICE), padded(_SERVICE, 4_000), padded(_SERVICE, 12_000), padded(LOOKED_UP_EXAMPLE.encode(), 12_000)):
        _expect_forwarded(lab, [hello])


@case('ClientHello: one of 20 kB is closed, and nothing leaves for it')
def _too_large(lab: Laboratory) -> None:
    for name in (_SERVICE, LOOKED_UP_EXAMPLE.encode(), _EVIL):
        refuse_tls(lab, padded(name, 20_000))


@case('ClientHello: cut into segments of 3 bytes, into many TLS records, or both, it passes')
def _in_pieces(lab: Laboratory) -> None:
    small, large = client_hello(_SERVICE), post_quantum(_SERVICE)
    for hello in (small, in_records(small, 64), in_records(large, 200), in_records(client_hello(LOOKED_UP_EXAMPLE.encode()), 16)):
        _expect_forwarded(lab, [hello[start:start + 3] for start in range(0, min(len(hello), 300), 3)] + [hello[300:]])


@case('ClientHello: cut into segments of 3 bytes or into many TLS records, one for another name is refused')
def _evil_in_pieces(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    for hello in (client_hello(_EVIL), in_records(client_hello(_EVIL), 16), in_records(client_hello(_EVIL), 1)):
        with lab.client.connect(443) as connection:
            _send_in_pieces(connection, [hello[start:start + 3] for start in range(0, len(hello), 3)])
            expect_equal('answer', read_to_end(connection), b'')
    expect_equal('what left', lab.egress_since(mark), [])


@case('ClientHello: with two names, it leads to the allowed one or nowhere')
def _two_names(lab: Laboratory) -> None:
    for combine in (with_names, with_lists):
        for names in ((_SERVICE, _EVIL), (_EVIL, _SERVICE), (_EVIL, LOOKED_UP_EXAMPLE.encode()), (b'', _SERVICE), (_SERVICE, b'')):
            mark = lab.capture.mark()
            with lab.client.connect(443) as connection:
                connection.sendall(combine(*names))
                connection.shutdown(socket.SHUT_WR)
                read_to_end(connection)
            allowed = [f'connection to {lab.addresses.service} port 443'] if SERVICE.encode() in names else []
            expect({str(egress) for egress in lab.egress_since(mark)} <= set(allowed), f'{names} made something else leave: {lab.egress_since(mark)}')


@case('ClientHello: with Encrypted Client Hello, only the outer name counts')
def _encrypted(lab: Laboratory) -> None:
    refuse_tls(lab, with_encrypted_hello(_EVIL, _SERVICE), 'refused-not-allowed')
    _expect_forwarded(lab, [with_encrypted_hello(_SERVICE, _EVIL)])


@case('ClientHello: refuses a name of another type than host name, lengths that lie, and SSL 2.0')
def _dishonest(lab: Laboratory) -> None:
    evil = [with_name_of_kind(1, _EVIL), with_name_of_kind(255, _EVIL), ssl_v2(_EVIL), ssl_v2(_SERVICE), *with_lying_lengths(_EVIL)]
    refuse_all(lab, 443, [hello + client_hello(_EVIL) * 8 for hello in evil])


@case('ClientHello: lengths that lie lead to the service that is named or nowhere')
def _lying(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    for hello in with_lying_lengths(_SERVICE):
        with lab.client.connect(443) as connection:
            connection.sendall(hello + client_hello(_EVIL) * 8)
            connection.shutdown(socket.SHUT_WR)
            read_to_end(connection)
    expect({str(egress) for egress in lab.egress_since(mark)} <= {f'connection to {lab.addresses.service} port 443'}, f'left: {lab.egress_since(mark)}')


@case('ClientHello: refuses garbage, alerts, other handshakes and other protocols')
def _garbage(lab: Laboratory) -> None:
    hello = client_hello(_SERVICE)
    record = hello[:3] + (1).to_bytes(2, 'big')
    openings = [
        b'\x15\x03\x01\x00\x02\x02\x28', b'\x17' + hello[1:], record + b'\x02', b'\x16\x02\xff' + hello[3:], b'\x00' * 100, b'SSH-2.0-OpenSSH_9.9\r\n',
        b'EHLO example.com\r\n', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', b'\x05\x01\x00', b'\x04\x01\x01\xbb' + hello, b'GET / HTTP/1.1\r\n\r\n',
        hello[5:], hello[1:], b'\r\n' + hello, *(b'\x80' + os.urandom(300) for _ in range(20)),
    ]
    refuse_all(lab, 443, openings)


def _expect_forwarded(lab: Laboratory, pieces: list[bytes]) -> None:
    """A TLS server answers."""
    with lab.client.connect(443) as connection:
        _send_in_pieces(connection, pieces)
        answer = connection.recv(1)
    expect_equal(f'the first byte in answer to {sum(map(len, pieces))} bytes', answer, _HANDSHAKE)


def _send_in_pieces(connection: socket.socket, pieces: list[bytes]) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        connection.sendall(piece)
        time.sleep(0.001)
