"""A gigabyte each way: it flows through, touches no disk and stays in no memory."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, WAYS, Way, lead_to_scripted
from lab.proxy.client import request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.running.meanwhile import meanwhile

_GIB = 1024 ** 3
_PIECE = bytes(range(256)) * 4096
_FILES = ['nginx.conf', 'nginx.pid']
_MORE_MEMORY_KIB = 2048


@case('1 GiB down over HTTP: nothing is written, and nginx needs no more memory than before')
def _down(lab: Laboratory) -> None:
    async def send_all(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % _GIB)
        for _ in range(_GIB // len(_PIECE)):
            await visit.send(_PIECE)

    lead_to_scripted(lab)
    with lab.scripted.doing(send_all), _nothing_kept(lab):
        expect_equal('bytes', _fetch(lab, HTTP_WAYS[0]), _GIB)


@case('1 GiB up over HTTP: nothing is written, and nginx needs no more memory than before')
def _up(lab: Laboratory) -> None:
    got = {'bytes': 0}

    async def take_all(visit: Visit) -> None:
        await visit.reader.readuntil(b'\r\n\r\n')
        while got['bytes'] < _GIB:
            got['bytes'] += len(await visit.reader.read(1 << 20))
        await visit.reply(b'taken')

    lead_to_scripted(lab)
    with lab.scripted.doing(take_all), _nothing_kept(lab), HTTP_WAYS[0].connect(lab) as connection:
        connection.settimeout(60)
        connection.sendall(request_bytes('PUT', '/', [('Host', HTTP_WAYS[0].host), ('Content-Length', str(_GIB))]))
        for _ in range(_GIB // len(_PIECE)):
            connection.sendall(_PIECE)
        expect(connection.recv(65536).startswith(b'HTTP/1.1 200 '), 'the service did not answer')
    expect_equal('bytes', got['bytes'], _GIB)


@case('128 MiB down on each of the four ways, at once: nothing is written, and nginx needs no more memory than before')
def _each_way(lab: Laboratory) -> None:
    size = _GIB // 8

    async def send_some(visit: Visit) -> None:
        await visit.take()
        await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % size)
        for _ in range(size // len(_PIECE)):
            await visit.send(_PIECE)

    sizes: list[int] = []
    lead_to_scripted(lab)
    with lab.scripted.doing(send_some), _nothing_kept(lab):
        threads = [threading.Thread(target=lambda way=way: sizes.append(_fetch(lab, way))) for way in WAYS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    expect_equal('bytes', sizes, [size] * len(WAYS))


def _fetch(lab: Laboratory, way: Way) -> int:
    """How many bytes of body came, each of which was looked at."""
    with way.connect(lab) as connection:
        connection.settimeout(60)
        connection.sendall(request_bytes('GET', '/', [('Host', way.host), ('Connection', 'close')]))
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            head += connection.recv(1)
        size, buffer = 0, bytearray(256 * 1024)
        while count := connection.recv_into(buffer):
            start = size % 256
            wanted = _PIECE[start:start + count]
            expect(memoryview(buffer)[:count] == wanted, f'other bytes came after byte {size}')
            size += count
    return size


@contextmanager
def _nothing_kept(lab: Laboratory) -> Iterator[None]:
    """Watches memory and files of the worker for the length of the block."""
    (worker,) = lab.container.workers()
    (place,) = (tmpfs.path for tmpfs in lab.ingress.container.tmpfs)
    used, before, most = worker.usage_of(place)[0], worker.resident_kib, [0, 0]

    def watch(over: threading.Event) -> None:
        while not over.wait(0.1):
            most[0] = max(most[0], worker.resident_kib - before)
            most[1] = max(most[1], worker.usage_of(place)[0] - used)

    with meanwhile(watch):
        yield
    expect(most[0] < _MORE_MEMORY_KIB, f'nginx needed {most[0]} KiB more')
    expect_equal('bytes more in its files', most[1], 0)
    expect_equal('files', worker.usage_of(place)[1], _FILES)
