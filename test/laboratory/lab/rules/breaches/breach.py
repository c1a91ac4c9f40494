"""A breach: a rule, and a change of a template that breaks it."""
from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab.rules.rulebook.schemas import REGION


class Template:
    """A template that is being broken."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    def id_of(self, type_name: str, place: int = 0) -> str:
        """The logical id of one of the resources of a type, in the order of the template."""
        names: list[str] = [name for name, each in self.body['Resources'].items() if each['Type'] == type_name]
        return names[place]

    def first(self, type_name: str, **wanted: Any) -> dict[str, Any]:
        """The properties of the first resource of a type that has such properties."""
        return next(each['Properties'] for each in self.body['Resources'].values()
                    if each['Type'] == type_name and all(each['Properties'].get(name) == value for name, value in wanted.items()))

    def add(self, type_name: str, properties: dict[str, Any], logical_id: str = 'Added') -> None:
        """A further resource."""
        self.body['Resources'][logical_id] = {'Type': type_name, 'Properties': properties}

    def again(self, type_name: str, logical_id: str = 'Again', **changed: Any) -> None:
        """A second resource like the first of a type, but for what is changed."""
        first = copy.deepcopy(self.body['Resources'][self.id_of(type_name)])
        self.body['Resources'][logical_id] = {**first, 'Properties': {**first['Properties'], **changed}}

    def wait(self, waiting: str, type_name: str) -> None:
        """Lets all resources of a type, or the one of this name, wait for all of another type, so that the order is not what is wrong."""
        names = [name for name, each in self.body['Resources'].items() if each['Type'] == type_name]
        for name, each in self.body['Resources'].items():
            if waiting in (name, each['Type']):
                each['DependsOn'] = list(dict.fromkeys([*each.get('DependsOn', []), *names]))


Change = Callable[[Template], Any]


@dataclass(frozen=True)
class Breach:
    """One way to break a rule."""

    rule: str
    what: str
    change: Change
    base: str = 'default'
    """The integ app whose template is broken."""
    region: str = REGION
    """Where it is deployed."""


def put(type_name: str, *path: str | int, value: Any) -> Change:
    """Gives the first resource of a type this value somewhere in its properties."""
    def change(template: Template) -> None:
        place: Any = template.first(type_name)
        for step in path[:-1]:
            place = place[step] if isinstance(step, int) else place.setdefault(step, {})
        place[path[-1]] = value
    return change
