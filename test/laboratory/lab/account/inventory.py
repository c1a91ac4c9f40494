"""Everything that exists in the account, so that what an operation did can be told by comparing."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lab.account.account import Account

Key = tuple[str, str]
"""What it is, and its id."""

_RECORDED_TYPES = {
    'scalable target': 'AWS::ApplicationAutoScaling::ScalableTarget',
    'scaling policy': 'AWS::ApplicationAutoScaling::ScalingPolicy',
    'egress-only internet gateway': 'AWS::EC2::EgressOnlyInternetGateway',
    'alarm': 'AWS::CloudWatch::Alarm',
    'saved query': 'AWS::Logs::QueryDefinition',
    'endpoint service': 'AWS::EC2::VPCEndpointService',
    'service network association': 'AWS::VpcLattice::ServiceNetworkVpcAssociation',
    'service network': 'AWS::VpcLattice::ServiceNetwork',
    'service of VPC Lattice': 'AWS::VpcLattice::Service',
    'service in a service network': 'AWS::VpcLattice::ServiceNetworkServiceAssociation',
    'target group of VPC Lattice': 'AWS::VpcLattice::TargetGroup',
    'listener of VPC Lattice': 'AWS::VpcLattice::Listener',
    'auth policy': 'AWS::VpcLattice::AuthPolicy',
    'VPC origin': 'AWS::CloudFront::VpcOrigin',
    'delivery source': 'AWS::Logs::DeliverySource',
    'delivery destination': 'AWS::Logs::DeliveryDestination',
    'delivery': 'AWS::Logs::Delivery',
}

_VOLATILE = {'createdAt', 'updatedAt', 'registeredAt', 'CreateDate', 'LastModified', 'RevisionId', 'RoleLastUsed', 'storedBytes', 'events',
             'deployments', 'runningCount', 'pendingCount', 'runningTasksCount', 'pendingTasksCount', 'activeServicesCount', 'statistics',
             'lastEventTimestamp', 'lastIngestionTime', 'imagePushedAt', 'lastModified',
             'State', 'StateReason', 'StateReasonCode', 'LastUpdateStatus', 'LastUpdateStatusReason', 'LastUpdateStatusReasonCode'}
"""What changes without anybody deploying anything."""


_UNORDERED = {'IpPermissions', 'IpPermissionsEgress'}
"""Lists that AWS gives in any order: a rule that was revoked and granted again may stand elsewhere."""


@dataclass(frozen=True)
class Changes:
    """What is different between two inventories."""

    added: set[Key]
    removed: set[Key]
    changed: dict[Key, set[str]]
    """What is in both, with the fields that differ."""


@dataclass(frozen=True)
class Inventory:
    """What existed at one time."""

    things: dict[Key, dict[str, Any]]

    def count(self) -> Counter[str]:
        """How many there are of each kind."""
        return Counter(kind for kind, _ in self.things)

    def all(self, kind: str) -> list[dict[str, Any]]:
        """The things of a kind."""
        return [thing for (each, _), thing in self.things.items() if each == kind]

    def one(self, kind: str) -> dict[str, Any]:
        """The only thing of its kind."""
        [thing] = self.all(kind)
        return thing

    def since(self, earlier: Inventory) -> Inventory:
        """What was not there earlier."""
        return Inventory({key: thing for key, thing in self.things.items() if key not in earlier.things})

    def changes_to(self, later: Inventory) -> Changes:
        """What happened between this inventory and a later one."""
        before, after = self.things, later.things
        return Changes(
            set(after.keys() - before.keys()), set(before.keys() - after.keys()),
            {key: differing_fields(before[key], after[key]) for key in before.keys() & after.keys() if before[key] != after[key]},
        )


def differing_fields(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """Fields of a description that are not the same in another."""
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def take_inventory(account: Account) -> Inventory:
    """Asks every API that the templates' resources belong to."""
    things: dict[Key, dict[str, Any]] = {}
    for kind, identity, found in _everything(account):
        for each in found:
            things[kind, each[identity]] = _steady(each)
    for kind, type_name in _RECORDED_TYPES.items():
        for physical_id, properties in account.records(type_name).items():
            things[kind, physical_id] = properties
    return Inventory(things)


def _everything(account: Account) -> Iterable[tuple[str, str, list[dict[str, Any]]]]:
    ec2 = account.client('ec2')
    yield 'VPC', 'VpcId', ec2.describe_vpcs()['Vpcs']
    yield 'subnet', 'SubnetId', ec2.describe_subnets()['Subnets']
    yield 'route table', 'RouteTableId', ec2.describe_route_tables()['RouteTables']
    yield 'internet gateway', 'InternetGatewayId', ec2.describe_internet_gateways()['InternetGateways']
    yield 'security group', 'GroupId', ec2.describe_security_groups()['SecurityGroups']
    yield 'VPC endpoint', 'VpcEndpointId', ec2.describe_vpc_endpoints()['VpcEndpoints']
    elb = account.client('elbv2')
    load_balancers = elb.describe_load_balancers()['LoadBalancers']
    yield 'load balancer', 'LoadBalancerArn', load_balancers
    for each in load_balancers:
        yield 'listener', 'ListenerArn', elb.describe_listeners(LoadBalancerArn=each['LoadBalancerArn'])['Listeners']
    yield 'target group', 'TargetGroupArn', elb.describe_target_groups()['TargetGroups']
    ecr = account.client('ecr')
    repositories = ecr.describe_repositories()['repositories']
    yield 'repository', 'repositoryName', repositories
    for each in repositories:
        yield 'image', 'imageDigest', ecr.describe_images(repositoryName=each['repositoryName'])['imageDetails']
    yield from _containers(account.client('ecs'))
    yield 'function', 'FunctionName', account.client('lambda').list_functions()['Functions']
    codebuild = account.client('codebuild')
    projects = codebuild.list_projects()['projects']
    yield 'build project', 'name', codebuild.batch_get_projects(names=projects)['projects'] if projects else []
    yield 'log group', 'logGroupName', account.client('logs').describe_log_groups()['logGroups']
    yield 'dashboard', 'DashboardName', account.client('cloudwatch').list_dashboards()['DashboardEntries']
    yield 'certificate', 'CertificateArn', account.client('acm').list_certificates()['CertificateSummaryList']
    yield 'hosted zone', 'Id', _zones(account.client('route53'))
    yield from _in_no_region(account)
    yield 'health check', 'Id', _health_checks(account.client('route53'))
    yield 'schedule', 'Arn', account.client('scheduler').list_schedules()['Schedules']
    yield 'role', 'RoleName', _roles(account.client('iam'))


def _in_no_region(account: Account) -> Iterable[tuple[str, str, list[dict[str, Any]]]]:
    cloudfront = account.client('cloudfront')
    distributions = cloudfront.list_distributions()['DistributionList'].get('Items', [])
    yield 'distribution', 'Id', [{**cloudfront.get_distribution_config(Id=each['Id'])['DistributionConfig'], 'Id': each['Id']} for each in distributions]
    waf = account.client('wafv2')
    acls = waf.list_web_acls(Scope='CLOUDFRONT')['WebACLs']
    yield 'web ACL', 'Id', [waf.get_web_acl(Name=each['Name'], Scope='CLOUDFRONT', Id=each['Id'])['WebACL'] for each in acls]


def _health_checks(route53: Any) -> list[dict[str, Any]]:
    checks: list[dict[str, Any]] = route53.list_health_checks()['HealthChecks']
    return checks


def _containers(ecs: Any) -> Iterable[tuple[str, str, list[dict[str, Any]]]]:
    for status, kind in (('ACTIVE', 'task definition'), ('INACTIVE', 'inactive task definition')):
        arns = ecs.list_task_definitions(status=status)['taskDefinitionArns']
        yield kind, 'taskDefinitionArn', [ecs.describe_task_definition(taskDefinition=each)['taskDefinition'] for each in arns]
    clusters = ecs.list_clusters()['clusterArns']
    yield 'cluster', 'clusterArn', ecs.describe_clusters(clusters=clusters)['clusters'] if clusters else []
    for cluster in clusters:
        services = ecs.list_services(cluster=cluster)['serviceArns']
        found = ecs.describe_services(cluster=cluster, services=services)['services'] if services else []
        yield 'service', 'serviceArn', [each for each in found if each['status'] == 'ACTIVE']


def _zones(route53: Any) -> list[dict[str, Any]]:
    zones = route53.list_hosted_zones()['HostedZones']
    pages = route53.get_paginator('list_resource_record_sets')
    return [{**each, 'Records': pages.paginate(HostedZoneId=each['Id']).build_full_result()['ResourceRecordSets']} for each in zones]


def _roles(iam: Any) -> list[dict[str, Any]]:
    def with_policies(role: dict[str, Any]) -> dict[str, Any]:
        name = role['RoleName']
        policies = iam.list_role_policies(RoleName=name)['PolicyNames']
        return {**role, 'Policies': {each: iam.get_role_policy(RoleName=name, PolicyName=each)['PolicyDocument'] for each in policies}}
    return [with_policies(each) for each in iam.list_roles()['Roles']]


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(_steady(each)) if key in _UNORDERED else _steady(each) for key, each in value.items() if key not in _VOLATILE}
    return [_steady(each) for each in value] if isinstance(value, list) else value


def _sorted(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda each: json.dumps(each, sort_keys=True))
