"""Load balancers, names, VPC Lattice."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Template, put

_LOAD_BALANCER, _LISTENER = 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener'
_TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup'
_SUBNET, _VPC, _IPV6_RANGE = 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::EC2::VPCCidrBlock'
_RECORD, _ZONE = 'AWS::Route53::RecordSet', 'AWS::Route53::HostedZone'
_ASSOCIATION = 'AWS::VpcLattice::ServiceNetworkVpcAssociation'


def _subnet_without_ipv6(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    template.add(_SUBNET, {'VpcId': {'Ref': template.id_of(_VPC)}, 'AvailabilityZone': 'us-east-1f', 'CidrBlock': '192.168.200.0/24'})
    load_balancer['Subnets'].append({'Ref': 'Added'})


def _subnet_without_ipv4(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    template.add(_SUBNET, {'VpcId': {'Ref': template.id_of(_VPC)}, 'AvailabilityZone': 'us-east-1f', 'Ipv6Native': True, 'Ipv6CidrBlock': '2600:1f18:1234:56f0::/64'})
    template.wait('Added', _IPV6_RANGE)
    load_balancer['Subnets'].append({'Ref': 'Added'})


def _second_in_zone(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    subnet = template.body['Resources'][load_balancer['Subnets'][0]['Ref']]['Properties']
    template.add(_SUBNET, {**subnet, 'CidrBlock': '192.168.200.0/24', 'Ipv6CidrBlock': '2600:1f18:1234:56f0::/64'})
    template.wait('Added', _IPV6_RANGE)
    load_balancer['Subnets'].append({'Ref': 'Added'})


def _elastic_addresses_of_internal(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    load_balancer['SubnetMappings'] = [{'SubnetId': each, 'AllocationId': f'eipalloc-{index:017}'} for index, each in enumerate(load_balancer.pop('Subnets'))]


def _without_groups(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    del load_balancer['SecurityGroups']
    load_balancer['EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic'] = 'on'


def _record(template: Template, **properties: Any) -> None:
    template.add(_RECORD, {'HostedZoneId': 'Z0123456789ABCDEFGHIJ', 'Name': 'www.example.com', 'Type': 'A', 'TTL': '60', 'ResourceRecords': ['192.0.2.1'], **properties})


def _simple_and_weighted(template: Template) -> None:
    _record(template)
    template.again(_RECORD, 'Weighted', **{**template.body['Resources']['Added']['Properties'], 'Weight': 1, 'SetIdentifier': 'one', 'Region': None})
    weighted = template.body['Resources']['Weighted']['Properties']
    for name in ('Region', 'AliasTarget'):
        weighted.pop(name, None)


def _cname_at_apex(template: Template) -> None:
    zone = template.id_of(_ZONE)
    _record(template, HostedZoneId={'Ref': zone}, Name=template.first(_ZONE)['Name'], Type='CNAME', ResourceRecords=['www.example.org'])


def _dual_stack_prefix(template: Template) -> None:
    load_balancer = template.id_of(_LOAD_BALANCER)
    template.add(_RECORD, {'HostedZoneId': 'Z0123456789ABCDEFGHIJ', 'Name': 'www.example.com', 'Type': 'A', 'AliasTarget': {
        'HostedZoneId': {'Fn::GetAtt': [load_balancer, 'CanonicalHostedZoneID']},
        'DNSName': {'Fn::Join': ['', ['dualstack.', {'Fn::GetAtt': [load_balancer, 'DNSName']}]]}}})


def _listener_of_another_load_balancer(template: Template) -> None:
    template.again(_LOAD_BALANCER, 'Other')
    template.again(_LISTENER, LoadBalancerArn={'Ref': 'Other'})
    template.wait('AWS::ECS::Service', _LISTENER)


def _second_listener(template: Template) -> None:
    template.again(_LISTENER)
    template.wait('AWS::ECS::Service', _LISTENER)


def _gateway_elsewhere(template: Template) -> None:
    """The gateway of another VPC, and no route to it."""
    template.first('AWS::EC2::VPCGatewayAttachment')['VpcId'] = 'vpc-0123456789abcdef0'
    resources = template.body['Resources']
    routes = {name for name, each in resources.items() if each['Type'] == 'AWS::EC2::Route' and 'GatewayId' in each['Properties']}
    template.body['Resources'] = {name: {**each, 'DependsOn': [other for other in each.get('DependsOn', []) if other not in routes]}
                                  for name, each in resources.items() if name not in routes}


def _group_of_another_vpc(template: Template) -> None:
    template.add('AWS::EC2::SecurityGroup', {'GroupDescription': 'of another VPC', 'VpcId': 'vpc-0123456789abcdef0'})
    template.first(_ASSOCIATION)['SecurityGroupIds'].append({'Fn::GetAtt': ['Added', 'GroupId']})


def _second_private_zone(template: Template) -> None:
    template.add(_ZONE, next(each['Properties'] for each in template.body['Resources'].values() if each['Type'] == _ZONE and 'VPCs' in each['Properties']))


def _membership(template: Template) -> None:
    for logical_id in ('One', 'Other'):
        template.add('AWS::VpcLattice::ServiceNetworkServiceAssociation', {
            'ServiceIdentifier': 'svc-0123456789abcdef0', 'ServiceNetworkIdentifier': 'sn-0123456789abcdef0'}, logical_id)


def _auth_policy(template: Template) -> None:
    template.add('AWS::VpcLattice::AuthPolicy', {'ResourceIdentifier': 'svc-0123456789abcdef0', 'Policy': {'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': '*'}]}})


BREACHES = [
    Breach('name of a load balancer or target group', '33 characters', put(_LOAD_BALANCER, 'Name', value='x' * 33)),
    Breach('name of a load balancer or target group', 'a hyphen at the end', put(_TARGET_GROUP, 'Name', value='tls-')),
    Breach('address type of a load balancer', 'dual-stack in a subnet without IPv6', _subnet_without_ipv6),
    Breach('address type of a load balancer', 'an IPv6-only subnet', _subnet_without_ipv4),
    Breach('subnets of a load balancer', 'two in one zone', _second_in_zone),
    Breach('addresses of a load balancer', 'Elastic IP addresses of an internal one', _elastic_addresses_of_internal, 'internal'),
    Breach('attributes of a load balancer', 'an attribute of Application Load Balancers',
           lambda template: template.first(_LOAD_BALANCER)['LoadBalancerAttributes'].append({'Key': 'routing.http2.enabled', 'Value': 'true'})),
    Breach('attributes of a listener', 'an idle timeout of 59 seconds', put(_LISTENER, 'ListenerAttributes', 0, 'Value', value='59')),
    Breach('attributes of a target group', 'an attribute of Application Load Balancers',
           lambda template: template.first(_TARGET_GROUP)['TargetGroupAttributes'].append({'Key': 'slow_start.duration_seconds', 'Value': '30'})),
    Breach('port of a listener', 'a second listener', _second_listener),
    Breach('target group of a listener', 'one of another load balancer', _listener_of_another_load_balancer),
    Breach('internet gateway of a load balancer', 'one that faces the internet from a VPC without a way there',
           _gateway_elsewhere),
    Breach('health check of a target group', 'a timeout as long as the interval', put(_TARGET_GROUP, 'HealthCheckTimeoutSeconds', value=10)),
    Breach('private link and security groups', 'no security groups', _without_groups),
    Breach('private zone of a name', 'a second zone', _second_private_zone, 'dns'),
    Breach('records of one name and type', 'a simple record beside a weighted one', _simple_and_weighted, 'dns'),
    Breach('records of one name and type', 'the same record twice', lambda template: template.again(_RECORD), 'dns'),
    Breach('schema of the resource type', 'a set identifier of 129 characters', put(_RECORD, 'SetIdentifier', value='x' * 129), 'dns'),
    Breach('cname record', 'the name of the zone', _cname_at_apex, 'dns'),
    Breach('name of a record', 'a label of 64 characters', lambda template: _record(template, Name=f'{"x" * 64}.example.com')),
    Breach('name of a record', 'another zone', lambda template: _record(template, HostedZoneId={'Ref': template.id_of(_ZONE)}, Name='www.example.org'), 'dns'),
    Breach('target of an alias', 'dualstack. before the name of a Network Load Balancer', _dual_stack_prefix),
    Breach('association of a vpc', 'a second service network', lambda template: template.again(_ASSOCIATION, ServiceNetworkIdentifier='sn-0fedcba9876543210')),
    Breach('security groups of an association', 'a group of another VPC', _group_of_another_vpc),
    Breach('membership of a service', 'twice', _membership),
    Breach('custom domain name of a service', 'a certificate without a name', lambda template: template.add('AWS::VpcLattice::Service', {
        'CertificateArn': 'arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012'})),
    Breach('auth policy', 'an action of S3', _auth_policy),
]
