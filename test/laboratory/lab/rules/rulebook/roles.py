"""Roles that AWS services assume: the trust policy of each has to let its service in."""
from __future__ import annotations

from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_FUNCTION, _TASK, _PROJECT, _FLOW_LOG = 'AWS::Lambda::Function', 'AWS::ECS::TaskDefinition', 'AWS::CodeBuild::Project', 'AWS::EC2::FlowLog'


@rule(_FUNCTION, '`Role`', 'a role that lambda.amazonaws.com may assume',
      'https://github.com/pdomala/LambdaCDDemo/issues/1', 'InvalidParameterValueException')
def _role_of_a_function(resource: Resource, account: Account) -> Iterator[str]:
    if _is_closed(resource.get('Role'), 'lambda.amazonaws.com', account):
        yield 'The role defined for the function cannot be assumed by Lambda.'


# ECS takes the task definition. Its service says so when it starts a task.
@rule(_TASK, '`TaskRoleArn`, `ExecutionRoleArn`', 'roles that ecs-tasks.amazonaws.com may assume',
      'https://github.com/boto/boto3/issues/1878', 'ECS was unable to assume the role')
def _roles_of_a_task(resource: Resource, account: Account) -> Iterator[str]:
    for name in ('TaskRoleArn', 'ExecutionRoleArn'):
        if _is_closed(resource.get(name), 'ecs-tasks.amazonaws.com', account):
            yield f'{resource.get(name)}. Please verify that the role being passed has the proper trust relationship and permissions'


@rule(_PROJECT, '`ServiceRole`', 'a role that codebuild.amazonaws.com may assume',
      'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html', 'InvalidInputException')
def _role_of_a_project(resource: Resource, account: Account) -> Iterator[str]:
    if _is_closed(resource.get('ServiceRole'), 'codebuild.amazonaws.com', account):
        yield f"CodeBuild is not authorized to perform: sts:AssumeRole on service role {resource.get('ServiceRole')}"


@rule(_FLOW_LOG, '`DeliverLogsPermissionArn`', 'a role that vpc-flow-logs.amazonaws.com may assume',
      'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html', 'Access error')
def _role_of_a_flow_log(resource: Resource, account: Account) -> Iterator[str]:
    if _is_closed(resource.get('DeliverLogsPermissionArn'), 'vpc-flow-logs.amazonaws.com', account):
        yield f"the trust policy of {resource.get('DeliverLogsPermissionArn')} does not let vpc-flow-logs.amazonaws.com in"


def may_be_assumed(role: Resource, service: str) -> bool:
    """Whether the trust policy names this service."""
    statements = role.get('AssumeRolePolicyDocument', {}).get('Statement', [])
    principals = [each.get('Principal', {}).get('Service', []) for each in statements if each.get('Effect') == 'Allow']
    return any(service in (each if isinstance(each, list) else [each]) for each in principals)


def _is_closed(arn: object, service: str, account: Account) -> bool:
    """Whether the account knows this role, and the role keeps the service out."""
    role = account.find(arn)
    return role is not None and not may_be_assumed(role, service)
