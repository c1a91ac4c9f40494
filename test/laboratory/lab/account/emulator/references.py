"""What a resource names must exist when it is made, and may not go while it is named: as AWS answers, not as ministack does.

One table is read both ways. A reference that CloudFormation cannot see (an id in a joined text, a name that is right by
accident) shows here, and so does a missing `DependsOn`.

What it refuses, and how:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (DependencyViolation)
"""
from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

from ministack.services import acm, alb, ec2, ecs, iam, lambda_svc
from ministack.services import cloudwatch_logs as logs

from lab.account.emulator.cloudfront import SOURCE, VPC_ORIGIN, destinations, distributions, web_acls
from lab.account.emulator.health_checks import HEALTH_CHECK, health_checks
from lab.account.emulator.lattice import service_networks
from lab.account.emulator.resource_types import HANDLERS, RECORDS, Created, Properties


@dataclass(frozen=True)
class Kind:
    """Something that can be named: how to find it, and whether it has to stay while a resource names it."""

    name: str
    existing: Callable[[], Container[str]]
    stays_while_named: bool = False


VPC = Kind('VPC', lambda: ec2._vpcs, stays_while_named=True)
SUBNET = Kind('subnet', lambda: ec2._subnets, stays_while_named=True)
ROUTE_TABLE = Kind('route table', lambda: ec2._route_tables, stays_while_named=True)
INTERNET_GATEWAY = Kind('internet gateway', lambda: ec2._internet_gateways, stays_while_named=True)
EGRESS_ONLY_GATEWAY = Kind('egress-only internet gateway', lambda: RECORDS['AWS::EC2::EgressOnlyInternetGateway'])
SECURITY_GROUP = Kind('security group', lambda: ec2._security_groups, stays_while_named=True)
ELASTIC_IP = Kind('Elastic IP address', lambda: {each.partition('|')[2] for each in RECORDS['AWS::EC2::EIP']})
PREFIX_LIST = Kind('prefix list', lambda: {each['PrefixListId'] for each in ec2._get_aws_managed_prefix_lists()})
LOAD_BALANCER = Kind('load balancer', lambda: {arn for _, _, arn in alb._lbs._data}, stays_while_named=True)
"""Of any Region: a VPC origin has none."""

TARGET_GROUP = Kind('target group', lambda: alb._tgs, stays_while_named=True)
CLUSTER = Kind('cluster', lambda: ecs._clusters, stays_while_named=True)
TASK_DEFINITION = Kind('task definition', lambda: {each['taskDefinitionArn'] for each in ecs._task_defs.values() if each['status'] == 'ACTIVE'})
SERVICE = Kind('service', lambda: {f'service/{key}' for key, each in ecs._services.items() if each['status'] == 'ACTIVE'})
SCALABLE_TARGET = Kind('scalable target', lambda: RECORDS['AWS::ApplicationAutoScaling::ScalableTarget'])
ENDPOINT_SERVICE = Kind('endpoint service', lambda: RECORDS['AWS::EC2::VPCEndpointService'], stays_while_named=True)
ROLE = Kind('role', lambda: {each['Arn'] for each in iam._roles.values()})
LOG_GROUP = Kind('log group', lambda: logs._log_groups)
CERTIFICATE = Kind('certificate', lambda: acm._certificates, stays_while_named=True)
FUNCTION = Kind('function', lambda: {each['config']['FunctionArn'] for each in lambda_svc._functions.values()})
VPC_ORIGIN_OF_CLOUDFRONT = Kind('VPC origin', lambda: RECORDS[VPC_ORIGIN], stays_while_named=True)
CHECK = Kind('health check', health_checks)
WEB_ACL = Kind('web ACL', web_acls)
DISTRIBUTION = Kind('distribution', distributions)
LOG_GROUP_BY_ARN = Kind('log group', lambda: {each['arn'] for each in logs._log_groups.values()})
DELIVERY_SOURCE = Kind('delivery source', lambda: RECORDS[SOURCE], stays_while_named=True)
DELIVERY_DESTINATION = Kind('delivery destination', destinations)
SERVICE_NETWORK = Kind('service network', service_networks, stays_while_named=True)
LATTICE_SERVICE = Kind('service of VPC Lattice', lambda: RECORDS['AWS::VpcLattice::Service'], stays_while_named=True)
LATTICE_TARGET_GROUP = Kind('target group of VPC Lattice', lambda: RECORDS['AWS::VpcLattice::TargetGroup'], stays_while_named=True)
WITH_AUTH_POLICY = Kind('service or service network', lambda: {*RECORDS['AWS::VpcLattice::Service'], *RECORDS['AWS::VpcLattice::ServiceNetwork']})

REFERENCES: dict[str, dict[str, Kind]] = {
    'AWS::EC2::VPCCidrBlock': {'VpcId': VPC},
    'AWS::EC2::Subnet': {'VpcId': VPC},
    'AWS::EC2::VPCGatewayAttachment': {'VpcId': VPC, 'InternetGatewayId': INTERNET_GATEWAY},
    'AWS::EC2::EgressOnlyInternetGateway': {'VpcId': VPC},
    'AWS::EC2::RouteTable': {'VpcId': VPC},
    'AWS::EC2::Route': {'RouteTableId': ROUTE_TABLE, 'GatewayId': INTERNET_GATEWAY, 'EgressOnlyInternetGatewayId': EGRESS_ONLY_GATEWAY},
    'AWS::EC2::SubnetRouteTableAssociation': {'RouteTableId': ROUTE_TABLE, 'SubnetId': SUBNET},
    'AWS::EC2::SecurityGroup': {'VpcId': VPC},
    'AWS::EC2::SecurityGroupIngress': {'GroupId': SECURITY_GROUP, 'SourceSecurityGroupId': SECURITY_GROUP, 'SourcePrefixListId': PREFIX_LIST},
    'AWS::EC2::SecurityGroupEgress': {'GroupId': SECURITY_GROUP, 'DestinationSecurityGroupId': SECURITY_GROUP, 'DestinationPrefixListId': PREFIX_LIST},
    'AWS::EC2::VPCEndpoint': {'VpcId': VPC, 'SubnetIds': SUBNET, 'SecurityGroupIds': SECURITY_GROUP, 'RouteTableIds': ROUTE_TABLE,
                              'ServiceNetworkArn': SERVICE_NETWORK},
    'AWS::EC2::VPCEndpointService': {'NetworkLoadBalancerArns': LOAD_BALANCER},
    'AWS::EC2::VPCEndpointServicePermissions': {'ServiceId': ENDPOINT_SERVICE},
    'AWS::EC2::NatGateway': {'SubnetId': SUBNET, 'AllocationId': ELASTIC_IP},
    'AWS::ElasticLoadBalancingV2::LoadBalancer': {'Subnets': SUBNET, 'SubnetMappings.SubnetId': SUBNET, 'SubnetMappings.AllocationId': ELASTIC_IP,
                                                  'SecurityGroups': SECURITY_GROUP},
    'AWS::ElasticLoadBalancingV2::TargetGroup': {'VpcId': VPC},
    'AWS::ElasticLoadBalancingV2::Listener': {'LoadBalancerArn': LOAD_BALANCER, 'DefaultActions.TargetGroupArn': TARGET_GROUP},
    'AWS::ECS::ClusterCapacityProviderAssociations': {'Cluster': CLUSTER},
    'AWS::ECS::TaskDefinition': {'ExecutionRoleArn': ROLE, 'TaskRoleArn': ROLE,
                                 'ContainerDefinitions.LogConfiguration.Options.awslogs-group': LOG_GROUP},
    'AWS::ECS::Service': {'Cluster': CLUSTER, 'TaskDefinition': TASK_DEFINITION, 'LoadBalancers.TargetGroupArn': TARGET_GROUP,
                          'NetworkConfiguration.AwsvpcConfiguration.Subnets': SUBNET,
                          'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups': SECURITY_GROUP},
    'AWS::Lambda::Function': {'Role': ROLE, 'LoggingConfig.LogGroup': LOG_GROUP},
    'AWS::Scheduler::Schedule': {'Target.Arn': FUNCTION, 'Target.RoleArn': ROLE},
    'AWS::CodeBuild::Project': {'ServiceRole': ROLE, 'LogsConfig.CloudWatchLogs.GroupName': LOG_GROUP},
    'AWS::Logs::QueryDefinition': {'LogGroupNames': LOG_GROUP},
    'AWS::ApplicationAutoScaling::ScalableTarget': {'ResourceId': SERVICE},
    'AWS::ApplicationAutoScaling::ScalingPolicy': {'ScalingTargetId': SCALABLE_TARGET},
    HEALTH_CHECK: {'HealthCheckConfig.ChildHealthChecks': CHECK},
    'AWS::Route53::RecordSet': {'HealthCheckId': CHECK},
    'AWS::CloudFront::VpcOrigin': {'VpcOriginEndpointConfig.Arn': LOAD_BALANCER},
    'AWS::CloudFront::Distribution': {'DistributionConfig.Origins.VpcOriginConfig.VpcOriginId': VPC_ORIGIN_OF_CLOUDFRONT,
                                      'DistributionConfig.ViewerCertificate.AcmCertificateArn': CERTIFICATE, 'DistributionConfig.WebACLId': WEB_ACL},
    'AWS::Logs::DeliverySource': {'ResourceArn': DISTRIBUTION},
    'AWS::Logs::DeliveryDestination': {'DestinationResourceArn': LOG_GROUP_BY_ARN},
    'AWS::Logs::Delivery': {'DeliverySourceName': DELIVERY_SOURCE, 'DeliveryDestinationArn': DELIVERY_DESTINATION},
    'AWS::VpcLattice::ServiceNetworkVpcAssociation': {'VpcIdentifier': VPC, 'SecurityGroupIds': SECURITY_GROUP, 'ServiceNetworkIdentifier': SERVICE_NETWORK},
    'AWS::VpcLattice::Service': {'CertificateArn': CERTIFICATE},
    'AWS::VpcLattice::ServiceNetworkServiceAssociation': {'ServiceIdentifier': LATTICE_SERVICE, 'ServiceNetworkIdentifier': SERVICE_NETWORK},
    'AWS::VpcLattice::TargetGroup': {'Targets.Id': FUNCTION},
    'AWS::VpcLattice::Listener': {'ServiceIdentifier': LATTICE_SERVICE,
                                  'DefaultAction.Forward.TargetGroups.TargetGroupIdentifier': LATTICE_TARGET_GROUP},
    'AWS::VpcLattice::AuthPolicy': {'ResourceIdentifier': WITH_AUTH_POLICY},
}

_made: dict[tuple[str, str], Properties] = {}
"""The properties of what stacks have made, by type and physical id."""

_KIND_OF_TYPE = {
    'AWS::EC2::VPC': VPC, 'AWS::EC2::Subnet': SUBNET, 'AWS::EC2::RouteTable': ROUTE_TABLE, 'AWS::EC2::InternetGateway': INTERNET_GATEWAY,
    'AWS::EC2::SecurityGroup': SECURITY_GROUP, 'AWS::EC2::VPCEndpointService': ENDPOINT_SERVICE,
    'AWS::ElasticLoadBalancingV2::LoadBalancer': LOAD_BALANCER, 'AWS::ElasticLoadBalancingV2::TargetGroup': TARGET_GROUP,
    'AWS::ECS::Cluster': CLUSTER, 'AWS::CertificateManager::Certificate': CERTIFICATE, 'AWS::VpcLattice::ServiceNetwork': SERVICE_NETWORK,
    VPC_ORIGIN: VPC_ORIGIN_OF_CLOUDFRONT, SOURCE: DELIVERY_SOURCE,
    'AWS::VpcLattice::Service': LATTICE_SERVICE, 'AWS::VpcLattice::TargetGroup': LATTICE_TARGET_GROUP,
}


def check_references() -> None:
    """Makes every type that names something check it. To be called when all types are there."""
    for type_name in sorted({*REFERENCES, *_KIND_OF_TYPE}):
        _check(type_name)


def resources_that_name(value: str, kind: Kind) -> list[str]:
    """Physical ids of what stacks have made and that names this."""
    return [
        physical_id for (type_name, physical_id), properties in _made.items()
        if any(found == value for path, each in REFERENCES.get(type_name, {}).items() if each is kind for found in _values(properties, path))
    ]


def _check(type_name: str) -> None:
    handler = HANDLERS[type_name]
    original = dict(handler)

    def create(logical_id: str, properties: Properties, stack_name: str) -> Created:
        _require_existing(type_name, properties)
        return remembered(original['create'](logical_id, properties, stack_name), properties)

    def update(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Created:
        _require_existing(type_name, new)
        return remembered(original['update'](physical_id, old, new, *rest), new)

    def delete(physical_id: str, properties: Properties) -> None:
        kind = _KIND_OF_TYPE.get(type_name)
        if kind and (users := resources_that_name(physical_id, kind)):
            raise ValueError(f'DependencyViolation: {kind.name} {physical_id} is in use by {", ".join(users)}')
        original['delete'](physical_id, properties)
        _made.pop((type_name, physical_id), None)

    def remembered(created: Created, properties: Properties) -> Created:
        _made[type_name, created[0]] = properties
        return created

    handler.update(create=create, delete=delete)
    if 'update' in original:
        handler['update'] = update


def _require_existing(type_name: str, properties: Properties) -> None:
    for path, kind in REFERENCES.get(type_name, {}).items():
        for value in _values(properties, path):
            if value not in kind.existing():
                raise ValueError(f"the {kind.name} '{value}' does not exist (property {path})")


def _values(properties: Any, path: str) -> Iterator[str]:
    """What is found along a dotted path, through lists."""
    if isinstance(properties, list):
        for each in properties:
            yield from _values(each, path)
    elif not path:
        yield properties
    elif isinstance(properties, dict):
        step, _, rest = path.partition('.')
        if step in properties:
            yield from _values(properties[step], rest)
