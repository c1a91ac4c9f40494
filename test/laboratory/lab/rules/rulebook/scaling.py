"""Application Auto Scaling."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_TARGET, _POLICY = 'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'
_OF_APPLICATION_LOAD_BALANCERS = 'ALBRequestCountPerTarget'
_METRICS_OF_ECS = {
    _OF_APPLICATION_LOAD_BALANCERS, 'ECSServiceAverageCPUUtilization', 'ECSServiceAverageMemoryUtilization',
    'ECSServiceAverageCPUUtilizationHighResolution', 'ECSServiceAverageMemoryUtilizationHighResolution',
}


@rule(_POLICY, 'the metric that is tracked', 'one policy for a metric of a target: of the predefined metrics each once, and no customised one twice',
      'https://docs.aws.amazon.com/autoscaling/application/userguide/create-target-tracking-policy-cli.html', 'ValidationException')
def _one_policy_for_a_metric(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_POLICY):
        if other is not resource and _target(other) == _target(resource) and _metric(resource) and _metric(other) == _metric(resource):
            yield f'Only one TargetTrackingScaling policy for a given metric specification is allowed: {other.name}'


@rule(_POLICY, '`PolicyName`', 'once for a target',
      'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html', 'ValidationException')
def _name_of_a_scaling_policy(resource: Resource, account: Account) -> Iterator[str]:
    if sum((_target(each), each.get('PolicyName')) == (_target(resource), resource.get('PolicyName')) for each in account.of_type(_POLICY)) > 1:
        yield f"{resource.get('PolicyName')} already exists"


@rule(_POLICY, '`TargetTrackingScalingPolicyConfiguration`', 'a target above 0, either a predefined or a customised metric',
      'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html', 'ValidationException')
def _what_a_scaling_policy_tracks(resource: Resource, _account: Account) -> Iterator[str]:
    tracking = resource.get('TargetTrackingScalingPolicyConfiguration')
    if not tracking:
        return
    if float(tracking.get('TargetValue', 0)) <= 0:
        yield f"TargetValue must be above 0, got {tracking.get('TargetValue')}"
    if ('PredefinedMetricSpecification' in tracking) == ('CustomizedMetricSpecification' in tracking):
        yield 'exactly one of a predefined and a customised metric is required'


@rule(_POLICY, '`PredefinedMetricSpecification`', 'of an ECS service a metric that ECS has; a label only with `ALBRequestCountPerTarget`, which needs one',
      'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html', 'ValidationException')
def _predefined_metric_of_a_scaling_policy(resource: Resource, account: Account) -> Iterator[str]:
    specification = (resource.get('TargetTrackingScalingPolicyConfiguration') or {}).get('PredefinedMetricSpecification')
    target = account.find(resource.get('ScalingTargetId')) or resource
    if not specification or target.get('ServiceNamespace') != 'ecs':
        return
    metric = specification.get('PredefinedMetricType')
    if metric not in _METRICS_OF_ECS:
        yield f'Predefined metric {metric} is not supported for the service namespace ecs'
    if (metric == _OF_APPLICATION_LOAD_BALANCERS) != bool(specification.get('ResourceLabel')):
        yield f"{metric} with the resource label {specification.get('ResourceLabel')}"


@rule(_TARGET, '`MinCapacity`, `MaxCapacity`', 'not less at most than at least; a service is scaled by one target',
      'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html', 'ValidationException')
def _capacity_of_a_scalable_target(resource: Resource, account: Account) -> Iterator[str]:
    if int(resource.get('MinCapacity')) > int(resource.get('MaxCapacity')):
        yield 'Maximum capacity cannot be less than minimum capacity'
    if int(resource.get('MinCapacity')) < 0:
        yield 'Minimum capacity must be 0 or more'
    key = ('ResourceId', 'ScalableDimension', 'ServiceNamespace')
    if sum(all(each.get(name) == resource.get(name) for name in key) for each in account.of_type(_TARGET)) > 1:
        yield f"{resource.get('ResourceId')} is registered twice"


def _target(resource: Resource) -> Any:
    return resource.get('ScalingTargetId') or (resource.get('ResourceId'), resource.get('ScalableDimension'), resource.get('ServiceNamespace'))


def _metric(resource: Resource) -> str | None:
    tracking = resource.get('TargetTrackingScalingPolicyConfiguration') or {}
    specification = tracking.get('PredefinedMetricSpecification') or tracking.get('CustomizedMetricSpecification')
    return json.dumps(specification, sort_keys=True) if specification else None
