"""The client's address comes from the load balancer's PROXY header, and from nobody else."""
from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from lab.proxy.access_log import LogLine
from lab.proxy.cases.registry import case
from lab.proxy.client import Client, exchange, read_to_end
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import local_header, proxy_header
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_HELLO = client_hello(SERVICE.encode())
_REQUEST = f'GET /smuggled HTTP/1.1\r\nHost: {SERVICE}\r\nConnection: close\r\n\r\n'.encode()
_FORGED = [(name, '192.0.2.66') for name in ('X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'X-Forwarded-Proto', 'X-Forwarded-Port')]


@case('log: TLS lines name client, port, load balancer, name and upstream')
def _tls_line(lab: Laboratory) -> None:
    for client in (lab.client, lab.client_v6):
        with client.connect_tls(SERVICE) as connection:
            port = connection.getsockname()[1]
            exchange(connection, 'GET', '/', [('Host', SERVICE)])
        line = lab.log.of_client(client.address, port)
        found = {name: line[name] for name in ('protocol', 'verdict', 'peer', 'name', 'upstream')}
        expect_equal('line', found, {
            'protocol': 'tls', 'verdict': 'forwarded', 'peer': lab.addresses.load_balancer, 'name': SERVICE, 'upstream': f'{lab.addresses.service}:443',
        })
        expect(line['bytes_in'] > 0 and line['bytes_out'] > 0, 'no bytes are counted')


@case('log: HTTP lines name client, port, load balancer, name, path and upstream')
def _http_line(lab: Laboratory) -> None:
    for client in (lab.client, lab.client_v6):
        with client.connect(80) as connection:
            port = connection.getsockname()[1]
            exchange(connection, 'GET', '/line', [('Host', SERVICE)])
        line = lab.log.of_client(client.address, port)
        found = {name: line[name] for name in ('protocol', 'verdict', 'peer', 'name', 'upstream', 'method', 'path', 'upstream_status')}
        expect_equal('line', found, {
            'protocol': 'http', 'verdict': 'forwarded', 'peer': lab.addresses.load_balancer, 'name': SERVICE,
            'upstream': f'{lab.addresses.service}:80', 'method': 'GET', 'path': '/line', 'upstream_status': '200',
        })


@case('log: a session in which the client sends nothing is logged, with zero bytes')
def _zero_bytes(lab: Laboratory) -> None:
    lab.log.settle()
    before = len(_lines_without_client(lab))
    with lab.client.connect(443):
        pass
    line = wait_for('a log line', lambda: _lines_without_client(lab)[before:])[0]
    expect_equal('bytes and verdict', (line['bytes_in'], line['verdict']), (0, 'refused-no-client-address'))
    with lab.load_balancer.connect_to_task(lab.ingress.ports[443]) as connection:
        connection.sendall(_header_of(lab, 40001))
    line = lab.log.of_client(lab.client.address, 40001)
    expect_equal('bytes and verdict', (line['bytes_in'], line['verdict']), (0, 'refused-no-name'))


@case('HTTP: X-Forwarded-For and similar headers name the true client, and forged ones are replaced')
def _forwarded_for(lab: Laboratory) -> None:
    for client in (lab.client, lab.client_v6):
        for host in (SERVICE, LOOKED_UP_EXAMPLE):
            _expect_true_client(client, host)


def _expect_true_client(client: Client, host: str) -> None:
    with client.connect(80) as connection:
        seen = exchange(connection, 'GET', '/', [('Host', host), *_FORGED]).json()
    expect_equal('X-Forwarded-For', _values(seen, 'x-forwarded-for'), [client.address])
    expect_equal('X-Forwarded-Proto', _values(seen, 'x-forwarded-proto'), ['http'])
    expect_equal('X-Forwarded-Port', _values(seen, 'x-forwarded-port'), ['80'])
    expect('192.0.2.66' not in str(seen['headers']), f"a forged value arrived: {seen['headers']}")


@case('refuses a PROXY header from a peer that is not the load balancer')
def _untrusted(lab: Laboratory) -> None:
    _expect_refused(lab, _from_intruder, proxy_header((lab.client.address, 40002), (lab.addresses.load_balancer_public, 443)), 'refused-untrusted-peer')


@case('refuses a peer that is not the load balancer and sends no PROXY header')
def _untrusted_plain(lab: Laboratory) -> None:
    _expect_refused(lab, _from_intruder, b'', None)


@case('refuses a LOCAL PROXY header, which names no client')
def _local(lab: Laboratory) -> None:
    _expect_refused(lab, _from_load_balancer, local_header(), 'refused-no-client-address')


@case('refuses a connection from the load balancer without a PROXY header')
def _missing(lab: Laboratory) -> None:
    _expect_refused(lab, _from_load_balancer, b'', None)


@case('believes only the first PROXY header: one inside the stream is data')
def _second(lab: Laboratory) -> None:
    forged = proxy_header(('192.0.2.66', 1), (lab.addresses.load_balancer_public, 443))
    for port, payload in ((443, _HELLO), (80, _REQUEST)):
        mark = lab.capture.mark()
        with lab.client.connect(port) as connection:
            connection.sendall(forged + payload)
            answer = read_to_end(connection)
        expect(not answer or answer.startswith(b'HTTP/1.1 400 '), f'answered: {answer[:100]!r}')
        expect_equal('what left', lab.egress_since(mark), [])
    expect(not [line for line in lab.log.settle().lines if line['client'] == '192.0.2.66'], 'the log has the forged address')


Connect = Callable[[Laboratory, int], socket.socket]


def _from_intruder(lab: Laboratory, port: int) -> socket.socket:
    return lab.intruder.connect(lab.addresses.task, port)


def _from_load_balancer(lab: Laboratory, port: int) -> socket.socket:
    return lab.load_balancer.connect_to_task(port)


def _expect_refused(lab: Laboratory, connect: Connect, header: bytes, verdict: str | None) -> None:
    """Neither an answer nor anything leaving, on both listeners, and the reason in the log where nginx gets as far as logging."""
    for port, payload in ((lab.ingress.ports[443], _HELLO), (lab.ingress.ports[80], _REQUEST)):
        mark = lab.capture.mark()
        with connect(lab, port) as connection:
            address, own_port = connection.getsockname()
            connection.sendall(header + payload)
            answer = read_to_end(connection)
        expect(not answer or answer.startswith(b'HTTP/1.1 400 '), f'answered: {answer[:100]!r}')
        expect_equal('what left', lab.egress_since(mark), [])
        if verdict is not None:
            expect_equal('verdict', lab.log.of_client(address, own_port)['verdict'], verdict)


def _lines_without_client(lab: Laboratory) -> list[LogLine]:
    """Where no PROXY header came, the client of the line is the load balancer itself."""
    return [line for line in lab.log.lines if line['client'] == lab.addresses.load_balancer]


def _header_of(lab: Laboratory, port: int) -> bytes:
    return proxy_header((lab.client.address, port), (lab.addresses.load_balancer_public, 443))


def _values(seen: dict[str, Any], name: str) -> list[str]:
    return [value for key, value in seen['headers'] if key.lower() == name]
