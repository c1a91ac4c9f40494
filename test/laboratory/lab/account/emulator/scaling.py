"""Application Auto Scaling: targets and policies, which are written down and never act."""
from __future__ import annotations

from ministack.core.responses import get_account_id, get_region

from lab.account.emulator.resource_types import Created, Properties, add_recorded_type


def register() -> None:
    """Adds what is missing."""
    identity = ('ResourceId', 'ScalableDimension', 'ServiceNamespace')
    add_recorded_type('AWS::ApplicationAutoScaling::ScalableTarget', _make_target, replaced_with=identity)
    add_recorded_type('AWS::ApplicationAutoScaling::ScalingPolicy', _make_policy, replaced_with=('PolicyName', 'ScalingTargetId'))


def _make_target(properties: Properties) -> Created:
    if int(properties['MinCapacity']) > int(properties['MaxCapacity']):
        raise ValueError('Maximum capacity cannot be less than minimum capacity')
    target_id = '|'.join(properties[key] for key in ('ResourceId', 'ScalableDimension', 'ServiceNamespace'))
    return target_id, {'Id': target_id}


def _make_policy(properties: Properties) -> Created:
    resource = properties['ScalingTargetId'].partition('|')[0]
    arn = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:resource/ecs/{resource}:policyName/{properties['PolicyName']}"
    return arn, {'Arn': arn}
