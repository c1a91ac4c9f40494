"""The rules as a table to be read."""
from __future__ import annotations

from pathlib import Path

from lab.rules.rulebook.rule import RULES, TEMPLATE_RULES, Rule

TABLE = Path(__file__).with_name('rules.md')

_HEAD = """# What AWS demands

Written by `npm run test:account -- --write-table` from `rulebook/`.
`rulebook` says in code what this table says in words.

| rule | of | property | demand | AWS answers |
|---|---|---|---|---|
"""


def table() -> str:
    """The whole document."""
    rows = [(name, _types(each), each) for name, each in RULES.items()] + [(name, 'the template', each) for name, each in TEMPLATE_RULES.items()]
    return _HEAD + ''.join(
        f'| [{name}]({rule.source}) | {of} | {rule.what} | {_escaped(rule.demand)} | `{rule.answer}` |\n' for name, of, rule in rows
    )


def _types(rule: Rule) -> str:
    """Types, where there are not too many to be read."""
    if len(rule.on) > 4:
        return f'{len(rule.on)} types'
    return ', '.join(f"`{each.removeprefix('AWS::')}`" for each in rule.on)


def _escaped(text: str) -> str:
    return text.replace('|', '\\|')
