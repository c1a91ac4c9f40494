"""A request that a client signed still holds at the service; one that somebody changed is refused there, not here."""
from __future__ import annotations

from collections.abc import Callable

from lab.proxy.cases.registry import case
from lab.proxy.client import Client, Reply, exchange
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.signature import sign
from lab.running.case import expect, expect_equal

_ODD_TARGET = '/a//b/%2F%20x?b=2&a=1&a=0'
_SIGNED_TOO = [('x_signed_header', 'under_score'), ('X.Signed', 'dot'), ('X-Spaces', 'a   b')]


def _ways(client: Client) -> dict[str, Callable[..., Reply]]:
    return {'TLS': client.https, 'HTTP': client.http}


@case('SigV4: GET verifies at the service, over TLS and HTTP, by exact and wildcard name')
def _get(lab: Laboratory) -> None:
    for way, call in _ways(lab.client).items():
        for host in (SERVICE, LOOKED_UP_EXAMPLE):
            expect_equal(f'signature over {way} for {host}', call(host, '/signed').json()['signature'], 'valid')


@case('SigV4: POST with an unsigned payload verifies at the service')
def _post(lab: Laboratory) -> None:
    for way, call in _ways(lab.client).items():
        seen = call(SERVICE, '/signed', 'POST', body=b'x' * 10_000).json()
        expect_equal(f'signature and size over {way}', (seen['signature'], seen['body_bytes']), ('valid', 10_000))


@case('SigV4: odd paths and query orders verify at the service')
def _odd(lab: Laboratory) -> None:
    for way, call in _ways(lab.client).items():
        seen = call(SERVICE, _ODD_TARGET).json()
        expect_equal(f'signature and target over {way}', (seen['signature'], seen['target']), ('valid', _ODD_TARGET))


@case('SigV4: signed headers with underscores, dots and spaces verify at the service')
def _headers(lab: Laboratory) -> None:
    for way, call in _ways(lab.client).items():
        expect_equal(f'signature over {way}', call(SERVICE, '/', headers=_SIGNED_TOO).json()['signature'], 'valid')


@case('SigV4: Host with a port, and in another case, verifies at the service')
def _host(lab: Laboratory) -> None:
    expect_equal('signature over TLS', lab.client.https(f'{SERVICE}:443').json()['signature'], 'valid')
    for host in (f'{SERVICE}:80', 'Api.EXAMPLE.com', f'{LOOKED_UP_EXAMPLE}:80'):
        expect_equal(f'signature over HTTP for {host}', lab.client.http(host).json()['signature'], 'valid')


@case('SigV4: a tampered request reaches the service and is refused there with 403')
def _tampered(lab: Laboratory) -> None:
    for scheme, service in (('https', lab.service), ('http', lab.service)):
        target = f'/tampered-{scheme}?amount=1000'
        headers = sign('GET', scheme, SERVICE, f'/tampered-{scheme}?amount=1')
        with lab.client.connect_tls(SERVICE) if scheme == 'https' else lab.client.connect(80) as connection:
            reply = exchange(connection, 'GET', target, headers)
        expect_equal('status', reply.status, 403)
        seen = service.wait_for_request(target)
        expect(seen.signature.startswith('bad'), f'the service found the signature {seen.signature}')
