"""Services whose listeners at VPC Lattice have ports of their own: clients connect to 443 and 80 all the same."""
from __future__ import annotations

import ssl

from lab.proxy.cases.registry import case
from lab.proxy.client import Reply, exchange
from lab.proxy.client_hello import client_hello
from lab.proxy.grpc_peer import GrpcClient
from lab.proxy.laboratory import Laboratory
from lab.proxy.listener_ports import DEFAULT, HTTP_PORT, TLS_PORT
from lab.proxy.quick_start import GENERATED, LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect_equal
from lab.sandbox.waiting import wait_for

_TARGET = '/signed?b=2&a=1'
_LOOKED_UP_SECONDS = 40
"""nginx looks a service's generated name up every ten seconds."""


@case('listener ports, over TLS: a name leads to the port of its service, and a signature holds')
def _own_of_tls(lab: Laboratory) -> None:
    expect_equal('place and signature', _seen(lab.client.https(SERVICE, _TARGET)), (lab.addresses.service, 'valid'))
    expect_equal('upstream', _upstream_of_tls(lab, SERVICE), f'{lab.addresses.service}:{TLS_PORT}')


@case('listener ports, over HTTP: a name leads to the port of its service, and a signature holds')
def _own_of_http(lab: Laboratory) -> None:
    expect_equal('place and signature', _seen(lab.client.http(SERVICE, _TARGET)), (lab.addresses.service, 'valid'))
    expect_equal('upstream', _upstream_of_http(lab, SERVICE), f'{lab.addresses.service}:{HTTP_PORT}')


@case('listener ports: a service that names no port, and looked-up names, are reached on 443 and 80')
def _default(lab: Laboratory) -> None:
    for name, address in ((DEFAULT, lab.addresses.service), (LOOKED_UP_EXAMPLE, lab.addresses.looked_up_service)):
        expect_equal('upstream over TLS', _upstream_of_tls(lab, name), f'{address}:443')
        expect_equal('upstream over HTTP', _upstream_of_http(lab, name), f'{address}:80')


@case('listener ports: gRPC reaches a service that listens for it on 50051, by clients who connect to 443')
def _grpc(lab: Laboratory) -> None:
    """The last case of its lane, because the name leads elsewhere from here on."""
    lab.dns.names[GENERATED] = [lab.addresses.grpc]
    connection = wait_for('a session of HTTP/2', lambda: _http2(lab), _LOOKED_UP_SECONDS)
    with connection:
        port = connection.getsockname()[1]
        (call,) = GrpcClient(connection).call_all(SERVICE, '/echo', [[b'hello']])
    expect_equal('messages and status', (call.messages, call.trailers['grpc-status']), ([b'hello'], '0'))
    expect_equal('upstream', lab.log.of_client(lab.client.address, port)['upstream'], f'{lab.addresses.grpc}:{TLS_PORT}')


def _http2(lab: Laboratory) -> ssl.SSLSocket | None:
    """A session in which HTTP/2 was agreed to; nothing while the name still leads to a service that does not speak it."""
    trust = lab.authority.client_context()
    trust.set_alpn_protocols(['h2'])
    connection = trust.wrap_socket(lab.client.connect(443), server_hostname=SERVICE)
    if connection.selected_alpn_protocol() == 'h2':
        return connection
    connection.close()
    return None


def _seen(reply: Reply) -> tuple[str, str]:
    said = reply.json()
    return said['at'], said['signature']


def _upstream_of_tls(lab: Laboratory, name: str) -> str:
    with lab.client.connect(443) as connection:
        port = connection.getsockname()[1]
        connection.sendall(client_hello(name.encode()))
        connection.recv(1)
    upstream: str = lab.log.of_client(lab.client.address, port)['upstream']
    return upstream


def _upstream_of_http(lab: Laboratory, name: str) -> str:
    with lab.client.connect(80) as connection:
        port = connection.getsockname()[1]
        expect_equal(f'status of {name}', exchange(connection, 'GET', '/', [('Host', name)]).status, 200)
    upstream: str = lab.log.of_client(lab.client.address, port)['upstream']
    return upstream
