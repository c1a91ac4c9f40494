"""TLS is passed through by server name, byte for byte, and never terminated."""
from __future__ import annotations

from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal


@case('TLS: an exact name leads to its service, which proves the name to the client')
def _exact(lab: Laboratory) -> None:
    reply = lab.client.https(SERVICE, '/tls-exact')
    expect_equal('address', reply.json()['at'], lab.addresses.service)


@case('TLS: the name of a service is never looked up itself, only the generated name behind it')
def _no_lookup(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    lab.client.https(SERVICE)
    expect_equal('what left', [str(egress) for egress in lab.egress_since(mark)], [f'connection to {lab.addresses.service} port 443'])


@case('TLS: a name under a wildcard is looked up and leads to its service')
def _wildcard(lab: Laboratory) -> None:
    lab.dns.names['fresh.apps.example.com'] = [lab.addresses.looked_up_service]
    mark = lab.capture.mark()
    reply = lab.client.https('fresh.apps.example.com', '/tls-wildcard')
    expect_equal('address', reply.json()['at'], lab.addresses.looked_up_service)
    expect_equal('what left', [str(egress) for egress in lab.egress_since(mark)], [
        f'question fresh.apps.example.com to {lab.addresses.resolver} port 53',
        f'connection to {lab.addresses.looked_up_service} port 443',
    ])


@case('TLS: a wildcard covers names of any depth')
def _deep(lab: Laboratory) -> None:
    _expect_tls_server(lab, b'a.b.c.apps.example.com')


@case('TLS: names are the same in any case')
def _case(lab: Laboratory) -> None:
    _expect_tls_server(lab, b'API.Example.COM')


@case('TLS: bytes arrive exactly, odd header spelling included')
def _bytes(lab: Laboratory) -> None:
    headers = [('hOsT', SERVICE), ('X_Odd.Name', '  two  spaces '), ('Connection', 'close, X-Dropped'), ('X-Dropped', 'not here')]
    with lab.client.connect_tls(SERVICE) as connection:
        seen = exchange(connection, 'GET', '/tls//bytes/../%7e?&&', headers).json()
    expect_equal('target', seen['target'], '/tls//bytes/../%7e?&&')
    expect_equal('headers', [(name, value.strip()) for name, value in seen['headers']], [(name, value.strip()) for name, value in headers])


@case('TLS: many requests use one session')
def _keep_alive(lab: Laboratory) -> None:
    with lab.client.connect_tls(LOOKED_UP_EXAMPLE) as connection:
        connections = set()
        for number in range(5):
            connection.sendall(request_bytes('GET', f'/tls/{number}', [('Host', LOOKED_UP_EXAMPLE)]))
            connections.add(read_reply(connection).json()['connection'])
    expect_equal('sessions at the service', len(connections), 1)


def _expect_tls_server(lab: Laboratory, name: bytes) -> None:
    """A hand-made ClientHello with this name is answered by a TLS server."""
    with lab.client.connect(443) as connection:
        connection.sendall(client_hello(name))
        expect(connection.recv(3)[:1] == b'\x16', f'no TLS server answers for {name!r}')
