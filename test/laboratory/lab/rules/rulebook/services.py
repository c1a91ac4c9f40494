"""ECS services on Fargate: what they cannot have, and what their task definition has to say."""
from __future__ import annotations

from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.networks import families_of_subnet
from lab.rules.rulebook.rule import rule

_SERVICE = 'AWS::ECS::Service'
_FAMILIES = {'ipv4': 'IPv4', 'ipv6': 'IPv6'}


@rule(_SERVICE, '`PlacementConstraints`, `PlacementStrategies`, `SchedulingStrategy`', 'none of them on Fargate, which has no instances to place tasks on; `DAEMON` has no capacity providers',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-placementconstraint.html', 'InvalidParameterException')
def _placement_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    if not _is_on_fargate(resource, account):
        return
    for name in ('PlacementConstraints', 'PlacementStrategies'):
        if resource.get(name):
            yield f'{name} are not supported with the launch type FARGATE'
    if resource.get('SchedulingStrategy') == 'DAEMON':
        yield 'Specifying a capacity provider strategy is not supported when you create a service using the DAEMON scheduling strategy.'


@rule(_SERVICE, '`NetworkConfiguration`', 'given where each task has an interface of its own (`awsvpc`), and only there',
      'https://github.com/tryretool/retool-onpremise/pull/84', 'InvalidParameterException')
def _network_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    task = account.find(resource.get('TaskDefinition'))
    is_own = task is not None and task.get('NetworkMode') == 'awsvpc'
    if is_own and not resource.get('NetworkConfiguration'):
        yield "Network Configuration must be provided when networkMode 'awsvpc' is specified."
    if task and not is_own and resource.get('NetworkConfiguration'):
        yield 'Network Configuration is not valid for the given networkMode of this task definition.'


@rule(_SERVICE, '`EnableExecuteCommand`', 'a task role in the task definition',
      'https://github.com/aws/aws-toolkit-jetbrains/issues/3649', 'InvalidParameterException')
def _task_role_for_commands(resource: Resource, account: Account) -> Iterator[str]:
    task = account.find(resource.get('TaskDefinition'))
    if is_true(resource.get('EnableExecuteCommand')) and task and not task.get('TaskRoleArn'):
        yield "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again."


# ECS makes the service, and says so in its events each time it starts a task.
@rule(_SERVICE, 'target groups', 'of a family of addresses that every subnet of the tasks has',
      'https://github.com/ansible-collections/community.aws/issues/1441', 'failed to register targets')
def _addresses_of_the_targets_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    subnets = resource.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}).get('Subnets', [])
    for target_group in filter(None, (account.find(each.get('TargetGroupArn')) for each in resource.get('LoadBalancers', []))):
        family = _FAMILIES[target_group.get('IpAddressType', 'ipv4')]
        for subnet in subnets:
            if family not in families_of_subnet(account.find(subnet)):
                yield f'the IP address of a task in {subnet} is not a valid {family} address, which {target_group.name} takes'


# ECS makes the service, and waits in vain for its tasks to be healthy: the reason of their targets is Target.NotInUse.
@rule(_SERVICE, 'subnets of the tasks', 'in zones in which the load balancer has a subnet, unless it balances across zones',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html', 'Target.NotInUse')
def _zones_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    tasks = resource.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}).get('Subnets', [])
    groups = {each.get('TargetGroupArn') for each in resource.get('LoadBalancers', [])}
    for balancer in _balancers_of(groups, account):
        nodes = [account.find(each) for each in (balancer.get('Subnets') or [each.get('SubnetId') for each in balancer.get('SubnetMappings', [])])]
        zones = {(node.get('VpcId'), node.get('AvailabilityZone')) for node in nodes if node}
        vpcs = {vpc for vpc, _ in zones}
        for subnet in filter(None, map(account.find, tasks)):
            # A service in another VPC has a rule of its own, and a subnet that is not in the template has an unknown zone.
            if None not in nodes and subnet.get('VpcId') in vpcs and (subnet.get('VpcId'), subnet.get('AvailabilityZone')) not in zones:
                yield f"target in {subnet.name} is in the Availability Zone {subnet.get('AvailabilityZone')}, which is not enabled for the load balancer {balancer.name}"


def _balancers_of(target_groups: set[str], account: Account) -> Iterator[Resource]:
    """The load balancers that forward to these target groups, each to the targets of a node's zone only."""
    listeners = [each for each in account.of_type('AWS::ElasticLoadBalancingV2::Listener')
                 if any(action.get('TargetGroupArn') in target_groups for action in each.get('DefaultActions', []))]
    for balancer in {each.get('LoadBalancerArn'): account.find(each.get('LoadBalancerArn')) for each in listeners}.values():
        attributes = {each.get('Key'): each.get('Value') for each in (balancer.get('LoadBalancerAttributes', []) if balancer else [])}
        if balancer and not is_true(attributes.get('load_balancing.cross_zone.enabled', False)):
            yield balancer


def _is_on_fargate(service: Resource, account: Account) -> bool:
    providers = [str(each.get('CapacityProvider')) for each in service.get('CapacityProviderStrategy', [])]
    task = account.find(service.get('TaskDefinition'))
    return any(each.startswith('FARGATE') for each in [*providers, str(service.get('LaunchType'))]) or (
        task is not None and task.get('RequiresCompatibilities') == ['FARGATE'])
