"""ECS on Fargate."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.rule import rule

_TASK, _SERVICE, _CLUSTER = 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service', 'AWS::ECS::Cluster'
_ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations'
_TASK_BYTES = 64 * 1024

_OF_THE_MACHINE = re.compile(
    r'net\.core\.(?!somaxconn|xfrm_)|net\.ipv4\.(tcp_mem|udp_mem|tcp_max_orphans|inet_peer_|ipfrag_(?!high|low|time|secret|max))|net\.ipv4\.tcp_(available|low_latency)')
"""Parameters below `net` that the kernel has once for all namespaces."""

_NAMESPACED = re.compile(r'net\..+|kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|fs\.mqueue\..+')
_LOG_OPTIONS = {'awslogs-group', 'awslogs-region', 'awslogs-stream-prefix', 'awslogs-create-group', 'awslogs-datetime-format', 'awslogs-multiline-pattern',
                'mode', 'max-buffer-size'}


@rule(_TASK, 'the task definition', 'at most 64 KiB',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html', 'ClientException')
def _size_of_a_task_definition(resource: Resource, _account: Account) -> Iterator[str]:
    size = len(json.dumps(resource.properties, separators=(',', ':'), ensure_ascii=False).encode())
    if size > _TASK_BYTES:
        yield f"Actual length: '{size}'. Max allowed length is '{_TASK_BYTES}' bytes."


@rule(_TASK, '`SystemControls`', 'parameters of a namespace that the task has of its own, each once: `net.*` except what the kernel has once for the machine',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html', 'ClientException')
def _system_controls_of_a_task(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource):
        controls = [each['Namespace'] for each in container.get('SystemControls', [])]
        for name in controls:
            if not _NAMESPACED.fullmatch(name) or _OF_THE_MACHINE.match(name):
                yield f"sysctl '{name}' is not allowed: it is not namespaced"
        for name in sorted({each for each in controls if controls.count(each) > 1}):
            yield f"sysctl '{name}' is given twice"


@rule(_TASK, '`StopTimeout`, `StartTimeout`', 'from 2 to 120 seconds on Fargate',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'ClientException')
def _stop_timeout_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource):
        for name in ('StopTimeout', 'StartTimeout'):
            if _is_fargate(resource) and not 2 <= int(container.get(name, 30)) <= 120:
                yield f'{name} must be from 2 to 120 seconds on Fargate, got {container[name]}'


@rule(_TASK, 'containers', 'nothing that Fargate does not have: privileges, added capabilities but `SYS_PTRACE`, devices, shared memory, limits but `nofile`, host paths, links, GPUs',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html', 'ClientException')
def _what_fargate_does_not_have(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource) if _is_fargate(resource) else []:
        linux = container.get('LinuxParameters', {})
        found = {
            'privileged': is_true(container.get('Privileged', False)),
            'capabilities': bool(set(linux.get('Capabilities', {}).get('Add', [])) - {'SYS_PTRACE'}),
            'devices': bool(linux.get('Devices')), 'sharedMemorySize': 'SharedMemorySize' in linux, 'maxSwap': 'MaxSwap' in linux,
            'ulimits': any(each['Name'] != 'nofile' for each in container.get('Ulimits', [])),
            'links': bool(container.get('Links')), 'dnsServers': bool(container.get('DnsServers')), 'extraHosts': bool(container.get('ExtraHosts')),
            'dockerSecurityOptions': bool(container.get('DockerSecurityOptions')),
        }
        for name in (name for name, applies in found.items() if applies):
            yield f"The '{name}' parameter is not supported for tasks with the FARGATE compatibility"
    if _is_fargate(resource) and any('Host' in each and each['Host'].get('SourcePath') for each in resource.get('Volumes', [])):
        yield 'Fargate compatible task definitions do not support sourcePath'


@rule(_TASK, 'containers', 'names once, one that is essential, ports once and the same on the host, soft limits not above hard ones, an execution role where images or logs need it',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'ClientException')
def _containers_of_a_task(resource: Resource, _account: Account) -> Iterator[str]:
    containers = _containers(resource)
    names = [each.get('Name') for each in containers]
    if len(set(names)) < len(names):
        yield f'container names must be unique: {names}'
    if not any(is_true(each.get('Essential', True)) for each in containers):
        yield 'Invalid essential parameter: at least one container must be essential'
    ports = [each for container in containers for each in container.get('PortMappings', [])]
    if len({(str(each['ContainerPort']), each.get('Protocol', 'tcp')) for each in ports}) < len(ports):
        yield 'a container port is mapped twice'
    if any(str(each.get('HostPort', each['ContainerPort'])) != str(each['ContainerPort']) for each in ports):
        yield 'When networkMode=awsvpc, the host ports and container ports in port mappings must match.'
    for limit in (each for container in containers for each in container.get('Ulimits', [])):
        if int(limit['SoftLimit']) > int(limit['HardLimit']):
            yield f'the soft limit of {limit["Name"]} is above the hard one'
    if _is_fargate(resource) and not resource.get('ExecutionRoleArn'):
        if any('LogConfiguration' in each for each in containers):
            yield 'Fargate requires task definition to have execution role ARN to support log driver awslogs.'
        if any(re.match(r'\d{12}\.dkr[.-]ecr', each['Image']) for each in containers):
            yield 'Fargate requires task definition to have execution role ARN to support ECR images.'


@rule(_TASK, '`LogConfiguration`', '`awslogs` with the options that it has: group, Region and, on Fargate, a prefix; a size with its unit; blocking or not',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html', 'ClientException')
def _log_options_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource):
        configuration = container.get('LogConfiguration', {})
        options = configuration.get('Options', {})
        if configuration.get('LogDriver') != 'awslogs':
            continue
        for name in sorted({'awslogs-group', 'awslogs-region', 'awslogs-stream-prefix'} - options.keys()):
            yield f'Log driver awslogs requires options: {name}'
        for name in sorted(options.keys() - _LOG_OPTIONS):
            yield f'Log driver awslogs disallows options: {name}'
        if options.get('mode', 'blocking') not in ('blocking', 'non-blocking'):
            yield f"mode must be blocking or non-blocking, got {options['mode']}"
        if not re.fullmatch(r'\d+[bkmg]?', options.get('max-buffer-size', '1m')):
            yield f"max-buffer-size must be a number with b, k, m or g, got {options['max-buffer-size']}"


@rule(_SERVICE, '`LoadBalancers`', 'at most 5 target groups, to a container and port of the task definition; a grace period only with them',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html', 'InvalidParameterException')
def _load_balancers_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    attachments = resource.get('LoadBalancers', [])
    if len(attachments) > 5:
        yield f'load balancers can have at most 5 items, got {len(attachments)}'
    if resource.get('HealthCheckGracePeriodSeconds') is not None and not attachments:
        yield 'Health check grace period is only valid for services configured to use load balancers'
    task = account.find(resource.get('TaskDefinition'))
    mapped = {(each.get('Name'), str(port['ContainerPort'])) for each in _containers(task) for port in each.get('PortMappings', [])} if task else set()
    for each in attachments:
        if task and (each.get('ContainerName'), str(each.get('ContainerPort'))) not in mapped:
            yield f"The container {each.get('ContainerName')} did not have a container port {each.get('ContainerPort')} defined."


@rule(_SERVICE, '`CapacityProviderStrategy`', 'providers of the cluster, at most one with a base, some weight above 0, no launch type beside it',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html', 'InvalidParameterException')
def _capacity_providers_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    strategy = resource.get('CapacityProviderStrategy', [])
    if strategy and resource.get('LaunchType'):
        yield 'Specifying both a launch type and capacity provider strategy is not supported.'
    if sum(int(each.get('Base', 0)) > 0 for each in strategy) > 1:
        yield 'only one capacity provider can have a base'
    if strategy and not any(int(each.get('Weight', 0)) > 0 for each in strategy):
        yield 'at least one capacity provider must have a weight above 0'
    cluster = account.find(resource.get('Cluster'))
    associated = {*(cluster.get('CapacityProviders', []) if cluster else []),
                  *(name for each in account.of_type(_ASSOCIATIONS) if each.get('Cluster') == resource.get('Cluster') for name in each.get('CapacityProviders', []))}
    for each in strategy if cluster else []:
        if each['CapacityProvider'] not in associated:
            yield f"The specified capacity provider '{each['CapacityProvider']}' is not associated with the cluster"


@rule(_SERVICE, '`DeploymentConfiguration`', 'room for a rollout: not 100 % at least and 100 % at most; above 100 % at most where zones are rebalanced',
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html', 'InvalidParameterException')
def _deployment_of_a_service(resource: Resource, _account: Account) -> Iterator[str]:
    deployment = resource.get('DeploymentConfiguration', {})
    least, most = int(deployment.get('MinimumHealthyPercent', 100)), int(deployment.get('MaximumPercent', 200))
    if least >= most or least > 100:
        yield f'minimumHealthyPercent {least} leaves no room below maximumPercent {most}'
    if resource.get('AvailabilityZoneRebalancing') == 'ENABLED' and most <= 100:
        yield f'availability zone rebalancing needs a maximumPercent above 100, got {most}'


@rule(_ASSOCIATIONS, 'the cluster', 'one resource says which capacity providers a cluster has',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-clustercapacityproviderassociations.html', 'AlreadyExists')
def _capacity_providers_of_a_cluster(resource: Resource, account: Account) -> Iterator[str]:
    if sum(each.get('Cluster') == resource.get('Cluster') for each in account.of_type(_ASSOCIATIONS)) > 1:
        yield f'the capacity providers of {resource.get("Cluster")} are associated twice'


def _is_fargate(resource: Resource) -> bool:
    return 'FARGATE' in resource.get('RequiresCompatibilities', [])


def _containers(resource: Resource) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = resource.get('ContainerDefinitions', [])
    return containers
