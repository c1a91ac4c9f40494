"""A TLS ClientHello with any bytes for a name. TLS libraries refuse to send the names that a proxy must refuse to follow."""
from __future__ import annotations

import os
import struct

_HANDSHAKE, _CLIENT_HELLO = 22, 1
_TLS_1_0, _TLS_1_2 = 0x0301, 0x0303
_CIPHERS = (0xC02B, 0xC02F, 0xC02C, 0xC030)      # ECDHE with AES-GCM: every server has one
_SERVER_NAME, _GROUPS, _POINT_FORMATS, _SIGNATURES = 0, 10, 11, 13


def client_hello(name: bytes | None) -> bytes:
    """One TLS record that asks for this name, or for none."""
    extensions = b''.join([
        b'' if name is None else _extension(_SERVER_NAME, _vector(2, b'\x00' + _vector(2, name))),
        _extension(_GROUPS, _vector(2, struct.pack('!HH', 0x001D, 0x0017))),
        _extension(_POINT_FORMATS, _vector(1, b'\x00')),
        _extension(_SIGNATURES, _vector(2, struct.pack('!HH', 0x0403, 0x0804))),
    ])
    hello = (
        struct.pack('!H', _TLS_1_2) + os.urandom(32) + _vector(1, b'')
        + _vector(2, b''.join(struct.pack('!H', cipher) for cipher in _CIPHERS)) + _vector(1, b'\x00') + _vector(2, extensions)
    )
    return struct.pack('!BH', _HANDSHAKE, _TLS_1_0) + _vector(2, bytes([_CLIENT_HELLO]) + _vector(3, hello))


def _extension(kind: int, data: bytes) -> bytes:
    return struct.pack('!H', kind) + _vector(2, data)


def _vector(length_bytes: int, data: bytes) -> bytes:
    return len(data).to_bytes(length_bytes, 'big') + data
