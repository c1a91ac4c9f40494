"""Who has which address.

The load balancer's lies in a range that the configuration under test trusts; the task's and the intruder's lie in the VPC but
outside all of them. Clients have documentation addresses.
"""
from __future__ import annotations

import ipaddress
import itertools
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Addresses:
    """The addresses of one laboratory."""

    load_balancer: str
    second_load_balancer: str
    """Another one that the configuration trusts: what is sent there may vanish without harm to others."""
    far_load_balancer: str
    """A third one, for clients that are far away."""
    task: str
    intruder: str
    later_tasks: tuple[str, ...]
    """Tasks that a rollout starts."""
    load_balancer_public: str = '198.51.100.1'
    load_balancer_public_v6: str = '2001:db8:ffff::1'
    client: str = '203.0.113.10'
    client_v6: str = '2001:db8::10'
    resolver: str = '169.254.169.253'
    service: str = '169.254.171.32'
    """VPC Lattice, for the service that has a name of its own in the configuration."""
    looked_up_service: str = '169.254.171.64'
    """VPC Lattice, for names that are looked up as requests come."""
    looked_up_service_v6: str = 'fd00:ec2:80::40'
    scripted: tuple[str, ...] = ('169.254.171.96', '169.254.171.97')
    """VPC Lattice, for services that do what a case wants."""
    grpc: str = '169.254.171.100'
    """VPC Lattice, for a service that speaks gRPC."""
    dropping: tuple[str, ...] = ('169.254.171.104', '169.254.171.105', '169.254.171.106', '169.254.171.107')
    """Whatever is sent there vanishes."""
    holding: str = '169.254.171.108'
    """VPC Lattice, for a service that holds on to whatever comes."""
    stalling: str = '169.254.171.109'
    """VPC Lattice, for a service that stalls."""
    other_looked_up_service: str = '169.254.171.110'
    """VPC Lattice, for a service that takes a name over from another one."""
    full_speed: str = '169.254.171.111'
    """VPC Lattice, for a service that moves data as fast as it can."""
    task_v6: str = 'fd00:0:0:1::10'


def plan_addresses(nginx_conf: str, vpc_range: str) -> Addresses:
    """Chooses addresses that fit what the configuration trusts."""
    trusted = trusted_ranges(nginx_conf)
    if not trusted:
        raise ValueError('the configuration trusts no load balancer: its $from_load_balancer knows no IPv4 range')
    outside = _hosts_outside(ipaddress.IPv4Network(vpc_range), trusted)
    task, intruder, *later_tasks = itertools.islice(outside, 4)
    first, second, third = (str(trusted[0].network_address + host) for host in (10, 11, 12))
    return Addresses(load_balancer=first, second_load_balancer=second, far_load_balancer=third, task=task, intruder=intruder,
                     later_tasks=tuple(later_tasks))


def trusted_ranges(nginx_conf: str) -> list[ipaddress.IPv4Network]:
    """The IPv4 ranges from which a PROXY header is believed."""
    blocks = re.findall(r'^\s*geo \$from_load_balancer \{([^}]*)\}', nginx_conf, re.MULTILINE)
    ranges = {text for block in blocks for text in re.findall(r'^\s*([0-9./]+) 1;', block, re.MULTILINE)}
    return [ipaddress.IPv4Network(text) for text in sorted(ranges)]


def _hosts_outside(vpc: ipaddress.IPv4Network, trusted: list[ipaddress.IPv4Network]) -> itertools.chain[str]:
    """One host of each /28 that no trusted range touches, from the end of the VPC."""
    blocks = reversed(list(vpc.subnets(new_prefix=28)))
    free = (block for block in blocks if not any(block.overlaps(network) for network in trusted))
    return itertools.chain(str(block.network_address + 10) for block in free)
