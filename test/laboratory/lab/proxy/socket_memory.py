"""What the kernel holds for the sockets of a namespace: bytes received and not read, sent and not acknowledged, and their room."""
from __future__ import annotations

import re
import subprocess

from lab.sandbox.namespaces import NetworkNamespace

_MEMORY = re.compile(r'skmem:\(r(\d+),rb\d+,t\d+,tb\d+,f(\d+),w(\d+),')


def socket_kib(namespace: NetworkNamespace) -> int:
    """Of all TCP sockets that are there."""
    return sum(sum(memory) for memory in _memory_of_sockets(namespace)) // 1024


def most_sent_kib(namespace: NetworkNamespace) -> int:
    """The most that one TCP socket holds of what was sent through it."""
    return max((sent for _, _, sent in _memory_of_sockets(namespace)), default=0) // 1024


def _memory_of_sockets(namespace: NetworkNamespace) -> list[tuple[int, ...]]:
    """Of each of them: received, at hand, sent; in bytes."""
    listed = subprocess.run(['nsenter', f'--net={namespace.path}', '--', 'ss', '-tmnH'], capture_output=True, text=True, check=True, timeout=30).stdout
    return [tuple(map(int, found)) for found in _MEMORY.findall(listed)]
