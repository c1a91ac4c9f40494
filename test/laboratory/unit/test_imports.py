"""Imports go one way: what a part of the laboratory imports is what its README says, and nothing imports what imports it."""
from __future__ import annotations

import ast
import re
import unittest
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

_HERE = Path(__file__).parents[1]
_EVERYWHERE = {'paths', 'sandbox'}
"""What every part may import."""


def _documented() -> dict[str, set[str]]:
    """From each part to what the last cell of its row names."""
    rows = [row.split('|')[1:-1] for row in (_HERE / 'README.md').read_text(encoding='utf-8').splitlines() if row.startswith('| ')]
    return {part: set(re.findall(r'\w+', cells[-1])) - {'nothing'} for cells in rows for part in re.findall(r'`lab/(\w+)', cells[0])}


@cache
def _imported() -> dict[str, set[str]]:
    """From each part to the other parts that its modules import."""
    found: dict[str, set[str]] = {}
    for file in (_HERE / 'lab').rglob('*.py'):
        part = file.relative_to(_HERE / 'lab').parts[0].removesuffix('.py')
        modules = [node.module or '' for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))) if isinstance(node, ast.ImportFrom)]
        found.setdefault(part, set()).update(module.split('.')[1] for module in modules if module.startswith('lab.'))
        found[part].discard(part)
    del found['__init__']
    return found


class Imports(unittest.TestCase):
    """The table of the README, and the modules."""

    def test_every_part_has_a_row(self) -> None:
        self.assertEqual(_documented().keys(), _imported().keys())

    def test_a_part_imports_what_its_row_names(self) -> None:
        documented = _documented()
        self.assertEqual({part: others - _EVERYWHERE for part, others in _imported().items()}, {part: others - _EVERYWHERE for part, others in documented.items()})

    def test_nothing_imports_what_imports_it(self) -> None:
        TopologicalSorter(_imported()).prepare()
