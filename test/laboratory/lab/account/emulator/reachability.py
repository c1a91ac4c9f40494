"""Which way packets of a task can go: what security groups, routes and endpoints say, without any packet."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ministack.core.responses import get_region
from ministack.services import alb, ec2

_HTTPS = 443
_OUT, _IN = 'IpPermissionsEgress', 'IpPermissions'
_NEEDED_INTERFACES = ('ecr.api', 'ecr.dkr', 'logs')


def what_tasks_cannot_reach(network: dict[str, Any]) -> Iterator[str]:
    """What keeps tasks from pulling an image and from writing their log, if anything does; with a route out they need no endpoint."""
    groups = network['SecurityGroups']
    let_out = any(_covers(rule, _HTTPS) and _is_for_everywhere(rule) for rule in _rules(groups, _OUT))
    if let_out and all(_leads_out(each) for each in network['Subnets']):
        return
    [vpc_id] = {ec2._subnets[each]['VpcId'] for each in network['Subnets']}
    for name in _NEEDED_INTERFACES:
        if not any(_may_connect(groups, each['SecurityGroupIds'], _HTTPS) for each in endpoints_for(name, vpc_id, network['Subnets'])):
            yield f'no way from security groups {groups} to an endpoint for {name}'
    s3 = ec2._aws_pl_id_from_name(f'com.amazonaws.{get_region()}.s3')
    for subnet_id in network['Subnets']:
        if not endpoints_for('s3', vpc_id, [subnet_id]):
            yield f'no route from {subnet_id} to the image layers in S3'
    if not any(_covers(rule, _HTTPS) and s3 in _prefix_lists(rule) for rule in _rules(groups, _OUT)):
        yield f'no rule that lets security groups {groups} out to the image layers in S3'


def what_load_balancer_cannot_reach(target_group_arn: str, container_port: int, task_groups: list[str]) -> Iterator[str]:
    """What keeps a load balancer from its tasks, on the port that it forwards to and on that of its health checks."""
    target_group = alb._tgs[target_group_arn]
    health_port = target_group['HealthCheckPort']
    for arn in target_group['LoadBalancerArns']:
        for port in {container_port, container_port if health_port == 'traffic-port' else int(health_port)}:
            if not _may_connect(alb._lbs[arn]['SecurityGroups'], task_groups, port):
                yield f'no way from {arn} to its tasks on port {port}'


def endpoints_for(service: str, vpc_id: str, subnet_ids: list[str]) -> list[dict[str, Any]]:
    """The endpoints that calls from the subnets take: by the private DNS of the VPC, or by a route of a subnet."""
    name = f'com.amazonaws.{get_region()}.{service}'
    routes = {table for each in subnet_ids for table in _route_tables(each)}
    return [each for each in ec2._vpc_endpoints.values()
            if (each['VpcId'], each['ServiceName']) == (vpc_id, name) and (each['PrivateDnsEnabled'] or routes & set(each['RouteTableIds']))]


def _route_tables(subnet_id: str) -> list[str]:
    return [
        table_id for table_id, table in ec2._route_tables.items()
        if any(association.get('SubnetId') == subnet_id for association in table['Associations'])
    ]


def _leads_out(subnet_id: str) -> bool:
    """Whether there is a gateway for packets of tasks without a public address."""
    routes = [route for table_id in _route_tables(subnet_id) for route in ec2._route_tables[table_id]['Routes']]
    return any(route.get('EgressOnlyInternetGatewayId') or route.get('NatGatewayId') for route in routes)


def _is_for_everywhere(rule: dict[str, Any]) -> bool:
    return any(each.get('CidrIpv6') == '::/0' or each.get('CidrIp') == '0.0.0.0/0' for each in [*rule['Ipv6Ranges'], *rule['IpRanges']])


def _may_connect(sources: list[str], destinations: list[str], port: int) -> bool:
    """Whether a rule lets it out, and a rule lets it in."""
    return (any(_covers(rule, port) and _groups(rule) & set(destinations) for rule in _rules(sources, _OUT))
            and any(_covers(rule, port) and _groups(rule) & set(sources) for rule in _rules(destinations, _IN)))


def _rules(group_ids: list[str], direction: str) -> list[dict[str, Any]]:
    return [rule for group_id in group_ids for rule in ec2._security_groups[group_id][direction]]


def _covers(rule: dict[str, Any], port: int) -> bool:
    return bool(rule['IpProtocol'] == '-1' or (rule['IpProtocol'] == 'tcp' and rule['FromPort'] <= port <= rule['ToPort']))


def _groups(rule: dict[str, Any]) -> set[str]:
    return {each['GroupId'] for each in rule['UserIdGroupPairs']}


def _prefix_lists(rule: dict[str, Any]) -> set[str]:
    return {each['PrefixListId'] for each in rule['PrefixListIds']}
