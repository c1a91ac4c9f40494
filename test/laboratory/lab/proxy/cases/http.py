"""HTTP is forwarded by Host; what the client sent arrives as it was, and connections to services are reused."""
from __future__ import annotations

from typing import Any

from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.signature import Headers
from lab.running.case import expect, expect_equal

Seen = dict[str, Any]


@case('HTTP: an exact name leads to its service')
def _exact(lab: Laboratory) -> None:
    expect_equal('address', _get(lab, SERVICE)['at'], lab.addresses.service)


@case('HTTP: a name under a wildcard is looked up and leads to its service')
def _wildcard(lab: Laboratory) -> None:
    lab.dns.names['plain.apps.example.com'] = [lab.addresses.looked_up_service]
    mark = lab.capture.mark()
    expect_equal('address', _get(lab, 'plain.apps.example.com')['at'], lab.addresses.looked_up_service)
    expect_equal('what left', [str(egress) for egress in lab.egress_since(mark)], [
        f'question plain.apps.example.com to {lab.addresses.resolver} port 53',
        f'connection to {lab.addresses.looked_up_service} port 80',
    ])


@case('HTTP: Host arrives with its port and in its case')
def _host(lab: Laboratory) -> None:
    for host in ('API.Example.com', f'{SERVICE}:80', f'{LOOKED_UP_EXAMPLE}:80', 'Orders.Apps.example.com:80'):
        expect_equal('Host', _values(_get(lab, host), 'host'), [host])


@case('HTTP: method and request target arrive byte for byte')
def _target(lab: Laboratory) -> None:
    for target in ('/a//b/%2F%20x?b=2&a=1&a=0', '/./a/../b//', '/%e2%82%ac~%7E', '/?', '/?a=%00&b=+', '/a;b=c,d:e@f!$&(*)'):
        for host in (SERVICE, LOOKED_UP_EXAMPLE):
            with lab.client.connect(80) as connection:
                seen = exchange(connection, 'PURGE', target, [('Host', host)]).json()
            expect_equal('method and target', (seen['method'], seen['target']), ('PURGE', target))


@case('HTTP: headers with underscores and dots arrive, each value on its own line')
def _headers(lab: Laboratory) -> None:
    seen = _get(lab, SERVICE, [('x_under_score', '1'), ('X.Dot', '2'), ('X-Twice', 'a'), ('X-Twice', 'b')])
    expect_equal('headers', [_values(seen, name) for name in ('x_under_score', 'x.dot', 'x-twice')], [['1'], ['2'], ['a', 'b']])


@case('HTTP: connections to a service are reused, also between clients')
def _reuse(lab: Laboratory) -> None:
    _get(lab, SERVICE)
    mark = lab.capture.mark()
    connections = {_get(lab, SERVICE)['connection'] for _ in range(10)}
    expect_equal('connections to the service', len(connections), 1)
    expect_equal('what left', [str(egress) for egress in lab.egress_since(mark)], [])


@case('HTTP: one client connection may ask for many names')
def _many(lab: Laboratory) -> None:
    with lab.client.connect(80) as connection:
        places = []
        for host in (SERVICE, LOOKED_UP_EXAMPLE, SERVICE):
            connection.sendall(request_bytes('GET', '/', [('Host', host)]))
            places.append(read_reply(connection).json()['at'])
    expect_equal('addresses', places, [lab.addresses.service, lab.addresses.looked_up_service, lab.addresses.service])


@case('HTTP: query strings, which may hold signatures, stay out of the log')
def _query(lab: Laboratory) -> None:
    with lab.client.connect(80) as connection:
        port = connection.getsockname()[1]
        exchange(connection, 'GET', '/path?X-Amz-Signature=sesame', [('Host', SERVICE)])
    line = lab.log.of_client(lab.client.address, port)
    expect_equal('path', line['path'], '/path')
    expect('sesame' not in lab.log.text, 'the query string is in the log')


def _get(lab: Laboratory, host: str, headers: Headers | None = None) -> Seen:
    with lab.client.connect(80) as connection:
        seen: Seen = exchange(connection, 'GET', '/', [('Host', host), *(headers or [])]).json()
    return seen


def _values(seen: Seen, name: str) -> list[str]:
    return [value for key, value in seen['headers'] if key.lower() == name]
