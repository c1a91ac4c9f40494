"""Prints how long another client waits for 5 MB while one client, and more, hold all that they may and stall; and from how many on it notices.

Socket memory is bounded as a kernel bounds it on a machine of the task's size. Each client has a bounded time to stall all of it.
"""
from __future__ import annotations

import argparse
import logging
import math
import time
from contextlib import ExitStack
from pathlib import Path

from lab.proxy.cases.bystander import MOST_SECONDS_FOR_5_MB, MOST_TIMES_FOR_5_MB, is_quick, seconds_once_for_5_mb
from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.socket_memory import socket_kib
from lab.proxy.stalled_clients import Stalled, stalled_clients
from lab.proxy.stalling import FULL, MOVED_WHEN_FULL
from lab.running.case import BrokenPromise
from lab.sandbox.isolation import enter_sandbox
from lab.sandbox.memory_group import MemoryGroup

_TIME_LIMIT_SECONDS = 1500
_NAME = 'stalled.apps.example.com'
_COUNTS = (1, 2, 3, 4, 5, 6, 12)
_ZONES = ((443, 'tls_client'), (80, 'http_client'))
"""Where nginx counts the sessions and the requests of one client."""


def main() -> None:
    """Prints the table."""
    arguments = _arguments()
    logging.getLogger('asyncio').setLevel(logging.ERROR)    # it warns of each session that ended while the service was sending
    enter_sandbox(_TIME_LIMIT_SECONDS)
    with open_laboratory(arguments.template) as lab:
        memory_mib = lab.ingress.container.memory_mib
        sockets_mib = memory_mib * 3 // 32
        with MemoryGroup(memory_mib, sockets_mib) as memory:
            lab.stall(_NAME)
            lab.restart(memory)
            sessions, requests = (lab.ingress.container.limit(zone) for _, zone in _ZONES)
            print(f'{lab.nginx}, sockets bounded to {sockets_mib} MiB of {memory_mib}')
            print(f'Each client has {arguments.seconds} s to stall its {sessions} TLS sessions, and then {arguments.seconds} s for its {requests} HTTP requests.\n')
            print('| stalled clients | memory of all sockets | 5 MB over TLS | 5 MB over HTTP |')
            print('|---|---|---|---|')
            usual = _print_row(lab, 0)
            notices = None
            with ExitStack() as held:
                stalled = 0
                for count in (count for count in _COUNTS if count <= arguments.clients):
                    while stalled < count:
                        stalled += 1
                        _hold_share(lab, f'203.0.113.{stalled}', arguments.seconds, held)
                    waited = _print_row(lab, stalled)
                    if notices is None and not all(map(is_quick, waited, usual)):
                        notices = stalled
            print(f'\nAnother client notices {"nothing in these rows" if notices is None else f"{notices} stalled clients and more"}: to notice means to wait longer than '
                  f'{MOST_SECONDS_FOR_5_MB} s and {MOST_TIMES_FOR_5_MB} times as long as without them, or to get less than 5 MB.')
            print(f'processes ended for want of memory: {memory.kills}')
            lab.container.kill()


def _hold_share(lab: Laboratory, client: str, seconds: int, held: ExitStack) -> None:
    """All TLS sessions and HTTP requests that this client may have."""
    session = client_hello(_NAME.encode()) + FULL
    request = request_bytes('POST', '/' + FULL.decode(), [('Host', _NAME), ('Content-Length', '1000000000')])
    for (port, zone), first in zip(_ZONES, (session, request), strict=True):
        way = (lab.addresses.load_balancer, lab.addresses.task, lab.ingress.ports[port])
        what = Stalled(first, read=MOVED_WHEN_FULL, fills=True, most_seconds=seconds)
        held.enter_context(stalled_clients(lab.load_balancer, port, way, lab.ingress.container.limit(zone), [client], what))


def _print_row(lab: Laboratory, stalled: int) -> list[float]:
    """How long another client waits now, by TLS and by HTTP."""
    sockets_mib = socket_kib(lab.proxy) / 1024
    waited = [_waited(lab, scheme) for scheme in ('https', 'http')]
    print(f'| {stalled} | {sockets_mib:.0f} MiB | {" | ".join(said for _, said in waited)} |', flush=True)
    return [seconds for seconds, _ in waited]


def _waited(lab: Laboratory, scheme: str) -> tuple[float, str]:
    """How long a client of another address takes for 5 MB; the best of three, because the machine does other things too."""
    took: list[float] = []
    problem = ''
    for _ in range(3):
        start = time.monotonic()
        try:
            took.append(seconds_once_for_5_mb(lab, scheme))
        except BrokenPromise as error:
            problem = str(error)
        except OSError as error:
            problem = f'{type(error).__name__} after {time.monotonic() - start:.0f} s'
    return (min(took), f'{min(took):.2f} s') if took else (math.inf, problem)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--clients', type=int, default=_COUNTS[-1], help='how many stall at most')
    parser.add_argument('--seconds', type=int, default=15, help='how long each client may take to stall its sessions, and then its requests')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    main()
