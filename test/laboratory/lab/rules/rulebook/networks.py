"""VPCs, subnets, routes and flow logs."""
from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.rule import rule

_VPC, _SUBNET, _ROUTE = 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::Route'
_DESTINATIONS = ('DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId')


@rule(_SUBNET, '`AvailabilityZone`', 'a zone of the Region',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html', 'InvalidParameterValue')
def _zone_of_a_subnet(resource: Resource, account: Account) -> Iterator[str]:
    zone = resource.get('AvailabilityZone', '')
    # CDK writes zones such as dummy1a where it has not looked up those of the account.
    if re.match(r'[a-z]{2}-', zone) and not zone.startswith(account.region):
        yield f'Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the zones of {account.region}'


@rule((_VPC, _SUBNET), '`CidrBlock`, `Ipv6CidrBlock`, `Ipv4NetmaskLength`', 'of IPv4 from /16 to /28; the range of a subnet of IPv6 from /44 to /64 in steps of 4',
      'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html', 'InvalidSubnet.Range')
def _size_of_a_range(resource: Resource, _account: Account) -> Iterator[str]:
    sizes = {'CidrBlock': range(16, 29), 'Ipv6CidrBlock': range(44, 65, 4)}
    for name, allowed in sizes.items():
        block = resource.get(name)
        if block and ipaddress.ip_network(block, strict=False).prefixlen not in allowed:
            yield f"The CIDR '{block}' is invalid."
    length = resource.get('Ipv4NetmaskLength')
    if length is not None and int(length) not in sizes['CidrBlock']:
        yield f'A range of /{length} from a pool of IPAM is invalid.'


@rule(_SUBNET, '`CidrBlock`, `Ipv6CidrBlock`', 'a part of a range of the VPC',
      'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html', 'InvalidSubnet.Range')
def _range_outside_of_the_vpc(resource: Resource, account: Account) -> Iterator[str]:
    vpc = account.find(resource.get('VpcId'))
    further = [each.get('CidrBlock') for each in account.of_type('AWS::EC2::VPCCidrBlock') if each.get('VpcId') == resource.get('VpcId')]
    blocks = [vpc.get('CidrBlock'), *vpc.attributes.get('Ipv6CidrBlocks', []), *further] if vpc else []
    for block in (ipaddress.ip_network(each, strict=False) for each in map(resource.get, ('CidrBlock', 'Ipv6CidrBlock')) if each):
        of_vpc = [each for each in map(ipaddress.ip_network, filter(None, blocks)) if each.version == block.version]
        if of_vpc and not any(each.prefixlen <= block.prefixlen and each.overlaps(block) for each in of_vpc):
            yield f"The CIDR '{block}' is invalid."


@rule(_SUBNET, '`CidrBlock`, `Ipv6CidrBlock`', 'no address that another subnet of the VPC has',
      'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html', 'InvalidSubnet.Conflict')
def _range_of_another_subnet(resource: Resource, account: Account) -> Iterator[str]:
    for name in ('CidrBlock', 'Ipv6CidrBlock'):
        for other in account.of_type(_SUBNET):
            if other is resource or other.get('VpcId') != resource.get('VpcId') or not (resource.get(name) and other.get(name)):
                continue
            if ipaddress.ip_network(resource.get(name), strict=False).overlaps(ipaddress.ip_network(other.get(name), strict=False)):
                yield f"The CIDR '{resource.get(name)}' conflicts with another subnet: {other.name}"


@rule(_SUBNET, '`Ipv6Native`', 'an IPv6-only subnet has no IPv4 range, gives new interfaces an IPv6 address, and launches none with a public IPv4 address',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html', 'InvalidParameterCombination')
def _ipv6_only_subnet(resource: Resource, _account: Account) -> Iterator[str]:
    native = is_true(resource.get('Ipv6Native', False))
    if native and (resource.get('CidrBlock') or resource.get('Ipv4IpamPoolId')):
        yield 'You cannot specify an IPv4 CIDR block for an IPv6 native subnet'
    if native and not is_true(resource.get('AssignIpv6AddressOnCreation', True)):
        yield 'You cannot disable AssignIpv6AddressOnCreation for an IPv6 native subnet'
    if native and is_true(resource.get('MapPublicIpOnLaunch', False)):
        yield 'MapPublicIpOnLaunch cannot be enabled for an IPv6 native subnet'
    if not native and not (resource.get('CidrBlock') or resource.get('Ipv4IpamPoolId')):
        yield 'Either a CIDR block or Ipv6Native must be specified'


@rule(_SUBNET, '`AssignIpv6AddressOnCreation`', 'only with a range of IPv6',
      'https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/735', 'InvalidParameterValue')
def _ipv6_addresses_of_a_subnet(resource: Resource, _account: Account) -> Iterator[str]:
    if is_true(resource.get('AssignIpv6AddressOnCreation')) and not any(map(resource.get, ('Ipv6CidrBlock', 'Ipv6IpamPoolId', 'Ipv6NetmaskLength'))):
        yield ("Invalid value 'true' for assign-ipv6-address-on-creation. Cannot set assign-ipv6-address-on-creation to true "
               f'unless the subnet ({resource.name}) has an IPv6 CIDR block associated with it.')


@rule('AWS::EC2::VPCGatewayAttachment', '`VpcId`', 'a VPC has one internet gateway',
      'https://github.com/binlab/terraform-aws-vault-ha-raft/issues/54', 'InvalidParameterValue')
def _internet_gateway_of_a_vpc(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(resource.type) if resource.get('InternetGatewayId') else []:
        if other is not resource and other.get('InternetGatewayId') and other.get('VpcId') == resource.get('VpcId'):
            yield f"Network {resource.get('VpcId')} already has an internet gateway attached: {other.name}"


@rule(_ROUTE, 'the destination', 'one route for each destination in a route table, to one target; IPv6 does not go out by a NAT gateway but to 64:ff9b::/96, IPv4 not by an egress-only gateway',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html', 'RouteAlreadyExists')
def _route_for_each_destination(resource: Resource, account: Account) -> Iterator[str]:
    [destination, *more] = [resource.get(each) for each in _DESTINATIONS if resource.get(each)]
    if more:
        yield 'a route has one destination'
    for other in account.of_type(_ROUTE):
        if other is not resource and other.get('RouteTableId') == resource.get('RouteTableId') and destination in [other.get(each) for each in _DESTINATIONS]:
            yield f'The route identified by {destination} already exists: {other.name}'
    if resource.get('EgressOnlyInternetGatewayId') and ':' not in destination:
        yield 'an egress-only internet gateway takes IPv6 only'
    if resource.get('NatGatewayId') and ':' in destination and destination != '64:ff9b::/96':
        yield 'a NAT gateway does not take IPv6 but by NAT64'


@rule('AWS::EC2::SubnetRouteTableAssociation', '`SubnetId`', 'a subnet has one route table',
      'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html', 'Resource.AlreadyAssociated')
def _route_table_of_a_subnet(resource: Resource, account: Account) -> Iterator[str]:
    if sum(each.get('SubnetId') == resource.get('SubnetId') for each in account.of_type(resource.type)) > 1:
        yield f'the specified association for route table conflicts with an existing association: {resource.get("SubnetId")}'


@rule('AWS::EC2::NatGateway', '`AllocationId`', 'an Elastic IP address where the gateway is public and in a subnet',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html', 'MissingParameter')
def _address_of_a_nat_gateway(resource: Resource, _account: Account) -> Iterator[str]:
    if resource.get('ConnectivityType', 'public') == 'public' and resource.get('SubnetId') and not resource.get('AllocationId'):
        yield 'The request must include the AllocationId parameter. Add the required parameter and retry the request.'


@rule('AWS::EC2::FlowLog', 'the destination', 'CloudWatch Logs: a log group and a role that delivers; S3: an ARN and no role',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html', 'InvalidParameter')
def _destination_of_a_flow_log(resource: Resource, _account: Account) -> Iterator[str]:
    kind = resource.get('LogDestinationType', 'cloud-watch-logs')
    if kind == 'cloud-watch-logs' and not (resource.get('DeliverLogsPermissionArn') and (resource.get('LogGroupName') or resource.get('LogDestination'))):
        yield 'DeliverLogsPermissionArn and a log group are required for cloud-watch-logs'
    if kind == 's3' and (resource.get('DeliverLogsPermissionArn') or not resource.get('LogDestination', '').startswith('arn:')):
        yield 'S3 takes LogDestination, an ARN, and no DeliverLogsPermissionArn'


def families_of_subnet(subnet: Resource | None) -> set[str]:
    """Which addresses a subnet has; both where the account does not know it."""
    if subnet is None:
        return {'IPv4', 'IPv6'}
    return {family for family, name in (('IPv4', 'CidrBlock'), ('IPv6', 'Ipv6CidrBlock')) if subnet.get(name)}


def subnets_in_one_zone(subnet_ids: list[str], account: Account) -> list[str]:
    """Zones in which there are several of these subnets."""
    zones = [subnet.get('AvailabilityZone') for subnet in map(account.find, subnet_ids) if subnet]
    return sorted({each for each in zones if each and zones.count(each) > 1})
