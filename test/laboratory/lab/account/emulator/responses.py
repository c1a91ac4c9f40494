"""Answers of AWS's APIs, as ministack writes them."""
from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core import responses
from ministack.services import ec2, iam, route53

Response = tuple[int, dict[str, str], bytes]
Api = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Response]]
"""Answers a call: its HTTP method, path, headers, body and query."""


def json_response(body: dict[str, Any]) -> Response:
    """The answer of an API that speaks JSON."""
    response: Response = responses.json_response(body)
    return response


def json_error(code: str, message: str) -> Response:
    """The error of an API that speaks JSON."""
    response: Response = responses.error_response_json(code, message, 400)
    return response


def ec2_response(action: str, body: str) -> Response:
    """The answer of EC2, in XML."""
    response: Response = ec2._xml(200, f'{action}Response', body)
    return response


def ec2_error(code: str, message: str) -> Response:
    """The error of EC2."""
    response: Response = ec2._error(code, message, 400)
    return response


def iam_error(code: str, message: str) -> Response:
    """The error of IAM."""
    response: Response = iam._error(400, code, message, ns='iam')
    return response


def route53_error(code: str, message: str) -> Response:
    """The error of Route 53."""
    response: Response = route53._error_response(code, message)
    return response
