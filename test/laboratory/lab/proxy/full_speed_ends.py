"""What both ends of connections do that move data as fast as they can: they send a block over and over, and throw away what they get.

A client and a service have processes of their own for this, because threads of the laboratory would be slower than nginx.
"""
from __future__ import annotations

import base64
import contextlib
import os
import select
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from lab.proxy.client_processes import say, say_ready

_NICENESS = 10
"""On a busy machine the proxy and the others go first. A client in the internet does not take the processor of a task either."""
_AT_A_TIME = 192 * 1024
"""About so many bytes are given to the kernel in one call, however small the block is."""
_BUFFER_BYTES = 256 * 1024


@dataclass(frozen=True)
class End:
    """What one end of each connection sends."""

    first: bytes = b''
    """Once."""
    block: bytes = b''
    """Then this, over and over. Without it, nothing more."""

    def __str__(self) -> str:
        """An argument for a process."""
        return '.'.join(base64.b64encode(data).decode() for data in (self.first, self.block))

    @staticmethod
    def read(argument: str) -> End:
        """The end that such an argument says."""
        return End(*map(base64.b64decode, argument.split('.')))

    @property
    def blocks(self) -> memoryview:
        """The block many times, for as many connections as there are."""
        return memoryview(self.block * (_AT_A_TIME // len(self.block)) if self.block else b'')


class Connection:
    """One of the connections, at one end. A service begins to send when something has come."""

    def __init__(self, connected: socket.socket, first: bytes, blocks: memoryview, begins: bool) -> None:
        connected.setblocking(False)
        self.socket = connected
        self._unsent, self._blocks, self._begun = memoryview(first) if first else blocks, blocks, begins

    @property
    def waits_for(self) -> int:
        """What it wants to hear of."""
        return select.EPOLLIN | (select.EPOLLOUT if self._begun and self._unsent else 0)

    def go_on(self, events: int, buffer: bytearray) -> int:
        """Sends and reads a piece each, and gives how many bytes these were. An error where the connection is closed."""
        sent = got = 0
        if events & select.EPOLLOUT:
            with contextlib.suppress(BlockingIOError):      # the kernel may have less room than it said
                sent = self.socket.send(self._unsent)
            self._unsent = self._unsent[sent:] or self._blocks
        if events & ~select.EPOLLOUT:
            got = self.socket.recv_into(buffer)
            if not got:
                raise ConnectionResetError('a connection was closed while it moved data')
            self._begun = True
        return sent + got


def move(connections: Iterable[Connection], listeners: Iterable[socket.socket] = (), end: End = End()) -> None:
    """Goes on until the laboratory ends the process. To each byte that the laboratory sends, the process says how many bytes it has moved.

    A service, which has listeners, takes new connections, and forgets those that are closed. For a client a closed connection is an error.
    """
    os.nice(_NICENESS)
    moved, buffer, blocks = 0, bytearray(_BUFFER_BYTES), end.blocks
    held, accepting = {each.socket.fileno(): each for each in connections}, {each.fileno(): each for each in listeners}
    with select.epoll() as epoll:
        for number in (sys.stdin.fileno(), *accepting):
            epoll.register(number, select.EPOLLIN)
        for number, connection in held.items():
            epoll.register(number, connection.waits_for)
        say_ready()
        while True:
            for number, events in epoll.poll():
                if number in held:
                    waited_for = held[number].waits_for
                    try:
                        moved += held[number].go_on(events, buffer)
                    except ConnectionError:
                        if not accepting:
                            raise
                        held.pop(number).socket.close()
                    else:
                        if held[number].waits_for != waited_for:
                            epoll.modify(number, held[number].waits_for)
                elif number in accepting:
                    accepted = Connection(accepting[number].accept()[0], end.first, blocks, begins=False)
                    held[accepted.socket.fileno()] = accepted
                    epoll.register(accepted.socket, accepted.waits_for)
                elif os.read(number, 1):
                    say(b'%d\n' % moved)
                else:
                    return
