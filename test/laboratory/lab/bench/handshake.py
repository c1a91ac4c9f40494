"""The bytes of a real TLS 1.3 handshake, recorded to be replayed.

The proxy passes TLS through, so it reads the client's first message and nothing else. Replaying what a real client and a
real server said keeps the cost of cryptography at both ends out of the measurement, and so out of the noise.
"""
from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass

from lab.proxy.certificates import CertificateAuthority
from lab.sandbox.isolation import WORKSHOP


@dataclass(frozen=True)
class Handshake:
    """What each side says, in order."""

    client_hello: bytes
    server_flight: bytes
    client_finish: bytes


def record_handshake(name: str) -> Handshake:
    """A handshake for this server name, with a chain of two certificates."""
    authority = CertificateAuthority(WORKSHOP)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = authority.client_context().wrap_bio(to_client, to_server, server_hostname=name)
    server = authority.server_context([name]).wrap_bio(to_server, to_client, server_side=True)
    hello = _said(client, to_server)
    to_server.write(hello)
    flight = _said(server, to_client)
    to_client.write(flight)
    client.do_handshake()
    return Handshake(hello, flight, to_server.read())


def _said(side: ssl.SSLObject, output: ssl.MemoryBIO) -> bytes:
    """What a side says before it waits for the other."""
    with contextlib.suppress(ssl.SSLWantReadError):
        side.do_handshake()
    return output.read()
