"""A gRPC service in Python, on grpcio: each method takes and gives bytes. `grpc_service.py PEM` listens on 443."""
from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc

_WORKERS = 30


class _Methods(grpc.GenericRpcHandler):
    """By name; none has a schema."""

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        return {
            '/test/Echo': grpc.unary_unary_rpc_method_handler(_echo),
            '/test/Fail': grpc.unary_unary_rpc_method_handler(_fail),
            '/test/Sleep': grpc.unary_unary_rpc_method_handler(_sleep),
            '/test/Join': grpc.stream_unary_rpc_method_handler(lambda pieces, _: b''.join(pieces)),
            '/test/Repeat': grpc.unary_stream_rpc_method_handler(_repeat),
            '/test/Talk': grpc.stream_stream_rpc_method_handler(lambda messages, _: (message.upper() for message in messages)),
        }.get(details.method)


def _echo(message: bytes, context: grpc.ServicerContext) -> bytes:
    """With what it got as metadata, before and after the message."""
    sent = [(key, value) for key, value in context.invocation_metadata() if key.startswith('x-')]
    context.send_initial_metadata([('x-before', 'yes'), *sent])
    context.set_trailing_metadata([('x-after-bin', bytes(range(256)))])
    return message


def _fail(_: bytes, context: grpc.ServicerContext) -> bytes:
    context.set_trailing_metadata([('x-reason', 'asked for it')])
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, 'nein, schöne Grüße')


def _sleep(_: bytes, context: grpc.ServicerContext) -> bytes:
    while context.is_active():
        time.sleep(0.05)
    return b''


def _repeat(message: bytes, _: grpc.ServicerContext) -> Iterator[bytes]:
    for number in range(20):
        yield b'%d %s' % (number, message)


def main() -> None:
    """Until it is ended."""
    pem = Path(sys.argv[1]).read_bytes()
    server = grpc.server(ThreadPoolExecutor(_WORKERS), handlers=(_Methods(),))
    server.add_secure_port('0.0.0.0:443', grpc.ssl_server_credentials([(pem, pem)]))
    server.start()
    server.wait_for_termination()


if __name__ == '__main__':
    main()
