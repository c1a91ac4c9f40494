"""Failures of AWS that a test asks for."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ministack.app
from ministack.core.iam_actions import extract_iam_action

from lab.account.emulator.apis import refusal
from lab.account.emulator.responses import Api, Response, json_error, route53_error


@dataclass
class Fault:
    """An API that answers so many calls of an action with an error."""

    service: str
    action: str
    error: str
    times: int


_faults: list[Fault] = []


def _json_refusal(error: str) -> Response:
    return json_error(error, 'as a test asked for')


_REFUSALS: dict[str, Callable[[str], Response]] = {
    'route53': lambda error: route53_error(error, 'as a test asked for'),
    'vpc-lattice': lambda error: refusal(error, 'as a test asked for'),
}
"""How APIs say no that are not of the JSON kind."""


def ask_for(fault: Fault) -> None:
    """Lets the next calls fail, in place of all that was asked for before."""
    _faults[:] = [fault]


def remaining() -> int:
    """How many failures are still to come."""
    return sum(each.times for each in _faults)


def register(service: str) -> None:
    """Lets calls of an API fail."""
    original: Api = ministack.app.SERVICE_HANDLERS[service]

    async def answer(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Response:
        action = (extract_iam_action(service, method, path, headers, body, query) or '').rpartition(':')[2]
        fault = next((each for each in _faults if (each.service, each.action) == (service, action) and each.times > 0), None)
        if fault is None:
            return await original(method, path, headers, body, query)
        fault.times -= 1
        refuse = _REFUSALS.get(service, _json_refusal)
        return refuse(fault.error)

    ministack.app.SERVICE_HANDLERS[service] = answer
