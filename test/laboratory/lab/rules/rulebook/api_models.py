"""The models of AWS's APIs, as botocore carries them: lengths, patterns, ranges and enumerations of the calls that resources and functions make."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import regex
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule
from lab.rules.rulebook.schemas import schema_problems

CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    'AWS::ApplicationAutoScaling::ScalableTarget': (('application-autoscaling', 'RegisterScalableTarget'),),
    'AWS::ApplicationAutoScaling::ScalingPolicy': (('application-autoscaling', 'PutScalingPolicy'),),
    'AWS::CertificateManager::Certificate': (('acm', 'RequestCertificate'),),
    'AWS::CloudFront::Distribution': (('cloudfront', 'CreateDistribution'),),
    'AWS::CloudFront::VpcOrigin': (('cloudfront', 'CreateVpcOrigin'),),
    'AWS::CloudWatch::Alarm': (('cloudwatch', 'PutMetricAlarm'),),
    'AWS::CloudWatch::CompositeAlarm': (('cloudwatch', 'PutCompositeAlarm'),),
    'AWS::CloudWatch::Dashboard': (('cloudwatch', 'PutDashboard'),),
    'AWS::CodeBuild::Project': (('codebuild', 'CreateProject'),),
    'AWS::EC2::FlowLog': (('ec2', 'CreateFlowLogs'),),
    'AWS::EC2::SecurityGroup': (('ec2', 'CreateSecurityGroup'),),
    'AWS::EC2::Subnet': (('ec2', 'CreateSubnet'),),
    'AWS::EC2::VPC': (('ec2', 'CreateVpc'),),
    'AWS::EC2::VPCEndpoint': (('ec2', 'CreateVpcEndpoint'),),
    'AWS::ECR::Repository': (('ecr', 'CreateRepository'),),
    'AWS::ECS::Cluster': (('ecs', 'CreateCluster'),),
    'AWS::ECS::Service': (('ecs', 'CreateService'),),
    'AWS::ECS::TaskDefinition': (('ecs', 'RegisterTaskDefinition'),),
    'AWS::ElasticLoadBalancingV2::Listener': (('elbv2', 'CreateListener'),),
    'AWS::ElasticLoadBalancingV2::LoadBalancer': (('elbv2', 'CreateLoadBalancer'),),
    'AWS::ElasticLoadBalancingV2::TargetGroup': (('elbv2', 'CreateTargetGroup'),),
    'AWS::IAM::ManagedPolicy': (('iam', 'CreatePolicy'),),
    'AWS::IAM::Policy': (('iam', 'PutRolePolicy'),),
    'AWS::IAM::Role': (('iam', 'CreateRole'), ('iam', 'PutRolePolicy')),
    'AWS::KMS::Key': (('kms', 'CreateKey'),),
    'AWS::Lambda::Function': (('lambda', 'CreateFunction'),),
    'AWS::Lambda::Permission': (('lambda', 'AddPermission'),),
    'AWS::Logs::Delivery': (('logs', 'CreateDelivery'),),
    'AWS::Logs::DeliveryDestination': (('logs', 'PutDeliveryDestination'),),
    'AWS::Logs::DeliverySource': (('logs', 'PutDeliverySource'),),
    'AWS::Logs::LogGroup': (('logs', 'CreateLogGroup'), ('logs', 'PutRetentionPolicy')),
    'AWS::Logs::MetricFilter': (('logs', 'PutMetricFilter'),),
    'AWS::Logs::QueryDefinition': (('logs', 'PutQueryDefinition'),),
    'AWS::Route53::HealthCheck': (('route53', 'CreateHealthCheck'),),
    'AWS::Route53::HostedZone': (('route53', 'CreateHostedZone'),),
    'AWS::Route53::RecordSet': (('route53', 'ChangeResourceRecordSets', 'ChangeBatch', 'Changes', 'ResourceRecordSet'),),
    'AWS::Scheduler::Schedule': (('scheduler', 'CreateSchedule'),),
    'AWS::SNS::Topic': (('sns', 'CreateTopic'),),
    'AWS::VpcLattice::Listener': (('vpc-lattice', 'CreateListener'),),
    'AWS::VpcLattice::Service': (('vpc-lattice', 'CreateService'),),
    'AWS::VpcLattice::ServiceNetwork': (('vpc-lattice', 'CreateServiceNetwork'),),
    'AWS::VpcLattice::ServiceNetworkServiceAssociation': (('vpc-lattice', 'CreateServiceNetworkServiceAssociation'),),
    'AWS::VpcLattice::ServiceNetworkVpcAssociation': (('vpc-lattice', 'CreateServiceNetworkVpcAssociation'),),
    'AWS::VpcLattice::TargetGroup': (('vpc-lattice', 'CreateTargetGroup'),),
    'AWS::WAFv2::WebACL': (('wafv2', 'CreateWebACL'),),
}
"""The calls that CloudFormation makes for a resource: the service, the operation, and where in its input the properties are.

Properties have the names of the input, but for the case of letters.
"""

_BEYOND_16_BITS = (r'\uD800\uDC00-\uDBFF\uDFFF', r'\U00010000-\U0010FFFF')
"""The patterns are Java's, which has two halves for a character beyond 16 bits."""


@rule(tuple(CALLS), 'every property that the call has too', 'what the model of the call says: lengths, patterns, ranges, enumerations',
      'https://github.com/boto/botocore/tree/develop/botocore/data', 'ValidationException')
def _model_of_the_call(resource: Resource, _account: Account) -> Iterator[str]:
    if schema_problems(resource):       # most of it is in both, and is said once
        return
    for service, operation, *place in CALLS[resource.type]:
        for reason in problems_of_call(service, operation, resource.properties, tuple(place)):
            yield f'{operation}: {reason}'


def problems_of_call(service: str, operation: str, values: dict[str, Any], place: tuple[str, ...] = ()) -> Iterator[str]:
    """What the model of a call does not allow in its input, or at one place of it."""
    shape = input_of(service, operation)
    for step in place:
        member = shape.members[step]
        shape = member.member if isinstance(member, ListShape) else member
    yield from _problems(shape, values, '')


@cache
def input_of(service: str, operation: str) -> Shape:
    """The shape of what a call is given."""
    return model_of(service).operation_model(operation).input_shape


@cache
def model_of(service: str) -> Any:
    """The model of an API."""
    return botocore.session.get_session().get_service_model(service)


def _problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        members = {name.lower(): member for name, member in shape.members.items()}
        for name, each in value.items():
            if name.lower() in members:
                yield from _problems(members[name.lower()], each, f'{path}/{name}')
    elif isinstance(shape, ListShape) and isinstance(value, list):
        yield from _range_problems(shape, len(value), path, 'members')
        for index, each in enumerate(value):
            yield from _problems(shape.member, each, f'{path}/{index}')
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for name, each in value.items():
            yield from _problems(shape.key, name, f'{path}/{name}')
            yield from _problems(shape.value, each, f'{path}/{name}')
    elif isinstance(shape, StringShape) and isinstance(value, str):
        yield from _text_problems(shape, value, path)
    elif shape.type_name in ('integer', 'long', 'float', 'double') and _is_number(value):
        yield from _range_problems(shape, float(value), path, '')


def _text_problems(shape: StringShape, value: str, path: str) -> Iterator[str]:
    yield from _range_problems(shape, len(value), path, 'characters')
    pattern = shape.metadata.get('pattern')
    if pattern and not regex.fullmatch(pattern.replace(*_BEYOND_16_BITS), value, flags=regex.DOTALL):
        yield f"Value '{_start(value)}' at '{path}' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}"
    if shape.enum and value not in shape.enum:
        yield f"Value '{_start(value)}' at '{path}' failed to satisfy constraint: Member must satisfy enum value set: {shape.enum}"


def _range_problems(shape: Shape, size: float, path: str, unit: str) -> Iterator[str]:
    least, most = shape.metadata.get('min'), shape.metadata.get('max')
    if least is not None and size < least:
        yield f"'{path}' must have at least {least} {unit}, got {size:g}"
    if most is not None and size > most:
        yield f"'{path}' must have at most {most} {unit}, got {size:g}"


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and regex.fullmatch(r'-?\d+(\.\d+)?', str(value)) is not None


def _start(value: str) -> str:
    return value if len(value) < 100 else f'{value[:100]}...'
