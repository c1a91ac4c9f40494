"""The network between the parts: one namespace each, all behind one router, as in a VPC.

The router (the sandbox's own network namespace) has a route to each known address and none anywhere else. Neighbours are fixed, so no packet
ever waits for ARP: whatever a part sends, to an address that exists or not, is on its wire at once and a capture there sees it.
"""
from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.sandbox.namespaces import NetworkNamespace

_ROUTER_V4 = '169.254.1.1'
_ROUTER_V6 = 'fe80::1'
_ROUTER_MAC = '02:00:00:00:00:01'
_PART_MAC = '02:00:00:00:00:02'


class Topology:
    """Makes the router, then one namespace for each part attached to it."""

    def __init__(self) -> None:
        self._wires: dict[str, str] = {}
        _ip(f'addr add {_ROUTER_V4}/32 dev lo')
        for setting in ('ipv4/ip_forward', 'ipv6/conf/all/forwarding'):
            (Path('/proc/sys/net') / setting).write_text('1', encoding='ascii')

    def attach(self, name: str, addresses: Iterable[str]) -> NetworkNamespace:
        """A namespace that owns these addresses and sends everything else to the router."""
        wire = f'to-{name}'
        v4 = [address for address in addresses if ':' not in address]
        v6 = [address for address in addresses if ':' in address]
        _ip(
            f'netns add {name}',
            f'link add {wire} address {_ROUTER_MAC} type veth peer name eth0 address {_PART_MAC} netns {name}',
            f'addr add {_ROUTER_V6}/64 dev {wire} nodad',
            f'link set {wire} up',
        )
        _ip(
            'link set lo up',
            'link set eth0 up',
            *(f'addr add {address}/32 dev eth0' for address in v4),
            *(f'addr add {address}/128 dev eth0 nodad' for address in v6),
            f'neigh replace {_ROUTER_V4} lladdr {_ROUTER_MAC} dev eth0 nud permanent',
            f'neigh replace {_ROUTER_V6} lladdr {_ROUTER_MAC} dev eth0 nud permanent',
            f'route add default via {_ROUTER_V4} dev eth0 onlink' + (f' src {v4[0]}' if v4 else ''),
            f'route add default via {_ROUTER_V6} dev eth0' + (f' src {v6[0]}' if v6 else ''),
            namespace=name,
        )
        for address in (*v4, *v6):
            bits = 128 if ':' in address else 32
            self._wires[address] = wire
            _ip(
                f'route add {address}/{bits} dev {wire}',
                f'neigh replace {address} lladdr {_PART_MAC} dev {wire} nud permanent',
            )
        return NetworkNamespace(name)

    @contextmanager
    def dropping(self, *addresses: str) -> Iterator[None]:
        """For the length of the block, what is sent to these IPv4 addresses vanishes on the way, without an answer."""
        for address in addresses:
            _ip(f'route replace blackhole {address}/32')
        try:
            yield
        finally:
            for address in addresses:
                wire = self._wires.get(address)
                _ip(f'route replace {address}/32 dev {wire}' if wire else f'route del blackhole {address}/32')


@contextmanager
def small_window(namespace: NetworkNamespace, address: str, size: int) -> Iterator[None]:
    """Connections that the namespace opens to this IPv4 address in the block announce a window of so many bytes, for as long as they last."""
    _ip(f'route add {address}/32 via {_ROUTER_V4} dev eth0 onlink window {size}', namespace=namespace.name)
    try:
        yield
    finally:
        _ip(f'route del {address}/32', namespace=namespace.name)


def _ip(*commands: str, namespace: str | None = None) -> None:
    """Runs commands of ip, all in one process."""
    where = ['-netns', namespace] if namespace else []
    result = subprocess.run(['ip', *where, '-batch', '-'], input='\n'.join(commands), text=True, capture_output=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f'ip could not build the network: {result.stderr.strip()}. Does the kernel have veth and IPv6?')
