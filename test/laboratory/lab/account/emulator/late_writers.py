"""Container Insights, which writes its last measurements after its log group is deleted with the stack, and so makes the group again.

Nothing is written late unless a test asks for it.
"""
from __future__ import annotations

import re

from ministack.services import cloudwatch_logs as logs

from lab.account.emulator.resource_types import HANDLERS, Properties

_GROUP = 'AWS::Logs::LogGroup'
_writes_late = False


def register() -> None:
    """Writes after a log group of Container Insights was deleted."""
    handler = HANDLERS[_GROUP]
    delete = handler['delete']

    def delete_and_write(name: str, properties: Properties) -> None:
        delete(name, properties)
        if _writes_late and re.fullmatch(r'/aws/ecs/containerinsights/[^/]+/performance', name):
            logs._create_log_group({'logGroupName': name})

    handler['delete'] = delete_and_write


def write_late(wanted: bool) -> None:
    """Whether log groups that are deleted from now on are written to once more."""
    global _writes_late
    _writes_late = wanted
