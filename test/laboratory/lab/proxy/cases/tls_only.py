"""No HTTP at all: what listens passes TLS through by name, and nothing else."""
from __future__ import annotations

import re

from lab.proxy.cases.refusing import refuse_all, refuse_tls
from lab.proxy.cases.registry import case
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal


@case('TLS only: names of services and looked-up names are served, and the log names the client')
def _served(lab: Laboratory) -> None:
    for name in (SERVICE, LOOKED_UP_EXAMPLE):
        expect_equal('status', lab.client.https(name).status, 200)
    with lab.client.connect_tls(SERVICE) as connection:
        port = connection.getsockname()[1]
    line = lab.log.of_client(lab.client.address, port)
    expect_equal('line', (line['protocol'], line['verdict'], line['name']), ('tls', 'forwarded', SERVICE))


@case('TLS only: nginx listens on the two ports of TLS and of health checks, and neither load balancer nor task takes HTTP')
def _listens(lab: Laboratory) -> None:
    (port,) = lab.ingress.ports
    listening = set(re.findall(r'\blisten (?:\[::\]:)?(\d+)', lab.ingress.container.nginx_conf))
    expect_equal('ports of nginx', listening, {str(lab.ingress.ports[port]), str(lab.ingress.health_port)})
    try:
        with lab.client.connect(80):
            pass
    except ConnectionRefusedError:
        return
    expect(False, 'somebody takes connections on 80')


@case('TLS only: HTTP on the port of TLS, a name that is not allowed and none at all are closed, and nothing leaves')
def _refused(lab: Laboratory) -> None:
    refuse_all(lab, 443, [f'{line}\r\nHost: {SERVICE}\r\n\r\n'.encode() for line in ('GET / HTTP/1.1', f'CONNECT {SERVICE}:443 HTTP/1.1', 'PRI * HTTP/2.0')])
    for name in (b'www.example.org', SERVICE.encode() + b'.evil.example', b'apps.example.com'):
        refuse_tls(lab, client_hello(name), 'refused-not-allowed')
    refuse_tls(lab, client_hello(None), 'refused-no-name')
