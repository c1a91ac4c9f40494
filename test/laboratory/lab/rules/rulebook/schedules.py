"""Schedules of EventBridge Scheduler."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.roles import may_be_assumed
from lab.rules.rulebook.rule import rule

_SCHEDULE = 'AWS::Scheduler::Schedule'
_PRINCIPAL = 'scheduler.amazonaws.com'
_DEFAULT_GROUP = 'default'
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))


@rule(_SCHEDULE, '`ScheduleExpression`', '`at(...)`, `cron(...)`, or `rate(...)` of a whole number of minutes, hours or days; a unit has no s after 1, and one after more',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html', 'ValidationException')
def _expression_of_a_schedule(resource: Resource, _account: Account) -> Iterator[str]:
    expression = str(resource.get('ScheduleExpression', ''))
    if not re.fullmatch(r'at\(.+\)|cron\(.+\)|rate\((1 (minute|hour|day)|(?!1 |0)\d+ (minutes|hours|days))\)', expression):
        yield f'Invalid Schedule Expression {expression}.'


@rule(_SCHEDULE, '`cron(...)`', 'minutes, hours, days of the month, months, days of the week and years, each in its range; `?` for the days of the month or of the week',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based', 'ValidationException')
def _fields_of_a_cron_expression(resource: Resource, _account: Account) -> Iterator[str]:
    expression = str(resource.get('ScheduleExpression', ''))
    if not expression.startswith('cron('):
        return
    fields = expression.removeprefix('cron(').removesuffix(')').split()
    numbers = [[int(each) for each in re.findall(r'\d+', field)] for field in fields]
    if len(fields) != len(_CRON_RANGES) or [fields[2], fields[4]].count('?') != 1 \
            or any(not low <= each <= high for (low, high), found in zip(_CRON_RANGES, numbers, strict=True) for each in found):
        yield f'Invalid Schedule Expression {expression}.'


@rule(_SCHEDULE, '`ScheduleExpressionTimezone`, `FlexibleTimeWindow`', 'a name of the IANA time zone database; a window in minutes if it is flexible, and only then',
      'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html', 'ValidationException')
def _time_of_a_schedule(resource: Resource, _account: Account) -> Iterator[str]:
    zone = resource.get('ScheduleExpressionTimezone', 'UTC')
    known = available_timezones()           # none where the machine has no database
    if known and zone not in known:
        yield f'Invalid ScheduleExpressionTimezone {zone}'
    window = resource.get('FlexibleTimeWindow', {})
    if (window.get('Mode') == 'FLEXIBLE') != ('MaximumWindowInMinutes' in window):
        yield f'Invalid FlexibleTimeWindow {window}'


@rule(_SCHEDULE, '`GroupName`', 'a schedule group that exists; without a name it is the group `default`',
      'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html', 'ResourceNotFoundException')
def _group_of_a_schedule(resource: Resource, account: Account) -> Iterator[str]:
    name = resource.get('GroupName', _DEFAULT_GROUP)
    group = account.find(name)
    if name != _DEFAULT_GROUP and not (group and group.type == 'AWS::Scheduler::ScheduleGroup'):
        yield f'Schedule group {name} does not exist.'


@rule(_SCHEDULE, '`Target.RoleArn`', f'a role that {_PRINCIPAL} may assume',
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role', 'ValidationException')
def _role_of_a_schedule(resource: Resource, account: Account) -> Iterator[str]:
    role = account.find(resource.get('Target', {}).get('RoleArn'))
    if role and not may_be_assumed(role, _PRINCIPAL):
        yield 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.'


@rule(_SCHEDULE, '`Target.Input`', 'JSON, where the target is a Lambda function',
      'https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html', 'ValidationException')
def _input_of_a_schedule(resource: Resource, _account: Account) -> Iterator[str]:
    target = resource.get('Target', {})
    if ':lambda:' not in str(target.get('Arn')) or target.get('Input') is None:
        return
    try:
        json.loads(target['Input'])
    except ValueError as error:
        yield f'Invalid RequestJson provided. Reason {error}'
