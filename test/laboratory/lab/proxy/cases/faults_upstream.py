"""VPC Lattice that refuses, does not answer, or is back again: failures are quick and plain, and end when the fault ends."""
from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, WAYS, Way, lead_to, together
from lab.proxy.client import exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP, SERVICE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_CONNECT_SECONDS = 1.5
_TRIES = 3
_MARGIN_SECONDS = 1.5


@case('upstream refuses: TLS is closed and HTTP gets 502, at once, and both work as soon as it listens again')
def _refuses(lab: Laboratory) -> None:
    address = lab.addresses.scripted[0]
    lead_to(lab, address)
    lab.scripted.close(address)
    expect(max(together(lambda way: _seconds_to_fail(lab, way, 502))) < 1, 'that took longer than a second')
    lab.scripted.open(address)
    together(lambda way: expect_equal(f'status of {way}', way.get(lab).status, 200))


@case('upstream drops everything: TLS is closed and HTTP gets 504 after one connect timeout of 1.5 seconds')
def _drops(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])
    with lab.network.dropping(lab.addresses.scripted[0]):
        lab.scripted.close(lab.addresses.scripted[0])           # no connection is left that could be used again
        times = together(lambda way: _seconds_to_fail(lab, way, 504))
    lab.scripted.open(lab.addresses.scripted[0])
    expect(all(_CONNECT_SECONDS - 0.2 < seconds < _CONNECT_SECONDS + _MARGIN_SECONDS for seconds in times), f'that took {times} seconds')
    together(lambda way: expect_equal(f'status of {way} afterwards', way.get(lab).status, 200))


@case('upstream drops everything at four addresses: nginx gives up after three of them')
def _drops_at_four(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])
    lab.dns.names[LOOKED_UP] = list(lab.addresses.dropping)
    ways = [way for way in WAYS if way.host != SERVICE]
    with lab.network.dropping(*lab.addresses.dropping):
        times = together(lambda way: _seconds_to_fail(lab, Way(way.scheme, 'four.apps.example.com'), 504), ways)
    expect(max(times) < _TRIES * _CONNECT_SECONDS + _MARGIN_SECONDS, f'that took {times} seconds')


@case('one of two addresses refuses: every request is answered, at once')
def _one_refuses(lab: Laboratory) -> None:
    lead_to(lab, *lab.addresses.scripted)
    lab.scripted.close(lab.addresses.scripted[0])
    together(lambda way: expect(max(_seconds_of(lab, way) for _ in range(8)) < 1, f'{way} took longer than a second'))
    lab.scripted.open(lab.addresses.scripted[0])


@case('one of two addresses drops everything: every request is answered, one connect timeout later at most')
def _one_drops(lab: Laboratory) -> None:
    lead_to(lab, *lab.addresses.scripted)
    lab.scripted.close(lab.addresses.scripted[1])
    with lab.network.dropping(lab.addresses.scripted[1]):
        times = together(lambda way: [_seconds_of(lab, way) for _ in range(3)])
    lab.scripted.open(lab.addresses.scripted[1])
    expect(max(map(max, times)) < _CONNECT_SECONDS + _MARGIN_SECONDS, f'that took {times} seconds')


@case('one of two addresses drops everything: for a name of `services`, TLS avoids the address after few sessions, and HTTP takes less than a second on average')
def _left_alone(lab: Laboratory) -> None:
    tls, http = WAYS[0], WAYS[2]
    lead_to(lab, *lab.addresses.scripted)
    lab.scripted.close(lab.addresses.scripted[1])
    with lab.network.dropping(lab.addresses.scripted[1]):
        together(lambda way: together(lambda _: _seconds_of(lab, way), [way] * 12), [tls, http])
        quick = [_seconds_of(lab, tls) for _ in range(4)]
        over_http = together(lambda _: _seconds_of(lab, http), [http] * 20)
    lab.scripted.open(lab.addresses.scripted[1])
    expect(max(quick) < 1, f'it took {quick} seconds although the address had failed before')
    expect(sum(over_http) / len(over_http) < 1, f'over HTTP it took {over_http} seconds')


@case('all addresses of a service fail, and are back: it is served within 3 seconds')
def _all_fail(lab: Laboratory) -> None:
    lead_to(lab, *lab.addresses.scripted)
    for address in lab.addresses.scripted:
        lab.scripted.close(address)
    together(lambda way: [_seconds_to_fail(lab, way, 502) for _ in range(12)])
    for address in lab.addresses.scripted:
        lab.scripted.open(address)
    start = time.monotonic()
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way)))
    expect(time.monotonic() - start < 3.1, f'that took {time.monotonic() - start:.1f} seconds')


@case('the first packet of a connection to a service is lost: the request is served at the second try')
def _lost(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])
    lab.scripted.close(lab.addresses.scripted[0])               # no connection is left that could be used again
    lab.scripted.open(lab.addresses.scripted[0])
    threads = ThreadPoolExecutor(len(WAYS))
    with lab.network.dropping(lab.addresses.scripted[0]):
        statuses = [threads.submit(way.get, lab) for way in WAYS]
        time.sleep(0.6)                                         # Linux sends the packet again after a second
    expect_equal('statuses', [status.result(10).status for status in statuses], [200] * len(WAYS))


@case("upstream breaks a TLS session: the client's breaks too")
def _breaks_tls(lab: Laboratory) -> None:
    async def break_it(visit: Visit) -> None:
        await visit.take()
        visit.reset()

    lead_to(lab, lab.addresses.scripted[0])
    with lab.scripted.doing(break_it):
        for way in TLS_WAYS:
            expect(_seconds_to_fail(lab, way, 0) < 1, 'the client was not told')


@case('a worker that is killed is replaced at once; the container goes on')
def _worker_killed(lab: Laboratory) -> None:
    lab.restart()
    (worker,) = lab.container.workers()
    worker.kill()
    start = time.monotonic()
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way)))
    expect(time.monotonic() - start < 2, f'that took {time.monotonic() - start:.1f} seconds')
    expect(lab.container.is_running(), 'the container has ended')
    expect(lab.container.workers()[0].number != worker.number, 'the worker is still the one that was killed')


@case('log: lines about failures are JSON objects, and name each address that was tried')
def _lines(lab: Laboratory) -> None:
    lead_to(lab, *lab.addresses.scripted)
    lab.scripted.close(lab.addresses.scripted[0])
    lab.scripted.close(lab.addresses.scripted[1])
    for way in HTTP_WAYS:
        with lab.client.connect(80) as connection:
            port = connection.getsockname()[1]
            expect_equal('status', exchange(connection, 'GET', '/', [('Host', way.host)]).status, 502)
        line = lab.log.of_client(lab.client.address, port)
        expect_equal('addresses tried', set(line['upstream'].split(', ')), {f'{address}:80' for address in lab.addresses.scripted})
        expect_equal('verdict and status', (line['verdict'], line['status']), ('unreachable', 502))
    for address in lab.addresses.scripted:
        lab.scripted.open(address)
    expect_equal('lines that are not JSON', lab.log.broken, [])
    lab.dns.names[GENERATED] = [lab.addresses.service]


def _is_served(lab: Laboratory, way: Way) -> bool:
    try:
        return way.get(lab).status == 200
    except OSError:
        return False


def _seconds_of(lab: Laboratory, way: Way) -> float:
    """How long a request takes that succeeds."""
    start = time.monotonic()
    expect_equal(f'status of {way}', way.get(lab).status, 200)
    return time.monotonic() - start


def _seconds_to_fail(lab: Laboratory, way: Way, status: int) -> float:
    """How long a request takes that fails: with this status over HTTP, by the end of the connection over TLS."""
    start = time.monotonic()
    with lab.client.connect(way.port) as connection:
        connection.settimeout(30)
        if way.scheme == 'http':
            expect_equal(f'status of {way}', exchange(connection, 'GET', '/', [('Host', way.host)]).status, status)
        else:
            try:
                reply = exchange(lab.client.secure(connection, way.host), 'GET', '/', [('Host', way.host)])
            except TimeoutError:
                raise
            except OSError:
                pass
            else:
                expect(False, f'{way} was answered: {reply}')
    return time.monotonic() - start
