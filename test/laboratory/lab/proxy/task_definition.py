"""Reads from a synthesised template what the laboratory must do as AWS does: how the container starts, which port leads where."""
from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lab.proxy.intrinsics import Intrinsics, UnknownValue
from lab.proxy.security_group import egress_of_tasks

Json = Any

_FARGATE_STOP_TIMEOUT_SECONDS = 30
_LEAST_MEMORY_MIB = 512
_LEAST_VCPUS = 0.25


@dataclass(frozen=True)
class Tmpfs:
    """A writable directory in memory."""

    path: str
    size_mib: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContainerDefinition:
    """What the task definition says about the container."""

    entry_point: tuple[str, ...]
    environment: Mapping[str, str]
    uid: int
    gid: int
    read_only_root: bool
    drops_all_capabilities: bool
    tmpfs: tuple[Tmpfs, ...]
    stop_timeout_seconds: int = _FARGATE_STOP_TIMEOUT_SECONDS
    memory_mib: int = _LEAST_MEMORY_MIB
    vcpus: float = _LEAST_VCPUS
    """Both are of the whole task."""
    system_controls: Mapping[str, str] = field(default_factory=dict)
    """Settings of the kernel for the task's network."""

    @property
    def nginx_conf(self) -> str:
        """The configuration as it travels, with each name listed once."""
        return self.environment['NGINX_CONF']

    def with_nginx_conf(self, conf: str) -> ContainerDefinition:
        """The same container with another configuration, as it travels."""
        return replace(self, environment={**self.environment, 'NGINX_CONF': conf})

    @property
    def written_nginx_conf(self) -> str:
        """The configuration that nginx reads: what the entry point's own program writes from `NGINX_CONF`."""
        program = re.search(r"\| awk '([^']*)' >", self.entry_point[-1])
        if program is None:
            raise LookupError('the entry point has no program that writes nginx.conf')
        return subprocess.run(['awk', program[1]], input=self.nginx_conf, capture_output=True, text=True, check=True).stdout

    def limit(self, zone: str) -> int:
        """How many connections or requests the configuration lets into a zone at a time."""
        found = re.search(rf'limit_conn {zone} (\d+);', self.nginx_conf)
        if found is None:
            raise LookupError(f'the configuration has no limit for {zone}')
        return int(found[1])

    @property
    def relay_buffer_kib(self) -> int:
        """What nginx holds for each direction of a TLS session. Each traffic profile has another one."""
        found = re.search(r'ssl_preread on;[^}]*proxy_buffer_size (\d+)k;', self.nginx_conf)
        if found is None:
            raise LookupError('the configuration does not relay TLS')
        return int(found[1])


@dataclass(frozen=True)
class Ingress:
    """What one template deploys, seen from the laboratory."""

    container: ContainerDefinition
    vpc_range: str
    ports: Mapping[int, int] = field(default_factory=dict)
    """From a listener's port to the container's."""
    health_port: int = 0
    egress: tuple[str, ...] = ()
    """The ranges that the tasks may open connections to, where AWS would let them."""


def read_ingress(path: Path, given: Mapping[str, str] | None = None) -> Ingress:
    """Reads the one ingress of a template file."""
    return ingress_of(json.loads(path.read_text(encoding='utf-8')), given)


def ingress_of(template: Json, given: Mapping[str, str] | None = None) -> Ingress:
    """Reads the one ingress of a template."""
    reader = _Reader(template, given)
    container = reader.container()
    return Ingress(container, reader.vpc_range(), reader.ports(container), reader.health_port(), egress_of_tasks(template['Resources']))


class _Reader:
    """Finds resources and evaluates their properties."""

    def __init__(self, template: Json, given: Mapping[str, str] | None) -> None:
        self._resources = template['Resources']
        self._intrinsics = Intrinsics(template, given)

    def container(self) -> _NamedContainer:
        definitions = [
            (properties, definition)
            for _, properties in self._of_type('AWS::ECS::TaskDefinition')
            for definition in properties['ContainerDefinitions']
            if any(variable['Name'] == 'NGINX_CONF' for variable in definition.get('Environment', []))
        ]
        task, definition = _the_only(definitions, 'container with the environment variable NGINX_CONF')
        kernel = definition.get('LinuxParameters', {})
        uid, gid = _user(self._value(definition.get('User', '')))
        return _NamedContainer(
            entry_point=tuple(self._value([*definition.get('EntryPoint', []), *definition.get('Command', [])])),
            environment={variable['Name']: self._value(variable['Value']) for variable in definition['Environment']},
            uid=uid,
            gid=gid,
            read_only_root=bool(definition.get('ReadonlyRootFilesystem')),
            drops_all_capabilities='ALL' in kernel.get('Capabilities', {}).get('Drop', []),
            tmpfs=tuple(
                Tmpfs(self._value(mount['ContainerPath']), int(mount['Size']), tuple(mount.get('MountOptions', [])))
                for mount in kernel.get('Tmpfs', [])
            ),
            stop_timeout_seconds=int(definition.get('StopTimeout', _FARGATE_STOP_TIMEOUT_SECONDS)),
            memory_mib=int(self._value(task.get('Memory', _LEAST_MEMORY_MIB))),
            vcpus=int(self._value(task.get('Cpu', _LEAST_VCPUS * 1024))) / 1024,
            system_controls={control['Namespace']: str(self._value(control['Value'])) for control in definition.get('SystemControls', [])},
            name=definition['Name'],
        )

    def vpc_range(self) -> str:
        ranges = [self._value(properties['CidrBlock']) for _, properties in self._of_type('AWS::EC2::VPC') if 'CidrBlock' in properties]
        return str(_the_only(ranges, 'VPC with a CidrBlock'))

    def ports(self, container: _NamedContainer) -> dict[int, int]:
        """Listener -> target group -> the container's port under which the service registers its tasks there."""
        registered = {
            _reference(attached['TargetGroupArn']): int(attached['ContainerPort'])
            for _, service in self._of_type('AWS::ECS::Service')
            for attached in service.get('LoadBalancers', [])
            if attached['ContainerName'] == container.name
        }
        ports = {}
        for _, listener in self._of_type('AWS::ElasticLoadBalancingV2::Listener'):
            target_group = _reference(listener['DefaultActions'][0]['TargetGroupArn'])
            if target_group in registered:
                ports[int(listener['Port'])] = registered[target_group]
        return ports

    def health_port(self) -> int:
        ports = {self._value(group['HealthCheckPort']) for _, group in self._of_type('AWS::ElasticLoadBalancingV2::TargetGroup')}
        return int(_the_only(sorted(ports), 'health check port of the target groups'))

    def _of_type(self, kind: str) -> Iterator[tuple[str, Json]]:
        return ((name, resource.get('Properties', {})) for name, resource in self._resources.items()
                if resource['Type'] == kind and self._intrinsics.is_made(resource))

    def _value(self, value: Json) -> Json:
        return self._intrinsics.evaluate(value)


@dataclass(frozen=True)
class _NamedContainer(ContainerDefinition):
    """A container definition with the name by which the service refers to it."""

    name: str = ''


def _the_only(found: list[Any], what: str) -> Any:
    if len(found) != 1:
        raise UnknownValue(f'the template must have exactly one {what}, it has {len(found)}')
    return found[0]


def _user(text: str) -> tuple[int, int]:
    """`User` of a container: uid, or uid:gid. The official image has no group database entry to look a name up in."""
    uid, _, gid = str(text).partition(':')
    if not uid.isdigit() or (gid and not gid.isdigit()):
        raise UnknownValue(f"'User' of the container must be numeric, as uid or uid:gid, got '{text}'")
    return int(uid), int(gid or uid)


def _reference(value: Json) -> str:
    if isinstance(value, dict) and isinstance(value.get('Ref'), str):
        return str(value['Ref'])
    raise UnknownValue(f'expected a Ref to a target group, got {value!r}')
