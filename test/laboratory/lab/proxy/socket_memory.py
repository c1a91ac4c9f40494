"""What the kernel holds for the sockets of a namespace: bytes received and not read, sent and not acknowledged, and their room."""
from __future__ import annotations

import re
import subprocess

from lab.sandbox.namespaces import NetworkNamespace

_MEMORY = re.compile(r'skmem:\(r(\d+),rb\d+,t\d+,tb\d+,f(\d+),w(\d+),')
_BEYOND = 2 ** 32


def socket_kib(namespace: NetworkNamespace) -> int:
    """Of all TCP sockets that are there."""
    return sum(sum(memory) for memory in _sockets_of(namespace)) // 1024


def most_sent_kib(namespace: NetworkNamespace) -> int:
    """The most that one TCP socket holds of what was sent through it."""
    return max((sent for _, _, sent in _sockets_of(namespace)), default=0) // 1024


def _sockets_of(namespace: NetworkNamespace) -> list[tuple[int, ...]]:
    """Of each of them: received, at hand, sent; in bytes."""
    listed = subprocess.run(['nsenter', f'--net={namespace.path}', '--', 'ss', '-tmnH'], capture_output=True, text=True, check=True, timeout=30).stdout
    return memory_of_sockets(listed)


def memory_of_sockets(listed: str) -> list[tuple[int, ...]]:
    """What `ss -m` says of each socket. What is at hand is below zero for a moment when the kernel lends a socket memory, and `ss` prints it without a sign."""
    return [tuple(_signed(int(number)) for number in found) for found in _MEMORY.findall(listed)]


def _signed(number: int) -> int:
    return number - _BEYOND if number >= _BEYOND // 2 else number
