"""ECS on Fargate: names and numbers that ECS says only in the prose of its API."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_TASK, _SERVICE, _CLUSTER = 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service', 'AWS::ECS::Cluster'
_LARGEST_INTEGER = 2_147_483_647

_MOUNT_OPTIONS = re.compile(
    'defaults|ro|rw|suid|nosuid|dev|nodev|exec|noexec|sync|async|dirsync|remount|mand|nomand|atime|noatime|diratime|nodiratime|bind|rbind|'
    'unbindable|runbindable|private|rprivate|shared|rshared|slave|rslave|relatime|norelatime|strictatime|nostrictatime|mode|uid|gid|'
    'nr_inodes|nr_blocks|mpol')
_CAPABILITIES = re.compile(
    'ALL|AUDIT_CONTROL|AUDIT_WRITE|BLOCK_SUSPEND|CHOWN|DAC_OVERRIDE|DAC_READ_SEARCH|FOWNER|FSETID|IPC_LOCK|IPC_OWNER|KILL|LEASE|'
    'LINUX_IMMUTABLE|MAC_ADMIN|MAC_OVERRIDE|MKNOD|NET_ADMIN|NET_BIND_SERVICE|NET_BROADCAST|NET_RAW|SETFCAP|SETGID|SETPCAP|SETUID|SYS_ADMIN|'
    'SYS_BOOT|SYS_CHROOT|SYS_MODULE|SYS_NICE|SYS_PACCT|SYS_PTRACE|SYS_RAWIO|SYS_RESOURCE|SYS_TIME|SYS_TTY_CONFIG|SYSLOG|WAKE_ALARM')


@rule(_TASK, '`Family`', 'at most 255 letters, digits, underscores and hyphens',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html', 'ClientException')
def _family_of_a_task_definition(resource: Resource, _account: Account) -> Iterator[str]:
    if not re.fullmatch('[A-Za-z0-9_-]{1,255}', resource.get('Family', 'made-by-cloudformation')):
        yield f"Family contains invalid characters: {resource.get('Family')}"


@rule(_TASK, '`Tmpfs`', 'mount options that Linux has, and a size',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html', 'ClientException')
def _temporary_file_system_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    for mount in (each for container in _containers(resource) for each in container.get('LinuxParameters', {}).get('Tmpfs', [])):
        for option in mount.get('MountOptions', []):
            if not _MOUNT_OPTIONS.fullmatch(option.partition('=')[0]):
                yield f'Invalid tmpfs mount option: {option}'
        if int(mount.get('Size', 0)) < 1:
            yield 'Tmpfs size must be greater than 0'


@rule(_TASK, '`Capabilities`', 'capabilities that Linux has, in capital letters',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html', 'ClientException')
def _capabilities_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource):
        capabilities = container.get('LinuxParameters', {}).get('Capabilities', {})
        for name in (*capabilities.get('Add', []), *capabilities.get('Drop', [])):
            if not _CAPABILITIES.fullmatch(name):
                yield f'Invalid capability: {name}'


@rule(_TASK, '`EphemeralStorage`', 'from 21 to 200 GiB',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html', 'ClientException')
def _ephemeral_storage_of_a_task(resource: Resource, _account: Account) -> Iterator[str]:
    size = resource.get('EphemeralStorage', {}).get('SizeInGiB')
    if size is not None and not 21 <= int(size) <= 200:
        yield f'Invalid ephemeral storage size: {size}. It must be between 21 and 200 GiB'


@rule(_TASK, '`Cpu`, `Memory` of containers', 'together no more than the task has',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html', 'ClientException')
def _resources_of_containers(resource: Resource, _account: Account) -> Iterator[str]:
    for name in ('Cpu', 'Memory'):
        wanted = sum(int(each.get(name, each.get('MemoryReservation', 0) if name == 'Memory' else 0)) for each in _containers(resource))
        if str(resource.get(name, '')).isdigit() and wanted > int(resource.get(name)):
            yield f"Invalid '{name.lower()}' setting for container: {wanted} of {resource.get(name)}"


@rule(_TASK, '`HealthCheck` of a container', 'an interval from 5 to 300 seconds, a timeout from 2 to 120, from 1 to 10 retries, a start period up to 300 seconds',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html', 'ClientException')
def _health_check_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    ranges = {'Interval': (5, 300), 'Timeout': (2, 120), 'Retries': (1, 10), 'StartPeriod': (0, 300)}
    for container in _containers(resource):
        for name, (low, high) in ranges.items():
            value = container.get('HealthCheck', {}).get(name)
            if value is not None and not low <= int(value) <= high:
                yield f'Invalid container health check {name.lower()}: {value}'


@rule(_TASK, '`Environment`, `Secrets`', 'each name has characters; a secret has a name that no variable and no other secret has',
      'https://github.com/dagster-io/dagster/issues/11622', 'ClientException')
def _names_of_variables_and_secrets(resource: Resource, _account: Account) -> Iterator[str]:
    for container in _containers(resource):
        variables, secrets = ([each.get('Name') for each in container.get(kind, [])] for kind in ('Environment', 'Secrets'))
        if len(set(secrets)) < len(secrets):
            yield f'Duplicate secret names found: {secrets}. Each secret name must be unique.'
        for name in set(secrets) & set(variables):
            yield f"The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."


@rule(_TASK, '`DependsOn` of a container', 'names of other containers of the task',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html', 'ClientException')
def _containers_that_a_container_waits_for(resource: Resource, _account: Account) -> Iterator[str]:
    names = {each.get('Name') for each in _containers(resource)}
    for container in _containers(resource):
        for each in container.get('DependsOn', []):
            if each.get('ContainerName') not in names - {container.get('Name')}:
                yield f"Container {container.get('Name')} depends on {each.get('ContainerName')}, which is not another container of the task"


@rule(_TASK, '`MountPoints`, `VolumesFrom`', 'names of volumes and of other containers of the task',
      'https://github.com/ansible/ansible/issues/35751', 'ClientException')
def _volumes_of_a_container(resource: Resource, _account: Account) -> Iterator[str]:
    volumes = {each.get('Name') for each in resource.get('Volumes', [])}
    names = {each.get('Name') for each in _containers(resource)}
    for container in _containers(resource):
        for mounted in (each.get('SourceVolume') for each in container.get('MountPoints', [])):
            if mounted not in volumes:
                yield f"Unknown volume '{mounted}'."
        for source in (each.get('SourceContainer') for each in container.get('VolumesFrom', [])):
            if source not in names - {container.get('Name')}:
                yield f'Unknown container {source} to mount volumes from.'


@rule(_SERVICE, 'target groups', 'targets by IP address, because each task has an interface of its own',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html', 'InvalidParameterException')
def _target_type_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    for attachment in resource.get('LoadBalancers', []):
        group = account.find(attachment.get('TargetGroupArn'))
        if group and resource.get('NetworkConfiguration') and group.get('TargetType', 'instance') != 'ip':
            yield (f'The provided target group {attachment["TargetGroupArn"]} has target type {group.get("TargetType", "instance")}, '
                   'which is incompatible with the awsvpc network mode specified in the task definition.')


@rule(_SERVICE, '`DesiredCount`, `HealthCheckGracePeriodSeconds`, `Subnets`', 'no number below 0, no more seconds than 2,147,483,647, from 1 to 16 subnets',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html', 'InvalidParameterException')
def _numbers_of_a_service(resource: Resource, _account: Account) -> Iterator[str]:
    for name in ('DesiredCount', 'HealthCheckGracePeriodSeconds'):
        if not 0 <= int(resource.get(name, 0)) <= _LARGEST_INTEGER:
            yield f'{name} is not valid: {resource.get(name)}'
    subnets = resource.get('NetworkConfiguration', {}).get('AwsvpcConfiguration', {}).get('Subnets', ['one'])
    if not 1 <= len(subnets) <= 16:
        yield f'subnets can have at most 16 items, got {len(subnets)}'


@rule(_CLUSTER, '`ClusterSettings`', '`containerInsights` is enabled, enhanced or disabled',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html', 'InvalidParameterException')
def _settings_of_a_cluster(resource: Resource, _account: Account) -> Iterator[str]:
    for each in resource.get('ClusterSettings', []):
        if each.get('Name') != 'containerInsights' or each.get('Value') not in ('enabled', 'enhanced', 'disabled'):
            yield f'Invalid cluster setting {each}'


def _containers(resource: Resource) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = resource.get('ContainerDefinitions', [])
    return containers
