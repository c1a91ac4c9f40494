"""The figures as Markdown: all of them with what must be known to read them, or the medians that the README shows."""
from __future__ import annotations

from collections.abc import Iterable

from .stage import FLOOR, HAPROXY, OURS
from .verdict import COLUMNS, Row

_OF_README = {OURS: 'ours', HAPROXY: 'HAProxy', FLOOR: 'bare relay'}


def table(rows: list[Row]) -> str:
    """One line for each row."""
    return _markdown(['', 'Guidance', *COLUMNS, 'target for ours', ''], (
        [row.title, row.guidance, *(row.cells.get(name, '-') for name in COLUMNS), row.target, 'met' if row.is_met else '**missed**'] for row in rows
    ))


def readme_table(rows: list[Row]) -> str:
    """Ratios to the Guidance's CPU time; where a row has figures of another kind, the Guidance's stands beside its title."""
    return _markdown(['', *_OF_README.values(), 'target'], (
        [_short_title(row), *(row.medians.get(name, '-') for name in _OF_README), row.target if row.is_met else f'{row.target}: missed'] for row in rows
    ))


def _short_title(row: Row) -> str:
    return row.title.removeprefix('CPU: ') if row.ratios else f'{row.title} (Guidance: {row.guidance.partition(" (")[0]})'


def _markdown(head: list[str], lines: Iterable[list[str]]) -> str:
    return '\n'.join('| ' + ' | '.join(line) + ' |' for line in [head, ['---'] * len(head), *lines])
