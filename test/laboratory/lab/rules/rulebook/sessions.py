"""Sessions of ECS Exec in tasks whose subnets have no route out: what the agent in the task calls, and through which endpoint."""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.rule import rule

_TARGETS = ('GatewayId', 'NatGatewayId', 'EgressOnlyInternetGatewayId', 'TransitGatewayId', 'NetworkInterfaceId', 'VpcPeeringConnectionId')


@dataclass(frozen=True)
class _Call:
    service: str
    action: str
    resource: str


# ECS makes the service, and answers so when a session is opened; the agent ends a session that it cannot decrypt or log.
# See https://github.com/aws-containers/amazon-ecs-exec-checker/issues/79 and https://github.com/aws/amazon-ssm-agent/issues/198.
@rule('AWS::ECS::Service', '`EnableExecuteCommand`',
      "where tasks reach ECR through endpoints only: endpoints of Systems Manager's messages and of what the cluster encrypts and logs sessions with, whose policies let the task role through",
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html', 'TargetNotConnectedException')
def _way_of_a_session(resource: Resource, account: Account) -> Iterator[str]:
    task, subnets = account.find(resource.get('TaskDefinition')), _subnets(resource, account)
    role = task.get('TaskRoleArn') if task else None
    if not is_true(resource.get('EnableExecuteCommand')) or not role or not subnets or any(_leads_out(each, account) for each in subnets):
        return
    vpc_id = subnets[0].get('VpcId')
    # Without these the image has another way too, which the template does not show.
    if not _endpoints('ecr.dkr', vpc_id, account):
        return
    cluster = account.find(resource.get('Cluster'))
    for call in _calls(cluster.get('Configuration', {}).get('ExecuteCommandConfiguration', {}) if cluster else {}):
        endpoints = _endpoints(call.service, vpc_id, account)
        if not endpoints:
            yield f'no endpoint for {call.service} in {vpc_id}'
        for each in endpoints:
            if not _lets_through(each.get('PolicyDocument'), call, role):
                yield f'{role} is not authorized to perform: {call.action} on resource: {call.resource} because no VPC endpoint policy allows it: {each.name}'


def _calls(configuration: dict[str, Any]) -> Iterator[_Call]:
    yield _Call('ssmmessages', 'ssmmessages:OpenDataChannel', '*')
    if key := configuration.get('KmsKeyId'):
        yield _Call('kms', 'kms:Decrypt', key)
    log = configuration.get('LogConfiguration', {})
    if group := log.get('CloudWatchLogGroupName'):
        yield _Call('logs', 'logs:DescribeLogGroups', '*')
        yield _Call('logs', 'logs:PutLogEvents', f'log-group:{group}:log-stream:session')
    if bucket := log.get('S3BucketName'):
        yield _Call('s3', 's3:PutObject', f':::{bucket}/session')


def _subnets(service: Resource, account: Account) -> list[Resource]:
    """The subnets of the tasks, if the stack makes them all."""
    found = [account.find(each) for each in service.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}).get('Subnets', [])]
    known = [each for each in found if each]
    return known if len(known) == len(found) else []


def _leads_out(subnet: Resource, account: Account) -> bool:
    tables = {each.get('RouteTableId') for each in account.of_type('AWS::EC2::SubnetRouteTableAssociation') if each.get('SubnetId') == subnet.physical_id}
    return any(each.get('RouteTableId') in tables and any(each.get(name) for name in _TARGETS) for each in account.of_type('AWS::EC2::Route'))


def _endpoints(service: str, vpc_id: str, account: Account) -> list[Resource]:
    return [each for each in account.of_type('AWS::EC2::VPCEndpoint') if each.get('VpcId') == vpc_id and str(each.get('ServiceName', '')).endswith(f'.{service}')]


def _lets_through(document: Any, call: _Call, role: str) -> bool:
    """Whether the policy has a statement for the call; an endpoint without one lets everything through."""
    return not document or any(
        each['Effect'] == 'Allow' and _names(each['Action'], call.action) and _names(each['Resource'], f'*{call.resource}')
        and (role in json.dumps(each['Principal']) or ('"*"' in json.dumps(each['Principal']) and role in json.dumps(each.get('Condition', role))))
        for each in document['Statement'])


def _names(patterns: str | list[str], value: str) -> bool:
    return any(fnmatchcase(value, each) or fnmatchcase(each, value) for each in ([patterns] if isinstance(patterns, str) else patterns))
