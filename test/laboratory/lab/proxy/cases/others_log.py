"""One client and the others: lines of the log, which cost a client a refused connection each, and whoever pays for the log more."""
from __future__ import annotations

import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from lab.proxy.access_log import LogLine
from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.dns_faults import dead
from lab.proxy.laboratory import Laboratory
from lab.proxy.mixed_flood import KINDS, REFUSED, MixedFlood
from lab.proxy.refused_flood import FLOODS, Flood, flood
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_CONNECTIONS = 600
_AT_ONCE, _A_SECOND = 100, 11
"""The lines of one client: its own, and one for all others of a second."""
_KINDS_A_SECOND = 4
"""The lines of one client that count what is beyond its own."""
_SECONDS_WITH_COUNTS, _PATIENCE_SECONDS = 4, 60
_OF_ANOTHER = 'another.example.org'
_LEFT_NAME, _TIMES_LEFT, _AT_A_TIME = 'left.apps.example.com', 400, 4


@case('one client and the others: a client that is turned away as often as it can connect has few lines in the log, whose weights add up, and others have theirs')
def _bounded(lab: Laboratory) -> None:
    for what in FLOODS:
        lab.restart()
        with Bystander(lab) as others:
            found = flood(lab, what, _CONNECTIONS, lambda: _expect_lines_of_others(lab))
        others.expect_served()
        _expect_bounded(what, found)


@case('one client and the others: two clients that mix all kinds of refusals have few lines that count them, and what is counted of another has lines with its address')
def _mixed(lab: Laboratory) -> None:
    lab.restart()
    with MixedFlood(lab, '203.0.113.70', KINDS) as one, MixedFlood(lab, '203.0.113.71', KINDS) as two, MixedFlood(lab, '203.0.113.72', [REFUSED]) as another:
        wait_for('lines that count', lambda: all(len(each.counting_lines) >= _SECONDS_WITH_COUNTS for each in (one, two, another)), _PATIENCE_SECONDS)
        _expect_lines_of_others(lab)
    wait_for('the log to tell of all connections of another client, with its address', lambda: sum(line['weight'] for line in another.lines) == another.connections)
    for each in (one, two):
        kinds = {(line['protocol'], line['verdict'], line['status']) for line in each.lines}
        expect_equal('kinds of refusals', len(kinds), len(KINDS))
        expect(len(each.counting_lines) <= _KINDS_A_SECOND * (each.seconds + 3), f'{len(each.counting_lines)} lines count one client in {each.seconds:.1f} seconds')


@case('one client and the others: a client that leaves while its name is looked up, as often as it can connect, has few lines in the log, whose weights add up')
def _left(lab: Laboratory) -> None:
    """DNS gives no answer, so no request gets as far as a service."""
    lab.dns.faults[_LEFT_NAME] = dead
    lab.restart()
    start = time.monotonic()
    with Bystander(lab) as others, ThreadPoolExecutor(_AT_A_TIME) as threads:
        list(threads.map(lambda _: _leave(lab), range(_TIMES_LEFT)))

    def lines() -> list[LogLine]:
        return [line for line in lab.log.lines if line['verdict'] == 'client-gone']

    wait_for('the log to tell of all connections', lambda: sum(line.get('weight', 1) for line in lines()) >= _TIMES_LEFT)
    others.expect_served()
    most = _AT_ONCE + _A_SECOND * (time.monotonic() - start + 3)
    expect(len(lines()) <= most, f'{len(lines())} lines about {_TIMES_LEFT} connections')
    expect_equal('connections in the log', sum(line['weight'] for line in lines()), _TIMES_LEFT)


@case('one client and the others: a task that is told to stop first writes the counts that the log does not have yet')
def _told_at_the_end(lab: Laboratory) -> None:
    lab.restart()
    found = flood(lab, 'TLS for a name that is refused', _CONNECTIONS // 2, lambda: lab.container.send(signal.SIGTERM))
    expect_equal('exit code', lab.container.wait(15), 0)
    expect_equal('connections in the log', found.weight, found.connections)


def _leave(lab: Laboratory) -> None:
    with lab.client.connect(80) as connection:
        connection.sendall(request_bytes('GET', '/', [('Host', _LEFT_NAME)]))
        connection.shutdown(socket.SHUT_WR)
        expect_equal('answer', read_to_end(connection), b'')


def _expect_bounded(what: str, found: Flood) -> None:
    expect_equal(f'{what}: connections in the log', found.weight, found.connections)
    most = _AT_ONCE + _A_SECOND * (found.seconds + 3)
    expect(len(found.lines) <= most, f'{what}: {len(found.lines)} lines in {found.seconds:.1f} seconds')
    expect(any(line['weight'] > 1 for line in found.lines), f'{what}: no line stands for many')


def _expect_lines_of_others(lab: Laboratory) -> None:
    """Each refusal of another client has a line of its own meanwhile."""
    for port, opening in ((443, client_hello(_OF_ANOTHER.encode())), (80, request_bytes('GET', '/', [('Host', _OF_ANOTHER)]))):
        with lab.client.connect(port) as connection:
            own = connection.getsockname()[1]
            connection.sendall(opening)
            expect_equal('answer', read_to_end(connection), b'')
        expect_equal('weight', lab.log.of_client(lab.client.address, own, 15)['weight'], 1)
