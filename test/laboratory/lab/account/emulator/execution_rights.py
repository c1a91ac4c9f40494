"""What ECS does by the execution role of a task before its container runs: it pulls the image, and opens the log.

The policies of the role must allow each call, and so must the policy of the endpoint that the call takes.

@see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
@see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from lab.account.emulator.fresh_roles import permissions_once_spread
from lab.account.emulator.reachability import endpoints_for

_ACCOUNT_OF_ECR = '999999999999'
_PULL_ACTIONS = ('ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer')
_LOG_ACTIONS = ('logs:CreateLogStream', 'logs:PutLogEvents')


@dataclass(frozen=True)
class _Call:
    """A call, the service whose endpoint it takes, and AWS's name for the failure of a task that may not make it."""

    action: str
    resource: str
    service: str
    error: str


def what_may_not_be_done(role_arn: str, repository_arn: str, container: dict[str, Any], subnet_ids: list[str]) -> Iterator[str]:
    """The calls that are denied, by the role or by an endpoint."""
    for call in _calls(repository_arn, container.get('logConfiguration', {})):
        denied = f'{call.error}: {role_arn} is not authorized to perform: {call.action} on resource: {call.resource}'
        context = _context(role_arn, get_account_id(), call)
        if iam_evaluator.evaluate(context, permissions_once_spread(role_arn.rsplit('/', 1)[-1], get_account_id())).decision != 'Allow':
            yield denied
        if _is_stopped(context, call.service, subnet_ids):
            yield f'{denied} because no VPC endpoint policy allows the {call.action} action'
    # Addresses into the bucket of the image layers are signed by ECR: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
    layer = _Call('s3:GetObject', f'arn:aws:s3:::prod-{get_region()}-starport-layer-bucket/layer', 's3', 'CannotPullContainerError')
    if _is_stopped(_context(f'arn:aws:iam::{_ACCOUNT_OF_ECR}:role/ecr', _ACCOUNT_OF_ECR, layer), layer.service, subnet_ids):
        yield f'{layer.error}: failed to copy: httpReadSeeker: failed open: 403 Forbidden: {layer.resource}'


def _calls(repository_arn: str, log: dict[str, Any]) -> Iterator[_Call]:
    yield _Call('ecr:GetAuthorizationToken', '*', 'ecr.api', 'CannotPullContainerError')
    yield from (_Call(action, repository_arn, 'ecr.dkr', 'CannotPullContainerError') for action in _PULL_ACTIONS)
    if log.get('logDriver') == 'awslogs':
        stream = f'arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{log["options"]["awslogs-group"]}:log-stream:prefix/container/task'
        yield from (_Call(action, stream, 'logs', 'ResourceInitializationError: failed to validate logger args') for action in _LOG_ACTIONS)


def _is_stopped(context: iam_evaluator.EvalContext, service: str, subnet_ids: list[str]) -> bool:
    """Whether there is an endpoint on the way whose policy does not let the call through. One without a policy lets everything through."""
    [vpc_id] = {ec2._subnets[each]['VpcId'] for each in subnet_ids}
    policies = [each['PolicyDocument'] for each in endpoints_for(service, vpc_id, subnet_ids)]
    return any(policy and iam_evaluator.evaluate_resource_policy(policy, context).decision != 'Allow' for policy in policies)


def _context(principal_arn: str, account_id: str, call: _Call) -> iam_evaluator.EvalContext:
    return iam_evaluator.EvalContext(
        principal_arn=principal_arn, principal_type='AssumedRole', principal_account=account_id,
        action=call.action, resource_arn=call.resource, region=get_region(),
    )
