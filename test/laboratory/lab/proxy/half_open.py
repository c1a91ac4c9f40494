"""Connections that are half open: a client sends the first packet of very many, and never the one that completes the handshake."""
from __future__ import annotations

import itertools
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lab.running.meanwhile import meanwhile
from lab.sandbox.namespaces import NetworkNamespace

_PORTS = range(1024, 61_024)
_OPTIONS = bytes.fromhex('020405b4 0402 080a0000000100000000 01 030307')
"""As Linux has them: the largest segment, SACK, a time stamp, the scale of the window."""
_SYN, _WINDOW = 0x02, 64_240
_AT_A_TIME, _PAUSE_SECONDS = 200, 0.01


@contextmanager
def opening(namespace: NetworkNamespace, source: str, task: str, ports: list[int]) -> Iterator[None]:
    """For the length of the block first packets of connections arrive at the task all the time, each of another source port."""
    packets = [_first_packet(source, task, port, target) for port in _PORTS for target in ports]

    def send(over: threading.Event) -> None:
        with namespace.open_socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP) as wire:
            wire.bind((source, 0))
            for start in itertools.cycle(range(0, len(packets), _AT_A_TIME)):
                for packet in packets[start:start + _AT_A_TIME]:
                    wire.sendto(packet, (task, 0))
                if over.wait(_PAUSE_SECONDS):
                    return

    with meanwhile(send):
        yield


def half_open(namespace: NetworkNamespace) -> int:
    """How many connections to the namespace wait for the end of their handshake."""
    command = ['nsenter', f'--net={namespace.path}', '--', 'ss', '-tanH', 'state', 'syn-recv']
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout.count('\n')


def _first_packet(source: str, target: str, source_port: int, port: int) -> bytes:
    length = 20 + len(_OPTIONS)
    before, after = struct.pack('!HHIIBBH', source_port, port, source_port * 65_537, 0, length // 4 << 4, _SYN, _WINDOW), struct.pack('!H', 0) + _OPTIONS
    addresses = socket.inet_aton(source) + socket.inet_aton(target) + struct.pack('!BBH', 0, socket.IPPROTO_TCP, length)
    return before + struct.pack('!H', _checksum(addresses + before + bytes(2) + after)) + after


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f'!{len(data) // 2}H', data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
