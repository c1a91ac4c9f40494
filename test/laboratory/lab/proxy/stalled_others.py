"""Prints how long another client waits for 5 MB while one client, and more, hold all that they may and stall.

Socket memory is bounded as a kernel bounds it on a machine of the task's size. Each client has a bounded time to stall all of it.
"""
from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from pathlib import Path

from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.quick_start import SERVICE
from lab.proxy.socket_memory import socket_kib
from lab.proxy.stalled_clients import Stalled, stalled_clients
from lab.proxy.stalling import FULL, MOVED_WHEN_FULL
from lab.sandbox.isolation import enter_sandbox
from lab.sandbox.memory_group import MemoryGroup

_TIME_LIMIT_SECONDS = 900
_NAME = 'stalled.apps.example.com'
_COUNTS = (1, 2, 3, 6, 12)
_LARGE, _LARGE_BYTES = '/bytes/5000000', 5_000_000


def main() -> None:
    """Prints the table."""
    arguments = _arguments()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    with open_laboratory(arguments.template) as lab:
        memory_mib = lab.ingress.container.memory_mib
        sockets_mib = memory_mib * 3 // 32
        with MemoryGroup(memory_mib, sockets_mib) as memory:
            lab.stall(_NAME)
            lab.restart(memory)
            print(f'{lab.nginx}, sockets bounded to {sockets_mib} MiB of {memory_mib}, at most {arguments.seconds} s for each client and kind\n')
            print('| stalled clients | sockets | 5 MB over TLS | 5 MB over HTTP |')
            print('|---|---|---|---|')
            _print_row(lab, 0)
            with ExitStack() as held:
                stalled = 0
                for count in (count for count in _COUNTS if count <= arguments.clients):
                    while stalled < count:
                        stalled += 1
                        _hold_share(lab, f'203.0.113.{stalled}', arguments.seconds, held)
                    _print_row(lab, stalled)
            print(f'\nprocesses ended for want of memory: {memory.kills}')
            lab.container.kill()


def _hold_share(lab: Laboratory, client: str, seconds: int, held: ExitStack) -> None:
    """All TLS sessions and HTTP requests that this client may have."""
    session = client_hello(_NAME.encode()) + FULL
    request = request_bytes('POST', '/' + FULL.decode(), [('Host', _NAME), ('Content-Length', '1000000000')])
    for port, zone, first in ((443, 'tls_client', session), (80, 'http_client', request)):
        way = (lab.addresses.load_balancer, lab.addresses.task, lab.ingress.ports[port])
        what = Stalled(first, MOVED_WHEN_FULL, fills=True, most_seconds=seconds)
        held.enter_context(stalled_clients(lab.load_balancer, port, way, lab.ingress.container.limit(zone), [client], what))


def _print_row(lab: Laboratory, stalled: int) -> None:
    print(f'| {stalled} | {socket_kib(lab.proxy) / 1024:.0f} MiB | {_waited(lab, "https")} | {_waited(lab, "http")} |', flush=True)


def _waited(lab: Laboratory, scheme: str) -> str:
    """How long a client of another address takes for 5 MB; the best of three, because the machine does other things too."""
    took: list[float] = []
    problem = ''
    for _ in range(3):
        start = time.monotonic()
        try:
            reply = getattr(lab.client_v6, scheme)(SERVICE, _LARGE)
        except OSError as error:
            problem = f'{type(error).__name__} after {time.monotonic() - start:.0f} s'
            continue
        if len(reply.body) == _LARGE_BYTES:
            took.append(time.monotonic() - start)
        else:
            problem = f'{len(reply.body)} bytes only'
    return f'{min(took):.2f} s' if took else problem


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--clients', type=int, default=_COUNTS[-1], help='how many stall at most')
    parser.add_argument('--seconds', type=int, default=15, help='how long each client may take to stall its sessions, and then its requests')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    main()
