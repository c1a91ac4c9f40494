"""Network Load Balancers, their listeners and target groups."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.networks import families_of_subnet, subnets_in_one_zone
from lab.rules.rulebook.rule import rule

_LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
_LISTENER = 'AWS::ElasticLoadBalancingV2::Listener'
_TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup'

_BOOLEAN = 'true|false'

_ATTRIBUTES_OF_LOAD_BALANCERS = {
    'network': {
        'deletion_protection.enabled': _BOOLEAN, 'load_balancing.cross_zone.enabled': _BOOLEAN, 'access_logs.s3.enabled': _BOOLEAN,
        'access_logs.s3.bucket': '.+', 'access_logs.s3.prefix': '.*', 'ipv6.deny_all_igw_traffic': _BOOLEAN, 'zonal_shift.config.enabled': _BOOLEAN,
        'dns_record.client_routing_policy': 'availability_zone_affinity|partial_availability_zone_affinity|any_availability_zone',
        'secondary_ips.auto_assigned.per_subnet': '[0-7]',
    },
}
_ATTRIBUTES_OF_TARGET_GROUPS = {
    'TCP': {
        'deregistration_delay.timeout_seconds': r'\d{1,3}|[1-2]\d{3}|3[0-5]\d\d|3600', 'deregistration_delay.connection_termination.enabled': _BOOLEAN,
        'stickiness.enabled': _BOOLEAN, 'stickiness.type': 'source_ip', 'preserve_client_ip.enabled': _BOOLEAN, 'proxy_protocol_v2.enabled': _BOOLEAN,
        'load_balancing.cross_zone.enabled': 'true|false|use_load_balancer_configuration',
        'target_group_health.dns_failover.minimum_healthy_targets.count': r'off|\d+',
        'target_group_health.dns_failover.minimum_healthy_targets.percentage': r'off|[1-9]\d?|100',
        'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': r'[1-9]\d*',
        'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': r'off|[1-9]\d?|100',
        'target_health_state.unhealthy.connection_termination.enabled': _BOOLEAN, 'target_health_state.unhealthy.draining_interval_seconds': r'\d{1,6}',
    },
}
_ATTRIBUTES_OF_LISTENERS = {'TCP': {'tcp.idle_timeout.seconds': r'[6-9]\d|[1-9]\d\d|[1-5]\d{3}|6000'}}


@rule((_LOAD_BALANCER, _TARGET_GROUP), '`Name`', "at most 32 letters, digits and hyphens, no hyphen at an end; a load balancer's does not start with `internal-`",
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html', 'ValidationError')
def _name_of_a_load_balancer_or_target_group(resource: Resource, _account: Account) -> Iterator[str]:
    name = resource.get('Name')
    if name is not None and not re.fullmatch(r'(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?', name):
        yield f"The name '{name}' must have at most 32 letters, digits and hyphens"


@rule(_LOAD_BALANCER, '`Subnets` and `IpAddressType`', 'every subnet has a range of IPv4; of a dual-stack load balancer also of IPv6',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-ip-address-type.html', 'ValidationError')
def _address_type_of_a_load_balancer(resource: Resource, account: Account) -> Iterator[str]:
    needed = {'IPv4', 'IPv6'} if resource.get('IpAddressType') == 'dualstack' else {'IPv4'}
    for subnet_id in _subnets(resource):
        for family in sorted(needed - families_of_subnet(account.find(subnet_id))):
            yield f'You must specify subnets with an associated {family} CIDR block: {subnet_id}'


@rule(_LOAD_BALANCER, '`Scheme`', 'one that faces the internet is in a VPC with an internet gateway',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-network-load-balancer.html', 'InvalidSubnet')
def _internet_gateway_of_a_load_balancer(resource: Resource, account: Account) -> Iterator[str]:
    vpcs = {subnet.get('VpcId') for subnet in map(account.find, _subnets(resource)) if subnet}
    attached = {each.get('VpcId') for each in account.of_type('AWS::EC2::VPCGatewayAttachment') if each.get('InternetGatewayId')}
    for vpc_id in sorted(vpcs - attached) if resource.get('Scheme', 'internet-facing') != 'internal' else []:
        if account.find(vpc_id):
            yield f'VPC {vpc_id} has no internet gateway'


@rule(_LOAD_BALANCER, '`Subnets`', 'one subnet in each zone',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html', 'InvalidConfigurationRequest')
def _subnets_of_a_load_balancer(resource: Resource, account: Account) -> Iterator[str]:
    for zone in subnets_in_one_zone(_subnets(resource), account):
        yield f'A load balancer cannot be attached to multiple subnets in the same Availability Zone: {zone}'


@rule(_LOAD_BALANCER, '`SubnetMappings`', 'an Elastic IP address only for one that faces the internet, a private IPv4 address only for an internal one; `Subnets` or `SubnetMappings`',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SubnetMapping.html', 'InvalidConfigurationRequest')
def _addresses_of_a_load_balancer(resource: Resource, _account: Account) -> Iterator[str]:
    is_internal = resource.get('Scheme', 'internet-facing') == 'internal'
    for mapping in resource.get('SubnetMappings', []):
        if is_internal and mapping.get('AllocationId'):
            yield 'Elastic IP addresses are for load balancers that face the internet'
        if not is_internal and mapping.get('PrivateIPv4Address'):
            yield 'private IPv4 addresses are for internal load balancers'
    if bool(resource.get('Subnets')) == bool(resource.get('SubnetMappings')):
        yield 'either Subnets or SubnetMappings must be given'


@rule(_LOAD_BALANCER, '`AllocationId`', 'an Elastic IP address that no other subnet, load balancer or NAT gateway has',
      'https://github.com/terraform-aws-modules/terraform-aws-alb/issues/171', 'ResourceInUse')
def _elastic_ip_addresses_of_a_load_balancer(resource: Resource, account: Account) -> Iterator[str]:
    used = [each.get('AllocationId') for each in account.of_type('AWS::EC2::NatGateway')]
    used += [mapping.get('AllocationId') for each in account.of_type(_LOAD_BALANCER) for mapping in each.get('SubnetMappings', [])]
    for address in sorted({each['AllocationId'] for each in resource.get('SubnetMappings', []) if each.get('AllocationId')}):
        if used.count(address) > 1:
            yield f'The allocation IDs are not available for use: {address}'


@rule(_LISTENER, '`Certificates`, `SslPolicy`, `AlpnPolicy`', 'of a TLS listener one certificate; of a TCP listener none of them',
      'https://github.com/opensearch-project/opensearch-cluster-cdk/issues/112', 'ValidationError')
def _certificate_of_a_listener(resource: Resource, _account: Account) -> Iterator[str]:
    protocol = resource.get('Protocol')
    if protocol == 'TLS' and len(resource.get('Certificates', [])) != 1:
        yield 'You must specify exactly one certificate for TLS listeners'
    for name, what in (('Certificates', 'A certificate'), ('SslPolicy', 'An SSL policy'), ('AlpnPolicy', 'An ALPN policy')):
        if protocol == 'TCP' and resource.get(name):
            yield f'{what} cannot be specified for TCP listeners'


@rule(_LOAD_BALANCER, '`LoadBalancerAttributes`', 'keys that a load balancer of this type has, once, with values that they take',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html', 'ValidationError')
def _attributes_of_a_load_balancer(resource: Resource, _account: Account) -> Iterator[str]:
    allowed = _ATTRIBUTES_OF_LOAD_BALANCERS.get(resource.get('Type', 'application'))
    yield from _attribute_problems(resource.get('LoadBalancerAttributes', []), allowed, resource.get('Type'))


@rule(_LISTENER, '`ListenerAttributes`', 'keys that a listener of this protocol has, once, with values that they take: `tcp.idle_timeout.seconds` from 60 to 6000',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ListenerAttribute.html', 'ValidationError')
def _attributes_of_a_listener(resource: Resource, _account: Account) -> Iterator[str]:
    protocol = resource.get('Protocol')
    yield from _attribute_problems(resource.get('ListenerAttributes', []), _ATTRIBUTES_OF_LISTENERS.get(protocol, {}), protocol)


@rule(_TARGET_GROUP, '`TargetGroupAttributes`', 'keys that a target group of this protocol has, once, with values that they take',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html', 'ValidationError')
def _attributes_of_a_target_group(resource: Resource, _account: Account) -> Iterator[str]:
    protocol = resource.get('Protocol')
    yield from _attribute_problems(resource.get('TargetGroupAttributes', []), _ATTRIBUTES_OF_TARGET_GROUPS.get(protocol), protocol)


@rule(_LISTENER, '`Port`', 'one listener on a port of a load balancer',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html', 'DuplicateListener')
def _port_of_a_listener(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_LISTENER):
        if other is not resource and all(str(other.get(name)) == str(resource.get(name)) for name in ('LoadBalancerArn', 'Port')):
            yield f'A listener already exists on this port for this load balancer: {other.name}'


@rule(_LISTENER, '`DefaultActions`', 'a target group of one Network Load Balancer only, with its protocol; one of IPv6 needs a dual-stack load balancer',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html', 'TargetGroupAssociationLimit')
def _target_group_of_a_listener(resource: Resource, account: Account) -> Iterator[str]:
    load_balancer = account.find(resource.get('LoadBalancerArn'))
    for action in resource.get('DefaultActions', []):
        target_group = account.find(action.get('TargetGroupArn'))
        if target_group is None:
            continue
        if target_group.get('Protocol') != resource.get('Protocol'):
            yield f'Listener protocol {resource.get("Protocol")!r} is not supported with target group protocol {target_group.get("Protocol")!r}'
        if load_balancer and target_group.get('IpAddressType') == 'ipv6' and load_balancer.get('IpAddressType') != 'dualstack':
            yield f'{target_group.name} has IPv6 targets, and {load_balancer.name} is not dual-stack'
        for other in account.of_type(_LISTENER):
            if other.get('LoadBalancerArn') != resource.get('LoadBalancerArn') and action in other.get('DefaultActions', []):
                yield f'{target_group.name} is used by another load balancer: {other.name}'


@rule(_TARGET_GROUP, 'health check', 'the timeout is shorter than the interval; a path, a matcher and codes only over HTTP or HTTPS',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html', 'ValidationError')
def _health_check_of_a_target_group(resource: Resource, _account: Account) -> Iterator[str]:
    interval, timeout = (int(resource.get(f'HealthCheck{name}Seconds', default)) for name, default in (('Interval', 30), ('Timeout', 10)))
    if timeout >= interval:
        yield f'Health check timeout {timeout} must be smaller than the interval {interval}'
    if resource.get('HealthCheckProtocol') == 'TCP' and (resource.get('HealthCheckPath') or resource.get('Matcher')):
        yield 'a TCP health check has no path and no matcher'


@rule(_TARGET_GROUP, '`HealthCheckPort`', '`traffic-port`, or a port',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html', 'ValidationError')
def _health_check_port_of_a_target_group(resource: Resource, _account: Account) -> Iterator[str]:
    port = str(resource.get('HealthCheckPort', 'traffic-port'))
    if port != 'traffic-port' and not (port.isdecimal() and 1 <= int(port) <= 65_535):
        yield f"Health check port '{port}' must be in the range 1-65535 or 'traffic-port'"


@rule(_LOAD_BALANCER, 'subnets', 'all of one VPC',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html', 'InvalidConfigurationRequest')
def _vpc_of_a_load_balancer(resource: Resource, account: Account) -> Iterator[str]:
    vpcs = {subnet.get('VpcId') for subnet in map(account.find, _subnets(resource)) if subnet}
    if len(vpcs) > 1:
        yield f'All subnets must be in the same VPC: {sorted(map(str, vpcs))}'


@rule(_LOAD_BALANCER, '`EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic`', 'only with security groups',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html', 'InvalidConfigurationRequest')
def _private_link_and_security_groups(resource: Resource, _account: Account) -> Iterator[str]:
    if resource.get('EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic') and not resource.get('SecurityGroups'):
        yield 'the load balancer has no security groups'


def _subnets(resource: Resource) -> list[str]:
    return [*resource.get('Subnets', []), *(each['SubnetId'] for each in resource.get('SubnetMappings', []))]


def _attribute_problems(attributes: list[dict[str, Any]], allowed: dict[str, str] | None, kind: str) -> Iterator[str]:
    """Nothing is said of kinds that this project has none of."""
    keys = [each['Key'] for each in attributes]
    for key in sorted({each for each in keys if keys.count(each) > 1}):
        yield f"The attribute '{key}' is given twice"
    if allowed is None:
        return
    for each in attributes:
        if each['Key'] not in allowed:
            yield f"The key '{each['Key']}' is not recognized for {kind}"
        elif not re.fullmatch(allowed[each['Key']], str(each['Value'])):
            yield f"The value '{each['Value']}' of '{each['Key']}' is not valid"
