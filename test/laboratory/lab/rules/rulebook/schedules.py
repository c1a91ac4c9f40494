"""Schedules of EventBridge Scheduler."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_SCHEDULE = 'AWS::Scheduler::Schedule'
_PRINCIPAL = 'scheduler.amazonaws.com'


@rule(_SCHEDULE, '`ScheduleExpression`', '`at(...)`, `cron(...)`, or `rate(...)` of a whole number of minutes, hours or days; a unit has no s after 1, and one after more',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html', 'ValidationException')
def _expression_of_a_schedule(resource: Resource, _account: Account) -> Iterator[str]:
    expression = str(resource.get('ScheduleExpression', ''))
    if not re.fullmatch(r'at\(.+\)|cron\(.+\)|rate\((1 (minute|hour|day)|(?!1 |0)\d+ (minutes|hours|days))\)', expression):
        yield f'Invalid Schedule Expression {expression}.'


@rule(_SCHEDULE, '`Target.RoleArn`', f'a role that {_PRINCIPAL} may assume',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role', 'ValidationException')
def _role_of_a_schedule(resource: Resource, account: Account) -> Iterator[str]:
    role = account.find(resource.get('Target', {}).get('RoleArn'))
    if role and _PRINCIPAL not in _services_that_assume(role):
        yield 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.'


def _services_that_assume(role: Resource) -> list[Any]:
    principals = [each.get('Principal', {}).get('Service', []) for each in role.get('AssumeRolePolicyDocument', {}).get('Statement', [])]
    return [service for each in principals for service in (each if isinstance(each, list) else [each])]
