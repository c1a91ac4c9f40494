"""gRPC passes through TLS: HTTP/2 is agreed on by client and service, many calls share a session, statuses come in trailers."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lab.proxy.cases.registry import case
from lab.proxy.grpc_peer import GrpcClient
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import known_bytes
from lab.running.case import expect_equal

_NAME = 'grpc.apps.example.com'


@case('gRPC: a call gets its message and its status back, over HTTP/2 that the service agreed to')
def _unary(lab: Laboratory) -> None:
    with _client(lab) as client:
        (call,) = client.call_all(_NAME, '/echo', [[b'hello']])
    expect_equal('messages', call.messages, [b'hello'])
    expect_equal('trailers', call.trailers, {'grpc-status': '0', 'grpc-message': 'as asked'})


@case('gRPC: a status without a message arrives')
def _status(lab: Laboratory) -> None:
    with _client(lab) as client:
        (call,) = client.call_all(_NAME, '/fail', [[b'hello']])
    expect_equal('messages and status', (call.messages, call.trailers['grpc-status']), ([], '5'))


@case('gRPC: 50 calls at once share one session, each with three messages, one of 300 kB')
def _many(lab: Laboratory) -> None:
    requests = [[f'{number}'.encode(), known_bytes(300_000 if number == 25 else 3_000), b''] for number in range(50)]
    mark = lab.capture.mark()
    with _client(lab) as client:
        calls = client.call_all(_NAME, '/echo', requests)
    expect_equal('messages', [call.messages for call in calls], requests)
    expect_equal('connections', sum(egress.kind == 'connection' for egress in lab.egress_since(mark)), 1)


@contextmanager
def _client(lab: Laboratory) -> Iterator[GrpcClient]:
    lab.dns.names[_NAME] = [lab.addresses.grpc]
    trust = lab.authority.client_context()
    trust.set_alpn_protocols(['h2', 'http/1.1'])
    with trust.wrap_socket(lab.client.connect(443), server_hostname=_NAME) as connection:
        expect_equal('protocol', connection.selected_alpn_protocol(), 'h2')
        yield GrpcClient(connection)
