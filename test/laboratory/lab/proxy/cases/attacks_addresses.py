"""Allowed names that DNS leads to places other than VPC Lattice.

Whoever controls the DNS of looked-up names chooses where the proxy connects to, on ports 443 and 80; nginx follows. What it sends is
stopped at the tasks' security group, which the laboratory sets up as the template has it. These cases say which part stops what.
"""
from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor

from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.security_group import METADATA, enforced
from lab.running.case import expect, expect_equal

_SECONDS = 10


@case('addresses: the security group lets tasks out to VPC Lattice and to no other range')
def _egress(lab: Laboratory) -> None:
    expect_equal('ranges', set(lab.ingress.egress), {'169.254.171.0/24'})
    with enforced(lab.ingress.egress, lab.addresses.load_balancer):
        lab.client.https(SERVICE)
        lab.client.http(SERVICE)


@case('addresses: a looked-up name that leads to a host of the VPC: the security group stops it, the host sees nothing')
def _vpc_host(lab: Laboratory) -> None:
    host = lab.addresses.intruder
    listeners = [lab.intruder.listener(host, port) for port in (443, 80)]
    lab.dns.names['host.apps.example.com'] = [host]
    with enforced(lab.ingress.egress, lab.addresses.load_balancer):
        mark = lab.capture.mark()
        answers = _ask(lab, 'host.apps.example.com')
        tried = {str(egress) for egress in lab.capture.since(mark) if egress.kind == 'connection'}
    expect_equal('what nginx tried', tried, {f'connection to {host} port 443', f'connection to {host} port 80'})
    expect(answers[0] == b'' and answers[1].startswith(b'HTTP/1.1 504 '), f'answered: {answers}')
    expect_equal('connections that the host saw', [_waiting(listener) for listener in listeners], [False, False])
    with lab.client.connect(80) as connection:
        connection.sendall(_request('host.apps.example.com'))
        expect(_waiting(listeners[1], 1), 'without the security group the host should see the connection, or this case proves nothing')
    for listener in listeners:
        listener.close()


@case('addresses: a looked-up name that leads to the proxy itself, or to loopback, finds nothing')
def _itself(lab: Laboratory) -> None:
    for number, address in enumerate((lab.addresses.task, '127.0.0.1', '0.0.0.0', '127.0.0.53')):
        name = f'self-{number}.apps.example.com'
        lab.dns.names[name] = [address]
        answers = _ask(lab, name)
        expect(answers[0] == b'' and answers[1].startswith(b'HTTP/1.1 502 '), f'{address} answered: {answers}')


@case('addresses: known limit: HTTP for a looked-up name that leads to the task metadata endpoint gets there, for no security group filters it')
def _metadata(lab: Laboratory) -> None:
    metadata = lab.network.attach('metadata', [METADATA])
    lab.dns.names['metadata.apps.example.com'] = [METADATA]
    with metadata.listener(METADATA, 80) as listener, enforced(lab.ingress.egress, lab.addresses.load_balancer), lab.client.connect(80) as connection, lab.client.connect(443) as secure:
        connection.sendall(_request('metadata.apps.example.com'))
        secure.sendall(client_hello(b'metadata.apps.example.com'))
        arrived, _ = listener.accept()
        with arrived:
            head = arrived.recv(65536)
        expect_equal('answer over TLS', read_to_end(secure), b'')
    expect(head.startswith(b'GET / HTTP/1.1\r\nHost: metadata.apps.example.com\r\n'), f'{head!r}')
    expect(f'X-Forwarded-For: {lab.client.address}'.encode() in head, 'the request does not say whom it comes from')


@case('addresses: a looked-up name that leads back to the load balancer: the security group stops it')
def _loop_stopped(lab: Laboratory) -> None:
    lab.dns.names['loop.apps.example.com'] = [lab.addresses.load_balancer_public]
    before = len(lab.log.lines)
    with enforced(lab.ingress.egress, lab.addresses.load_balancer):
        _ask(lab, 'loop.apps.example.com')
    clients = {line['client'] for line in lab.log.settle().lines[before:] if line['name'] == 'loop.apps.example.com'}
    expect_equal('clients of the proxy', clients, {lab.client.address})


@case('addresses: even without the security group a loop through the load balancer ends at the limit of one client, and others are served')
def _loop_bounded(lab: Laboratory) -> None:
    lab.dns.names['loop.apps.example.com'] = [lab.addresses.load_balancer_public]
    mark = lab.capture.mark()
    with ThreadPoolExecutor(1) as thread:
        looping = thread.submit(_ask, lab, 'loop.apps.example.com')
        expect_equal('status for another client', lab.client_v6.https(SERVICE).status, 200)
        answers = looping.result()
    expect(answers[0] == b'' and answers[1].startswith(b'HTTP/1.1 503 '), f'answered: {answers}')
    for port, zone in ((443, 'tls_client'), (80, 'http_client')):
        limit = int(re.findall(rf'limit_conn {zone} (\d+);', lab.ingress.container.nginx_conf)[0])
        times = sum(egress.kind == 'connection' and egress.port == port for egress in lab.capture.since(mark))
        expect(limit <= times <= limit + 10, f'{times} connections on {port}, the limit being {limit}')
    expect_equal('status afterwards', (lab.client.https(SERVICE).status, lab.client.http(SERVICE).status), (200, 200))


def _ask(lab: Laboratory, name: str) -> tuple[bytes, bytes]:
    """What clients get that ask for the name at the same time, over TLS and over HTTP."""
    with lab.client.connect(443) as secure, lab.client.connect(80) as plain:
        for connection, opening in ((secure, client_hello(name.encode())), (plain, _request(name))):
            connection.settimeout(_SECONDS)
            connection.sendall(opening)
        return read_to_end(secure), read_to_end(plain)


def _request(name: str) -> bytes:
    return request_bytes('GET', '/', [('Host', name), ('Connection', 'close')])


def _waiting(listener: socket.socket, seconds: float = 0) -> bool:
    """Whether somebody has connected."""
    listener.settimeout(seconds)
    try:
        listener.accept()[0].close()
    except (BlockingIOError, TimeoutError):
        return False
    return True
