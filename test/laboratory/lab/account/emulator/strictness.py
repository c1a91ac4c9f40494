"""The rules of `lab.rules`, applied to every resource that a stack makes or changes: what AWS refuses is refused here, with its error."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2
from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

from lab.account.emulator.resource_types import HANDLERS, Created, Properties
from lab.rules.conditions import evaluate_conditions
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import refusals_of, refusals_of_template

_existing: dict[tuple[str, str], Resource] = {}
"""What stacks have made, by type and physical id."""


def apply_rules() -> None:
    """Puts the rules before all that makes and changes resources. To be called when all types are there."""
    for type_name, handler in HANDLERS.items():
        _make_strict(type_name, handler)
    for name, position in (('_custom_resource_create', 1), ('_custom_resource_update', 2)):
        setattr(provisioners, name, _strict_custom_resource(getattr(provisioners, name), position))
    for module in (changesets, handlers):
        module.validate_template_support = _strict_template(engine.validate_template_support)
    for module in (changesets, engine, handlers, stacks):
        module._evaluate_conditions = evaluate_conditions


def _make_strict(type_name: str, handler: dict[str, Any]) -> None:
    original = dict(handler)

    def create(logical_id: str, properties: Properties, stack_name: str) -> Created:
        # What this resource replaces is still there.
        name = f'{stack_name}/{logical_id}'
        _require_taken(Resource(type_name, name, properties), list(_existing.values()))
        return _remembered(type_name, name, original['create'](logical_id, properties, stack_name), properties)

    def update(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Created:
        earlier = _existing.get((type_name, physical_id)) or Resource(type_name, physical_id, old, physical_id)
        _require_taken(Resource(type_name, earlier.name, new, physical_id, earlier.attributes), _others(type_name, earlier.name))
        changed = original['update'](physical_id, old, new, *rest)
        return _remembered(type_name, earlier.name, (changed[0], {**earlier.attributes, **changed[1]}), new)

    def delete(physical_id: str, *rest: Any) -> None:
        original['delete'](physical_id, *rest)
        _existing.pop((type_name, physical_id), None)

    handler.update({name: each for name, each in (('create', create), ('update', update), ('delete', delete)) if name in original})


def _remembered(type_name: str, name: str, created: Created, properties: Properties) -> Created:
    physical_id, attributes = created
    _existing[type_name, physical_id] = Resource(type_name, name, properties, physical_id, attributes)
    return created


def _strict_custom_resource(call: Callable[..., Created], position: int) -> Callable[..., Created]:
    """For both calls that say a custom resource's type last and its properties at some position."""
    def strict(*arguments: Any, resource_type: str = 'AWS::CloudFormation::CustomResource', **named: Any) -> Created:
        # A creation says the type by position, an update by name.
        type_name = arguments[3] if position == 1 and len(arguments) > 3 else resource_type
        name = named.get('logical_id') or arguments[0]
        _require_taken(Resource(type_name, name, arguments[position]), _others(type_name, name))
        return call(*arguments, **({} if position == 1 and len(arguments) > 3 else {'resource_type': resource_type}), **named)
    return strict


def _strict_template(validate: Callable[..., None]) -> Callable[..., None]:
    def strict(template: dict[str, Any], *rest: Any, **named: Any) -> None:
        for refusal in (each for each in refusals_of_template(template) if not each.shows_on_the_way):
            raise ValueError(f'{refusal.rule.answer}: {refusal.reason}')
        validate(template, *rest, **named)
    return strict


def _others(type_name: str, name: str) -> list[Resource]:
    """What is beside a resource that is updated: not what it was before, because an update is judged by what it leads to."""
    return [each for each in _existing.values() if (each.type, each.name) != (type_name, name)]


def _require_taken(resource: Resource, others: list[Resource]) -> None:
    """Fails where AWS would not take a resource in the account as it is."""
    lists = {each['PrefixListId']: each['PrefixListName'] for each in ec2._get_aws_managed_prefix_lists()}
    account = Account([*others, resource], get_account_id(), lists, get_region())
    for refusal in (each for each in refusals_of(resource, account) if not each.shows_later):
        raise ValueError(f'{refusal.rule.answer}: {refusal.reason}')
