"""ECS as far as a rollout goes: a service runs an image that can be pulled, behind a load balancer that exists, or fails.

There is no task. What ECS finds out by starting one is looked up instead, and the outcome is CloudFormation's: a service that
does not become steady fails its resource, as with the circuit breaker that the template turns on.
"""
from __future__ import annotations

import re
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, ec2, ecr, ecs

from lab.account.emulator import journal
from lab.account.emulator.deployment_alarms import watch
from lab.account.emulator.execution_rights import what_may_not_be_done
from lab.account.emulator.reachability import what_load_balancer_cannot_reach, what_tasks_cannot_reach
from lab.account.emulator.resource_types import HANDLERS, RECORDS, Created, Properties, add_recorded_type, extend_type
from lab.account.emulator.rollout import steps_of_rollout

_SERVICE = 'AWS::ECS::Service'
_ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations'


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(_ASSOCIATIONS, _associate_capacity_providers, replaced_with=('Cluster',))
    extend_type(_ASSOCIATIONS, delete=_refuse_to_take_what_services_use)
    handler = HANDLERS[_SERVICE]
    original = dict(handler)

    def create(logical_id: str, properties: Properties, stack_name: str) -> Created:
        _require_steady(properties)
        return _rolled_out(original['create'](logical_id, properties, stack_name), properties)

    def update(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
        _require_steady(new)
        _require_no_alarm(physical_id, old, new)
        return _rolled_out(original['update'](physical_id, old, new, stack_name), new)

    handler.update(create=create, update=update)


def _associate_capacity_providers(properties: Properties) -> Created:
    ecs._clusters[properties['Cluster']]['capacityProviders'] = properties['CapacityProviders']
    return properties['Cluster'], {}


def _refuse_to_take_what_services_use(cluster: str, _properties: Properties) -> None:
    used = [each['serviceArn'] for each in ecs._services.values()
            if each['status'] == 'ACTIVE' and each['clusterArn'].endswith(f'/{cluster}') and each.get('capacityProviderStrategy')]
    if used:
        raise ValueError(f'ResourceInUseException: The specified capacity provider is in use and cannot be removed: {", ".join(used)}')


def _rolled_out(created: Created, properties: Properties) -> Created:
    steps = steps_of_rollout(_tasks(created[0]), properties.get('DeploymentConfiguration', {}))
    journal.write('rollout', service=created[0], images=[each['image'] for each in _containers(properties)], steps=steps)
    return created


def _require_no_alarm(service_arn: str, old: Properties, new: Properties) -> None:
    """Fails where a deployment alarm goes off: ECS has taken the rollout back by then, so the service stays as it was."""
    alarms = new.get('DeploymentConfiguration', {}).get('Alarms', {})
    if not alarms.get('Enable') or old['TaskDefinition'] == new['TaskDefinition']:
        return
    watched = watch(alarms['AlarmNames'], _nginx_conf(old), _nginx_conf(new))
    journal.write('watched', service=service_arn, ignored=watched.ignored, gone_off=watched.gone_off, bake_seconds=watched.bake_seconds)
    if watched.gone_off:
        raise ValueError(f"ECS deployment failed: alarm detected: {', '.join(watched.gone_off)}")


def _nginx_conf(properties: Properties) -> str:
    [variable] = [each for each in _containers(properties)[0]['environment'] if each['name'] == 'NGINX_CONF']
    return str(variable['value'])


def _tasks(service_arn: str) -> int:
    """How many run: as few as scaling allows."""
    resource_id = service_arn.partition(':service/')[2]
    targets = RECORDS['AWS::ApplicationAutoScaling::ScalableTarget'].values()
    return next((int(each['MinCapacity']) for each in targets if each['ResourceId'] == f'service/{resource_id}'), 1)


def _require_steady(properties: Properties) -> None:
    providers = ecs._clusters[properties['Cluster']]['capacityProviders']
    for item in properties.get('CapacityProviderStrategy', []):
        if item['CapacityProvider'] not in providers:
            raise ValueError(f"The capacity provider {item['CapacityProvider']} is not associated with the cluster.")
    network = properties['NetworkConfiguration']['AwsvpcConfiguration']
    for reason in what_tasks_cannot_reach(network):
        raise _not_steady(reason)
    for container in _containers(properties):
        repository = _require_image(container['image'], network['Subnets'])
        for reason in what_may_not_be_done(_task_definition(properties)['executionRoleArn'], ecr._repo_arn(repository), container, network['Subnets']):
            raise _not_steady(reason)
    for attachment in properties.get('LoadBalancers', []):
        _require_load_balancer(attachment, network['SecurityGroups'])


def _require_load_balancer(attachment: Properties, task_groups: list[str]) -> None:
    target_group = attachment['TargetGroupArn']
    if not alb._tgs[target_group]['LoadBalancerArns']:
        raise ValueError(f'The target group with targetGroupArn {target_group} does not have an associated load balancer.')
    for reason in what_load_balancer_cannot_reach(target_group, int(attachment['ContainerPort']), task_groups):
        raise _not_steady(reason)


def _require_image(image: str, subnet_ids: list[str]) -> str:
    """The repository of the image, which has to be there under a name of the registry that the tasks reach."""
    name = re.fullmatch(rf'(?:{"|".join(map(re.escape, _registries(subnet_ids)))})/([^@:]+)(?:@(?P<digest>sha256:[0-9a-f]{{64}})|:(?P<tag>.+))', image)
    if not name:
        raise _not_steady(f'CannotPullContainerError: {image} is not in ECR, or not under a name that these tasks reach')
    repository = name[1]
    if repository not in ecr._repositories:
        raise _not_steady(f'CannotPullContainerError: repository {repository} does not exist')
    if not ecr._find_image(repository, {'imageDigest': name['digest'], 'imageTag': name['tag']}):
        raise _not_steady(f'CannotPullContainerError: {image}: not found')
    return repository


def _registries(subnet_ids: list[str]) -> list[str]:
    """
    The names of the registry that tasks reach. Without IPv4 that is one name only.

    @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
    """
    names = {'IPv4': f'{get_account_id()}.dkr.ecr.{get_region()}.amazonaws.com', 'IPv6': f'{get_account_id()}.dkr-ecr.{get_region()}.on.aws'}
    have_ipv4 = all(ec2._subnets[each]['CidrBlock'] for each in subnet_ids)
    return list(names.values()) if have_ipv4 else [names['IPv6']]


def _not_steady(reason: str) -> ValueError:
    return ValueError(f'ECS Deployment Circuit Breaker was triggered: {reason}')


def _task_definition(properties: Properties) -> dict[str, Any]:
    return next(each for each in ecs._task_defs.values() if each['taskDefinitionArn'] == properties['TaskDefinition'])


def _containers(properties: Properties) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = _task_definition(properties)['containerDefinitions']
    return containers
