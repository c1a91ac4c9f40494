"""Words on a terminal: headings, steps, a table; coloured where somebody looks at them."""
from __future__ import annotations

import os
import sys
import textwrap

_WIDTH = 110
_BOLD, _DIM, _GREEN, _RED, _CYAN = '1', '2', '32', '31', '36'


def heading(text: str) -> None:
    """Starts a part of the story."""
    print(f'\n{_styled(text, _BOLD)}')


def say(text: str) -> None:
    """A sentence or two."""
    print(textwrap.fill(text, _WIDTH, initial_indent='  ', subsequent_indent='  '))


def show(label: str, text: str) -> None:
    """Something that was seen, as it is."""
    print(f'  {_styled(f"{label:<16}", _DIM)}{_styled(text, _CYAN)}')


def promise(kept: bool, text: str) -> bool:
    """Says whether a promise was kept, and hands that on."""
    print(f"  {_styled('kept  ', _GREEN) if kept else _styled('BROKEN', _RED)}  {text}")
    return kept


def way(stops: list[tuple[str, str, str]]) -> None:
    """Stops of a journey: who, where, and what happens there."""
    for number, (who, where, what) in enumerate(stops):
        if number:
            print(_styled('    |', _DIM))
        print(f'  {_styled(f"{who:<14}", _BOLD)} {_styled(f"{where:<17}", _CYAN)} {what}')


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Columns as wide as they need to be."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for number, row in enumerate((head, *rows)):
        line = '  ' + '   '.join(f'{cell:<{width}}' for cell, width in zip(row, widths, strict=True)).rstrip()
        print(_styled(line, _DIM) if number == 0 else line)


def _styled(text: str, style: str) -> str:
    coloured = sys.stdout.isatty() and not os.environ.get('NO_COLOR')
    return f'\x1b[{style}m{text}\x1b[0m' if coloured else text
