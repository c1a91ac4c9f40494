"""The PROXY protocol's version 2 header, as a Network Load Balancer writes it.

Its headers are padded to 84 bytes behind the fixed part with a checksum and a NOOP field, LOCAL ones (health checks) too.
https://github.com/haproxy/haproxy/blob/master/doc/proxy-protocol.txt
"""
from __future__ import annotations

import ipaddress
import struct

SIGNATURE = b'\r\n\r\n\x00\r\nQUIT\n'
_VERSION = 0x20
LOCAL, PROXY = 0, 1
_UNSPECIFIED, _TCP_V4, _TCP_V6 = 0x00, 0x11, 0x21
_CRC32C, _NOOP = 0x03, 0x04
_LENGTH = 84


def proxy_header(source: tuple[str, int], destination: tuple[str, int]) -> bytes:
    """For a connection from source to destination."""
    from_address, to_address = ipaddress.ip_address(source[0]), ipaddress.ip_address(destination[0])
    if from_address.version != to_address.version:
        raise ValueError(f'{from_address} and {to_address} are not of one family')
    family = _TCP_V4 if from_address.version == 4 else _TCP_V6
    return _header(PROXY, family, from_address.packed + to_address.packed + struct.pack('!HH', source[1], destination[1]))


def local_header() -> bytes:
    """For a health check: no addresses."""
    return _header(LOCAL, _UNSPECIFIED, b'')


def _header(command: int, family: int, addresses: bytes) -> bytes:
    padding = _LENGTH - len(addresses) - 7 - 3

    def with_checksum(checksum: int) -> bytes:
        fields = struct.pack('!BHI', _CRC32C, 4, checksum) + struct.pack('!BH', _NOOP, padding) + bytes(padding)
        return SIGNATURE + struct.pack('!BBH', _VERSION | command, family, _LENGTH) + addresses + fields

    return with_checksum(_crc32c(with_checksum(0)))


def _crc32c(data: bytes) -> int:
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum ^= byte
        for _ in range(8):
            checksum = (checksum >> 1) ^ (0x82F63B78 if checksum & 1 else 0)
    return checksum ^ 0xFFFFFFFF
