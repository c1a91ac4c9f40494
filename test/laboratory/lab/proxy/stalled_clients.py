"""Very many sessions, requests or unfinished requests at a time, which move something and then stall, held as long as wanted.

They live in processes of their own, a part each, so that a task is full within seconds. Each process moves on many of its connections at
once, and goes on with others when none of them has moved for a while. This file is both: what the laboratory uses, and the program of these processes.
"""
from __future__ import annotations

import argparse
import contextlib
import itertools
import select
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.proxy.client_processes import PATIENCE_SECONDS, client_processes, client_socket, say_ready
from lab.proxy.load_balancer import LoadBalancer
from lab.proxy.proxy_header import proxy_header

_PROCESSES, _AT_A_TIME = 2, 160
_QUIET_SECONDS = 0.1
_FIRST_PORT = 1024
_EARLIER = 99
"""A connection carries one request more."""
_PIECE = bytes(range(256)) * 256
_MOST_OF_ANSWER = 4096


@dataclass(frozen=True)
class Stalled:
    """What each of them does."""

    first: bytes
    """Sent behind the PROXY header, and behind what came earlier."""
    earlier: bytes = b''
    """A request that each of them has answered `_EARLIER` times before that."""
    read: int = 0
    """Bytes that it takes in before it reads no more."""
    fills: bool = False
    """Whether it goes on sending until nothing goes any more."""
    most_seconds: int = 0
    """After which it does no more, whatever it has done. Without it all has to be done."""


@contextlib.contextmanager
def stalled_clients(
    load_balancer: LoadBalancer, port: int, to_task: tuple[str, str, int], count: int, clients: Sequence[str], what: Stalled,
) -> Iterator[None]:
    """For the length of the block there are so many, shared out to these clients. An error where one is closed before it stalls."""
    source, task, task_port = to_task
    fixed = [source, task, str(task_port), str(port), ','.join(clients), str(what.read), str(what.most_seconds), str(len(what.earlier))]
    fixed.append('--fills' if what.fills else '--no-fills')
    command = ['nsenter', f'--net={load_balancer.namespace.path}', '--', sys.executable, '-m', 'lab.proxy.stalled_clients', *fixed]
    numbers = [count * part // _PROCESSES for part in range(_PROCESSES + 1)]
    commands = [[*command, str(first), str(end)] for first, end in itertools.pairwise(numbers)]
    with client_processes(commands, 'not all connections stalled: see what the process wrote above', given=what.earlier + what.first):
        yield


class _Connection:
    """One of them, and what it has still to do."""

    def __init__(self, arguments: argparse.Namespace, number: int, earlier: bytes, first: bytes) -> None:
        clients = arguments.clients.split(',')
        self.socket = client_socket(arguments.source)
        self.socket.connect((arguments.task, arguments.task_port))
        header = proxy_header((clients[number % len(clients)], _FIRST_PORT + number), ('198.51.100.1', arguments.port))
        if earlier:
            self._ask(header, earlier)
            header = b''
        self.socket.setblocking(False)
        self._unsent = memoryview(header + first)
        self._fills, self._unread = arguments.fills, arguments.read

    def _ask(self, header: bytes, earlier: bytes) -> None:
        """Asks one request after another, each of which is answered without a body."""
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.sendall(header)
        for _ in range(_EARLIER):
            self.socket.sendall(earlier)
            answer = b''
            while not answer.endswith(b'\r\n\r\n'):
                answer += (got := self.socket.recv(_MOST_OF_ANSWER))
                if not got:
                    raise ConnectionError(f'closed after {answer!r}')
            if not answer.startswith(b'HTTP/1.1 204 '):
                raise ConnectionError(f'answered {answer!r}')

    @property
    def waits_for(self) -> int:
        """What it wants to hear of: that it was closed, at least."""
        return (select.EPOLLOUT if self._unsent else 0) | (select.EPOLLIN if self._unread > 0 else select.EPOLLRDHUP)

    @property
    def is_done(self) -> bool:
        """Whether it has taken in what it should, and sent what it must."""
        return self._unread <= 0 and (self._fills or not self._unsent)

    def go_on(self, events: int, buffer: bytearray) -> None:
        """Sends and reads a piece."""
        if events & select.EPOLLOUT:
            with contextlib.suppress(BlockingIOError):      # the kernel may have less room than it said
                self._unsent = self._unsent[self.socket.send(self._unsent):]
            if self._fills and not self._unsent:
                self._unsent = memoryview(_PIECE)
        if events & (select.EPOLLIN | select.EPOLLRDHUP):
            got = self.socket.recv_into(buffer)
            if not got or self._unread <= 0:
                raise ConnectionError(f'a connection was answered or closed before it stalled: {bytes(buffer[:60])!r}')
            self._unread -= got


def _main(arguments: argparse.Namespace) -> None:
    earlier, first = sys.stdin.buffer.read(arguments.earlier_bytes), sys.stdin.buffer.read()
    connections = []
    for start in range(arguments.first, arguments.end, _AT_A_TIME):
        some = [_Connection(arguments, number, earlier, first) for number in range(start, min(start + _AT_A_TIME, arguments.end))]
        _move(some, arguments.most_seconds)
        connections += some
    say_ready()
    time.sleep(10 * PATIENCE_SECONDS)


def _move(connections: list[_Connection], most_seconds: int) -> None:
    """Until none of them moves any more."""
    buffer, by_number = bytearray(256 * 1024), {connection.socket.fileno(): connection for connection in connections}
    deadline = time.monotonic() + (most_seconds or PATIENCE_SECONDS)
    with select.epoll() as epoll:
        for connection in connections:
            epoll.register(connection.socket, connection.waits_for)
        while (moving := epoll.poll(_QUIET_SECONDS)) or not all(connection.is_done for connection in connections):
            if time.monotonic() > deadline:
                if most_seconds:
                    return
                raise TimeoutError(f'{sum(not connection.is_done for connection in connections)} connections did not get done')
            for number, events in moving:
                by_number[number].go_on(events, buffer)
                epoll.modify(number, by_number[number].waits_for)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in {'source': str, 'task': str, 'task_port': int, 'port': int, 'clients': str, 'read': int, 'most_seconds': int, 'earlier_bytes': int}.items():
        parser.add_argument(name, type=kind)
    parser.add_argument('--fills', action=argparse.BooleanOptionalAction, required=True)
    for name in ('first', 'end'):
        parser.add_argument(name, type=int)
    return parser.parse_args()


if __name__ == '__main__':
    _main(_arguments())
