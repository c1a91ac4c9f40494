"""A client that stops acknowledging data, and can still send: the kernel drops data for its socket before TCP sees it, and lets acknowledgements through."""
from __future__ import annotations

import ctypes
import socket
import struct

_SO_ATTACH_FILTER = 26
_DROP_DATA = (
    (0x30, 0, 0, 12),               # the byte of the TCP header that says how long the header is
    (0x54, 0, 0, 0xF0),
    (0x74, 0, 0, 2),                # the length of the header, in bytes
    (0x07, 0, 0, 0),
    (0x80, 0, 0, 0),                # the length of the packet
    (0x1D, 0, 1, 0),                # they are the same: no data
    (0x06, 0, 0, 0xFFFFFFFF),       # take the packet
    (0x06, 0, 0, 0),                # drop it
)
"""A socket filter of Linux: https://www.kernel.org/doc/html/latest/networking/filter.html"""


def make_deaf(connection: socket.socket) -> None:
    """From now on no data that is sent to this socket arrives."""
    program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *instruction) for instruction in _DROP_DATA))
    connection.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack('HP', len(_DROP_DATA), ctypes.addressof(program)))
