"""VPCs, subnets and ways out of them, with IPv6 and with what EC2 refuses.

What it refuses, and how:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://github.com/smoketurner/serverless-vpc-plugin/issues/147 (a route before its gateway is attached)
https://github.com/aws-cloudformation/aws-cloudformation-templates/issues/75 (a load balancer before that)
"""
from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import alb, ec2

from lab.account.emulator.resource_types import HANDLERS, Created, Properties, add_recorded_type, extend_type, hexadecimal_id

_AMAZON_IPV6 = ipaddress.ip_network('2600:1f18::/32').subnets(new_prefix=56)

_ipv6_ranges: dict[str, list[str]] = {}
"""By VPC. CloudFormation's attribute is this very list, so that it holds what is associated later."""


def register() -> None:
    """Adds what is missing."""
    extend_type('AWS::EC2::VPC', create=_create_vpc)
    extend_type('AWS::EC2::Subnet', create=_create_subnet)
    extend_type('AWS::EC2::Route', create=_create_route)
    extend_type('AWS::EC2::VPCGatewayAttachment', create=_attach_gateway, delete=_refuse_to_detach_from_public_addresses)
    HANDLERS['AWS::EC2::VPCCidrBlock'] = {'create': _create_ipv6_range, 'delete': _delete_ipv6_range}
    add_recorded_type('AWS::EC2::EgressOnlyInternetGateway', _make_egress_only_gateway, replaced_with=('VpcId',))
    add_recorded_type('AWS::EC2::EIP', _make_elastic_ip)
    add_recorded_type('AWS::EC2::NatGateway', _make_nat_gateway, replaced_with=('AllocationId', 'SubnetId'))
    add_recorded_type('AWS::EC2::FlowLog', _make_flow_log, replaced_with=('ResourceId', 'LogDestination', 'LogDestinationType', 'LogGroupName'))
    _show_ipv6_of_subnets()
    _show_security_groups_of_endpoints()


def _create_vpc(create: Callable[[], Created], properties: Properties) -> Created:
    vpc_id, attributes = create()
    # As AWS makes it: members may reach each other, and everything beyond.
    group_id = attributes['DefaultSecurityGroup']
    ec2._security_groups[group_id]['IpPermissions'].append({
        'IpProtocol': '-1', 'IpRanges': [], 'Ipv6Ranges': [], 'PrefixListIds': [],
        'UserIdGroupPairs': [{'GroupId': group_id, 'UserId': get_account_id()}],
    })
    return vpc_id, {**attributes, 'CidrBlock': properties['CidrBlock'], 'Ipv6CidrBlocks': _ipv6_ranges.setdefault(vpc_id, [])}


def _make_elastic_ip(_properties: Properties) -> Created:
    allocation_id = hexadecimal_id('eipalloc')
    return f'203.0.113.1|{allocation_id}', {'AllocationId': allocation_id, 'PublicIp': '203.0.113.1'}


def _make_flow_log(_properties: Properties) -> Created:
    flow_log_id = hexadecimal_id('fl')
    return flow_log_id, {'Id': flow_log_id}


def _make_nat_gateway(properties: Properties) -> Created:
    if properties['SubnetId'] not in ec2._subnets:
        raise ValueError(f"InvalidSubnetID.NotFound: {properties['SubnetId']}")
    nat_gateway_id = hexadecimal_id('nat')
    return nat_gateway_id, {'NatGatewayId': nat_gateway_id}


def _create_ipv6_range(_logical_id: str, properties: Properties, _stack_name: str) -> Created:
    block = str(next(_AMAZON_IPV6))
    _ipv6_ranges[properties['VpcId']].append(block)
    physical_id = hexadecimal_id('vpc-cidr-assoc')
    return f'{physical_id}|{block}', {'Id': physical_id, 'Ipv6CidrBlock': block}


def _delete_ipv6_range(physical_id: str, properties: Properties) -> None:
    block = physical_id.partition('|')[2]
    used = [each['SubnetId'] for each in ec2._subnets.values() if each.get('Ipv6CidrBlock') and _contains(block, each['Ipv6CidrBlock'])]
    if used:
        raise ValueError(f'DependencyViolation: {block} is in use by {", ".join(used)}')
    _ipv6_ranges[properties['VpcId']].remove(block)


def _create_subnet(create: Callable[[], Created], properties: Properties) -> Created:
    vpc = ec2._vpcs[properties['VpcId']]
    block, ipv6_block = properties.get('CidrBlock', ''), properties.get('Ipv6CidrBlock')
    if not block and not ipv6_block:
        raise ValueError('MissingParameter: a subnet needs an IPv4 or an IPv6 range')
    if block and not _contains(vpc['CidrBlock'], block):
        raise ValueError(f"InvalidSubnet.Range: the CIDR '{block}' is not in {vpc['CidrBlock']}")
    if ipv6_block and not any(_contains(each, ipv6_block) for each in _ipv6_ranges[vpc['VpcId']]):
        raise ValueError(f"InvalidSubnet.Range: the CIDR '{ipv6_block}' is not associated with the VPC")
    for other in (each for each in ec2._subnets.values() if each['VpcId'] == vpc['VpcId']):
        for range_of_other, wanted in ((other['CidrBlock'], block), (other.get('Ipv6CidrBlock'), ipv6_block)):
            if range_of_other and wanted and ipaddress.ip_network(range_of_other).overlaps(ipaddress.ip_network(wanted)):
                raise ValueError(f"InvalidSubnet.Conflict: the CIDR '{wanted}' conflicts with {other['SubnetId']}")
    subnet_id, attributes = create()
    ec2._subnets[subnet_id].update(CidrBlock=block, Ipv6CidrBlock=ipv6_block)
    return subnet_id, {**attributes, 'CidrBlock': block, 'Ipv6CidrBlocks': [ipv6_block] if ipv6_block else []}


def _create_route(create: Callable[[], Created], properties: Properties) -> Created:
    table = ec2._route_tables[properties['RouteTableId']]
    gateway = properties.get('GatewayId')
    if gateway and gateway not in attached_internet_gateways(table['VpcId']):
        raise ValueError(f"InvalidParameterValue: route table {table['RouteTableId']} and network gateway {gateway} belong to different networks")
    return create()


def _attach_gateway(create: Callable[[], Created], properties: Properties) -> Created:
    gateway = ec2._internet_gateways[properties['InternetGatewayId']]
    if gateway['Attachments']:
        raise ValueError(f"Resource.AlreadyAssociated: resource {gateway['InternetGatewayId']} is already attached to network "
                         f"{gateway['Attachments'][0]['VpcId']}")
    return create()


def _make_egress_only_gateway(_properties: Properties) -> Created:
    gateway_id = hexadecimal_id('eigw')
    return gateway_id, {'Id': gateway_id}


def attached_internet_gateways(vpc_id: str) -> list[str]:
    """Through which the VPC reaches the internet."""
    return [
        gateway['InternetGatewayId'] for gateway in ec2._internet_gateways.values()
        if any(attachment['VpcId'] == vpc_id for attachment in gateway['Attachments'])
    ]


def _refuse_to_detach_from_public_addresses(_physical_id: str, properties: Properties) -> None:
    public = [each for each in alb._lbs.values() if each['Scheme'] == 'internet-facing' and each['VpcId'] == properties['VpcId']]
    if public:
        raise ValueError(f"DependencyViolation: network {properties['VpcId']} has some mapped public address(es). "
                         'Please unmap those public address(es) before detaching the gateway.')


def _show_ipv6_of_subnets() -> None:
    original = ec2._subnet_fields_xml

    def with_ipv6(subnet: dict[str, Any], *arguments: Any, **options: Any) -> str:
        text: str = original(subnet, *arguments, **options)
        block = subnet.get('Ipv6CidrBlock')
        if not block:
            return text
        association = f'<item><ipv6CidrBlock>{block}</ipv6CidrBlock><ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState></item>'
        return text.replace('<subnetId>', f'<ipv6CidrBlockAssociationSet>{association}</ipv6CidrBlockAssociationSet><subnetId>', 1)

    ec2._subnet_fields_xml = with_ipv6


def _show_security_groups_of_endpoints() -> None:
    original = ec2._vpce_fields_xml

    def with_groups(endpoint: dict[str, Any], *arguments: Any, **options: Any) -> str:
        text: str = original(endpoint, *arguments, **options)
        groups = ''.join(f'<item><groupId>{each}</groupId></item>' for each in endpoint.get('SecurityGroupIds', []))
        return text.replace('<vpcEndpointId>', f'<groupSet>{groups}</groupSet><vpcEndpointId>', 1)

    ec2._vpce_fields_xml = with_groups


def _contains(outer: str, inner: str) -> bool:
    outer_network, inner_network = ipaddress.ip_network(outer), ipaddress.ip_network(inner)
    return outer_network.version == inner_network.version and inner_network.network_address in outer_network and inner_network.prefixlen >= outer_network.prefixlen
