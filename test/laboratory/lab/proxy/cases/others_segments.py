"""One client and the others: packets. A client that asks for small segments makes the task send more packets for each byte."""
from __future__ import annotations

import socket
import struct

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.topology import small_window
from lab.running.case import expect, expect_equal

_CLIENT = ('203.0.113.69', 1024)
_ASKED_FOR, _LEAST = 88, 500
"""Bytes of a segment. Linux lets a program ask for no fewer than 88; of 536 bytes the time stamp takes 12, and the last segment of an answer is shorter."""
_BYTES, _FEW_BYTES = 1_000_000, 100_000
_WINDOW = 100
_TCP_INFO_BYTES, _RECEIVED_AT, _SENT_AT, _SEGMENTS_AT = 160, 128, 136, 152
"""Of Linux's `struct tcp_info`: bytes that were received, all segments that were sent, and the segments that brought bytes."""


@case('one client and the others: a client that asks for segments of 88 bytes is sent segments of at least 500 bytes, which take fewer packets; others are served')
def _segments(lab: Laboratory) -> None:
    with Bystander(lab) as others, _socket(lab) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _ASKED_FOR)
        _connect(lab, connection)
        bytes_each, _ = _download(connection, _BYTES)
    others.expect_served()
    expect(bytes_each >= _LEAST, f'segments have {bytes_each:.0f} bytes on average')


@case('known limit: a client whose window has room for 100 bytes is sent segments of 100 bytes, and has to acknowledge each of them; others are served')
def _small_window(lab: Laboratory) -> None:
    with _socket(lab) as connection:
        with small_window(lab.load_balancer.namespace, lab.addresses.task, _WINDOW):
            _connect(lab, connection)
        with Bystander(lab) as others:
            bytes_each, acknowledged_each = _download(connection, _FEW_BYTES)
    others.expect_served()
    expect(bytes_each <= _WINDOW * 2, f'segments have {bytes_each:.0f} bytes on average: Linux got better')
    expect(acknowledged_each >= 1, f'the client acknowledged {acknowledged_each:.2f} times for each segment')


def _socket(lab: Laboratory) -> socket.socket:
    connection = lab.load_balancer.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.settimeout(20)
    return connection


def _connect(lab: Laboratory, connection: socket.socket) -> None:
    connection.bind((lab.addresses.load_balancer, 0))
    connection.connect((lab.addresses.task, lab.ingress.ports[80]))
    connection.sendall(proxy_header(_CLIENT, (lab.addresses.load_balancer_public, 80)))


def _download(connection: socket.socket, size: int) -> tuple[float, float]:
    """The bytes of a segment, and the segments that the client sent for each of them, on average."""
    reply = exchange(connection, 'GET', f'/bytes/{size}', [('Host', SERVICE)])
    expect_equal('bytes of the answer', len(reply.body), size)
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    (received,) = struct.unpack_from('Q', info, _RECEIVED_AT)
    (sent,), (segments,) = struct.unpack_from('I', info, _SENT_AT), struct.unpack_from('I', info, _SEGMENTS_AT)
    return received / segments, sent / segments
