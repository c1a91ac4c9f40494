"""Security groups: what describes them, how many rules and interfaces they take, and rules that say the same."""
from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Properties, Resource
from lab.rules.rulebook.rule import rule

_CHARACTERS = re.compile(r'[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*')
_INGRESS, _EGRESS = 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'
_GROUP = 'AWS::EC2::SecurityGroup'
_RULES_OF_A_GROUP = 60
_AMAZONS = re.compile(r'com\.amazonaws\.(global|[a-z]+(-[a-z]+)+-\d)\.')

WEIGHTS = {'vpc-lattice': 10, 'ipv6.vpc-lattice': 10, 's3': 1, 'dynamodb': 1, 's3express': 6, 'ec2-instance-connect': 2, 'ipv6.ec2-instance-connect': 2,
           'route53-healthchecks': 25, 'ipv6.route53-healthchecks': 25, 'cloudfront.origin-facing': 55, 'ipv6.cloudfront.origin-facing': 55,
           'groundstation': 5}
"""How many rules a reference to a prefix list of AWS counts as, by the end of its name."""

_INTERFACES: dict[str, tuple[tuple[str, ...], str, str]] = {
    'AWS::EC2::VPCEndpoint': ((), 'SecurityGroupIds', 'SubnetIds'),
    'AWS::ECS::Service': (('NetworkConfiguration', 'AwsvpcConfiguration'), 'SecurityGroups', 'Subnets'),
    'AWS::ElasticLoadBalancingV2::LoadBalancer': ((), 'SecurityGroups', 'Subnets'),
}
"""What makes network interfaces, and where it names their security groups and subnets."""

_PROTOCOL = re.compile(r'-1|tcp|udp|icmp|icmpv6|\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]')

_SAME = ('IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6', 'SourcePrefixListId', 'DestinationPrefixListId', 'SourceSecurityGroupId',
         'DestinationSecurityGroupId')
"""What tells one rule of a group from another: not its description."""


@rule((_GROUP, _INGRESS, _EGRESS), '`Description` of a rule', 'at most 255 characters out of `a-z A-Z 0-9`, space and `._-:/()#,@[]+=&;{}!$*`: no apostrophe',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html', 'InvalidParameterValue')
def _description_of_a_security_group_rule(resource: Resource, _account: Account) -> Iterator[str]:
    for _, each in _rules_in(resource):
        text = each.get('Description', '')
        if not _CHARACTERS.fullmatch(text):
            yield f'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*: {text}'
        if len(text) > 255:
            yield f'Invalid rule description: {len(text)} characters'


@rule((_GROUP, _INGRESS, _EGRESS), 'rules of a group',
      f'at most {_RULES_OF_A_GROUP} inbound and {_RULES_OF_A_GROUP} outbound rules for each address family; a prefix list counts with its weight, in both',
      'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html', 'RulesPerSecurityGroupLimitExceeded')
def _number_of_rules_of_a_security_group(resource: Resource, account: Account) -> Iterator[str]:
    for group in {_group_of(resource)}:
        for direction in (_INGRESS, _EGRESS):
            rules = [each for other in account.of_type(_GROUP, _INGRESS, _EGRESS) if _group_of(other) == group for kind, each in _rules_in(other) if kind == direction]
            for family in ('CidrIp', 'CidrIpv6'):
                count = sum(_weight(each, family, account) for each in rules)
                if count > _RULES_OF_A_GROUP:
                    yield f'The maximum number of rules per security group has been reached: {group} has {count} ({direction.rpartition("Group")[2].lower()})'


@rule((_GROUP, _INGRESS, _EGRESS), '`IpProtocol`', '`tcp`, `udp`, `icmp`, `icmpv6`, a number up to 255, or `-1` for all',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html', 'InvalidParameterValue')
def _protocol_of_a_security_group_rule(resource: Resource, _account: Account) -> Iterator[str]:
    for _, each in _rules_in(resource):
        if not _PROTOCOL.fullmatch(str(each.get('IpProtocol'))):
            yield f"Invalid value '{each.get('IpProtocol')}' for IP protocol. Unknown protocol."


@rule(_GROUP, '`GroupName`', 'does not start with `sg-`',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html', 'InvalidParameterValue')
def _name_of_a_security_group(resource: Resource, _account: Account) -> Iterator[str]:
    if str(resource.get('GroupName', '')).lower().startswith('sg-'):
        yield f"invalid value for parameter groupName: group names may not be in the format sg-*: {resource.get('GroupName')}"


@rule(_GROUP, '`GroupName`', 'once in a VPC, and not `default`, which each VPC has',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html', 'InvalidGroup.Duplicate')
def _security_group_name_that_is_taken(resource: Resource, account: Account) -> Iterator[str]:
    name = resource.get('GroupName')
    named = [each for each in account.of_type(_GROUP) if name and (each.get('GroupName'), each.get('VpcId')) == (name, resource.get('VpcId'))]
    if len(named) > 1 or str(name).lower() == 'default':
        yield f"The security group '{name}' already exists for VPC '{resource.get('VpcId')}'"


@rule((_GROUP, _INGRESS, _EGRESS), '`FromPort`, `ToPort`', 'both for TCP and UDP, from low to high, from 0 to 65,535',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html', 'InvalidParameterValue')
def _ports_of_a_security_group_rule(resource: Resource, _account: Account) -> Iterator[str]:
    for _, each in _rules_in(resource):
        ports = [int(each[name]) for name in ('FromPort', 'ToPort') if name in each]
        if each.get('IpProtocol') not in ('tcp', 'udp', '6', '17'):
            continue
        if len(ports) < 2:
            yield "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange."
        elif ports != sorted(ports) or not all(0 <= port <= 65_535 for port in ports):
            yield f'Invalid value {ports} for portRange'


@rule(tuple(_INTERFACES), 'security groups of an interface', 'at most 5, none of them twice',
      'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html', 'SecurityGroupsPerInterfaceLimitExceeded')
def _security_groups_of_an_interface(resource: Resource, _account: Account) -> Iterator[str]:
    groups, _ = _groups_and_subnets(resource)
    if len(groups) > 5:
        yield f'The maximum number of security groups per interface has been reached: {len(groups)}'
    if len(set(groups)) < len(groups):
        yield f'A security group is named twice: {groups}'


@rule(tuple(_INTERFACES), 'security groups of an interface', 'of the VPC of its subnets',
      'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html', 'InvalidParameter')
def _security_group_of_another_vpc(resource: Resource, account: Account) -> Iterator[str]:
    groups, subnets = (dict.fromkeys(found.get('VpcId') for found in map(account.find, ids) if found) for ids in _groups_and_subnets(resource))
    for vpc_id in groups:
        if subnets and vpc_id not in subnets:
            yield f'Security group of {vpc_id} and subnet of {next(iter(subnets))} belong to different networks.'


@rule((_GROUP, _INGRESS, _EGRESS), 'the rule', 'no other rule of the group with the same peer, in whatever spelling, and the same protocol and ports, whatever its description says',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html', 'InvalidPermission.Duplicate')
def _security_group_rule_that_is_there_already(resource: Resource, account: Account) -> Iterator[str]:
    others = [(kind, _identity(each)) for other in account.of_type(_GROUP, _INGRESS, _EGRESS)
              if other is not resource and _group_of(other) == _group_of(resource) for kind, each in _rules_in(other)]
    own = [(kind, _identity(each)) for kind, each in _rules_in(resource)]
    for index, each in enumerate(own):
        if each in others or each in own[:index]:
            yield f'the specified rule "peer: {each[1]}" already exists in {_group_of(resource)}'


def _groups_and_subnets(resource: Resource) -> tuple[list[str], list[str]]:
    path, groups, subnets = _INTERFACES[resource.type]
    place: Any = resource.properties
    for step in path:
        place = place.get(step, {})
    return place.get(groups, []), [*place.get(subnets, []), *(each['SubnetId'] for each in place.get('SubnetMappings', []))]


def _rules_in(resource: Resource) -> Iterator[tuple[str, Properties]]:
    if resource.type == _GROUP:
        for direction, name in ((_INGRESS, 'SecurityGroupIngress'), (_EGRESS, 'SecurityGroupEgress')):
            for each in resource.get(name, []):
                yield direction, each
    else:
        yield resource.type, resource.properties


def _group_of(resource: Resource) -> str:
    return resource.physical_id if resource.type == _GROUP else resource.get('GroupId')


def _identity(each: Properties) -> tuple[str | None, ...]:
    """EC2 brings a range into one spelling before it compares: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html."""
    return tuple(_spelled(name, str(each[name])) if name in each else None for name in _SAME)


def _spelled(name: str, value: str) -> str:
    try:
        return str(ipaddress.ip_network(value, strict=False)) if name.startswith('Cidr') else value
    except ValueError:
        return value


def _weight(each: Properties, family: str, account: Account) -> int:
    """As how many rules of an address family a rule counts."""
    prefix_list = each.get('SourcePrefixListId') or each.get('DestinationPrefixListId')
    if prefix_list:
        return WEIGHTS.get(_AMAZONS.sub('', account.prefix_lists.get(prefix_list, '')), 1)
    return 0 if ('CidrIp' in each or 'CidrIpv6' in each) and family not in each else 1
