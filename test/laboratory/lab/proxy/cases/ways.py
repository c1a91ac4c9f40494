"""The four ways through the proxy, for cases that must hold on each: TLS and HTTP, to a service of its own name and to a name looked up."""
from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from lab.proxy.client import Client, Reply, exchange, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP, LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect_equal

Result = TypeVar('Result')


@dataclass(frozen=True)
class Way:
    """One of them."""

    scheme: str
    host: str

    @property
    def port(self) -> int:
        """The listener's."""
        return 443 if self.scheme == 'https' else 80

    def connect(self, lab: Laboratory, client: Client | None = None) -> socket.socket:
        """A connection to the service, through TLS where that is the way; of another client than usual where one is given."""
        client = client or lab.client
        return client.connect_tls(self.host) if self.scheme == 'https' else client.connect(80)

    def get(self, lab: Laboratory, target: str = '/', seconds: float = 30) -> Reply:
        """One request on a connection of its own."""
        with self.connect(lab) as connection:
            connection.settimeout(seconds)
            return exchange(connection, 'GET', target, [('Host', self.host), ('Connection', 'close')])

    def __str__(self) -> str:
        return f'{self.scheme}://{self.host}'


WAYS = [Way(scheme, host) for scheme in ('https', 'http') for host in (SERVICE, LOOKED_UP_EXAMPLE)]
TLS_WAYS = [way for way in WAYS if way.scheme == 'https']
HTTP_WAYS = [way for way in WAYS if way.scheme == 'http']


def together(check: Callable[[Way], Result], ways: list[Way] = WAYS) -> list[Result]:
    """The check for all ways at the same time; fails if one does."""
    with ThreadPoolExecutor(len(ways)) as threads:
        return list(threads.map(check, ways))


def lead_to(lab: Laboratory, *addresses: str) -> None:
    """Lets all names of the laboratory lead to these addresses, from the start of a fresh container."""
    for name in (GENERATED, LOOKED_UP):
        lab.dns.names[name] = list(addresses)
    lab.restart()


def lead_to_scripted(lab: Laboratory) -> None:
    """The same for one service that does what a case wants; a container that leads there already goes on."""
    (address, *_) = lab.addresses.scripted
    if any(lab.dns.names[name] != [address] for name in (GENERATED, LOOKED_UP)) or not lab.container.is_running():
        lead_to(lab, address)


def expect_invited(connection: socket.socket, way: Way, method: str) -> None:
    """Fails the case unless a client that holds back a body of five bytes is told to send it."""
    connection.sendall(request_bytes(method, '/', [('Host', way.host), ('Content-Length', '5'), ('Expect', '100-continue')]))
    expect_equal(f'first answer over {way}', connection.recv(25), b'HTTP/1.1 100 Continue\r\n\r\n')
