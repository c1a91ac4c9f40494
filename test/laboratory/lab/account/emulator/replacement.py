"""Replacements: a change of a property that can only be set at creation makes a new resource before the old one is deleted.

Which properties those are is said by CloudFormation's own resource schemas, which cfn-lint brings along. ministack knows them for some
types, and updates the rest in place, whatever AWS would refuse.

What it refuses, and how:
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (createOnlyProperties)
"""
from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ministack.services.cloudformation import provisioners

from lab.account.emulator.resource_types import HANDLERS, Created, Properties

_TYPES = (
    'AWS::EC2::VPC', 'AWS::EC2::VPCGatewayAttachment', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::EC2::RouteTable', 'AWS::EC2::Route',
    'AWS::EC2::VPCEndpoint',
    'AWS::EC2::SubnetRouteTableAssociation', 'AWS::ECS::Service', 'AWS::Route53::HostedZone', 'AWS::Route53::RecordSet',
    'AWS::ElasticLoadBalancingV2::Listener', 'AWS::Logs::LogGroup',
)
"""Types that the templates of this project hold and that nothing else replaces."""

_CANNOT_BE_UPDATED = {'AWS::Logs::LogGroup': {'LogGroupClass': 'STANDARD'}}
"""Properties of which CloudFormation says 'Updates are not supported', with their defaults."""


def _folder_of(package: str) -> Path:
    """Without importing cfn-lint, which takes longer than the rest of the emulator."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ImportError(f'{package} is not installed')
    return Path(found.origin).parent


_SCHEMAS = _folder_of('cfnlint') / 'data' / 'schemas'
_SCHEMA_OF: dict[str, str] = json.loads((_SCHEMAS / 'providers' / 'us-east-1.json').read_text())


def register() -> None:
    """Puts the replacement before each update in place."""
    for type_name in _TYPES:
        _replace(type_name, create_only_properties(type_name))


def create_only_properties(type_name: str) -> list[str]:
    """The names of the properties that can be set at creation only."""
    schema = json.loads((_SCHEMAS / 'resources' / f'{_SCHEMA_OF[type_name]}.json').read_text())
    paths = schema.get('createOnlyProperties', [])
    return [path.removeprefix('/properties/').partition('/')[0] for path in paths]


def _replace(type_name: str, create_only: list[str]) -> None:
    handler = HANDLERS[type_name]
    update: Callable[..., Created] = handler.get('update') or _keep
    with_logical_id = handler.get('update_with_logical_id', False)

    def replace_or_update(physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Created:
        for name, default in _CANNOT_BE_UPDATED.get(type_name, {}).items():
            if old.get(name, default) != new.get(name, default):
                raise ValueError(f'Updates are not supported for the property {name} of {type_name}')
        if all(old.get(name) == new.get(name) for name in create_only):
            return update(physical_id, old, new, stack_name, *([logical_id] if with_logical_id else []))
        # Found when called: what else is checked has been put around them meanwhile.
        created: Created = provisioners._seeded_create(HANDLERS[type_name]['create'], logical_id, new, stack_name)
        provisioners._delete_predecessor(HANDLERS[type_name]['delete'], physical_id, old)
        return created

    handler.update(update=replace_or_update, update_with_logical_id=True)


def _keep(physical_id: str, _old: Properties, _new: Properties, *_: Any) -> Created:
    return physical_id, {}
