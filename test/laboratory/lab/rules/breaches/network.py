"""VPCs, subnets, security groups, endpoints."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put

_GROUP, _INGRESS = 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'
_VPC, _SUBNET, _ROUTE, _ENDPOINT = 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::Route', 'AWS::EC2::VPCEndpoint'
_BALANCER, _SERVICE = 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ECS::Service'


def _many_rules(template: Template) -> None:
    rules = [{'CidrIp': f'10.0.{number}.0/24', 'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443} for number in range(61)]
    template.first(_GROUP)['SecurityGroupIngress'] = rules


def _heavy_rules(template: Template) -> None:
    """Six references to prefix lists of VPC Lattice, each with the weight of ten rules, and one rule more."""
    lattice = next(each['Properties']['DestinationPrefixListId'] for each in template.body['Resources'].values()
                   if 'VpcLatticeIpv4' in str(each.get('Properties', {}).get('DestinationPrefixListId')))
    rules = [{'DestinationPrefixListId': lattice, 'IpProtocol': 'tcp', 'FromPort': port, 'ToPort': port} for port in range(1, 7)]
    template.first(_GROUP)['SecurityGroupEgress'] = [*rules, {'CidrIp': '10.0.0.0/8', 'IpProtocol': 'tcp', 'FromPort': 1, 'ToPort': 1}]


def _twice_in_a_group(template: Template) -> None:
    template.again(_INGRESS, Description='the same under another description')


def _range_in_another_spelling(template: Template) -> None:
    rules = next(each['Properties']['SecurityGroupIngress'] for each in template.body['Resources'].values() if 'CidrIpv6' in str(each.get('Properties', {}).get('SecurityGroupIngress')))
    rules.append({**next(each for each in rules if 'CidrIpv6' in each), 'CidrIpv6': '2001:DB8:0::/32'})


def _subnet(template: Template, **properties: Any) -> None:
    template.add(_SUBNET, {'VpcId': {'Ref': template.id_of(_VPC)}, 'AvailabilityZone': 'us-east-1a', **properties})
    template.wait('Added', 'AWS::EC2::VPCCidrBlock')


def _wide_range_from_ipam(template: Template) -> None:
    vpc = template.first(_VPC)
    del vpc['CidrBlock']
    vpc.update(Ipv4IpamPoolId='ipam-pool-0123456789abcdef0', Ipv4NetmaskLength=15)


def _dual_stack_endpoint_without_ipv6(template: Template) -> None:
    _subnet(template, CidrBlock='192.168.200.0/24')
    _interface(template, IpAddressType='dualstack', SubnetIds=[{'Ref': 'Added'}])


def _interface(template: Template, **properties: Any) -> None:
    template.add(_ENDPOINT, {
        'VpcId': {'Ref': template.id_of(_VPC)}, 'ServiceName': 'com.amazonaws.us-east-1.kms', 'VpcEndpointType': 'Interface', **properties}, 'Endpoint')


def _interface_of_s3(template: Template) -> None:
    of_logs = template.first(_ENDPOINT, VpcEndpointType='Interface')
    template.add(_ENDPOINT, {**of_logs, 'ServiceName': {'Fn::Join': ['', ['com.amazonaws.', {'Ref': 'AWS::Region'}, '.s3']]}})


def _gateway(template: Template, **changed: Any) -> None:
    template.add(_ENDPOINT, {**template.first(_ENDPOINT, VpcEndpointType='Gateway'), **changed})


def _second_in_zone(template: Template) -> None:
    endpoint = template.first(_ENDPOINT, VpcEndpointType='Interface')
    subnet = template.body['Resources'][endpoint['SubnetIds'][0]['Ref']]['Properties']
    template.add(_SUBNET, {'VpcId': subnet['VpcId'], 'AvailabilityZone': subnet['AvailabilityZone'], 'CidrBlock': '192.168.200.0/24'})
    endpoint['SubnetIds'].append({'Ref': 'Added'})


def _group_elsewhere(template: Template) -> None:
    template.add(_VPC, {'CidrBlock': '10.0.0.0/16'}, 'OtherVpc')
    template.add(_GROUP, {'VpcId': {'Ref': 'OtherVpc'}, 'GroupDescription': 'in another VPC'}, 'OtherGroup')
    template.first(_ENDPOINT, VpcEndpointType='Interface')['SecurityGroupIds'].append({'Ref': 'OtherGroup'})


def _flow_log(template: Template) -> None:
    template.add('AWS::EC2::FlowLog', {'ResourceId': {'Ref': template.id_of(_VPC)}, 'ResourceType': 'VPC', 'TrafficType': 'ALL',
                                       'LogDestinationType': 'cloud-watch-logs', 'LogGroupName': 'flows'})


def _at_once(type_name: str, *others: str) -> Change:
    """The resources of a type no longer wait for those of the others."""
    def change(template: Template) -> None:
        resources = template.body['Resources']
        for each in (each for each in resources.values() if each['Type'] == type_name):
            each['DependsOn'] = [name for name in each.get('DependsOn', []) if resources[name]['Type'] not in others]
    return change


BREACHES = [
    Breach('schema of the resource type', 'a property that there is not', put(_SUBNET, 'Zone', value='us-east-1a')),
    Breach('schema of the resource type', 'a retention that CloudWatch does not have', put('AWS::Logs::LogGroup', 'RetentionInDays', value=29)),
    Breach('schema of the resource type', 'an apostrophe in the description of a group', put(_GROUP, 'GroupDescription', value="the proxy's tasks")),
    Breach('schema of the resource type', 'a rule with two peers', put(_INGRESS, 'CidrIp', value='10.0.0.0/8')),
    Breach('description of a security group rule', 'an apostrophe in an inline rule', put(_GROUP, 'SecurityGroupEgress', 0, 'Description', value="in place of EC2's rule")),
    Breach('description of a security group rule', 'a dash of the printer', put(_INGRESS, 'Description', value='TLS – from clients')),
    Breach('description of a security group rule', '256 characters', put(_INGRESS, 'Description', value='x' * 256)),
    Breach('number of rules of a security group', '61 rules', _many_rules),
    Breach('number of rules of a security group', 'prefix lists that weigh 60, and a rule', _heavy_rules),
    Breach('security groups of an interface', '6 groups', put(_ENDPOINT, 'SecurityGroupIds', value=[f'sg-{number:017}' for number in range(6)])),
    Breach('security group rule that is there already', 'a second rule that differs in its description', _twice_in_a_group),
    Breach('ports of a security group rule', 'from high to low', put(_INGRESS, 'FromPort', value=65_535)),
    Breach('ports of a security group rule', 'TCP without ports', lambda template: [template.first(_INGRESS).pop(name) for name in ('FromPort', 'ToPort')]),
    Breach('security group of another vpc', 'a group of another VPC at an endpoint', _group_elsewhere),
    Breach('security group rule that is there already', 'a range in another spelling', _range_in_another_spelling),
    Breach('zone of a subnet', 'a zone of another Region', put(_SUBNET, 'AvailabilityZone', value='eu-west-1a'), 'internal'),
    Breach('service of an endpoint', 'a service of another Region', put(_ENDPOINT, 'ServiceName', value='com.amazonaws.eu-west-1.ecr.api')),
    Breach('size of a range', 'a range from IPAM that is too wide', _wide_range_from_ipam),
    Breach('size of a range', 'a subnet of two addresses', lambda template: _subnet(template, CidrBlock='192.168.200.0/31')),
    Breach('range outside of the vpc', 'a range that the VPC does not have', lambda template: _subnet(template, CidrBlock='10.0.0.0/24')),
    Breach('range of another subnet', 'a range that is taken', lambda template: _subnet(template, CidrBlock='192.168.0.0/24')),
    Breach('ipv6 only subnet', 'an IPv4 range', lambda template: _subnet(template, Ipv6Native=True, CidrBlock='192.168.200.0/24', Ipv6CidrBlock='2600:1f18:1234:56f0::/64')),
    Breach('route for each destination', 'a second default route', lambda template: template.again(_ROUTE)),
    Breach('gateway that is attached first', 'a load balancer that waits for no route', _at_once(_BALANCER, _ROUTE)),
    Breach('gateway that is attached first', 'a load balancer with Elastic IP addresses that waits for no route', _at_once(_BALANCER, _ROUTE), 'dns'),
    Breach('gateway that is attached first', 'a route that does not wait', _at_once(_ROUTE, 'AWS::EC2::VPCGatewayAttachment')),
    Breach('gateway that is attached first', 'a VPC origin that waits for no route', _at_once('AWS::CloudFront::VpcOrigin', _ROUTE), 'cloudfront'),
    Breach('gateway that is attached first', 'a NAT gateway that waits for no route', _at_once('AWS::EC2::NatGateway', _ROUTE), 'three-tiers'),
    Breach('gateway endpoint that is there first', 'an interface endpoint of Amazon S3 that does not wait', _interface_of_s3),
    Breach('range that is associated first', 'a subnet that does not wait', _at_once(_SUBNET, 'AWS::EC2::VPCCidrBlock')),
    Breach('listener that is made first', 'a service that does not wait', _at_once(_SERVICE, 'AWS::ElasticLoadBalancingV2::Listener')),
    Breach('capacity providers that are there first', 'a service that does not wait', _at_once(_SERVICE, 'AWS::ECS::ClusterCapacityProviderAssociations')),
    Breach('route table of a subnet', 'a second one', lambda template: template.again('AWS::EC2::SubnetRouteTableAssociation')),
    Breach('destination of a flow log', 'a log group without a role', _flow_log),
    Breach('address type of an endpoint', 'dual-stack in a subnet without IPv6', _dual_stack_endpoint_without_ipv6),
    Breach('subnets of an endpoint', 'two in one zone', _second_in_zone),
    Breach('private dns name of an endpoint', 'a second endpoint of a service', lambda template: template.again(_ENDPOINT)),
    Breach('private dns name of an endpoint', 'a VPC without DNS host names', put(_VPC, 'EnableDnsHostnames', value=False)),
    Breach('route of a gateway endpoint', 'a second gateway to S3', _gateway),
    Breach('kind of an endpoint', 'a gateway with private DNS', lambda template: template.first(_ENDPOINT, VpcEndpointType='Gateway').update(PrivateDnsEnabled=True)),
    Breach('size of an endpoint policy', 'as many buckets as do not fit', lambda template: _interface(template, PolicyDocument={
        'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': f'arn:aws:s3:::{"b" * 40}{number}/*'} for number in range(200)]})),
]
