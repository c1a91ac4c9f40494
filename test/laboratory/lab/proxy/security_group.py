"""The security group of the tasks: read from the template, and set up at the proxy's wire.

As in AWS, it is below nginx: what it lets nobody out to is dropped on the way, and nginx is not told. It is stateful there; here
answers to the load balancer pass because their destination is known. No security group filters the VPC's resolver or the task
metadata endpoint.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""
from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Json = Any

METADATA = '169.254.170.2'
_NEVER_FILTERED = ('169.254.169.253/32', f'{METADATA}/32')
_LATTICE_RANGES = {'VpcLatticeIpv4': '169.254.171.0/24', 'VpcLatticeIpv6': 'fd00:ec2:80::/64'}
"""What the managed prefix lists of VPC Lattice hold here; the other lists and the endpoints do not exist in the laboratory."""
_NOBODY = '255.255.255.255/32'
_TABLE = 100
_FAMILIES = ('-4', '-6')


def egress_of_tasks(resources: Json) -> tuple[str, ...]:
    """The ranges that the tasks among a template's resources may open connections to."""
    services = [resource['Properties'] for resource in resources.values() if resource['Type'] == 'AWS::ECS::Service']
    networks = [service.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}) for service in services]
    groups = [group for network in networks for group in network.get('SecurityGroups', [])]
    return tuple(sorted({found for rule in _rules(resources, groups) for found in _ranges(rule) if found != _NOBODY}))


def _rules(resources: Json, groups: list[Any]) -> Iterator[Json]:
    for name, resource in resources.items():
        if resource['Type'] == 'AWS::EC2::SecurityGroup' and {'Fn::GetAtt': [name, 'GroupId']} in groups:
            yield from resource['Properties'].get('SecurityGroupEgress', [])
        if resource['Type'] == 'AWS::EC2::SecurityGroupEgress' and resource['Properties']['GroupId'] in groups:
            yield resource['Properties']


def _ranges(rule: Json) -> Iterator[str]:
    yield from (rule[key] for key in ('CidrIp', 'CidrIpv6') if key in rule)
    attribute = rule.get('DestinationPrefixListId', {}).get('Fn::GetAtt', ['', ''])[1]
    if attribute in _LATTICE_RANGES:
        yield _LATTICE_RANGES[attribute]


@contextmanager
def enforced(egress: Iterable[str], load_balancer: str, wire: str = 'to-proxy') -> Iterator[None]:
    """For the length of the block, whatever the proxy sends anywhere else vanishes."""
    for destination in (*egress, *_NEVER_FILTERED, f'{load_balancer}/32'):
        _ip(f'route add throw {destination} table {_TABLE}')
    for family in _FAMILIES:
        _ip(f'{family} route add blackhole default table {_TABLE}')
        _ip(f'{family} rule add iif {wire} lookup {_TABLE}')
    try:
        yield
    finally:
        for family in _FAMILIES:
            _ip(f'{family} rule del iif {wire} lookup {_TABLE}')
            _ip(f'{family} route flush table {_TABLE}')


def _ip(command: str) -> None:
    subprocess.run(['ip', *command.split()], check=True, capture_output=True)
