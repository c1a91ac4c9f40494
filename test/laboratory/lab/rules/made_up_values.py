"""Ids, attributes and values of parameters, made up in the form that AWS gives them, and in the Region of the request."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_region

from lab.rules.rulebook.account import Properties, Resource

_ACCOUNT = '000000000000'
_IPV6 = '2600:1f18:1234:5600::/56'

_EC2_IDS = {
    'EIP': 'eipalloc', 'EgressOnlyInternetGateway': 'eigw', 'FlowLog': 'fl', 'InternetGateway': 'igw', 'NatGateway': 'nat', 'NetworkAcl': 'acl',
    'PrefixList': 'pl', 'RouteTable': 'rtb', 'SecurityGroup': 'sg', 'SecurityGroupEgress': 'sgr', 'SecurityGroupIngress': 'sgr', 'Subnet': 'subnet',
    'VPC': 'vpc', 'VPCEndpoint': 'vpce', 'VPCEndpointService': 'vpce-svc',
}
_LATTICE_IDS = {'Service': 'svc', 'ServiceNetwork': 'sn', 'TargetGroup': 'tg', 'ServiceNetworkVpcAssociation': 'snva', 'ServiceNetworkServiceAssociation': 'snsa'}

_ARNS: dict[str, str] = {
    'AWS::CertificateManager::Certificate': 'acm:{region}:{account}:certificate/12345678-1234-1234-1234-{hex12}',
    'AWS::ECS::Service': 'ecs:{region}:{account}:service/cluster/{name}',
    'AWS::ECS::TaskDefinition': 'ecs:{region}:{account}:task-definition/{name}:1',
    'AWS::ElasticLoadBalancingV2::LoadBalancer': 'elasticloadbalancing:{region}:{account}:loadbalancer/net/{name}/{hex16}',
    'AWS::ElasticLoadBalancingV2::TargetGroup': 'elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}',
    'AWS::ElasticLoadBalancingV2::Listener': 'elasticloadbalancing:{region}:{account}:listener/net/{name}/{hex16}/{hex16}',
    'AWS::SNS::Topic': 'sns:{region}:{account}:{name}',
    'AWS::ApplicationAutoScaling::ScalingPolicy': 'autoscaling:{region}:{account}:scalingPolicy:{hex12}:resource/ecs/service/c/s:policyName/{name}',
}
"""Types whose physical id is an ARN, by what follows `arn:aws:`."""

_ARN_ATTRIBUTES: dict[str, str] = {
    'AWS::CloudWatch::Alarm': 'cloudwatch:{region}:{account}:alarm:{id}', 'AWS::CodeBuild::Project': 'codebuild:{region}:{account}:project/{id}',
    'AWS::ECR::Repository': 'ecr:{region}:{account}:repository/{id}', 'AWS::ECS::Cluster': 'ecs:{region}:{account}:cluster/{id}',
    'AWS::IAM::Role': 'iam::{account}:role/{id}', 'AWS::KMS::Key': 'kms:{region}:{account}:key/{id}',
    'AWS::Lambda::Function': 'lambda:{region}:{account}:function:{id}', 'AWS::Logs::LogGroup': 'logs:{region}:{account}:log-group:{id}:*',
    'AWS::S3::Bucket': 's3:::{id}',
}

_NAMES = {'AWS::ElasticLoadBalancingV2::LoadBalancer': 32, 'AWS::ElasticLoadBalancingV2::TargetGroup': 32, 'AWS::IAM::Role': 64, 'AWS::Lambda::Function': 64,
          'AWS::S3::Bucket': 63}
"""How long the names are at most that CloudFormation makes."""

_LOWER_CASE = ('AWS::ECR::Repository', 'AWS::S3::Bucket')


_GLOBAL_IDS: dict[str, Callable[[str], str]] = {
    'AWS::CloudFront::Distribution': lambda logical_id: f'E{_hexadecimal(logical_id, 13).upper()}',
    'AWS::CloudFront::VpcOrigin': lambda logical_id: f'vo_{_hexadecimal(logical_id, 22)}',
    'AWS::Route53::HealthCheck': lambda logical_id: f'12345678-1234-1234-1234-{_hexadecimal(logical_id, 12)}',
    'AWS::WAFv2::WebACL': lambda logical_id: f'{logical_id}|12345678-1234-1234-1234-{_hexadecimal(logical_id, 12)}|CLOUDFRONT',
}
"""Ids of what belongs to no Region."""


def physical_id_of(type_name: str, logical_id: str, properties: Properties) -> str:
    """What `Ref` gives."""
    service, _, kind = type_name.removeprefix('AWS::').partition('::')
    if type_name in _GLOBAL_IDS:
        return _GLOBAL_IDS[type_name](logical_id)
    if service == 'EC2':
        return f'{_EC2_IDS.get(kind, kind.lower())}-{_hexadecimal(logical_id, 17)}'
    if type_name == 'AWS::Route53::HostedZone':
        return f'Z{_hexadecimal(logical_id, 19).upper()}'
    if type_name in ('AWS::KMS::Key', 'AWS::Logs::QueryDefinition'):
        return f'12345678-1234-1234-1234-{_hexadecimal(logical_id, 12)}'
    if service == 'VpcLattice':
        kind_of_arn = {'ServiceNetworkVpcAssociation': 'servicenetworkvpcassociation'}.get(kind, kind.lower())
        return f'arn:aws:vpc-lattice:{get_region()}:{_ACCOUNT}:{kind_of_arn}/{_LATTICE_IDS.get(kind, "x")}-{_hexadecimal(logical_id, 17)}'
    name = _name_of(type_name, logical_id, properties)
    if type_name in _ARNS:
        return 'arn:aws:' + _ARNS[type_name].format(region=get_region(), account=_ACCOUNT, name=name, hex12=_hexadecimal(logical_id, 12), hex16=_hexadecimal(logical_id, 16))
    if type_name == 'AWS::ApplicationAutoScaling::ScalableTarget':
        return '|'.join(str(properties.get(each)) for each in ('ResourceId', 'ScalableDimension', 'ServiceNamespace'))
    return name


def attributes_of(type_name: str, physical_id: str, properties: Properties) -> dict[str, Any]:
    """What `Fn::GetAtt` gives."""
    last = physical_id.rpartition('/')[2]
    known: dict[str, Any] = {'Id': last, 'Arn': physical_id}
    if type_name in _ARN_ATTRIBUTES:
        known['Arn'] = 'arn:aws:' + _ARN_ATTRIBUTES[type_name].format(region=get_region(), account=_ACCOUNT, id=physical_id)
    return {**known, **_MORE.get(type_name, _nothing)(physical_id, properties), **(_of_custom_resource(physical_id, properties) if type_name.startswith('Custom::') else {})}


def prefix_list_names(resources: list[Resource]) -> dict[str, str]:
    """Names of the prefix lists that the stack's own function finds."""
    return {each.attributes[key]: name for each in resources if each.type.startswith('Custom::')
            for key, name in each.get('Names', {}).items() if key in each.attributes}


def value_of_parameter(name: str, definition: dict[str, Any]) -> str:
    """A value that a parameter without a default could be given."""
    if 'Default' in definition:
        return '21' if definition['Type'].startswith('AWS::SSM') else str(definition['Default'])
    by_type = {'AWS::Route53::HostedZone::Id': 'Z0123456789ABCDEFGHIJ', 'Number': '1', 'AWS::EC2::VPC::Id': 'vpc-0123456789abcdef0'}
    by_name = {'AllowedIPv4Block': '203.0.113.0/24', 'Range': '10.30.0.0/16', 'HostedZoneName': 'example.com', 'HostedZoneId': 'Z0123456789ABCDEFGHIJ'}
    return by_name.get(name) or by_type.get(definition['Type'], '203.0.113.0/24')


def _name_of(type_name: str, logical_id: str, properties: Properties) -> str:
    # Not any property with such a name: a metric filter names the log group that it reads.
    own = f"{type_name.rpartition('::')[2]}Name"
    given = next((properties[each] for each in (own, 'Name') if isinstance(properties.get(each), str)), None)
    if given and not type_name.startswith('AWS::ElasticLoadBalancingV2::Listener'):
        return str(given)
    made = f'Stack-{logical_id}'[:_NAMES.get(type_name, 255) - 13] + f'-{_hexadecimal(logical_id, 12).upper()}'
    return made.lower() if type_name in _LOWER_CASE else made


def _nothing(_physical_id: str, _properties: Properties) -> dict[str, Any]:
    return {}


def _vpc(physical_id: str, properties: Properties) -> dict[str, Any]:
    return {'CidrBlock': properties.get('CidrBlock', '10.0.0.0/16'), 'Ipv6CidrBlocks': [_IPV6],
            'DefaultSecurityGroup': f'sg-{_hexadecimal(physical_id, 17)}', 'DefaultNetworkAcl': f'acl-{_hexadecimal(physical_id, 17)}', 'CidrBlockAssociations': []}


def _subnet(physical_id: str, properties: Properties) -> dict[str, Any]:
    return {'SubnetId': physical_id, 'AvailabilityZone': properties.get('AvailabilityZone'), 'CidrBlock': properties.get('CidrBlock'),
            'Ipv6CidrBlocks': [properties['Ipv6CidrBlock']] if properties.get('Ipv6CidrBlock') else []}


def _load_balancer(physical_id: str, _properties: Properties) -> dict[str, Any]:
    name = physical_id.split('/')[2]
    return {'DNSName': f'{name}-{_hexadecimal(name, 16)}.elb.{get_region()}.amazonaws.com', 'CanonicalHostedZoneID': 'Z26RNL4JYFTOTI',
            'LoadBalancerFullName': physical_id.partition('loadbalancer/')[2], 'LoadBalancerArn': physical_id, 'LoadBalancerName': name}


def _lattice_service(physical_id: str, _properties: Properties) -> dict[str, Any]:
    key = physical_id.rpartition('svc-')[2]
    return {'DnsEntry.DomainName': f'made-{key}.7d67968.vpc-lattice-svcs.{get_region()}.on.aws', 'DnsEntry.HostedZoneId': f'Z{key[:13].upper()}'}


def _of_custom_resource(physical_id: str, properties: Properties) -> dict[str, Any]:
    """What this project's functions answer, and that of integ tests."""
    found = {key: f'pl-{_hexadecimal(name, 17)}' for key, name in properties.get('Names', {}).items()}
    endpoints = {f'{name}{index}': f'vpce-0123456789abcdef0-snsa-{index:017}.7d67968.vpc-lattice-svcs.{get_region()}.on.aws' if name == 'DomainName' else f'ZENDPOINT{index:04}'
                 for name in ('DomainName', 'HostedZoneId') for index in range(100)}
    return {**found, **endpoints, 'assertion': '{"status":"success"}', 'Digest': f'sha256:{hashlib.sha256(physical_id.encode()).hexdigest()}'}


def _web_acl(physical_id: str, _properties: Properties) -> dict[str, Any]:
    name, web_acl_id, _scope = physical_id.split('|')
    return {'Id': web_acl_id, 'Arn': f'arn:aws:wafv2:us-east-1:{_ACCOUNT}:global/webacl/{name}/{web_acl_id}'}


_MORE: dict[str, Callable[[str, Properties], dict[str, Any]]] = {
    'AWS::CloudFront::Distribution': lambda physical_id, _: {'DomainName': f'd{_hexadecimal(physical_id, 13)}.cloudfront.net'},
    'AWS::CloudFront::VpcOrigin': lambda physical_id, _: {'Arn': f'arn:aws:cloudfront::{_ACCOUNT}:vpcorigin/{physical_id}'},
    'AWS::EC2::VPC': _vpc,
    'AWS::EC2::Subnet': _subnet,
    'AWS::EC2::SecurityGroup': lambda physical_id, properties: {'GroupId': physical_id, 'VpcId': properties.get('VpcId')},
    'AWS::EC2::VPCEndpoint': lambda physical_id, _: {'DnsEntries': [f'Z123:{physical_id}.vpce.amazonaws.com'], 'NetworkInterfaceIds': []},
    'AWS::EC2::VPCEndpointService': lambda physical_id, _: {'ServiceId': physical_id},
    'AWS::EC2::EIP': lambda physical_id, _: {'AllocationId': physical_id, 'PublicIp': '203.0.113.10'},
    'AWS::EC2::VPCCidrBlock': lambda *_: {'Ipv6CidrBlock': _IPV6},
    'AWS::EC2::NatGateway': lambda physical_id, _: {'NatGatewayId': physical_id},
    'AWS::EC2::InternetGateway': lambda physical_id, _: {'InternetGatewayId': physical_id},
    'AWS::ElasticLoadBalancingV2::LoadBalancer': _load_balancer,
    'AWS::ElasticLoadBalancingV2::TargetGroup': lambda physical_id, _: {'TargetGroupFullName': physical_id.partition(f'{_ACCOUNT}:')[2], 'TargetGroupArn': physical_id},
    'AWS::ElasticLoadBalancingV2::Listener': lambda physical_id, _: {'ListenerArn': physical_id},
    'AWS::ECS::Service': lambda physical_id, _: {'Name': physical_id.rpartition('/')[2], 'ServiceArn': physical_id},
    'AWS::ECS::TaskDefinition': lambda physical_id, _: {'TaskDefinitionArn': physical_id},
    'AWS::ECR::Repository': lambda physical_id, _: {'RepositoryUri': f'{_ACCOUNT}.dkr.ecr.{get_region()}.amazonaws.com/{physical_id}'},
    'AWS::S3::Bucket': lambda physical_id, _: {'RegionalDomainName': f'{physical_id}.s3.{get_region()}.amazonaws.com', 'DomainName': f'{physical_id}.s3.amazonaws.com'},
    'AWS::SNS::Topic': lambda physical_id, _: {'TopicArn': physical_id, 'TopicName': physical_id.rpartition(':')[2]},
    'AWS::IAM::Role': lambda physical_id, _: {'RoleId': f'AROA{_hexadecimal(physical_id, 17).upper()}', 'RoleName': physical_id},
    'AWS::KMS::Key': lambda physical_id, _: {'KeyId': physical_id},
    'AWS::VpcLattice::Service': _lattice_service,
    'AWS::Logs::DeliveryDestination': lambda physical_id, _: {'Arn': f'arn:aws:logs:{get_region()}:{_ACCOUNT}:delivery-destination:{physical_id}'},
    'AWS::Route53::HealthCheck': lambda physical_id, _: {'HealthCheckId': physical_id},
    'AWS::WAFv2::WebACL': _web_acl,
    'AWS::Route53::HostedZone': lambda *_: {'NameServers': ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.org']},
}


def _hexadecimal(seed: str, length: int) -> str:
    return re.sub('[^0-9a-f]', '', hashlib.sha256(seed.encode()).hexdigest())[:length]
