"""What CloudWatch Logs Insights answers, for the commands and functions that saved queries use; any other is a failure.

@see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""
from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]

_FUNCTIONS: dict[str, Callable[[list[Any], list[Row]], Any]] = {
    'count': lambda _, rows: len(rows),
    'count_distinct': lambda values, _: len(set(values)),
    'sum': lambda values, _: sum(map(float, values)),
    'max': lambda values, _: max(map(float, values), default=None),
    'avg': lambda values, _: sum(map(float, values)) / len(values) if values else None,
    'latest': lambda values, _: values[-1] if values else None,
}


def ask(query: str, lines: list[str]) -> list[Row]:
    """The rows of a query over lines of a log, oldest first."""
    rows = [fields_of(line) for line in lines]
    for command in re.split(r'\n\|', query):
        name, _, rest = command.strip().partition(' ')
        rows = _COMMANDS[name](rows, rest)
    return rows


def fields_of(line: str) -> Row:
    """The members of JSON lines are fields; other lines have none."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _parse(rows: list[Row], rest: str) -> list[Row]:
    field, _, expression = rest.partition(' ')
    pattern = re.compile(expression[1:-1].replace('(?<', '(?P<'))
    return [{**row, **(found.groupdict() if (found := pattern.search(str(row.get(field, '')))) else {})} for row in rows]


def _holds(row: Row, condition: str) -> bool:
    text = condition.strip()
    for separator, decide in ((' or ', any), (' and ', all)):
        parts = _split(text, separator)
        if len(parts) > 1:
            return decide(_holds(row, part) for part in parts)
    if text.startswith('(') and text.endswith(')'):
        return _holds(row, text[1:-1])
    if present := re.fullmatch(r'ispresent\((\w+)\)', text):
        return present[1] in row
    field, operator, operand = text.split(' ', 2)
    return field in row and _COMPARISONS[operator](row[field], operand)


def _split(text: str, separator: str) -> list[str]:
    """Splits outside of parentheses."""
    parts = ['']
    for part in text.split(separator):
        inside = parts[-1].count('(') > parts[-1].count(')')
        parts = [*parts[:-1], parts[-1] + separator + part] if inside else [*parts, part]
    return parts[1:]


def _stats(rows: list[Row], rest: str) -> list[Row]:
    terms, _, by = rest.partition(' by ')
    keys = by.split(', ')
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(json.dumps([row.get(key) for key in keys]), []).append(row)
    return [{**{key: group[0].get(key) for key in keys}, **dict(_term(group, term) for term in _split(terms, ', '))} for group in groups.values()]


def _term(group: list[Row], term: str) -> tuple[str, Any]:
    found = re.fullmatch(r'(\w+)\((.+)\) as (\w+)', term)
    if not found:
        raise ValueError(f"no term of 'stats': {term}")
    values = [value for row in group if (value := _value(row, found[2])) is not None]
    return found[3], _FUNCTIONS[found[1]](values, group)


def _value(row: Row, expression: str) -> Any:
    """A field, a number, `coalesce(field, number)`, or a product or quotient of these, from left to right; nothing if a field is missing."""
    first, *rest = re.split(r' ([*/]) ', expression)
    value = _operand(row, first)
    for operator, operand in zip(rest[::2], rest[1::2], strict=True):
        other = _operand(row, operand)
        if value is None or other is None:
            return None
        value = float(value) * float(other) if operator == '*' else float(value) / float(other)
    return value


def _operand(row: Row, text: str) -> Any:
    if default := re.fullmatch(r'coalesce\((\w+), (\d+)\)', text):
        return row.get(default[1], int(default[2]))
    return int(text) if text.isdigit() else row.get(text)


def _sort(rows: list[Row], rest: str) -> list[Row]:
    field, _, direction = rest.partition(' ')
    return sorted(rows, key=lambda row: float(row[field]), reverse=direction == 'desc')


_COMPARISONS: dict[str, Callable[[Any, str], bool]] = {
    '=': lambda value, operand: bool(value == json.loads(operand)),
    'in': lambda value, operand: value in json.loads(operand),
    'like': lambda value, operand: re.search(operand[1:-1], str(value)) is not None,
}

_COMMANDS: dict[str, Callable[[list[Row], str], list[Row]]] = {
    'parse': _parse,
    'filter': lambda rows, rest: [row for row in rows if _holds(row, rest)],
    'stats': _stats,
    'sort': _sort,
    'limit': lambda rows, rest: rows[:int(rest)],
}
