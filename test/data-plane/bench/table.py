"""The table as Markdown, with what must be known to read it."""
from __future__ import annotations

from .verdict import COLUMNS, Row


def table(rows: list[Row]) -> str:
    """One line for each row."""
    head = ['', 'Guidance', *COLUMNS, 'target for ours', '']
    lines = [head, ['---'] * len(head)]
    lines += [
        [row.title, row.guidance, *(row.cells.get(name, '-') for name in COLUMNS), row.target, 'met' if row.is_met else '**missed**']
        for row in rows
    ]
    return '\n'.join('| ' + ' | '.join(line) + ' |' for line in lines)
