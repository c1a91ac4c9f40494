"""Failures of AWS that a test asks for."""
from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import ministack.app
from ministack.core.responses import error_response_json


@dataclass
class Fault:
    """An API that answers so many calls of an action with an error."""

    service: str
    action: str
    error: str
    times: int


_faults: list[Fault] = []


def ask_for(fault: Fault) -> None:
    """Lets the next calls fail, in place of all that was asked for before."""
    _faults[:] = [fault]


def remaining() -> int:
    """How many failures are still to come."""
    return sum(each.times for each in _faults)


def register(service: str) -> None:
    """Lets calls of a JSON API fail."""
    original: Callable[..., Awaitable[tuple]] = ministack.app.SERVICE_HANDLERS[service]

    async def answer(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> tuple:
        action = headers.get('x-amz-target', '').rpartition('.')[2]
        fault = next((each for each in _faults if (each.service, each.action) == (service, action) and each.times > 0), None)
        if fault is None:
            return await original(method, path, headers, body, query)
        fault.times -= 1
        return error_response_json(fault.error, 'as a test asked for', 400)

    ministack.app.SERVICE_HANDLERS[service] = answer
