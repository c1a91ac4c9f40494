"""What a template has to make first, though no property names it: without `DependsOn`, CloudFormation may make both at once."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.services.cloudformation import engine

from lab.rules.rulebook.account import is_true
from lab.rules.rulebook.rule import template_rule

_ATTACHMENT, _RANGE = 'AWS::EC2::VPCGatewayAttachment', 'AWS::EC2::VPCCidrBlock'
_SERVICE, _LISTENER = 'AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::Listener'
_PROVIDERS = 'AWS::ECS::ClusterCapacityProviderAssociations'
_ENDPOINT = 'AWS::EC2::VPCEndpoint'
_NEED_A_GATEWAY = ('AWS::EC2::Route', 'AWS::EC2::NatGateway', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::CloudFront::VpcOrigin')

Resources = dict[str, dict[str, Any]]


@template_rule('routes to an internet gateway, NAT gateways, load balancers that face the internet, VPC origins',
               'wait until the internet gateway of the template is attached to their VPC, which they may only need while it is',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html#gatewayattachment', 'InvalidSubnet', shows_on_the_way=True)
def _gateway_that_is_attached_first(template: dict[str, Any]) -> Iterator[str]:
    resources: Resources = template.get('Resources', {})
    for name, each, attachment, gateway in _without_order(resources, _NEED_A_GATEWAY, _ATTACHMENT):
        if each.get('Scheme') != 'internal' and _needs(resources, resources[name], gateway):
            yield f'{name} does not wait for {attachment}: VPC has no internet gateway'


@template_rule('subnets with a part of the IPv6 range of their VPC', 'wait until the range is associated',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpccidrblock.html',
               'Template error: Fn::Select cannot select nonexistent value at index 0', shows_on_the_way=True)
def _range_that_is_associated_first(template: dict[str, Any]) -> Iterator[str]:
    for name, subnet, association, associated in _without_order(template.get('Resources', {}), ('AWS::EC2::Subnet',), _RANGE):
        if 'Ipv6CidrBlock' in subnet and subnet['VpcId'] == associated['VpcId']:
            yield f'{name} does not wait for {association}'


@template_rule('services behind a load balancer', 'wait until a listener forwards to their target groups',
               'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html', 'InvalidParameterException', shows_on_the_way=True)
def _listener_that_is_made_first(template: dict[str, Any]) -> Iterator[str]:
    resources: Resources = template.get('Resources', {})
    for name, service, listener, listening in _without_order(resources, (_SERVICE,), _LISTENER):
        if _named(service.get('LoadBalancers', []), resources) & _named(listening['DefaultActions'], resources):
            yield f'{name} does not wait for {listener}: the target group does not have an associated load balancer'


@template_rule('services with capacity providers', 'wait until their cluster has them, and are deleted before it has not',
               'https://github.com/aws/aws-cdk/issues/15366', 'InvalidParameterException', shows_on_the_way=True)
def _capacity_providers_that_are_there_first(template: dict[str, Any]) -> Iterator[str]:
    for name, service, association, associated in _without_order(template.get('Resources', {}), (_SERVICE,), _PROVIDERS):
        if 'CapacityProviderStrategy' in service and service.get('Cluster') == associated['Cluster']:
            yield f'{name} does not wait for {association}: the specified capacity provider is not associated with the cluster'


@template_rule('interface endpoints of Amazon S3 with private DNS', 'wait until the VPC has a gateway endpoint of Amazon S3, unless their names are for all resolvers',
               'https://github.com/hashicorp/terraform-provider-aws/issues/31117', 'InvalidParameter', shows_on_the_way=True)
def _gateway_endpoint_that_is_there_first(template: dict[str, Any]) -> Iterator[str]:
    resources: Resources = template.get('Resources', {})
    of_s3 = {name: each['Properties'] for name, each in resources.items() if each['Type'] == _ENDPOINT and _is_of_s3(each['Properties'])}
    earlier = _earlier(resources)
    for name, endpoint in of_s3.items():
        is_for_all = endpoint.get('DnsOptions', {}).get('PrivateDnsOnlyForInboundResolverEndpoint') == 'AllResolvers'
        gateways = {other for other, each in of_s3.items() if each.get('VpcEndpointType') == 'Gateway' and each['VpcId'] == endpoint['VpcId']}
        if endpoint.get('VpcEndpointType') == 'Interface' and is_true(endpoint.get('PrivateDnsEnabled')) and not is_for_all and not gateways & earlier[name]:
            yield f'{name} waits for no gateway endpoint: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC must have a Gateway endpoint for the service.'


def _is_of_s3(endpoint: dict[str, Any]) -> bool:
    return re.search(r'\.s3"[]}]*$', json.dumps(endpoint.get('ServiceName', ''))) is not None


def _needs(resources: Resources, resource: dict[str, Any], attachment: dict[str, Any]) -> bool:
    """Whether a resource works only while this gateway is attached."""
    properties = resource['Properties']
    if resource['Type'] == 'AWS::EC2::Route':
        return bool('GatewayId' in properties and properties['GatewayId'] == attachment.get('InternetGatewayId'))
    if resource['Type'] == 'AWS::CloudFront::VpcOrigin':
        balancers = _named(properties, resources)
        return any(_vpc_of(resources, resources[each]) == attachment['VpcId'] for each in balancers if resources[each]['Type'].endswith('::LoadBalancer'))
    is_public = resource['Type'] != 'AWS::EC2::NatGateway' or properties.get('ConnectivityType', 'public') == 'public'
    return bool(is_public and _vpc_of(resources, resource) == attachment['VpcId'])


def _vpc_of(resources: Resources, resource: dict[str, Any]) -> Any:
    """The VPC of the subnets that a resource names."""
    properties = resource['Properties']
    names = _named([properties.get('Subnets'), properties.get('SubnetMappings'), properties.get('SubnetId')], resources)
    return next((resources[each]['Properties']['VpcId'] for each in sorted(names) if resources[each]['Type'] == 'AWS::EC2::Subnet'), None)


def _without_order(resources: Resources, types: tuple[str, ...], earlier_type: str) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """Each resource of these types with each of the other type for which it does not wait, both with their properties."""
    earlier = _earlier(resources)
    of_earlier_type = [(name, each.get('Properties', {})) for name, each in resources.items() if each['Type'] == earlier_type]
    for name, each in resources.items():
        if each['Type'] in types:
            for other, properties in of_earlier_type:
                if other not in earlier[name]:
                    yield name, each.get('Properties', {}), other, properties


def _named(value: Any, resources: Resources) -> set[str]:
    return {name for name, _ in engine._intrinsic_references(value) if name in resources}


def _earlier(resources: Resources) -> dict[str, set[str]]:
    """All that is made before each resource: what it names, what it depends on, and what these wait for in turn."""
    direct = {name: engine._extract_deps(each, set(resources)) for name, each in resources.items()}
    found: dict[str, set[str]] = {}

    def everything_before(name: str) -> set[str]:
        if name not in found:
            found[name] = set()
            found[name] = set(direct[name]).union(*(everything_before(each) for each in direct[name]))
        return found[name]

    return {name: everything_before(name) for name in resources}
