"""Service-linked roles: named as AWS names them, made once, and needed by what acts through them.

AWS makes a missing one itself and fails only now and then, when it uses the role before IAM has spread it. Here it always fails.

What it refuses, and how:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
https://github.com/aws/containers-roadmap/issues/2614
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import iam

from lab.account.emulator.permissions import add_condition_keys, add_resources
from lab.account.emulator.resource_types import Created, Properties, extend_type
from lab.account.emulator.responses import Response, iam_error

_NAMES = {
    'ecs.amazonaws.com': 'AWSServiceRoleForECS',
    'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
}
_NEEDED_BY = {
    'AWS::ECS::Cluster': 'ecs.amazonaws.com',
    'AWS::ECS::ClusterCapacityProviderAssociations': 'ecs.amazonaws.com',
    'AWS::ApplicationAutoScaling::ScalableTarget': 'ecs.application-autoscaling.amazonaws.com',
}


def register() -> None:
    """Replaces what ministack names otherwise, and lets permissions depend on the role that is to be made."""
    iam._IAM_HANDLERS['CreateServiceLinkedRole'] = _make
    for type_name, principal in _NEEDED_BY.items():
        extend_type(type_name, create=_requiring(principal))
    add_resources('iam', lambda call: _arn(call['AWSServiceName']) if 'AWSServiceName' in call else None)
    add_condition_keys('iam', lambda call: {'iam:AWSServiceName': call.get('AWSServiceName', '')})


def _arn(principal: str) -> str:
    return f'arn:aws:iam::{get_account_id()}:role/aws-service-role/{principal}/{_NAMES[principal]}'


def _make(call: dict[str, Any]) -> Response:
    principal = iam._p(call, 'AWSServiceName')
    name = _NAMES[principal]
    if name in iam._roles:
        return iam_error('InvalidInput', f'Service role name {name} has been taken in this account, please try a different suffix.')
    answer: Response = iam._create_service_linked_role(call)
    [made] = [key for key, role in iam._roles.items() if role['Path'] == f'/aws-service-role/{principal}/']
    iam._roles[name] = {**iam._roles.pop(made), 'RoleName': name, 'Arn': _arn(principal)}
    return answer


def _requiring(principal: str) -> Callable[[Callable[[], Created], Properties], Created]:
    def create(rest: Callable[[], Created], _properties: Properties) -> Created:
        if _NAMES[principal] not in iam._roles:
            raise ValueError(f'Unable to assume the service linked role of {principal}. Please verify that the service linked role exists.')
        return rest()
    return create
