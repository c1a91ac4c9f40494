"""A long way: a namespace that every packet reaches, and leaves, late.

Each packet is delayed, not relayed: between two TUN devices it waits in a queue for half of a round trip, so both ends acknowledge to each
other as over a long line. This needs no `netem` in the kernel.
"""
from __future__ import annotations

import fcntl
import os
import select
import socket
import struct
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from lab.sandbox.namespaces import NetworkNamespace

_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_LARGEST_PACKET = 65535
_QUEUE_OF_DEVICE = 10_000
_PATIENCE_SECONDS = 0.1
"""Until a thread looks whether it is over."""


class LongWay:
    """A namespace at the end of a long line. A context manager: leaving it takes the line down."""

    def __init__(self, address: str, name: str = 'far') -> None:
        self.address = address
        self.round_trip_seconds = 0.0
        """May be changed at any time."""
        subprocess.run(['ip', 'netns', 'add', name], check=True)
        self.namespace = NetworkNamespace(name)
        self._near, near = _tun(f'to-{name}')
        with self.namespace.entered():
            self._far, far = _tun('line')
        subprocess.run(['ip', 'link', 'set', near, 'up', 'txqueuelen', str(_QUEUE_OF_DEVICE)], check=True)
        subprocess.run(['ip', 'route', 'add', f'{address}/32', 'dev', near], check=True)
        for command in (f'addr add {address}/32 dev {far}', f'link set {far} up txqueuelen {_QUEUE_OF_DEVICE}', f'route add default dev {far} src {address}'):
            subprocess.run(['ip', '-netns', name, *command.split()], check=True)
        self._over = threading.Event()
        self._threads = [thread for ends in ((self._near, self._far), (self._far, self._near)) for thread in self._line(*ends)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        for end in (self._near, self._far):     # not before, or a thread would write to whatever gets the descriptor next
            os.close(end)
        subprocess.run(['ip', 'netns', 'del', self.namespace.name], check=True)

    @contextmanager
    def of(self, round_trip_seconds: float) -> Iterator[None]:
        """For the length of the block a round trip takes so long."""
        before, self.round_trip_seconds = self.round_trip_seconds, round_trip_seconds
        try:
            yield
        finally:
            self.round_trip_seconds = before

    def _line(self, source: int, sink: int) -> list[threading.Thread]:
        """One direction: a thread takes packets, another one hands them over when their time has come."""
        on_the_way: deque[tuple[float, bytes]] = deque()
        arrived = threading.Semaphore(0)

        def take() -> None:
            poll = select.poll()
            poll.register(source, select.POLLIN)
            while not self._over.is_set():
                if poll.poll(_PATIENCE_SECONDS * 1000):
                    packet = os.read(source, _LARGEST_PACKET)
                    on_the_way.append((time.monotonic() + self.round_trip_seconds / 2, packet))
                    arrived.release()

        def hand_over() -> None:
            while not self._over.is_set():
                if not arrived.acquire(timeout=_PATIENCE_SECONDS):
                    continue
                due, packet = on_the_way.popleft()
                while (wait := due - time.monotonic()) > 0:
                    time.sleep(wait)
                os.write(sink, packet)

        threads = [threading.Thread(target=work, daemon=True) for work in (take, hand_over)]
        for thread in threads:
            thread.start()
        return threads


class FarLoadBalancer:
    """What a load balancer is for a client far away: packets pass it, and it answers none of them itself."""

    def __init__(self, line: LongWay, task: str) -> None:
        self._line, self._task = line, task

    def connect_to_task(self, port: int, source: str | None = None) -> socket.socket:
        """A connection from the end of the line."""
        return self._line.namespace.connect(self._task, port, source=source or self._line.address)


def _tun(name: str) -> tuple[int, str]:
    """A TUN device in the namespace of the calling thread, and the descriptor that stands for its wire."""
    device = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack('16sH', name.encode(), _IFF_TUN | _IFF_NO_PI))
    return device, name
