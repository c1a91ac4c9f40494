"""APIs that ministack lacks: their calls and their answers are what the models of AWS's APIs say."""
from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import ministack.app
from botocore.validate import ParamValidator
from ministack.core import iam_actions, router

from lab.account.emulator.responses import Api, Response, json_error, json_response
from lab.rules.rulebook.api_models import model_of, problems_of_call

Call = dict[str, Any]
Operations = dict[str, Callable[[Call], dict[str, Any]]]
"""What answers a call, by the name of the operation."""


class Refused(Exception):
    """An API says no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def add_api(service: str, operations: Operations) -> None:
    """Adds an API that speaks JSON, with its permissions; `service` is the name of its model."""
    model = model_of(service)
    scope = model.signing_name
    router.SERVICE_PATTERNS[scope] = {'host_patterns': [rf'{re.escape(scope)}\.'], 'credential_scope': scope}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[scope] = scope
    iam_actions._BOTOCORE_SERVICE_MAP[scope] = [service]

    async def unknown(method: str, path: str, *_: Any) -> Response:
        return refusal('UnknownOperationException', f'{method} {path}')

    ministack.app.SERVICE_HANDLERS[scope] = unknown
    extend_api(service, operations)


def extend_api(service: str, operations: Operations) -> None:
    """Adds operations to an API, or replaces them."""
    scope = model_of(service).signing_name
    original: Api = ministack.app.SERVICE_HANDLERS[scope]

    async def answer(method: str, path: str, headers: dict[str, str], body: bytes, query: Call) -> Response:
        operation, place = _find(service, operations, method, path, headers)
        if operation not in operations:
            return await original(method, path, headers, body, query)
        call = {**json.loads(body or b'{}'), **{key: value[0] if isinstance(value, list) else value for key, value in query.items()}, **place}
        try:
            return _answered(service, operation, operations, call)
        except Refused as refused:
            return refusal(refused.code, str(refused))

    ministack.app.SERVICE_HANDLERS[scope] = answer


def page_of(items: list[dict[str, Any]], call: Call, most: int, key: str = 'items') -> dict[str, Any]:
    """A page of a list, and the token of the next one."""
    first, size = int(call.get('nextToken', 0)), int(call.get('maxResults', most))
    more = {'nextToken': str(first + size)} if first + size < len(items) else {}
    return {key: items[first:first + size], **more}


def refusal(code: str, message: str) -> Response:
    """How an API says no."""
    status, headers, body = json_error(code, message)
    return status, {**headers, 'x-amzn-errortype': code}, body


def _answered(service: str, operation: str, operations: Operations, call: Call) -> Response:
    shape = model_of(service).operation_model(operation)
    missing = [name for name in (shape.input_shape.required_members if shape.input_shape else []) if name not in call]
    problem = f'missing {missing}' if missing else next(problems_of_call(service, operation, call), None)
    if problem:
        raise Refused('ValidationException', f'{operation}: {problem}')
    answer = operations[operation](call)
    report = ParamValidator().validate(answer, shape.output_shape)
    if report.has_errors():
        raise TypeError(f'{service} {operation} does not answer so: {report.generate_report()}')
    return json_response(answer)


def _find(service: str, operations: Operations, method: str, path: str, headers: dict[str, str]) -> tuple[str, Call]:
    """The operation of a call, and what its path says."""
    target = headers.get('x-amz-target')
    if target:
        return target.rpartition('.')[2], {}
    for operation in operations:
        http = model_of(service).operation_model(operation).http
        place = re.fullmatch(re.sub(r'\{(\w+)\+?\}', r'(?P<\1>[^/]+)', http['requestUri'].partition('?')[0]), path)
        if place and http['method'] == method:
            return operation, {name: unquote(value) for name, value in place.groupdict().items()}
    return '', {}
