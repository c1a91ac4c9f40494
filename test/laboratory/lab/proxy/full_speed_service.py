"""A service that moves data as fast as its client does. This file is both: what the laboratory uses, and the program of the service's process."""
from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator

from lab.proxy.client_processes import client_processes
from lab.proxy.full_speed_ends import End, move
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace


@contextlib.contextmanager
def full_speed_service(namespace: NetworkNamespace, address: str, end: End) -> Iterator[None]:
    """For the length of the block there is such a service at the address, for TLS and for HTTP."""
    command = ['nsenter', f'--net={namespace.path}', '--', sys.executable, '-m', 'lab.proxy.full_speed_service', address, str(end)]
    with client_processes([command], 'the service did not start: see what it wrote above'):
        yield


def _main(address: str, argument: str) -> None:
    move([], [socket.create_server((address, port), backlog=BACKLOG) for port in (443, 80)], End.read(argument))


if __name__ == '__main__':
    _main(*sys.argv[1:])
