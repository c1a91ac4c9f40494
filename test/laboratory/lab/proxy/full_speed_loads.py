"""What one client can do as fast as it can, with a service that goes along: the rows of `full_speed.py`."""
from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.client_processes import ClientProcess
from lab.proxy.full_speed_client import full_speed_client
from lab.proxy.full_speed_ends import End
from lab.proxy.full_speed_service import full_speed_service
from lab.proxy.laboratory import Laboratory
from lab.sandbox.namespaces import NetworkNamespace

_CLIENT = '203.0.113.90'
_NAME = 'full-speed.apps.example.com'
_PIECE = bytes(range(256)) * 64
_CHUNK_OF_16_KIB, _CHUNK_OF_ONE_BYTE = b'4000\r\n' + _PIECE + b'\r\n', b'1\r\nx\r\n'
_ZONES = {443: 'tls_client', 80: 'http_client'}
"""Where nginx counts the sessions and the requests of one client."""
_SPARE = 1
"""Fewer than the client may have, so that none is refused."""


@dataclass(frozen=True)
class Load:
    """What the client does on all of its connections, to one port."""

    words: str
    port: int
    client: End
    service: End

    def connections(self, lab: Laboratory) -> int:
        """How many the client has."""
        return lab.ingress.container.limit(_ZONES[self.port]) - _SPARE

    @contextlib.contextmanager
    def moving(self, lab: Laboratory, services: NetworkNamespace) -> Iterator[list[ClientProcess]]:
        """For the length of the block the client does it, in these processes."""
        lab.dns.names[_NAME] = [lab.addresses.full_speed]
        way = (lab.addresses.load_balancer, lab.addresses.task, lab.ingress.ports[self.port])
        with (
            full_speed_service(services, lab.addresses.full_speed, self.service),
            full_speed_client(lab.load_balancer, self.port, way, self.connections(lab), _CLIENT, self.client) as client,
        ):
            yield client


_HELLO = client_hello(_NAME.encode())
_UPLOAD = request_bytes('POST', '/', [('Host', _NAME), ('Transfer-Encoding', 'chunked')])
_DOWNLOAD = request_bytes('GET', '/', [('Host', _NAME)])
_SILENT = End()
_REPLY = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'

LOADS = (
    Load('TLS sessions, uploads', 443, End(_HELLO, _PIECE), _SILENT),
    Load('TLS sessions, downloads', 443, End(_HELLO), End(block=_PIECE)),
    Load('HTTP uploads, in chunks of 16 KiB', 80, End(_UPLOAD, _CHUNK_OF_16_KIB), _SILENT),
    Load('HTTP uploads, in chunks of one byte', 80, End(_UPLOAD, _CHUNK_OF_ONE_BYTE), _SILENT),
    Load('HTTP downloads, which the service sends in chunks of one byte', 80, End(_DOWNLOAD), End(_REPLY, _CHUNK_OF_ONE_BYTE)),
)
