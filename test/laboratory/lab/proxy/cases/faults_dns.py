"""DNS that fails for names looked up as requests come: requests for them fail within bounds, and nothing else does."""
from __future__ import annotations

import time

from dnslib import RCODE

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import WAYS, Way, together
from lab.proxy.client import exchange
from lab.proxy.dns_faults import DnsFault, dead, empty, failing, garbled, once, slow
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP_EXAMPLE
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_RESOLVER_SECONDS = 10
_MARGIN_SECONDS = 1.5


@case('DNS says NXDOMAIN, or gives no address: TLS is closed and HTTP gets 502, at once, and nothing leaves but the question')
def _no_address(lab: Laboratory) -> None:
    for label, fault in (('nxdomain', failing(RCODE.NXDOMAIN)), ('empty', empty), ('refused', failing(RCODE.REFUSED))):
        name = _broken(lab, label, fault)
        mark = lab.capture.mark()
        expect(max(_seconds_to_fail(lab, name)) < 1, f'{label} took longer than a second')
        expect_equal('what left', {str(egress) for egress in lab.egress_since(mark)}, {f'question {name} to {lab.addresses.resolver} port 53'})


@case('DNS says SERVFAIL, nothing, or garbage: TLS is closed and HTTP gets 502, after 10 seconds at most')
def _in_vain(lab: Laboratory) -> None:
    faults: dict[str, DnsFault] = {'servfail': failing(), 'dead': dead, 'garbled': garbled}
    names = [_broken(lab, label, fault) for label, fault in faults.items()]
    times = together(lambda name: _seconds_to_fail(lab, name.host), [Way('', name) for name in names])
    expect(max(map(max, times)) < _RESOLVER_SECONDS + _MARGIN_SECONDS, f'that took {times} seconds')


@case('DNS fails for one name: every other name is served meanwhile')
def _others(lab: Laboratory) -> None:
    name = _broken(lab, 'dead-alone', dead)
    with lab.client.connect(80) as waiting:
        waiting.sendall(f'GET / HTTP/1.1\r\nHost: {name}\r\n\r\n'.encode())
        lab.dns.wait_until_asked(name)
        for way in WAYS:
            expect_equal(f'status of {way}', way.get(lab).status, 200)


@case('DNS is slow by two seconds: the request is served')
def _slow(lab: Laboratory) -> None:
    name = _broken(lab, 'slow', slow(2))
    expect_equal('statuses', together(lambda way: way.get(lab).status, [Way('https', name), Way('http', name)]), [200, 200])


@case('DNS failed once: the next request for the name is served')
def _once(lab: Laboratory) -> None:
    for scheme in ('https', 'http'):
        name = _broken(lab, f'{scheme}-once', once(failing(RCODE.NXDOMAIN)))
        _seconds_to_fail(lab, name, (scheme,))
        expect_equal(f'status over {scheme}', Way(scheme, name).get(lab).status, 200)


@case('an alias leads to where its target leads, and one that leads nowhere ends the request within bounds')
def _alias(lab: Laboratory) -> None:
    lab.dns.aliases |= {'alias.apps.example.com': 'second.internal.example', 'second.internal.example': 'third.internal.example'}
    lab.dns.names['third.internal.example'] = [lab.addresses.looked_up_service]
    for scheme in ('https', 'http'):
        expect_equal('address', Way(scheme, 'alias.apps.example.com').get(lab).json()['at'], lab.addresses.looked_up_service)
    lab.dns.aliases['nowhere.apps.example.com'] = 'nowhere.internal.example'
    expect(max(_seconds_to_fail(lab, 'nowhere.apps.example.com')) < 1, 'an alias to nothing took longer than a second')
    lab.dns.aliases |= {'loop.apps.example.com': 'back.internal.example', 'back.internal.example': 'loop.apps.example.com'}
    expect(max(_seconds_to_fail(lab, 'loop.apps.example.com')) < _RESOLVER_SECONDS + _MARGIN_SECONDS, 'the loop took too long')


@case('one answer of DNS serves many requests')
def _cached(lab: Laboratory) -> None:
    WAYS[-1].get(lab)
    asked = lab.dns.questions.count(LOOKED_UP_EXAMPLE)
    for _ in range(20):
        WAYS[-1].get(lab)
    expect(lab.dns.questions.count(LOOKED_UP_EXAMPLE) - asked <= 1, 'it was asked again and again')


@case('nginx asks DNS for IPv4 addresses only')
def _only_v4(lab: Laboratory) -> None:
    expect_equal('kinds of questions', set(lab.dns.kinds), {'A'})


def _broken(lab: Laboratory, label: str, fault: DnsFault) -> str:
    """A name that leads to the looked-up service, except that DNS has this fault for it."""
    name = f'{label}.apps.example.com'
    lab.dns.faults[name] = fault
    return name


def _seconds_to_fail(lab: Laboratory, name: str, schemes: tuple[str, ...] = ('https', 'http')) -> list[float]:
    """How long requests for the name take, each of which fails: over TLS closed, over HTTP with 502, in the log as not forwarded."""

    def fail(way: Way) -> float:
        start = time.monotonic()
        with lab.client.connect(way.port) as connection:
            connection.settimeout(30)
            port = connection.getsockname()[1]
            if way.scheme == 'http':
                connection.sendall(f'GET / HTTP/1.1\r\nHost: {name}\r\n\r\n'.encode())
                expect_equal('reply', connection.recv(65536)[:13], b'HTTP/1.1 502 ')
            else:
                try:
                    lab.client.secure(connection, name).close()
                except TimeoutError:
                    raise
                except OSError:
                    pass
                else:
                    expect(False, 'a TLS session was made')
        seconds = time.monotonic() - start
        expect_equal('verdict', lab.log.of_client(lab.client.address, port)['verdict'], 'not-forwarded')
        return seconds

    return together(fail, [Way(scheme, name) for scheme in schemes])


@case('the first packet of a DNS question is lost: the request is served at the second try')
def _lost(lab: Laboratory) -> None:
    ways = [Way(scheme, _broken(lab, f'lost-{scheme}', once(dead))) for scheme in ('https', 'http')]
    expect_equal('statuses', together(lambda way: _patient_status(lab, way), ways), [200, 200])


@case('a service with 240 addresses, which is what DNS answers in a packet at most: nginx has room for them')
def _many_addresses(lab: Laboratory) -> None:
    lab.dns.names[GENERATED] = [f'169.254.{172 + number // 200}.{number % 200 + 1}' for number in range(239)] + [lab.addresses.service]
    try:
        lab.container.kill()
        lab.container = lab.start_container()
        wait_for('the task to be healthy', lambda: lab.load_balancer.is_healthy(lab.ingress.health_port))
        lab.dns.wait_until_asked(GENERATED)
        time.sleep(1)
        expect('slab' not in lab.container.errors, f'stderr is {lab.container.errors!r}')
    finally:
        lab.dns.names[GENERATED] = [lab.addresses.service]
        lab.restart()


def _patient_status(lab: Laboratory, way: Way) -> int:
    """The status of a request that may take a while before anything is heard of it, as TLS too."""
    with lab.client.connect(way.port) as connection:
        connection.settimeout(30)
        session = lab.client.secure(connection, way.host) if way.scheme == 'https' else connection
        return exchange(session, 'GET', '/', [('Host', way.host)]).status
