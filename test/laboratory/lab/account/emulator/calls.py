"""Calls of functions against the models of the APIs: what a model does not allow is refused before the emulator looks at it."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import ministack.app
from botocore.model import ListShape, Shape, StructureShape

from lab.account.emulator.responses import Api, Response, ec2_error, iam_error, json_error
from lab.rules.rulebook.api_models import input_of, problems_of_call

_JSON = ('ecr', 'codebuild')
_QUERY: dict[str, Callable[[str], Response]] = {
    'ec2': lambda reason: ec2_error('InvalidParameterValue', reason),
    'iam': lambda reason: iam_error('ValidationError', reason),
}
"""APIs with calls as forms, and how they say no."""


def register() -> None:
    """Puts the models before the APIs that the project's functions call."""
    for service in _JSON:
        _put_before(service, _json_problem, lambda reason: json_error('InvalidParameterException', reason))
    for service, refuse in _QUERY.items():
        _put_before(service, _query_problem, refuse)


def _put_before(service: str, problem_of: Callable[..., str | None], refuse: Callable[[str], Response]) -> None:
    original: Api = ministack.app.SERVICE_HANDLERS[service]

    async def answer(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Response:
        problem = problem_of(service, headers, body)
        return refuse(problem) if problem else await original(method, path, headers, body, query)

    ministack.app.SERVICE_HANDLERS[service] = answer


def _json_problem(service: str, headers: dict[str, str], body: bytes) -> str | None:
    operation = headers.get('x-amz-target', '').rpartition('.')[2]
    return _problem(service, operation, json.loads(body or b'{}')) if operation else None


def _query_problem(service: str, _headers: dict[str, str], body: bytes) -> str | None:
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    operation = form.pop('Action', '')
    return _problem(service, operation, _unfolded(input_of(service, operation), form)) if operation else None


def _problem(service: str, operation: str, values: dict[str, Any]) -> str | None:
    shape = input_of(service, operation)
    missing = [name for name in shape.required_members if name not in values]
    return f'{operation}: missing {missing}' if missing else next(problems_of_call(service, operation, values), None)


def _unfolded(shape: Shape, form: dict[str, str]) -> Any:
    """What a form says: `Filter.1.Value.2` is the second value of the first filter."""
    if isinstance(shape, StructureShape):
        return {name: _unfolded(member, below) for name, member in shape.members.items() if (below := _below(form, *_names_in_forms(name, member)))}
    if isinstance(shape, ListShape):
        numbers = sorted({key.removeprefix('member.').partition('.')[0] for key in form}, key=int)
        return [_unfolded(shape.member, _below(form, number, f'member.{number}')) for number in numbers]
    return form.get('', '')


def _names_in_forms(name: str, member: Shape) -> tuple[str, ...]:
    """EC2 has names of its own for forms, with a capital letter."""
    own = member.serialization.get('queryName') or member.serialization.get('name') or name
    return own, own[:1].upper() + own[1:], name


def _below(form: dict[str, str], *names: str) -> dict[str, str]:
    return {key[len(name):].removeprefix('.'): value for key, value in form.items() for name in dict.fromkeys(names)
            if key == name or key.startswith(f'{name}.')}
