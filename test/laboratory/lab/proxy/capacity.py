"""Fills a task to every limit at once, and shows that its memory holds that, that it refuses more, and that it recovers.

The container runs in a control group with the memory of the task definition, which the kernel enforces and counts. Each promise
prints one line; the last line is `N passed, M failed`.
"""
from __future__ import annotations

import argparse
import itertools
import resource
import select
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.proxy.full_task import ManyClients
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.running.case import Case, expect, expect_equal
from lab.running.report import Report
from lab.sandbox.isolation import enter_sandbox
from lab.sandbox.memory_group import MemoryGroup
from lab.sandbox.waiting import wait_for

_TIME_LIMIT_SECONDS = 600
_MOST_OF_MEMORY = 0.9
"""What is left is the margin."""
_NAME = 'full.apps.example.com'
_CLIENTS = 16
"""More than it takes to fill a task when each may have an eighth."""
_AT_A_TIME = 8


def main() -> int:
    """Fills the task; the exit code."""
    template = _arguments().template
    enter_sandbox(_TIME_LIMIT_SECONDS)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with open_laboratory(template) as lab, MemoryGroup(lab.ingress.container.memory_mib) as memory:
        report = Report()
        report.say(f'{lab.nginx}, configuration of {template.name}')
        lab.restart(memory)
        task = _Task(lab, memory)
        report.run([
            Case('every limit at once, TLS sessions that moved 1 MiB each way, HTTP requests with the largest headers, and connections with the most header lines: memory is left over', task.fill),
            Case('a task at its limits refuses new sessions and requests, and keeps those that it has', task.refuse),
            Case('a task that was at its limits takes as many sessions as have ended, and serves as before when all have ended', task.recover),
        ], lab)
        lab.container.kill()
    return report.end()


class _Task:
    """One task and what it is made to hold."""

    def __init__(self, lab: Laboratory, memory: MemoryGroup) -> None:
        lab.hold(_NAME)
        self._memory, self._limit_kib = memory, lab.ingress.container.memory_mib * 1024
        self._clients = ManyClients(lab.load_balancer, _NAME, lab.ingress.ports, _CLIENTS)
        self._tls = _Held(self._clients.tls_session, lab.ingress.container.limit('tls_all'))
        self._http = _Held(self._clients.http_request, lab.ingress.container.limit('http_all'))
        # One is left for a request that is refused, not its connection.
        self._heads = _Held(self._clients.http_head, lab.ingress.container.limit('http_connections_all') - self._http.limit - 1)

    def fill(self, lab: Laboratory) -> None:
        start = self._memory.used_kib
        self._tls.fill()
        after_tls = self._memory.used_kib
        self._http.fill()
        after_http = self._memory.used_kib
        self._heads.fill()
        end, most = self._memory.used_kib, self._memory.most_kib
        each = ((self._tls, 'TLS sessions', after_tls - start), (self._http, 'HTTP requests', after_http - after_tls), (self._heads, 'HTTP connections', end - after_http))
        parts = ', '.join(f'{held.limit} {what} of {kib / held.limit:.0f} KiB' for held, what, kib in each)
        print(f'# {parts}: at most {most / 1024:.0f} of {self._limit_kib / 1024:.0f} MiB, {most / self._limit_kib:.0%}')
        expect_equal('processes ended for want of memory', self._memory.kills, 0)
        expect(most < self._limit_kib * _MOST_OF_MEMORY, f'{most} KiB of {self._limit_kib} KiB were used')

    def refuse(self, lab: Laboratory) -> None:
        expect_equal('status of one more request', self._clients.status(0), 503)
        expect(not self._clients.is_served_tls(0), 'one more TLS session was served')
        expect_equal('sessions and requests that ended', self._tls.ended() + self._http.ended(), 0)

    def recover(self, lab: Laboratory) -> None:
        for held in (self._tls, self._http):
            held.release(held.limit // 8)
            wait_for('room for as many', held.is_full_again)
        expect_equal('processes ended for want of memory', self._memory.kills, 0)
        for held in (self._tls, self._http):
            held.release(held.limit)
        lab.wait_until_ready()


class _Held:
    """Connections of one kind, up to the task's limit for them."""

    def __init__(self, connect: Callable[[int], socket.socket], limit: int) -> None:
        self._connect, self.limit = connect, limit
        self._numbers = itertools.count()
        self._connections: list[socket.socket] = []

    def fill(self) -> None:
        """Takes all that is left."""
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            self._connections += threads.map(lambda _: self._connect(next(self._numbers)), range(self.limit - len(self._connections)))

    def is_full_again(self) -> bool:
        """Takes what is left, as far as the proxy has noticed yet that others ended."""
        try:
            while len(self._connections) < self.limit:
                self._connections.append(self._connect(next(self._numbers)))
        except ConnectionError:
            return False
        return True

    def release(self, count: int) -> None:
        """Ends the oldest ones."""
        for connection in self._connections[:count]:
            connection.close()
        del self._connections[:count]

    def ended(self) -> int:
        """How many the proxy has closed, all having been read to where they pause."""
        poll = select.poll()
        for connection in self._connections:
            poll.register(connection, select.POLLIN)
        return len(poll.poll(0))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template that allows *.apps.example.com')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
