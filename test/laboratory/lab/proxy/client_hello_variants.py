"""ClientHellos that are larger, cut differently or less honest than usual."""
from __future__ import annotations

import os
import struct

from lab.proxy.client_hello import CLIENT_HELLO, HANDSHAKE, SERVER_NAME, TLS_1_0, client_hello, extension, vector

_PADDING, _KEY_SHARE, _ENCRYPTED_HELLO = 21, 51, 0xFE0D
_X25519_MLKEM768, _MLKEM768_BYTES = 0x11EC, 1216
_RECORD_HEADER = 5


def post_quantum(name: bytes) -> bytes:
    """About 1.7 kB: key shares for a hybrid of X25519 and ML-KEM, as browsers send them, and a session ticket's worth of padding."""
    shares = struct.pack('!H', _X25519_MLKEM768) + vector(2, os.urandom(_MLKEM768_BYTES)) + struct.pack('!H', 0x001D) + vector(2, os.urandom(32))
    return client_hello(name, extension(_KEY_SHARE, vector(2, shares)), extension(_PADDING, bytes(256)))


def padded(name: bytes, size: int) -> bytes:
    """A ClientHello of this many bytes."""
    return client_hello(name, extension(_PADDING, bytes(size - len(client_hello(name)) - 4)))


def with_encrypted_hello(name: bytes, inner: bytes) -> bytes:
    """Encrypted Client Hello: the outer name, and a payload, in which another name is found by whoever looks for text."""
    sealed = b'\x00' + struct.pack('!HHB', 1, 1, 7) + vector(2, os.urandom(32)) + vector(2, client_hello(inner))
    return client_hello(name, extension(_ENCRYPTED_HELLO, sealed))


def with_names(*names: bytes) -> bytes:
    """One list of several names."""
    return client_hello(None, extension(SERVER_NAME, vector(2, b''.join(b'\x00' + vector(2, name) for name in names))))


def with_lists(*names: bytes) -> bytes:
    """Several lists of one name each."""
    return client_hello(None, *(extension(SERVER_NAME, vector(2, b'\x00' + vector(2, name))) for name in names))


def with_name_of_kind(kind: int, name: bytes) -> bytes:
    """A name that the list says is no host name."""
    return client_hello(None, extension(SERVER_NAME, vector(2, bytes([kind]) + vector(2, name))))


def with_lying_lengths(name: bytes) -> list[bytes]:
    """ClientHellos whose lengths, of the record, the message, the list and the name, say more or less than there is."""
    hello = client_hello(name)
    at_name = hello.index(name)
    places = {3: 2, 6: 3, at_name - 7: 2, at_name - 5: 2, at_name - 2: 2}
    return [
        hello[:place] + length.to_bytes(size, 'big') + hello[place + size:]
        for place, size in places.items() for length in (0, 1, (1 << 8 * size) - 1)
    ]


def in_records(hello: bytes, size: int) -> bytes:
    """The same message, cut into TLS records of this size."""
    message = hello[_RECORD_HEADER:]
    pieces = (message[start:start + size] for start in range(0, len(message), size))
    return b''.join(struct.pack('!BH', HANDSHAKE, TLS_1_0) + vector(2, piece) for piece in pieces)


def ssl_v2(name: bytes) -> bytes:
    """A ClientHello in the form of SSL 2.0, with the name where a challenge would be."""
    body = struct.pack('!BHHHH', CLIENT_HELLO, 0x0301, 3, 0, len(name)) + b'\x01\x00\x80' + name
    return struct.pack('!H', 0x8000 | len(body)) + body
