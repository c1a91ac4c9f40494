"""Very many connections at a time, each with the same first bytes, held as long as wanted.

They live in processes of their own, a part each: no process may open so many files, and the laboratory's own event loop stays free.
This file is both: what the laboratory uses, and the program that each of these processes runs.
"""
from __future__ import annotations

import base64
import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lab.proxy.client_processes import PATIENCE_SECONDS, client_processes, client_socket, say_ready

_PROCESSES = 4
_ANSWER_SECONDS = 0.02
_NICENESS = 10
"""On a busy machine the proxy and the others go first. A client in the internet does not take the processor of a task either."""


@contextlib.contextmanager
def many_connections(namespace: Path, source: str, target: tuple[str, int], count: int, first: bytes, window: int = 0) -> Iterator[None]:
    """
    For the length of the block there are so many connections. The other side may close them as it likes.

    With a window each takes in about so many bytes and no more, and a process makes one after the other has had time to be answered.
    """
    command = ['nsenter', f'--net={namespace}', '--', sys.executable, '-I', __file__, source, target[0], str(target[1]), base64.b64encode(first).decode(), str(window)]
    counts = [(count + number) // _PROCESSES for number in range(_PROCESSES)]
    with client_processes([[*command, str(each)] for each in counts], 'the connections could not be made: does this machine allow so many open files?'):
        yield


def _main(source: str, address: str, port: str, first: str, window: str, count: str) -> None:
    os.nice(_NICENESS)
    Path('/proc/sys/net/ipv4/ip_local_port_range').write_text('1024 65535', encoding='ascii')
    connections = []
    for _ in range(int(count)):
        connection = client_socket(source)
        connection.settimeout(PATIENCE_SECONDS)
        if int(window):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, int(window))
            time.sleep(_ANSWER_SECONDS)
        try:
            connection.connect((address, int(port)))
            connection.setblocking(False)
            connection.send(base64.b64decode(first))
        except OSError:                     # closed at once, or full
            pass
        connections.append(connection)
    say_ready()
    sys.stdin.read()


if __name__ == '__main__':
    _main(*sys.argv[1:])
