"""In which order CloudFormation makes what does not depend on each other.

AWS works on many resources at a time, so a template with a missing `DependsOn` fails now and then. Here it fails every time that
the type which should have come first is asked to come last.
"""
from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from ministack.services.cloudformation import engine, stacks

_last_type = ''


def register() -> None:
    """Lets the order be chosen."""
    stacks._topological_sort = _sort


def make_last(type_name: str) -> None:
    """Chooses the type that is made as late, and so deleted as early, as dependencies allow; none for the order of the alphabet."""
    global _last_type
    _last_type = type_name


def _sort(resources: dict[str, dict[str, Any]], conditions: dict[str, bool]) -> list[str]:
    active = {name for name, resource in resources.items() if conditions.get(resource.get('Condition', ''), True)}
    sorter = TopologicalSorter({name: set(engine._extract_deps(resources[name], active)) & active - {name} for name in active})
    sorter.prepare()
    ready: list[str] = []
    order: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda name: (resources[name]['Type'] == _last_type, name))
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return order
