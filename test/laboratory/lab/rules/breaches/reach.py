"""Addresses, gateways, listeners, names and service networks: what may be where, and how often."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put

_SUBNET, _GATEWAY, _ATTACHMENT = 'AWS::EC2::Subnet', 'AWS::EC2::InternetGateway', 'AWS::EC2::VPCGatewayAttachment'
_LOAD_BALANCER, _LISTENER, _RECORD = 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::Route53::RecordSet'
_GROUP, _ENDPOINT = 'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint'
_ASSOCIATION, _MEMBERSHIP = 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'AWS::VpcLattice::ServiceNetworkServiceAssociation'
_FAR = 'arn:aws:vpc-lattice:eu-west-1:000000000000:servicenetwork/sn-0123456789abcdef0'
_CERTIFICATE = 'arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012'
_NEED_A_GATEWAY = ('AWS::EC2::Route', _LOAD_BALANCER)


def _subnet_without_ipv6(template: Template) -> None:
    template.add(_SUBNET, {'VpcId': {'Ref': template.id_of('AWS::EC2::VPC')}, 'AvailabilityZone': 'us-east-1a', 'CidrBlock': '192.168.200.0/24', 'AssignIpv6AddressOnCreation': True})


def _second_gateway(template: Template) -> None:
    template.add(_GATEWAY, {}, 'Second')
    template.again(_ATTACHMENT, InternetGatewayId={'Ref': 'Second'})
    for each in _NEED_A_GATEWAY:
        template.wait(each, _ATTACHMENT)


def _one_address(template: Template) -> None:
    load_balancer = template.first(_LOAD_BALANCER)
    load_balancer['SubnetMappings'] = [{'SubnetId': each, 'AllocationId': 'eipalloc-0123456789abcdef0'} for each in load_balancer.pop('Subnets')]


def _address_of_a_nat_gateway(template: Template) -> None:
    """Each subnet has an address of its own, and a NAT gateway has the first of them."""
    load_balancer = template.first(_LOAD_BALANCER)
    load_balancer['SubnetMappings'] = [{'SubnetId': each, 'AllocationId': f'eipalloc-{index:017}'} for index, each in enumerate(load_balancer.pop('Subnets'))]
    template.add('AWS::EC2::NatGateway', {'SubnetId': load_balancer['SubnetMappings'][0]['SubnetId'], 'AllocationId': f'eipalloc-{0:017}'})
    template.wait('Added', 'AWS::EC2::Route')


def _records(**policies: tuple[Any, Any]) -> Change:
    """Two records of one name, each under its own set identifier."""
    def change(template: Template) -> None:
        for index in range(2):
            policy = {name: values[index] for name, values in policies.items()}
            template.add(_RECORD, {'HostedZoneId': 'Z0123456789ABCDEFGHIJ', 'Name': 'www.example.com', 'Type': 'A', 'TTL': '60', 'ResourceRecords': ['192.0.2.1'],
                                   'SetIdentifier': f'record-{index}', **policy}, f'Record{index}')
    return change


def _membership(**properties: str) -> Change:
    return lambda template: template.add(_MEMBERSHIP, {'ServiceIdentifier': 'svc-0123456789abcdef0', 'ServiceNetworkIdentifier': 'sn-0123456789abcdef0', **properties})


def _endpoint(template: Template) -> None:
    template.first(_ENDPOINT, VpcEndpointType='ServiceNetwork')['ServiceNetworkArn'] = _FAR


def _groups_of_one_name(template: Template) -> None:
    template.first(_GROUP)['GroupName'] = 'proxy'
    template.again(_GROUP)


BREACHES = [
    Breach('ipv6 addresses of a subnet', 'no range of IPv6', _subnet_without_ipv6),
    Breach('internet gateway of a vpc', 'a second one', _second_gateway),
    Breach('elastic ip addresses of a load balancer', 'one for all subnets', _one_address),
    Breach('elastic ip addresses of a load balancer', 'that of a NAT gateway', _address_of_a_nat_gateway),
    Breach('certificate of a listener', 'one for TCP', put(_LISTENER, 'Certificates', value=[{'CertificateArn': _CERTIFICATE}])),
    Breach('certificate of a listener', 'a policy for TCP', put(_LISTENER, 'SslPolicy', value='ELBSecurityPolicy-TLS13-1-2-2021-06')),
    Breach('place of a record', 'one Region twice', _records(Region=('us-east-1', 'us-east-1'))),
    Breach('place of a record', 'two primary ones', _records(Failover=('PRIMARY', 'PRIMARY'))),
    Breach('region of a service network', 'that of a VPC', put(_ASSOCIATION, 'ServiceNetworkIdentifier', value=_FAR)),
    Breach('region of a service network', 'that of a service', _membership(ServiceNetworkIdentifier=_FAR)),
    Breach('region of a service network', 'a service elsewhere', _membership(ServiceIdentifier=_FAR.replace('servicenetwork/sn-', 'service/svc-'))),
    Breach('region of a service network', 'that of an endpoint', _endpoint, 'endpoints'),
    Breach('security group name that is taken', 'a second one', _groups_of_one_name),
    Breach('security group name that is taken', 'that of the group of the VPC', put(_GROUP, 'GroupName', value='Default')),
]
