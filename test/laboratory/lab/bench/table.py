"""The figures as Markdown: all of them with what must be known to read them, or the medians that docs/performance.md shows."""
from __future__ import annotations

from collections.abc import Iterable

from lab.bench.stage import FLOOR, HAPROXY, OURS
from lab.bench.verdict import COLUMNS, Row

_OF_PAGE = {OURS: 'ours', HAPROXY: 'HAProxy', FLOOR: 'bare relay'}


def table(rows: list[Row]) -> str:
    """One line for each row."""
    return _markdown(['', 'Guidance', *COLUMNS, 'target for ours', ''], (
        [row.title, row.guidance, *(row.cells.get(name, '-') for name in COLUMNS), row.target, 'met' if row.is_met else '**missed**'] for row in rows
    ))


def page_table(rows: list[Row]) -> str:
    """Ratios to the Guidance's CPU time; where a row has figures of another kind, the Guidance's stands beside its title."""
    return _markdown(['', *_OF_PAGE.values()], ([_short_title(row), *(row.medians.get(name, '-') for name in _OF_PAGE)] for row in rows))


def _short_title(row: Row) -> str:
    return row.title.removeprefix('CPU: ') if row.ratios else f'{row.title} (Guidance: {row.guidance.partition(" (")[0]})'


def _markdown(head: list[str], lines: Iterable[list[str]]) -> str:
    return '\n'.join('| ' + ' | '.join(line) + ' |' for line in [head, ['---'] * len(head), *lines])
