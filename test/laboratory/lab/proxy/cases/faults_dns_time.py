"""DNS over time: answers that change, an outage longer than any cache, and a start while DNS is down. Nothing is restarted for them."""
from __future__ import annotations

import socket
import time
from contextlib import suppress
from functools import partial

from dnslib import RCODE

from lab.proxy.access_log import LogLine
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, Way, lead_to, together
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.dns_faults import dead, failing
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_CACHE_SECONDS = 10
_BOOT_SECONDS = 15
_MARGIN_SECONDS = 5
_LABEL = SERVICE.replace('.', '_')


@case('started with DNS down: the container stays, refuses without harm, and serves within 15 seconds of DNS being back')
def _started_blind(lab: Laboratory) -> None:
    lab.container.kill()
    lab.dns.faults['*'] = dead
    lab.container = lab.start_container()
    wait_for('the health check to succeed', lambda: lab.load_balancer.is_healthy(lab.ingress.health_port))
    time.sleep(3)
    expect(not any(_is_served(lab, way) for way in (TLS_WAYS[0], HTTP_WAYS[0])), 'it was served without DNS')
    del lab.dns.faults['*']
    start = time.monotonic()
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way), timeout=60))
    took = time.monotonic() - start
    expect(took < _BOOT_SECONDS, f'that took {took:.1f} seconds')


@case('an outage of DNS that is longer than the cache: names of `services` are served all the time, and looked-up names again when DNS is back')
def _outage(lab: Laboratory) -> None:
    together(lambda way: way.get(lab))
    for fault in (dead, failing()):
        lab.dns.faults['*'] = fault
        end = time.monotonic() + (_CACHE_SECONDS + _MARGIN_SECONDS if fault is dead else 1)
        while time.monotonic() < end:
            for way in (TLS_WAYS[0], HTTP_WAYS[0]):
                expect_equal(f'status of {way}', way.get(lab).status, 200)
            time.sleep(0.5)
        expect(not _is_served(lab, HTTP_WAYS[1]), f'{LOOKED_UP_EXAMPLE} was served from an answer older than its cache time')
    del lab.dns.faults['*']
    start = time.monotonic()
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way), timeout=20))
    expect(time.monotonic() - start < 2, 'it was not served at once')


@case('an answer of DNS that changes is followed within the cache time of 10 seconds, without a failed request')
def _changes(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])
    together(lambda way: way.get(lab))
    start = time.monotonic()
    for name in (GENERATED, '*.apps.example.com'):
        lab.dns.names[name] = [lab.addresses.scripted[1]]

    def follow(way: Way) -> float:
        while True:
            reply = way.get(lab)
            expect_equal(f'status of {way}', reply.status, 200)
            if reply.body.decode() == lab.addresses.scripted[1]:
                return time.monotonic() - start
            expect(time.monotonic() - start < _CACHE_SECONDS + _MARGIN_SECONDS, f'{way} still leads to the old address')
            time.sleep(0.2)

    together(follow)


def _is_served(lab: Laboratory, way: Way) -> bool:
    try:
        return way.get(lab).status == 200
    except OSError:
        return False


@case('DNS denies the name of a service: the log says unreachable, with status 502 and which service; it is back within the cache time of 10 seconds')
def _denied(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])
    together(lambda way: way.get(lab))
    lab.dns.faults[GENERATED] = failing(RCODE.NXDOMAIN)
    asked = lab.dns.questions.count(GENERATED)
    wait_for('the service to be denied', lambda: lab.dns.questions.count(GENERATED) >= asked + 2, timeout=60)
    for protocol, port, opening in (('tls', 443, client_hello(SERVICE.encode())), ('http', 80, request_bytes('GET', '/', [('Host', SERVICE)]))):
        line = wait_for(f'{protocol} to be refused for want of an address', partial(_line_without_address, lab, port, opening), timeout=60)
        found = {field: line[field] for field in ('verdict', 'status', 'upstream', 'name')}
        expect_equal(f'line of {protocol}', found, {'verdict': 'unreachable', 'status': 502, 'upstream': f'{protocol}-{_LABEL}', 'name': SERVICE})
    del lab.dns.faults[GENERATED]
    start = time.monotonic()
    ways = [TLS_WAYS[0], HTTP_WAYS[0]]
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way), timeout=60), ways)
    expect(time.monotonic() - start < _CACHE_SECONDS + _MARGIN_SECONDS, f'that took {time.monotonic() - start:.1f} seconds')


def _line_without_address(lab: Laboratory, port: int, opening: bytes) -> LogLine | None:
    """The line of a connection that nginx had no address for; nothing while it still has one."""
    with lab.client.connect(port) as connection:
        own = connection.getsockname()[1]
        with suppress(OSError):
            connection.sendall(opening)
            connection.shutdown(socket.SHUT_WR)
            read_to_end(connection)
    line = lab.log.of_client(lab.client.address, own)
    return line if line['status'] == 502 else None
