"""HAProxy doing the same: the allow-list by SNI and Host, names looked up through VPC DNS, PROXY headers, one line of log for each."""
from __future__ import annotations

from dataclasses import dataclass

SPLICE = 'option splice-request\n    option splice-response'
"""Always: left to decide for itself (splice-auto) it hardly ever does here."""


@dataclass(frozen=True)
class HaproxyNames:
    """The quick start's names, and where they are looked up."""

    service: str
    generated: str
    looked_up_suffix: str
    resolver: str


def haproxy_cfg(names: HaproxyNames, tls_port: int, http_port: int, splice: bool) -> str:
    """The whole haproxy.cfg. Upstream connections of HTTP are shared between clients, as ours are."""
    return f"""
global
    log stdout format raw local0
    nbthread 1
    maxconn 4096
resolvers vpc
    nameserver dns {names.resolver}:53
    hold valid 30s
defaults
    log global
    timeout connect 3s
    timeout client 350s
    timeout server 350s
    timeout http-request 10s
    {SPLICE if splice else ''}
frontend tls
    mode tcp
    option tcplog
    bind :{tls_port} accept-proxy
    tcp-request inspect-delay 10s
    tcp-request content reject unless {{ req.ssl_hello_type 1 }}
    use_backend tls_service if {{ req.ssl_sni -i {names.service} }}
backend tls_service
    mode tcp
    server lattice {names.generated}:443 resolvers vpc resolve-prefer ipv4 init-addr none
frontend http
    mode http
    option httplog
    bind :{http_port} accept-proxy
    http-request set-header X-Forwarded-For %[src]
    use_backend http_service if {{ hdr(host) -i {names.service} }}
    use_backend http_looked_up if {{ hdr_end(host) -i {names.looked_up_suffix} }}
backend http_service
    mode http
    http-reuse always
    server lattice {names.generated}:80 resolvers vpc resolve-prefer ipv4 init-addr none
backend http_looked_up
    mode http
    http-request do-resolve(txn.address,vpc,ipv4) hdr(host),lower
    http-request set-dst var(txn.address)
    http-request set-dst-port int(80)
    server lattice 0.0.0.0:0
"""
