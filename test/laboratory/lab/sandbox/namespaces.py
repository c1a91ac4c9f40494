"""Network namespaces, and sockets made in them.

A socket belongs for life to the namespace it was made in, so one process can hold every stand-in: a thread steps into the
namespace, makes the socket, and steps out.
"""
from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BACKLOG = 1024
"""Connections that a stand-in has not taken yet. asyncio has 100 unless it is told, and the kernel drops what comes on top."""
_PATIENCE_SECONDS = 20
"""More than it takes on a machine that does much else at a time. A lost SYN is sent again after 1, 3 and 7 seconds."""
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


class NetworkNamespace:
    """One namespace by its name under /run/netns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = Path('/run/netns') / name

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The calling thread is in the namespace for the length of the block. Never await inside it."""
        with Path('/proc/thread-self/ns/net').open(encoding='ascii') as home:
            with self.path.open(encoding='ascii') as there:
                _set_namespace(there.fileno())
            try:
                yield
            finally:
                _set_namespace(home.fileno())

    def open_socket(self, family: int, kind: int, protocol: int = 0) -> socket.socket:
        """A socket that lives in the namespace, whoever uses it later."""
        with self.entered():
            return socket.socket(family, kind, protocol)

    def listener(self, address: str, port: int) -> socket.socket:
        """A listening TCP socket in the namespace."""
        listening = self.open_socket(family_of(address), socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
        return listening

    @contextmanager
    def local_ports(self, count: int) -> Iterator[None]:
        """For the length of the block the namespace has only so many ports for connections of its own."""
        with self.entered():
            before = _LOCAL_PORTS.read_text(encoding='ascii')
            _LOCAL_PORTS.write_text(f'20000 {20000 + count - 1}', encoding='ascii')
        try:
            yield
        finally:
            with self.entered():
                _LOCAL_PORTS.write_text(before, encoding='ascii')

    def connect(self, address: str, port: int, source: str | None = None, source_port: int = 0, timeout: float = _PATIENCE_SECONDS) -> socket.socket:
        """A TCP connection out of the namespace, on which nothing waits longer than the timeout."""
        connection = self.open_socket(family_of(address), socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            if source is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                connection.bind((source, source_port))
            connection.connect((address, port))
        except OSError:
            connection.close()
            raise
        return connection


_LOCAL_PORTS = Path('/proc/sys/net/ipv4/ip_local_port_range')


def family_of(address: str) -> socket.AddressFamily:
    """The address family of a literal."""
    return socket.AF_INET6 if ':' in address else socket.AF_INET


def _set_namespace(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns: ' + os.strerror(ctypes.get_errno()))
