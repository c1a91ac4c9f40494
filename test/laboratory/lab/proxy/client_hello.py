"""A TLS ClientHello with any bytes for a name. TLS libraries refuse to send the names that a proxy must refuse to follow."""
from __future__ import annotations

import os
import struct

HANDSHAKE, CLIENT_HELLO = 22, 1
TLS_1_0, TLS_1_2 = 0x0301, 0x0303
_CIPHERS = (0xC02B, 0xC02F, 0xC02C, 0xC030)      # ECDHE with AES-GCM: every server has one
SERVER_NAME, _GROUPS, _POINT_FORMATS, _SIGNATURES = 0, 10, 11, 13


def client_hello(name: bytes | None, *more_extensions: bytes) -> bytes:
    """One TLS record that asks for this name, or for none, with further extensions behind its own."""
    extensions = b''.join([
        b'' if name is None else extension(SERVER_NAME, vector(2, b'\x00' + vector(2, name))),
        extension(_GROUPS, vector(2, struct.pack('!HH', 0x001D, 0x0017))),
        extension(_POINT_FORMATS, vector(1, b'\x00')),
        extension(_SIGNATURES, vector(2, struct.pack('!HH', 0x0403, 0x0804))),
        *more_extensions,
    ])
    hello = (
        struct.pack('!H', TLS_1_2) + os.urandom(32) + vector(1, b'')
        + vector(2, b''.join(struct.pack('!H', cipher) for cipher in _CIPHERS)) + vector(1, b'\x00') + vector(2, extensions)
    )
    return struct.pack('!BH', HANDSHAKE, TLS_1_0) + vector(2, bytes([CLIENT_HELLO]) + vector(3, hello))


def extension(kind: int, data: bytes) -> bytes:
    """An extension of a ClientHello."""
    return struct.pack('!H', kind) + vector(2, data)


def vector(length_bytes: int, data: bytes) -> bytes:
    """Data with its length before it, in so many bytes."""
    return len(data).to_bytes(length_bytes, 'big') + data
