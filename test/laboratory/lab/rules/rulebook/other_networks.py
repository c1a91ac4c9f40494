"""What cannot be joined because it is in two VPCs."""
from __future__ import annotations

from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_ASSOCIATION, _ROUTE, _ENDPOINT = 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::Route', 'AWS::EC2::VPCEndpoint'
_INGRESS, _EGRESS = 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'
_LISTENER, _SERVICE = 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ECS::Service'
_JOINED = ('AWS::EC2::VPCPeeringConnection', 'AWS::EC2::TransitGatewayAttachment')
"""With one of these, a rule may name a security group of another VPC."""


@rule(_ASSOCIATION, '`SubnetId`, `RouteTableId`', 'of one VPC',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html', 'InvalidParameterValue')
def _route_table_of_another_vpc(resource: Resource, account: Account) -> Iterator[str]:
    if _differ(_vpc_of(resource.get('SubnetId'), account), _vpc_of(resource.get('RouteTableId'), account)):
        yield f"Route table {resource.get('RouteTableId')} and subnet {resource.get('SubnetId')} belong to different networks"


@rule(_ROUTE, '`GatewayId`', 'an internet gateway of the VPC of the route table',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html', 'InvalidParameterValue')
def _gateway_of_another_vpc(resource: Resource, account: Account) -> Iterator[str]:
    gateway = resource.get('GatewayId')
    attached = {each.get('VpcId') for each in account.of_type('AWS::EC2::VPCGatewayAttachment') if gateway and each.get('InternetGatewayId') == gateway}
    vpc = _vpc_of(resource.get('RouteTableId'), account)
    if attached and vpc and vpc not in attached:
        yield f"route table {resource.get('RouteTableId')} and network gateway {gateway} belong to different networks"


@rule(_ENDPOINT, '`RouteTableIds`, `SubnetIds`', 'of the VPC of the endpoint',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html', 'InvalidParameter')
def _network_of_an_endpoint(resource: Resource, account: Account) -> Iterator[str]:
    for each in (*resource.get('RouteTableIds', []), *resource.get('SubnetIds', [])):
        if _differ(_vpc_of(each, account), resource.get('VpcId')):
            yield f"{each} does not belong to {resource.get('VpcId')}"


# See also https://github.com/ansible/ansible/issues/30053 for what EC2 says.
@rule((_INGRESS, _EGRESS), '`SourceSecurityGroupId`, `DestinationSecurityGroupId`', 'a group of the same VPC, or of one that is joined with it',
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html', 'InvalidGroup.NotFound')
def _peer_group_of_another_vpc(resource: Resource, account: Account) -> Iterator[str]:
    peer = resource.get('SourceSecurityGroupId') or resource.get('DestinationSecurityGroupId')
    if not any(account.of_type(*_JOINED)) and _differ(_vpc_of(resource.get('GroupId'), account), _vpc_of(peer, account)):
        yield 'You have specified two resources that belong to different networks.'


@rule(_LISTENER, '`DefaultActions`', 'a target group of the VPC of the load balancer',
      'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1045', 'InvalidConfigurationRequest')
def _target_group_of_another_vpc(resource: Resource, account: Account) -> Iterator[str]:
    balancer = account.find(resource.get('LoadBalancerArn'))
    subnets = [*balancer.get('Subnets', []), *(each.get('SubnetId') for each in balancer.get('SubnetMappings', []))] if balancer else []
    vpcs = [*{_vpc_of(each, account) for each in subnets}]
    for action in resource.get('DefaultActions', []):
        target_group = action.get('TargetGroupArn')
        # A load balancer of two VPCs has a rule of its own.
        if len(vpcs) == 1 and _differ(vpcs[0], _vpc_of(target_group, account)):
            yield f"Target group '{target_group}' is in a different VPC than load balancer '{resource.get('LoadBalancerArn')}'"


@rule(_SERVICE, '`Subnets`', 'all of one VPC',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html', 'InvalidParameterException')
def _subnets_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    vpcs = _vpcs_of_tasks(resource, account)
    if len(vpcs) > 1:
        yield f'subnets must belong to the same VPC: {sorted(vpcs)}'


# ECS makes the service, and says so in its events each time it starts a task.
@rule(_SERVICE, 'target groups', 'of the VPC of the tasks, unless its targets are registered for all zones, which ECS does not do',
      'https://github.com/aws/containers-roadmap/issues/1107', 'failed to register targets')
def _vpc_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    vpcs = _vpcs_of_tasks(resource, account)
    for attachment in resource.get('LoadBalancers', []):
        target_group = attachment.get('TargetGroupArn')
        # A service in two VPCs has a rule of its own.
        if len(vpcs) == 1 and _differ(next(iter(vpcs)), _vpc_of(target_group, account)):
            yield f"{target_group}: The Availability Zone for the IP address of a task must be 'all' when not within the VPC"


def _vpcs_of_tasks(service: Resource, account: Account) -> set[str]:
    subnets = service.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}).get('Subnets', [])
    return {vpc for vpc in (_vpc_of(each, account) for each in subnets) if vpc}


def _vpc_of(value: object, account: Account) -> str | None:
    """The VPC of a resource of the account."""
    found = account.find(value)
    vpc: str | None = found.get('VpcId') if found else None
    return vpc


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)
