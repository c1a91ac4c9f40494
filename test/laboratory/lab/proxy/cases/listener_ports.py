"""Services whose listeners at VPC Lattice have ports of their own: clients connect to 443 and 80 all the same."""
from __future__ import annotations

from lab.proxy.cases.registry import case
from lab.proxy.client import Reply, exchange
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.listener_ports import DEFAULT, HTTP_PORT, TLS_PORT
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect_equal

_TARGET = '/signed?b=2&a=1'


@case('listener ports, over TLS: a name leads to that of its service, and a signature holds')
def _own_of_tls(lab: Laboratory) -> None:
    expect_equal('place and signature', _seen(lab.client.https(SERVICE, _TARGET)), (lab.addresses.service, 'valid'))
    expect_equal('upstream', _upstream_of_tls(lab, SERVICE), f'{lab.addresses.service}:{TLS_PORT}')


@case('listener ports, over HTTP: a name leads to that of its service, and a signature holds')
def _own_of_http(lab: Laboratory) -> None:
    expect_equal('place and signature', _seen(lab.client.http(SERVICE, _TARGET)), (lab.addresses.service, 'valid'))
    expect_equal('upstream', _upstream_of_http(lab, SERVICE), f'{lab.addresses.service}:{HTTP_PORT}')


@case('listener ports: another name of the same service, and names that are looked up, lead to 443 and 80')
def _default(lab: Laboratory) -> None:
    for name, address in ((DEFAULT, lab.addresses.service), (LOOKED_UP_EXAMPLE, lab.addresses.looked_up_service)):
        expect_equal('upstream over TLS', _upstream_of_tls(lab, name), f'{address}:443')
        expect_equal('upstream over HTTP', _upstream_of_http(lab, name), f'{address}:80')


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
