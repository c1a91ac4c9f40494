"""Writes access-log.json: what a real nginx logs, under the configuration of a synthesised template, for things that clients and services do.

One limit is lowered, so that a few connections exceed it, and a second template has a name that only some clients may ask for; nothing else is changed.
"""
from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lab.paths import TEST
from lab.proxy.client import exchange, read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.client_hello_variants import padded
from lab.proxy.dns_faults import dead
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.proxy_header import local_header, proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.restricted_names import LOOKED_UP_OF_B
from lab.proxy.scripted_service import Visit
from lab.proxy.task_definition import ContainerDefinition, read_ingress
from lab.sandbox.isolation import enter_sandbox

TIME_LIMIT_SECONDS = 300
REPORT = TEST / 'monitoring' / 'access-log.json'
LIMIT = 2

Recorded = tuple[str, str, int]
"""What was done, and the address and port by which the log names who did it."""


def main() -> None:
    """Writes the file."""
    template, restricted = (Path(argument) for argument in sys.argv[1:])
    enter_sandbox(TIME_LIMIT_SECONDS)
    with open_laboratory(template) as laboratory:
        laboratory.wait_until_ready()
        _point_names(laboratory)
        lines = [_line(laboratory, done) for record in (_tls, _http, _refused_peers) for done in record(laboratory)]
        _lower_limits(laboratory)
        lines += [_line(laboratory, done) for done in _too_many(laboratory)]
        _restart_with(laboratory, read_ingress(restricted).container)
        lines += [_line(laboratory, done) for done in _of_others(laboratory)]
        REPORT.write_text(json.dumps({
            'written by': f'nginx {laboratory.nginx.version}',
            'rewritten by': (
                '.venv/bin/python -m lab.monitoring.record_access_log cdk.out/quick-start/LatticeExternalIngressQuickStart.template.json'
                ' cdk.out/data-plane/ShapeRestrictedNames.template.json'
            ),
            'lines': lines,
        }, indent=2) + '\n', encoding='utf-8')


def _point_names(laboratory: Laboratory) -> None:
    """Names that are allowed, and lead to places where something is wrong."""
    plan, names = laboratory.addresses, laboratory.dns.names
    refusing = plan.resolver  # where nothing listens for TCP
    names['refusing.apps.example.com'] = [refusing]
    names['vanished.apps.example.com'] = [plan.dropping[0]]
    names['half-there.apps.example.com'] = [refusing, plan.looked_up_service]
    names['scripted.apps.example.com'] = [plan.scripted[0]]
    names['nameless.apps.example.com'] = []
    laboratory.dns.faults['dns-dead.apps.example.com'] = dead


def _tls(laboratory: Laboratory) -> Iterator[Recorded]:
    for what, served in (('a service', SERVICE), ('a looked-up name', 'orders.apps.example.com')):
        with laboratory.client.connect_tls(served) as connection:
            port = connection.getsockname()[1]
            exchange(connection, 'GET', '/', [('Host', served)])
        yield f'tls to {what}', laboratory.client.address, port
    for what, name in _BAD_NAMES:
        yield f'tls for {what}', *_hello(laboratory, name)
    yield 'tls without a name', *_hello(laboratory, None)
    yield 'no tls on the tls port', *_send(laboratory, 443, b'GET / HTTP/1.1\r\n\r\n')
    yield 'tls with a hello of 20 kB', *_send(laboratory, 443, padded(SERVICE.encode(), 20_000))
    for what, name in _BROKEN:
        with laboratory.network.dropping(laboratory.addresses.dropping[0]):
            yield f'tls to a service {what}', *_hello(laboratory, name)
    with laboratory.scripted.doing(_reset_at_once):
        yield 'tls to a service that resets', *_hello(laboratory, b'scripted.apps.example.com')


def _http(laboratory: Laboratory) -> Iterator[Recorded]:
    for what, served in (('a service', SERVICE), ('a looked-up name', 'orders.apps.example.com')):
        yield f'http to {what}', *_get(laboratory, served.encode())
    yield 'http that the service forbids', *_send(laboratory, 80, request_bytes('GET', '/', [('Host', SERVICE), ('Authorization', 'AWS4-HMAC-SHA256 bad'), ('Connection', 'close')]))
    for what, name in _BAD_NAMES:
        yield f'http for {what}', *_get(laboratory, name)
    yield 'http without a name', *_send(laboratory, 80, b'GET / HTTP/1.0\r\n\r\n')
    yield 'no http on the http port', *_send(laboratory, 80, client_hello(SERVICE.encode()))
    yield 'http for a path that nginx cannot read', *_send(laboratory, 80, f'GET /100% HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'.encode())
    for what, name in _BROKEN:
        with laboratory.network.dropping(laboratory.addresses.dropping[0]):
            yield f'http to a service {what}', *_get(laboratory, name)
    for what, behaviour in _BAD_SERVICES.items():
        with laboratory.scripted.doing(behaviour):
            yield f'http to a service that {what}', *_get(laboratory, b'scripted.apps.example.com')
    with laboratory.client.connect(80) as connection:
        port = connection.getsockname()[1]
        connection.sendall(request_bytes('GET', '/after/2', [('Host', SERVICE)]))
        laboratory.service.wait_for_request('/after/2')
    yield 'http that the client gives up', laboratory.client.address, port


def _refused_peers(laboratory: Laboratory) -> Iterator[Recorded]:
    header = proxy_header((laboratory.client.address, 40002), (laboratory.addresses.load_balancer_public, 443))
    request = f'GET / HTTP/1.1\r\nHost: {SERVICE}\r\nConnection: close\r\n\r\n'.encode()
    for protocol, port, payload in (('tls', laboratory.ingress.ports[443], client_hello(SERVICE.encode())), ('http', laboratory.ingress.ports[80], request)):
        with laboratory.intruder.connect(laboratory.addresses.task, port) as connection:
            address, own = connection.getsockname()[:2]
            connection.sendall(header + payload)
            read_to_end(connection)
        yield f'{protocol} past the load balancer', address, own
        with laboratory.load_balancer.connect_to_task(port) as connection:
            address, own = connection.getsockname()[:2]
            connection.sendall(local_header() + payload)
            read_to_end(connection)
        yield f'{protocol} without a client address', address, own


def _lower_limits(laboratory: Laboratory) -> None:
    definition = laboratory.ingress.container
    conf = re.sub(r'limit_conn (tls|http)_client \d+;', rf'limit_conn \1_client {LIMIT};', definition.nginx_conf)
    _restart_with(laboratory, definition.with_nginx_conf(conf))


def _restart_with(laboratory: Laboratory, definition: ContainerDefinition) -> None:
    laboratory.container.kill()
    laboratory.container = laboratory.start_container(definition)
    laboratory.wait_until_ready()


def _too_many(laboratory: Laboratory) -> Iterator[Recorded]:
    held = [laboratory.client.connect_tls(SERVICE) for _ in range(LIMIT)]
    yield 'tls above the limit', *_hello(laboratory, SERVICE.encode())
    for connection in held:
        connection.close()
    waiting = [laboratory.client.connect(80) for _ in range(LIMIT)]
    for number, plain in enumerate(waiting):
        plain.sendall(request_bytes('GET', f'/after/1?{number}', [('Host', SERVICE)]))
        laboratory.service.wait_for_request(f'/after/1?{number}')
    yield 'http above the limit', *_get(laboratory, SERVICE.encode())
    for plain in waiting:
        plain.close()


def _of_others(laboratory: Laboratory) -> Iterator[Recorded]:
    yield 'tls by a client that may not ask for the name', *_hello(laboratory, LOOKED_UP_OF_B.encode())
    yield 'http by a client that may not ask for the name', *_get(laboratory, LOOKED_UP_OF_B.encode())


async def _reset_at_once(visit: Visit) -> None:
    visit.reset()


async def _hang_up(visit: Visit) -> None:
    await visit.take()


async def _break_off(visit: Visit) -> None:
    await visit.take()
    await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf')


async def _large_head(visit: Visit) -> None:
    await visit.take()
    await visit.reply(headers=(('X-Large', 'y' * 40_000),))


async def _bad_gateway(visit: Visit) -> None:
    await visit.take()
    await visit.reply(status='502 Bad Gateway')


async def _unavailable(visit: Visit) -> None:
    await visit.take()
    await visit.reply(status='503 Service Unavailable')


async def _gateway_timeout(visit: Visit) -> None:
    await visit.take()
    await visit.reply(status='504 Gateway Timeout')


async def _internal_error(visit: Visit) -> None:
    await visit.take()
    await visit.reply(status='500 Internal Server Error')


_BAD_NAMES = [
    ('a name that is not allowed', b'www.example.org'),
    ('an address', b'169.254.169.254'),
    ('an unprintable name', b'a\xff\x01.example.com'),
]
_BROKEN = [
    ('that refuses', b'refusing.apps.example.com'),
    ('that is not there', b'vanished.apps.example.com'),
    ('with one dead address of two', b'half-there.apps.example.com'),
    ('without an address', b'nameless.apps.example.com'),
    ('whose DNS is dead', b'dns-dead.apps.example.com'),
]
_BAD_SERVICES = {
    'resets': _reset_at_once,
    'hangs up': _hang_up,
    'breaks off': _break_off,
    'sends a head of 40 kB': _large_head,
    'answers 500': _internal_error,
    'answers 502': _bad_gateway,
    'answers 503': _unavailable,
    'answers 504': _gateway_timeout,
}


def _hello(laboratory: Laboratory, name: bytes | None) -> tuple[str, int]:
    return _send(laboratory, 443, client_hello(name))


def _get(laboratory: Laboratory, name: bytes) -> tuple[str, int]:
    return _send(laboratory, 80, b'GET /path?query=left-out HTTP/1.1\r\nHost: ' + name + b'\r\nConnection: close\r\n\r\n')


def _send(laboratory: Laboratory, port: int, first_bytes: bytes) -> tuple[str, int]:
    """Sends this, and waits for what the proxy has to say; a service's TLS handshake counts as that."""
    with laboratory.client.connect(port) as connection:
        own = connection.getsockname()[1]
        connection.settimeout(12)
        connection.sendall(first_bytes)
        with suppress(ConnectionError):
            while connection.recv(1 << 16) and port == 80:
                pass
    return laboratory.client.address, own


def _line(laboratory: Laboratory, recorded: Recorded) -> dict[str, str]:
    what, address, port = recorded
    wanted = laboratory.log.of_client(address, port)
    text = next(line for line in reversed(laboratory.log.text.splitlines()) if line.startswith('{') and json.loads(line) == wanted)
    return {'what': what, 'line': text}


if __name__ == '__main__':
    main()
