"""A gRPC client in Python, on grpcio: `grpc_client.py HOST` calls every method, and prints what it got."""
from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc

_SECONDS = 60
_CALLS_AT_ONCE = 20


def main() -> None:
    """One connection for all of it."""
    with grpc.secure_channel(f'{sys.argv[1]}:443', grpc.ssl_channel_credentials()) as channel:
        _unary(channel)
        _statuses(channel)
        _streams(channel)
        with ThreadPoolExecutor(_CALLS_AT_ONCE) as threads:
            print('at once', sum(threads.map(lambda number: _echo(channel)(b'%d' % number, timeout=_SECONDS) == b'%d' % number, range(100))))


def _echo(channel: grpc.Channel) -> grpc.UnaryUnaryMultiCallable:
    return channel.unary_unary('/test/Echo')


def _unary(channel: grpc.Channel) -> None:
    for size, compression in ((0, None), (5, None), (3_000_000, None), (3_000_000, grpc.Compression.Gzip)):
        reply, call = _echo(channel).with_call(b'x' * size, timeout=_SECONDS, metadata=[('x-mine', 'ü'.encode().hex()), ('x-mine-bin', b'\0\xff')], compression=compression)
        print('unary', size, _digest(reply), _metadata(call.initial_metadata()), _metadata(call.trailing_metadata()), call.code())


def _statuses(channel: grpc.Channel) -> None:
    for method, seconds in (('Fail', _SECONDS), ('Missing', _SECONDS), ('Sleep', 0.3)):
        print(method, _failure(lambda method=method, seconds=seconds: channel.unary_unary(f'/test/{method}')(b'', timeout=seconds)))
    call = channel.unary_unary('/test/Sleep').future(b'', timeout=_SECONDS)
    threading.Timer(0.3, call.cancel).start()
    try:
        call.result()
    except grpc.FutureCancelledError:
        print('cancelled', call.code())


def _streams(channel: grpc.Channel) -> None:
    joined = channel.stream_unary('/test/Join')((b'%d' % number * 10_000 for number in range(100)), timeout=_SECONDS)
    print('client streams', len(joined), _digest(joined))
    repeated = list(channel.unary_stream('/test/Repeat')(b'y' * 300_000, timeout=_SECONDS))
    print('service streams', len(repeated), _digest(b''.join(repeated)))
    print('both stream', list(_talk(channel)))


def _talk(channel: grpc.Channel) -> Iterator[bytes]:
    """Each message is sent when the answer to the one before is there."""
    answered = threading.Semaphore(1)

    def messages() -> Iterator[bytes]:
        for word in (b'one', b'two', b'three'):
            answered.acquire(timeout=_SECONDS)
            yield word

    for answer in channel.stream_stream('/test/Talk')(messages(), timeout=_SECONDS):
        yield answer
        answered.release()


def _failure(call: Callable[[], bytes]) -> str:
    try:
        call()
    except grpc.RpcError as error:
        return f'{error.code()} {error.details()} {_metadata(error.trailing_metadata())}'
    return 'no failure'


def _metadata(pairs: object) -> list[tuple[str, str | bytes]]:
    return sorted((key, value) for key, value in pairs or () if key.startswith('x-'))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


if __name__ == '__main__':
    main()
