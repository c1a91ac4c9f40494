"""VPC endpoints."""
from __future__ import annotations

import json
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.networks import families_of_subnet, subnets_in_one_zone
from lab.rules.rulebook.rule import rule

_ENDPOINT = 'AWS::EC2::VPCEndpoint'
_POLICY_CHARACTERS = 20_480
_FAMILIES = {'dualstack': {'IPv4', 'IPv6'}, 'ipv4': {'IPv4'}, 'ipv6': {'IPv6'}}


@rule(_ENDPOINT, '`IpAddressType`', '`dualstack` only where every subnet has ranges of IPv4 and of IPv6, `ipv6` only in IPv6-only subnets, `ipv4` only where they have IPv4',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html', 'InvalidParameter')
def _address_type_of_an_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    kind = resource.get('IpAddressType')
    for subnet_id in resource.get('SubnetIds', []) if kind else []:
        found = families_of_subnet(account.find(subnet_id))
        if not _FAMILIES[kind] <= found or (kind == 'ipv6' and account.find(subnet_id) and found != {'IPv6'}):
            yield f'IP address type {kind} is not supported by subnet {subnet_id}, which has {sorted(found)}'


@rule(_ENDPOINT, '`ServiceName`', 'a service of the Region, unless `ServiceRegion` names another Region',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html', 'InvalidServiceName')
def _service_of_an_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    service, region = resource.get('ServiceName', ''), resource.get('ServiceRegion', account.region)
    if service.startswith('com.amazonaws.') and service.split('.')[2] not in (region, 'vpce', 's3-global'):
        yield f"The Vpc Endpoint Service '{service}' does not exist"


@rule(_ENDPOINT, '`SubnetIds`', 'one subnet in each zone',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html', 'DuplicateSubnetsInSameZone')
def _subnets_of_an_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    for zone in subnets_in_one_zone(resource.get('SubnetIds', []), account):
        yield f'Found another VPC endpoint subnet in the availability zone {zone}'


@rule(_ENDPOINT, '`PrivateDnsEnabled`', 'a private DNS name once in a VPC, and only in a VPC with DNS support and DNS host names',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html', 'InvalidParameter')
def _private_dns_name_of_an_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    if not _has_private_dns(resource):
        return
    vpc = account.find(resource.get('VpcId'))
    if vpc and not all(is_true(vpc.get(name, default)) for name, default in (('EnableDnsSupport', True), ('EnableDnsHostnames', False))):
        yield f'Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {vpc.name}'
    for other in account.of_type(_ENDPOINT):
        if other is not resource and _has_private_dns(other) and all(other.get(name) == resource.get(name) for name in ('VpcId', 'ServiceName')):
            yield f'private-dns-enabled cannot be set because there is already a conflicting DNS domain for {resource.get("ServiceName")} in the VPC: {other.name}'


@rule(_ENDPOINT, '`RouteTableIds`', 'one gateway endpoint of a service on a route table',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html', 'RouteAlreadyExists')
def _route_of_a_gateway_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    tables = resource.get('RouteTableIds', [])
    if len(set(tables)) < len(tables):
        yield f'a route table is named twice: {tables}'
    for other in account.of_type(_ENDPOINT):
        if other is not resource and other.get('ServiceName') == resource.get('ServiceName'):
            for table in set(tables) & set(other.get('RouteTableIds', [])):
                yield f'route table {table} already has a route to {resource.get("ServiceName")}: {other.name}'


@rule(_ENDPOINT, '`VpcEndpointType`', 'a gateway takes route tables, an interface and a service network take subnets and groups; private DNS is for interfaces',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html', 'InvalidParameter')
def _kind_of_an_endpoint(resource: Resource, _account: Account) -> Iterator[str]:
    kind = resource.get('VpcEndpointType', 'Gateway')
    foreign = ('SubnetIds', 'SecurityGroupIds', 'IpAddressType', 'PrivateDnsEnabled') if kind == 'Gateway' else ('RouteTableIds',)
    for name in foreign:
        if resource.get(name):
            yield f'{name} is not supported by an endpoint of type {kind}'
    if (kind == 'ServiceNetwork') != bool(resource.get('ServiceNetworkArn')):
        yield f'an endpoint of type {kind} with ServiceNetworkArn {resource.get("ServiceNetworkArn")!r}'


@rule('AWS::EC2::VPCEndpointServicePermissions', '`AllowedPrincipals`', 'ARNs of accounts, users and roles, or `*`',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions', 'InvalidPrincipal')
def _principals_of_an_endpoint_service(resource: Resource, _account: Account) -> Iterator[str]:
    for principal in resource.get('AllowedPrincipals', []):
        if principal != '*' and not str(principal).startswith('arn:'):
            yield f'Invalid Principal: {principal}'


@rule(_ENDPOINT, '`PolicyDocument`', f'at most {_POLICY_CHARACTERS:,} characters',
      'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html', 'InvalidPolicyDocument')
def _size_of_an_endpoint_policy(resource: Resource, _account: Account) -> Iterator[str]:
    size = len(json.dumps(resource.get('PolicyDocument', {}), separators=(',', ':')))
    if size > _POLICY_CHARACTERS:
        yield f'the policy has {size} characters'


def _has_private_dns(resource: Resource) -> bool:
    return resource.get('VpcEndpointType') == 'Interface' and is_true(resource.get('PrivateDnsEnabled', True))
