"""Runs the proxy under mixed load with faults for some minutes, and checks that it keeps neither memory nor descriptors.

Prints one line for each round: what was asked, what failed, and what the worker holds. The first third of the rounds is for
warming up; from there to the end, neither memory nor descriptors may grow. Outside of the faults, no request may fail.
"""
from __future__ import annotations

import argparse
import itertools
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from lab.proxy.cases.ways import WAYS, Way, lead_to
from lab.proxy.client import exchange
from lab.proxy.dns_faults import dead, failing
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.lattice_service import known_bytes
from lab.proxy.scripted_service import Visit
from lab.running.report import Outcome, Report
from lab.sandbox.isolation import enter_sandbox

_CLIENTS = 8
_ROUND_SECONDS = 10
_REST_SECONDS = 2
_MORE_KIB, _MORE_DESCRIPTORS = 1024, 4
_BODY = known_bytes(100_000)


def main() -> int:
    """Runs the soak; the exit code."""
    arguments = _arguments()
    seconds = arguments.minutes * 60
    enter_sandbox(int(seconds) + 120)
    report = Report()
    with open_laboratory(arguments.template) as lab:
        report.say(f'{lab.nginx}, {arguments.minutes:g} minutes')
        lead_to(lab, *lab.addresses.scripted)
        with lab.scripted.doing(_answer):
            rounds = _soak(lab, seconds)
    kib, descriptors = _growth(rounds)
    failed = sum(each.failed for each in rounds if not each.fault)
    report.say(f'{sum(each.asked for each in rounds)} requests; memory grew by {kib} KiB, descriptors by {descriptors}')
    report.add(Outcome('no request fails without a fault', f'{failed} failed' if failed else ''))
    report.add(Outcome(f'memory grows by {_MORE_KIB} KiB at most', f'by {kib} KiB' if kib > _MORE_KIB else ''))
    report.add(Outcome(f'descriptors grow by {_MORE_DESCRIPTORS} at most', f'by {descriptors}' if descriptors > _MORE_DESCRIPTORS else ''))
    return report.end()


class _Round:
    """What one round came to."""

    def __init__(self, fault: str) -> None:
        self.fault, self.results = fault, Counter[str]()
        self.kib = self.descriptors = 0

    @property
    def asked(self) -> int:
        return self.results.total()

    @property
    def failed(self) -> int:
        return self.asked - self.results['200']


def _soak(lab: Laboratory, seconds: float) -> list[_Round]:
    rounds: list[_Round] = []
    end = time.monotonic() + seconds
    for fault in itertools.cycle(['', 'an address refuses', 'DNS is dead', 'an address drops', 'DNS fails', 'clients break off']):
        if time.monotonic() > end:
            return rounds
        each = _Round(fault)
        with _fault(lab, fault):
            _load(lab, each, min(_ROUND_SECONDS, seconds / 12))
        time.sleep(_REST_SECONDS)                           # sessions end, and an address that failed is tried again
        (worker,) = lab.container.workers()
        each.kib, each.descriptors = worker.resident_kib, worker.descriptors
        print(f'{fault or "no fault":20} {each.asked:6} requests, {each.failed:5} failed, {each.kib:6} KiB, {each.descriptors:4} descriptors')
        rounds.append(each)
    return rounds


def _load(lab: Laboratory, each: _Round, seconds: float) -> None:
    end, lock = time.monotonic() + seconds, threading.Lock()

    def ask(client: int) -> None:
        for number in itertools.count(client):
            if time.monotonic() > end:
                return
            result = _once(lab, WAYS[number % len(WAYS)], number, breaks_off=each.fault == 'clients break off')
            with lock:
                each.results[result] += 1

    with ThreadPoolExecutor(_CLIENTS) as threads:
        list(threads.map(ask, range(_CLIENTS)))


def _once(lab: Laboratory, way: Way, number: int, breaks_off: bool) -> str:
    """A session with three requests, small or large; what the last one came to."""
    try:
        with way.connect(lab) as connection:
            connection.settimeout(15)
            for _ in range(3):
                body = _BODY if number % 5 == 0 else b''
                if breaks_off and number % 3 == 0:
                    connection.sendall(f'POST / HTTP/1.1\r\nHost: {way.host}\r\nContent-Length: 1000\r\n\r\nhalf'.encode())
                    return 'broken off'
                reply = exchange(connection, 'PUT' if body else 'GET', '/', [('Host', way.host)], body)
            if reply.status == 200 and reply.body != _BODY:
                return 'another body'
            return str(reply.status)
    except OSError:
        return 'closed'


async def _answer(visit: Visit) -> None:
    while await visit.take():
        await visit.reply(_BODY)


@contextmanager
def _fault(lab: Laboratory, fault: str) -> Iterator[None]:
    address = lab.addresses.scripted[1]
    if fault.startswith('DNS'):
        lab.dns.faults['*'] = dead if fault == 'DNS is dead' else failing()
        yield
        del lab.dns.faults['*']
    elif fault.startswith('an address'):
        lab.scripted.close(address)
        if fault == 'an address drops':
            with lab.network.dropping(address):
                yield
        else:
            yield
        lab.scripted.open(address)
    else:
        yield


def _growth(rounds: list[_Round]) -> tuple[int, int]:
    """From the warm-up's highest figures to the last round's."""
    warm = max(1, len(rounds) // 3)
    return (
        max(0, rounds[-1].kib - max(each.kib for each in rounds[:warm])),
        max(0, rounds[-1].descriptors - max(each.descriptors for each in rounds[:warm])),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template of the quick-start example')
    parser.add_argument('--minutes', type=float, default=10)
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
