"""Prints how long others wait while one client moves data as fast as it can on all of its connections.

It does so in several ways, one after the other, with a fresh container for each.
"""
from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from http.client import HTTPException
from pathlib import Path

from lab.proxy.cases.bystander import seconds_once_for_5_mb
from lab.proxy.full_speed_client import moved_bytes
from lab.proxy.full_speed_loads import LOADS, Load
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.quick_start import SERVICE
from lab.running.case import BrokenPromise, expect_equal
from lab.sandbox.isolation import enter_sandbox
from lab.sandbox.namespaces import NetworkNamespace

_TIME_LIMIT_SECONDS = 1500
_SETTLES_SECONDS, _PAUSE_SECONDS = 1, 0.02
_LEAST_TIMES = 3
"""How often others ask for each thing, however long that takes."""
_COLUMNS = (
    'one client, as fast as it can', 'bytes a second', 'CPU of the worker', 'CPU time for 1 MB', 'a small HTTP request of others', '5 MB for others over TLS',
    '5 MB for others over HTTP',
)


def main() -> None:
    """Prints the table."""
    arguments = _arguments()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    with open_laboratory(arguments.template) as lab:
        services = lab.network.attach('full-speed', [lab.addresses.full_speed])
        print(f'{lab.nginx}')
        print(f'Others ask again and again for {arguments.seconds:g} s, and {_LEAST_TIMES} times at least: for something small, for 5 MB over TLS, and for 5 MB over HTTP.')
        print('The table has the median of what they waited, and the longest wait in brackets.')
        print('Bytes are those that the client sent and received, with the heads of chunks.\n')
        print(f'| {" | ".join(_COLUMNS)} |')
        print('|---' * len(_COLUMNS) + '|')
        for load in (None, *LOADS)[:arguments.rows]:
            lab.restart()
            print(f'| {" | ".join(_row(lab, services, load, arguments.seconds))} |', flush=True)
        lab.container.kill()


def _row(lab: Laboratory, services: NetworkNamespace, load: Load | None, seconds: float) -> list[str]:
    with ExitStack() as held:
        client = held.enter_context(load.moving(lab, services)) if load else []
        time.sleep(_SETTLES_SECONDS)
        start, moved_before, cpu_before = time.monotonic(), moved_bytes(client), _cpu_seconds(lab)
        small = _said(_waits(partial(_seconds_for_small_request, lab), seconds), 3)
        took, moved, cpu = time.monotonic() - start, moved_bytes(client) - moved_before, _cpu_seconds(lab) - cpu_before
        large = [_said(_waits(partial(seconds_once_for_5_mb, lab, scheme), seconds), 2) for scheme in ('https', 'http')]
        moved_bytes(client)     # an error where the client has ended meanwhile
    if load is None:
        return ['nothing', '-', f'{cpu / took:.0%}', '-', small, *large]
    return [f'{load.connections(lab)} {load.words}', f'{moved / took / 1e6:.1f} MB', f'{cpu / took:.0%}', f'{cpu / moved * 1e9:.1f} ms', small, *large]


def _cpu_seconds(lab: Laboratory) -> float:
    return sum(worker.cpu_seconds for worker in lab.container.workers())


def _seconds_for_small_request(lab: Laboratory) -> float:
    start = time.monotonic()
    expect_equal('status', lab.client_v6.http(SERVICE).status, 200)
    return time.monotonic() - start


def _waits(ask: Callable[[], float], seconds: float) -> list[float | None]:
    """How long others wait, asking one time after the other; None for each time that they are not served."""
    waits: list[float | None] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(waits) < _LEAST_TIMES:
        try:
            waits.append(ask())
        except (OSError, HTTPException, BrokenPromise):
            waits.append(None)
        time.sleep(_PAUSE_SECONDS)
    return waits


def _said(waits: Sequence[float | None], digits: int) -> str:
    served = [seconds for seconds in waits if seconds is not None]
    said = [f'{statistics.median(served):.{digits}f} s ({max(served):.{digits}f} s)'] if served else []
    return ', '.join([*said, *([f'{len(waits) - len(served)} of {len(waits)} not served'] if len(served) < len(waits) else [])])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--seconds', type=float, default=5, help='how long others ask for each thing, in each row')
    parser.add_argument('--rows', type=int, default=len(LOADS) + 1, help='how many rows to print, from the first on')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    main()
