"""Names that only some clients may ask for: decided by the address that the load balancer says is the client's, before anything leaves the proxy."""
from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence

from lab.proxy.cases.caller import PUBLIC_V4, Caller, ask_http, ask_tls, request
from lab.proxy.cases.registry import case
from lab.proxy.client import read_reply, read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.restricted_names import BELOW_B, LOOKED_UP, LOOKED_UP_OF_A, LOOKED_UP_OF_B, NEITHER, OF_A, OPEN, PARTNER_A, PARTNER_B, PUBLIC_BELOW_B
from lab.running.case import Check, expect, expect_equal

Ask = Callable[[Laboratory, str, str], Caller]


def _pairs(clients: Iterable[str], *names: str) -> list[tuple[str, str]]:
    return list(itertools.product(clients, names))


def _all_but(own: Iterable[str]) -> list[str]:
    return [address for address in (*PARTNER_A, *PARTNER_B, *NEITHER) if address not in own]


def _serving(ask: Ask, pairs: Iterable[tuple[str, str]]) -> Check[Laboratory]:
    def check(lab: Laboratory) -> None:
        for address, name in pairs:
            ask(lab, address, name).expect_served()

    return check


def _stopping(ask: Ask, pairs: Iterable[tuple[str, str]]) -> Check[Laboratory]:
    def check(lab: Laboratory) -> None:
        for address, name in pairs:
            ask(lab, address, name).expect_stopped(name)

    return check


def _register() -> None:
    own = [*_pairs(PARTNER_A, OF_A, LOOKED_UP_OF_A), *_pairs(PARTNER_B, LOOKED_UP_OF_B)]
    others = [*_pairs(_all_but(PARTNER_A), OF_A), *_pairs(_all_but(PARTNER_B), LOOKED_UP_OF_B)]
    everybody = _pairs((*PARTNER_A[:2], *PARTNER_B[:2], *NEITHER[:2]), OPEN, LOOKED_UP)
    below = _pairs(_all_but(PARTNER_A), LOOKED_UP_OF_A, 'x.y.a.apps.example.com')
    public_below = _pairs((PARTNER_A[-1], PARTNER_B[-1], *NEITHER), *PUBLIC_BELOW_B)
    for protocol, ask in (('TLS', ask_tls), ('HTTP', ask_http)):
        case(f'restricted names, over {protocol}: a client that may ask for the name is served, over IPv4, IPv6, and as IPv4 in a spelling of IPv6')(_serving(ask, own))
        case(f'restricted names, over {protocol}: a client that may not ask for the name is closed, in any spelling of its address, and nothing leaves the proxy')(_stopping(ask, others))
        case(f'restricted names, over {protocol}: names that are not restricted serve everybody')(_serving(ask, everybody))
        case(f'restricted names, over {protocol}: a wildcard for everybody does not open the restricted names below it')(_stopping(ask, below))
        case(f'restricted names, over {protocol}: names for everybody below a restricted wildcard serve everybody, in any spelling of the address')(_serving(ask, public_below))
        case(f'restricted names, over {protocol}: names for everybody open no other name below a restricted wildcard')(_stopping(ask, _pairs(_all_but(PARTNER_B), *BELOW_B)))
        case(f'restricted names, over {protocol}: a restricted wildcard with names for everybody below it still serves its own clients')(_serving(ask, _pairs(PARTNER_B, *BELOW_B)))


_register()


@case('restricted names: neither case nor port of a name, nor an absolute target, opens it to others')
def _spellings(lab: Laboratory) -> None:
    for address in (PARTNER_B[0], NEITHER[0]):
        ask_tls(lab, address, OF_A.upper()).expect_stopped(OF_A.upper())
        for name in (OF_A.upper(), f'{OF_A}:80'):
            ask_http(lab, address, name).expect_stopped(OF_A)
        Caller(lab, address, 80).send(request(OF_A, f'http://{OF_A}/')).expect_stopped(OF_A)


@case('restricted names: on a kept HTTP connection each request is decided by itself')
def _kept(lab: Laboratory) -> None:
    _expect_stopped_after(lab, PARTNER_B[0], (OPEN, LOOKED_UP_OF_B, LOOKED_UP), OF_A, request(OF_A, connection='keep-alive') + request(LOOKED_UP))


@case('restricted names: on a kept HTTP connection, names for everybody open no other name below a restricted wildcard')
def _kept_below(lab: Laboratory) -> None:
    for address in (PARTNER_A[0], NEITHER[0]):
        for stopped in BELOW_B:
            _expect_stopped_after(lab, address, PUBLIC_BELOW_B, stopped, request(stopped))


def _expect_stopped_after(lab: Laboratory, address: str, served: Sequence[str], stopped: str, requests: bytes) -> None:
    """On a connection that was served other names, what asks for this one is stopped, and so is all that follows it."""
    caller = Caller(lab, address, 80)
    for name in served:
        caller.send(request(name, connection='keep-alive'))
        expect_equal(f'status of {name}', read_reply(caller.connection).status, 200)
    mark = lab.capture.mark()
    caller.send(requests)
    with caller.connection:
        expect_equal('answer', read_to_end(caller.connection), b'')
    expect_equal('name', caller.stopped_line()['name'], stopped)
    expect_equal('what left', lab.egress_since(mark), [])


@case('restricted names: neither case nor port of a name for everybody closes it, nor opens one beside it')
def _spellings_below(lab: Laboratory) -> None:
    for name in PUBLIC_BELOW_B:
        ask_tls(lab, NEITHER[0], name.upper()).expect_served()
        for spelling in (name.upper(), f'{name}:80'):
            ask_http(lab, NEITHER[0], spelling).expect_served()
        Caller(lab, NEITHER[0], 80).send(request(BELOW_B[0], f'http://{BELOW_B[0]}/')).expect_stopped(BELOW_B[0])


@case('restricted names: what a client says of its address itself changes nothing')
def _said(lab: Laboratory) -> None:
    claimed = PARTNER_A[1]
    for header in ('X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP'):
        Caller(lab, NEITHER[0], 80).send(request_bytes('GET', '/', [('Host', OF_A), (header, claimed)])).expect_stopped(OF_A)
    for port, opening in ((80, request(OF_A)), (443, client_hello(OF_A.encode()))):
        mark = lab.capture.mark()
        caller = Caller(lab, NEITHER[0], port).send(proxy_header((claimed, 1), PUBLIC_V4) + opening)
        with caller.connection:
            answer = read_to_end(caller.connection)
        expect(answer == b'' or answer.startswith(b'HTTP/1.1 400 '), f'a second PROXY header was answered: {answer[:200]!r}')
        expect_equal('what left', lab.egress_since(mark), [])
