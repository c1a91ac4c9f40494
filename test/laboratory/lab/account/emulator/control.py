"""What tests may ask of the emulator besides AWS's own APIs, under a path that AWS does not have."""
from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from lab.account.emulator import (
    deployment_alarms,
    faults,
    fresh_roles,
    journal,
    late_writers,
    lattice,
    lattice_lists,
    monitoring,
    order,
    private_link,
    schedules,
    tasks,
)
from lab.account.emulator.resource_types import RECORDS

PATH = '/_emulator/'

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
"""An ASGI application."""

_QUESTIONS: dict[str, Callable[[Any], Any]] = {
    'journal': lambda _: journal.read(),
    'records': lambda _: RECORDS,
    'fault': lambda fault: faults.ask_for(faults.Fault(**fault)),
    'faults-to-come': lambda _: faults.remaining(),
    'last': order.make_last,
    'fresh-roles': fresh_roles.deny_for,
    'late-writers': late_writers.write_late,
    'named-services': lattice.name_services,
    'clients-ask': deployment_alarms.let_clients_ask,
    'measured': lambda metrics: monitoring.write_metrics(**metrics),
    'tasks-log': deployment_alarms.let_tasks_log,
    'minutes-last': schedules.let_minutes_last,
    'unhealthy-tasks': tasks.make_unhealthy,
    'unhealthy-services': lattice_lists.make_targets_unhealthy,
    'end-task': tasks.end_task,
    'service-event': tasks.write_event,
    'endpoint-connections': private_link.connect,
    'failed-associations': private_link.fail_associations,
}


def controlled(application: Application) -> Application:
    """Answers what is for us, and passes on everything else."""
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http' or not scope['path'].startswith(PATH):
            await application(scope, receive, send)
            return
        body = json.loads(await _body(receive) or b'null')
        result = _QUESTIONS[scope['path'].removeprefix(PATH)](body)
        await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-type', b'application/json')]})
        await send({'type': 'http.response.body', 'body': json.dumps(result).encode()})
    return answer


async def _body(receive: Receive) -> bytes:
    body = b''
    while True:
        message = await receive()
        part: bytes = message.get('body', b'')
        body += part
        if not message.get('more_body'):
            return body
