"""Records what leaves a namespace: each connection attempt and each datagram, DNS questions read out.

This is the oracle for refusals. It listens below nginx, so it does not matter what nginx says of itself.
"""
from __future__ import annotations

import ipaddress
import socket
import struct
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from dnslib import DNSRecord
from dnslib.dns import DNSError

from lab.proxy.packet_filter import attach_filter
from lab.sandbox.namespaces import NetworkNamespace
from lab.sandbox.waiting import wait_for

_ALL_PROTOCOLS = 0x0003
_PACKET_LEVEL, _PACKET_STATISTICS = 263, 6
_TCP = 6
_ACK = 0x10
_FENCE_PORT = 9


@dataclass(frozen=True)
class Egress:
    """One thing that left."""

    kind: str
    """'connection', 'question' (DNS) or 'datagram'."""
    address: str
    port: int
    name: str = ''
    """Of a DNS question, in lower case."""

    def __str__(self) -> str:
        return f'{self.kind} {self.name}'.strip() + f' to {self.address} port {self.port}'


class Capture:
    """Everything that left a namespace, in order."""

    def __init__(self, namespace: NetworkNamespace) -> None:
        self._namespace = namespace
        self._seen: list[Egress] = []
        self._fences: set[bytes] = set()
        self._packets = namespace.open_socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
        attach_filter(self._packets)
        threading.Thread(target=self._record, name='capture', daemon=True).start()

    def mark(self) -> int:
        """A point in time: everything that left so far is before it."""
        self._wait_until_all_is_recorded()
        return len(self._seen)

    def since(self, mark: int) -> list[Egress]:
        """What left after the mark and before now. Fails if the kernel had to drop packets, for then nothing is proven."""
        self._wait_until_all_is_recorded()
        _, dropped = struct.unpack('II', self._packets.getsockopt(_PACKET_LEVEL, _PACKET_STATISTICS, 8))
        if dropped:
            raise RuntimeError(f'the capture lost {dropped} packets: its buffer is too small for this traffic')
        return self._seen[mark:]

    def _wait_until_all_is_recorded(self) -> None:
        """Sends a datagram of its own after everything else, and waits until it is seen: packets are recorded in order."""
        fence = b'fence ' + uuid.uuid4().bytes
        with self._namespace.open_socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(fence, ('127.0.0.1', _FENCE_PORT))
        wait_for('the capture to catch up', lambda: fence in self._fences)
        self._fences.discard(fence)

    def _record(self) -> None:
        while True:
            egress = self._read(self._packets.recv(65535))
            if egress is not None:
                self._seen.append(egress)

    def _read(self, packet: bytes) -> Egress | None:
        version, header = packet[0] >> 4, (packet[0] & 15) * 4 if packet[0] >> 4 == 4 else 40
        protocol = packet[9] if version == 4 else packet[6]
        address = str(ipaddress.ip_address(packet[16:20] if version == 4 else packet[24:40]))
        port = int.from_bytes(packet[header + 2:header + 4], 'big')
        if protocol == _TCP:
            return None if packet[header + 13] & _ACK else Egress('connection', address, port)
        payload = packet[header + 8:]
        if address == '127.0.0.1' and port == _FENCE_PORT and payload.startswith(b'fence '):
            self._fences.add(payload)
            return None
        return Egress('question', address, port, _asked_name(payload)) if port == 53 else Egress('datagram', address, port)


def without_questions_for(names: Iterable[str], seen: Iterable[Egress]) -> list[Egress]:
    """Leaves out questions that nginx asks by itself, to keep the addresses of its configured upstreams fresh."""
    own = set(names)
    return [egress for egress in seen if not (egress.kind == 'question' and egress.name in own)]


def _asked_name(payload: bytes) -> str:
    try:
        return str(DNSRecord.parse(payload).q.qname).rstrip('.').lower()
    except (DNSError, ValueError):
        return '(not a DNS question)'
