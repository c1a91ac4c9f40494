"""Application Auto Scaling: policies are written down and never act; bounds hold for the tasks that a service wants."""
from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

from lab.account.emulator.apis import Call, Refused, add_api
from lab.account.emulator.resource_types import RECORDS, Created, Properties, add_recorded_type

_TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget'
_IDENTITY = ('ResourceId', 'ScalableDimension', 'ServiceNamespace')


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(_TARGET, _make_target, replaced_with=_IDENTITY)
    add_recorded_type('AWS::ApplicationAutoScaling::ScalingPolicy', _make_policy, replaced_with=('PolicyName', 'ScalingTargetId'))
    add_api('application-autoscaling', {'DescribeScalableTargets': _describe, 'RegisterScalableTarget': _register_target})


def _make_target(properties: Properties) -> Created:
    if int(properties['MinCapacity']) > int(properties['MaxCapacity']):
        raise ValueError('Maximum capacity cannot be less than minimum capacity')
    target_id = _id_of(properties)
    _bring_within(properties)
    return target_id, {'Id': target_id}


def _make_policy(properties: Properties) -> Created:
    resource = properties['ScalingTargetId'].partition('|')[0]
    arn = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:resource/ecs/{resource}:policyName/{properties['PolicyName']}"
    return arn, {'Arn': arn}


def _id_of(properties: Properties) -> str:
    return '|'.join(properties[key] for key in _IDENTITY)


def _bring_within(target: Properties) -> None:
    """Lets the service want as many tasks as the bounds allow.

    @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html (MinCapacity, MaxCapacity)
    """
    _, cluster, name = target['ResourceId'].split('/')
    service = ecs._services.get(f'{cluster}/{name}')
    if service:
        wanted = max(int(target['MinCapacity']), min(service['desiredCount'], int(target['MaxCapacity'])))
        ecs._update_service({'cluster': cluster, 'service': name, 'desiredCount': wanted})


def _describe(call: Call) -> dict[str, Any]:
    targets = [each for each in RECORDS[_TARGET].values() if each['ServiceNamespace'] == call['ServiceNamespace']
               and each['ResourceId'] in call.get('ResourceIds', [each['ResourceId']])]
    return {'ScalableTargets': [{
        **{key: each[key] for key in _IDENTITY}, 'MinCapacity': int(each['MinCapacity']), 'MaxCapacity': int(each['MaxCapacity']),
        'RoleARN': f'arn:aws:iam::{get_account_id()}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
        'CreationTime': 0,
    } for each in targets]}


def _register_target(call: Call) -> dict[str, Any]:
    """What a call leaves out stays as it is."""
    target_id = _id_of(call)
    changed = {**RECORDS[_TARGET].get(target_id, {}), **call}
    if not {'MinCapacity', 'MaxCapacity'} <= changed.keys():
        raise Refused('ValidationException', 'Minimum and maximum capacity must be given when a scalable target is registered for the first time')
    if int(changed['MinCapacity']) > int(changed['MaxCapacity']):
        raise Refused('ValidationException', 'Maximum capacity cannot be less than minimum capacity')
    RECORDS[_TARGET][target_id] = changed
    _bring_within(changed)
    return {'ScalableTargetARN': f'arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:scalable-target/0123456789abcdef'}
