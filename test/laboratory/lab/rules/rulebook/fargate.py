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


@rule(_TASK, '`DependsOn` of a container', 'names of other containers of the task',
      'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html', 'ClientException')
def _containers_that_a_container_waits_for(resource: Resource, _account: Account) -> Iterator[str]:
    names = {each.get('Name') for each in _containers(resource)}
    for container in _containers(resource):
        for each in container.get('DependsOn', []):
            if each.get('ContainerName') not in names - {container.get('Name')}:
                yield f"Container {container.get('Name')} depends on {each.get('ContainerName')}, which is not another container of the task"


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
