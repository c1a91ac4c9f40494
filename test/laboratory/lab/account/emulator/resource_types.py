"""CloudFormation resource types, in the table in which ministack keeps them."""
from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Attributes = dict[str, Any]
Created = tuple[str, Attributes]

HANDLERS: dict[str, dict[str, Any]] = provisioners._RESOURCE_HANDLERS

RECORDS: dict[str, dict[str, Properties]] = {}
"""What exists of the types that are only written down: by type, by physical id."""


def hexadecimal_id(prefix: str) -> str:
    """An id as EC2 and VPC Lattice make them."""
    return f'{prefix}-{uuid.uuid4().hex[:17]}'


def add_recorded_type(name: str, make: Callable[[Properties], Created], replaced_with: tuple[str, ...] = ()) -> None:
    """Adds a type of which nothing else in the emulator needs to know more than that it exists.

    `make` gives the physical id and the attributes, or raises where AWS would refuse. A change of one of the properties
    `replaced_with` replaces the resource; its predecessor stays until the update has succeeded, for a rollback.
    """
    records = RECORDS.setdefault(name, {})
    attributes_of: dict[str, Attributes] = {}

    def create(_logical_id: str, properties: Properties, _stack_name: str) -> Created:
        physical_id, attributes = make(properties)
        if physical_id in records:
            raise ValueError(f'{name} {physical_id} already exists')
        records[physical_id], attributes_of[physical_id] = properties, attributes
        return physical_id, attributes

    def update(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
        if any(old.get(key) != new.get(key) for key in replaced_with):
            replacement = create(physical_id, new, stack_name)
            provisioners._delete_predecessor(delete, physical_id, old)
            return replacement
        make(new)                           # for what it refuses; ids stay as they are
        records[physical_id] = new
        return physical_id, attributes_of[physical_id]

    def delete(physical_id: str, _properties: Properties) -> None:
        records.pop(physical_id, None)

    HANDLERS[name] = {'create': create, 'update': update, 'delete': delete}


def extend_type(name: str, *, create: Callable[[Callable[[], Created], Properties], Created] | None = None,
                delete: Callable[[str, Properties], None] | None = None) -> None:
    """Puts something around what ministack does: `create` gets the rest to call, `delete` comes before it."""
    handler = HANDLERS[name]
    original_create, original_delete = handler['create'], handler['delete']
    if create:
        def extended_create(logical_id: str, properties: Properties, stack_name: str) -> Created:
            return create(partial(original_create, logical_id, properties, stack_name), properties)
        handler['create'] = extended_create
    if delete:
        def extended_delete(physical_id: str, properties: Properties) -> None:
            delete(physical_id, properties)
            original_delete(physical_id, properties)
        handler['delete'] = extended_delete
