"""Sockets to which packets get lost: the kernel drops them before TCP sees them.

A client that is deaf stops acknowledging data, and can still send: acknowledgements get through. A client that is cut off gets nothing for a while.
"""
from __future__ import annotations

import ctypes
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
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
_DROP_ALL = _DROP_DATA[-1:]


def make_deaf(connection: socket.socket) -> None:
    """From now on no data that is sent to this socket arrives."""
    _attach(connection, _DROP_DATA)


@contextmanager
def cut_off(connection: socket.socket) -> Iterator[None]:
    """For the length of the block no packet that is sent to this socket arrives."""
    _attach(connection, _DROP_ALL)
    try:
        yield
    finally:
        connection.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)


def _attach(connection: socket.socket, instructions: tuple[tuple[int, int, int, int], ...]) -> None:
    program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *instruction) for instruction in instructions))
    connection.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack('HP', len(instructions), ctypes.addressof(program)))
