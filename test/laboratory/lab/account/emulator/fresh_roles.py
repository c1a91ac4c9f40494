"""Permissions of a role that was just made: IAM spreads them within seconds, and until then every call is denied.

Nothing is denied unless a test asks for it.

@see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator

from lab.account.emulator.resource_types import Created, Properties, extend_type

permissions_once_spread = iam_evaluator._gather_role_policies
"""What a role may do in the end: for services that try again by themselves, such as ECS when it starts a task."""

_made: dict[str, float] = {}
"""When a role was made, by its name."""

_seconds = 0.0


def register() -> None:
    """Remembers when roles are made."""
    extend_type('AWS::IAM::Role', create=_remember)

    def gather_once_spread(role_name: str, *rest: Any) -> list[Any]:
        is_fresh = time.monotonic() - _made.get(role_name, float('-inf')) < _seconds
        return [] if is_fresh else permissions_once_spread(role_name, *rest)

    iam_evaluator._gather_role_policies = gather_once_spread


def deny_for(seconds: float) -> None:
    """How long a role's permissions take from now on."""
    global _seconds
    _seconds = seconds


def _remember(create: Callable[[], Created], _properties: Properties) -> Created:
    role_name, attributes = create()
    _made[role_name] = time.monotonic()
    return role_name, attributes
