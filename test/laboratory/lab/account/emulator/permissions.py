"""Permissions: what a call needs them on, and what conditions look at, where ministack does not know."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

Call = dict[str, Any]
"""What a call is given, in JSON or as a query."""


def add_resources(service: str, resource_of: Callable[[Call], str | None]) -> None:
    """Finds out on which resource a call of the service acts; None for what ministack makes of it."""
    original = iam_actions.extract_resource_arn

    def extract(called: str, method: str, path: str, headers: dict[str, str], body: bytes, query: Call, *rest: str) -> str:
        found = resource_of(_call(body, query)) if called == service else None
        return found or original(called, method, path, headers, body, query, *rest)

    iam_actions.extract_resource_arn = extract


def add_condition_keys(service: str, keys_of: Callable[[Call], dict[str, str]]) -> None:
    """Lets conditions look at what a call of the service says."""
    original = iam_actions.request_tag_context

    def context(called: str, action: str, body: bytes, query: Call) -> dict[str, Any]:
        return {**original(called, action, body, query), **(keys_of(_call(body, query)) if called == service else {})}

    iam_actions.request_tag_context = context


def _call(body: bytes, query: Call) -> Call:
    if body[:1] == b'{':
        call: Call = json.loads(body)
        return call
    return {name: value[0] if isinstance(value, list) else value for name, value in query.items()}
