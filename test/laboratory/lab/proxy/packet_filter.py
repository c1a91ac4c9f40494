"""The kernel's packet filter of the capture: outgoing datagrams and TCP segments with SYN, nothing else.

Without it a few MiB of bulk data would push the one packet that matters out of the socket's buffer.
"""
from __future__ import annotations

import ctypes
import socket
import struct

_ATTACH_FILTER = 26
_KEPT_BYTES = 512

_PROGRAM = (
    # code, jump if true, jump if false, value; jumps count from the next row
    (0x28, 0, 0, 0xFFFFF004),      # load the packet's type
    (0x15, 0, 14, 4),              # outgoing? else drop
    (0x30, 0, 0, 0),               # load the first byte of the IP header
    (0x74, 0, 0, 4),               # its upper half is the version
    (0x15, 0, 6, 4),               # IPv4? else to IPv6
    (0x30, 0, 0, 9),               # IPv4: load the protocol
    (0x15, 10, 0, 17),             # UDP? keep
    (0x15, 0, 8, 6),               # TCP? else drop
    (0xB1, 0, 0, 0),               # index = length of the IP header
    (0x50, 0, 0, 13),              # load the TCP flags behind it
    (0x45, 6, 5, 2),               # SYN? keep, else drop
    (0x30, 0, 0, 6),               # IPv6: load the next header
    (0x15, 4, 0, 17),              # UDP? keep
    (0x15, 0, 2, 6),               # TCP? else drop
    (0x30, 0, 0, 53),              # load the TCP flags
    (0x45, 1, 0, 2),               # SYN? keep, else drop
    (0x06, 0, 0, 0),               # drop
    (0x06, 0, 0, _KEPT_BYTES),     # keep
)


def attach_filter(packets: socket.socket) -> None:
    """Lets only what this file's first line says into the socket."""
    rows = b''.join(struct.pack('=HBBI', *row) for row in _PROGRAM)
    buffer = ctypes.create_string_buffer(rows)
    packets.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack('HP', len(_PROGRAM), ctypes.addressof(buffer)))
