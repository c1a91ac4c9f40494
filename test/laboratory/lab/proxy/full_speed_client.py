"""A client that moves data on many connections as fast as it can. This file is both: what the laboratory uses, and the program of the client's processes."""
from __future__ import annotations

import contextlib
import itertools
import sys
from collections.abc import Iterator, Sequence

from lab.proxy.client_processes import PATIENCE_SECONDS, ClientProcess, ask, client_processes, client_socket
from lab.proxy.full_speed_ends import Connection, End, move
from lab.proxy.load_balancer import LoadBalancer
from lab.proxy.proxy_header import proxy_header

_PROCESSES = 2
_FIRST_PORT = 1024


@contextlib.contextmanager
def full_speed_client(load_balancer: LoadBalancer, port: int, to_task: tuple[str, str, int], count: int, client: str, end: End) -> Iterator[list[ClientProcess]]:
    """For the length of the block the client has so many connections. Its processes end where one of these is closed."""
    source, task, task_port = to_task
    command = ['nsenter', f'--net={load_balancer.namespace.path}', '--', sys.executable, '-m', 'lab.proxy.full_speed_client']
    numbers = [count * part // _PROCESSES for part in range(_PROCESSES + 1)]
    commands = [[*command, source, task, str(task_port), client, str(port), str(end), str(first), str(after)] for first, after in itertools.pairwise(numbers)]
    with client_processes(commands, 'not all connections were made: see what the process wrote above') as processes:
        yield processes


def moved_bytes(client: Sequence[ClientProcess]) -> int:
    """How many bytes the client has sent and received so far."""
    return sum(int(ask(process)) for process in client)


def _main(source: str, task: str, task_port: str, client: str, port: str, argument: str, first: str, after: str) -> None:
    end, connections = End.read(argument), []
    blocks = end.blocks
    for number in range(int(first), int(after)):
        connected = client_socket(source)
        connected.settimeout(PATIENCE_SECONDS)
        connected.connect((task, int(task_port)))
        header = proxy_header((client, _FIRST_PORT + number), ('198.51.100.1', int(port)))
        connections.append(Connection(connected, header + end.first, blocks, begins=True))
    move(connections)


if __name__ == '__main__':
    _main(*sys.argv[1:])
