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
from lab.running.case import expect, expect_equal

_CLIENT = ('203.0.113.69', 1024)
_ASKED_FOR, _LEAST = 88, 500
"""Bytes of a segment. Linux lets a program ask for no fewer than 88; of 536 bytes the time stamp takes 12, and the last segment of an answer is shorter."""
_BYTES = 1_000_000
_TCP_INFO_BYTES, _RECEIVED_AT, _SEGMENTS_AT = 160, 128, 152
"""Of Linux's `struct tcp_info`: bytes that were received, and the segments that brought them."""


@case('one client and the others: a client that asks for segments of 88 bytes is sent segments of at least 500 bytes, which take fewer packets; others are served')
def _segments(lab: Laboratory) -> None:
    with Bystander(lab) as others, lab.load_balancer.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.settimeout(20)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _ASKED_FOR)
        connection.bind((lab.addresses.load_balancer, 0))
        connection.connect((lab.addresses.task, lab.ingress.ports[80]))
        connection.sendall(proxy_header(_CLIENT, (lab.addresses.load_balancer_public, 80)))
        reply = exchange(connection, 'GET', f'/bytes/{_BYTES}', [('Host', SERVICE)])
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    others.expect_served()
    expect_equal('bytes of the answer', len(reply.body), _BYTES)
    (received,), (segments,) = struct.unpack_from('Q', info, _RECEIVED_AT), struct.unpack_from('I', info, _SEGMENTS_AT)
    expect(received / segments >= _LEAST, f'{received} bytes came in {segments} segments, of {received / segments:.0f} bytes on average')
