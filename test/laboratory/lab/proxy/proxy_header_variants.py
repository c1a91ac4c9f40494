"""PROXY headers other than those that a Network Load Balancer writes for a TCP connection."""
from __future__ import annotations

import ipaddress
import struct

from lab.proxy.proxy_header import LOCAL, PROXY, SIGNATURE

UNSPECIFIED, TCP_V4, UDP_V4, TCP_V6, UDP_V6, UNIX_STREAM = 0x00, 0x11, 0x12, 0x21, 0x22, 0x31
_AWS = 0xEA
_UNIX_PATH_BYTES = 108


def header(family: int, rest: bytes, command: int = PROXY, version: int = 2, length: int | None = None) -> bytes:
    """Any header of version 2; `length` lies about what follows."""
    return SIGNATURE + struct.pack('!BBH', version << 4 | command, family, len(rest) if length is None else length) + rest


def addresses(source: tuple[str, int], destination: tuple[str, int]) -> bytes:
    """Both ends, as the header holds them."""
    packed = b''.join(ipaddress.ip_address(address).packed for address, _ in (source, destination))
    return packed + struct.pack('!HH', source[1], destination[1])


def unix_addresses(path: bytes) -> bytes:
    """Both ends of a connection within one machine."""
    return path.ljust(_UNIX_PATH_BYTES, b'\x00') * 2


def tlv(kind: int, value: bytes) -> bytes:
    """A further field."""
    return struct.pack('!BH', kind, len(value)) + value


def endpoint_field(name: str) -> bytes:
    """The field that a load balancer adds for connections through a VPC endpoint."""
    return tlv(_AWS, b'\x01' + name.encode())


def local(family: int, rest: bytes) -> bytes:
    """A LOCAL header that holds addresses all the same: a receiver must not believe them."""
    return header(family, rest, command=LOCAL)


def text_header(kind: str, source: tuple[str, int], destination: tuple[str, int]) -> bytes:
    """Version 1, which is text: kind is TCP4, TCP6 or UNKNOWN."""
    return f'PROXY {kind} {source[0]} {destination[0]} {source[1]} {destination[1]}\r\n'.encode()
