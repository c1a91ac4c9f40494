"""What a rule looks at: resources, and the account that they are in."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Properties = dict[str, Any]

_OF_OTHERS = ('VpcId', 'AvailabilityZone', 'CidrBlock')
"""Attributes that do not tell whose they are."""


@dataclass(frozen=True)
class Resource:
    """A resource whose properties hold values only, no functions of CloudFormation."""

    type: str
    name: str
    """Its logical id, or whatever else tells it from others."""
    properties: Properties
    physical_id: str = ''
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A property."""
        return self.properties.get(name, default)


@dataclass(frozen=True)
class Account:
    """All resources of an account in one Region."""

    resources: list[Resource]
    id: str = '000000000000'
    prefix_lists: Mapping[str, str] = field(default_factory=dict)
    """Names of the managed prefix lists, by id."""
    region: str = 'us-east-1'

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of these types."""
        for type_name in types:
            yield from self._by_type.get(type_name, [])

    def find(self, value: Any) -> Resource | None:
        """The resource that this value names: its id, or one of its attributes."""
        return self._by_value.get(value) if isinstance(value, str) and value else None

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self.resources:
            found.setdefault(each.type, []).append(each)
        return found

    @cached_property
    def _by_value(self) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        for each in self.resources:
            for name, value in each.attributes.items():
                if isinstance(value, str) and value and name not in _OF_OTHERS:
                    found[value] = each
            found[each.physical_id] = each
        return found


def is_true(value: object) -> bool:
    """Whether a property is true, which CloudFormation also takes as a text."""
    return str(value).lower() == 'true'
