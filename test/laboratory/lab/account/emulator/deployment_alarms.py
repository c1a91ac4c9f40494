"""The alarms that ECS watches while a service is rolled out, and what clients let them see.

A test says what real tasks logged in a minute, by their configuration, or else what clients ask for in a minute. A name that the
configuration of the tasks does not hold is then refused, and another one is forwarded, as the laboratory of the proxy shows of nginx.

ECS does not watch an alarm that is in ALARM when the rollout starts, and watches the others until a bake time is over, which is as long as
the longest of them looks back:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
https://github.com/aws/copilot-cli/pull/4512 (an alarm that is in ALARM already) and https://github.com/aws/copilot-cli/pull/4294 (the bake time)
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

from lab.account.emulator.monitoring import show_states
from lab.account.emulator.resource_types import RECORDS, Properties

_FUNCTIONS: dict[str, Any] = {'IF': lambda condition, one, other: one if condition else other, 'MAX': max, '__builtins__': {}}
"""The functions of metric math that alarms use."""

_COMPARISONS = {'GreaterThanOrEqualToThreshold': ge, 'GreaterThanThreshold': gt, 'LessThanOrEqualToThreshold': le, 'LessThanThreshold': lt}

_asked: dict[str, int] = {}
_logged: dict[str, dict[str, int]] = {}


@dataclass(frozen=True)
class Watched:
    """How a rollout went in the eyes of its alarms."""

    ignored: list[str]
    """Alarms that were in ALARM when it started."""
    gone_off: list[str]
    bake_seconds: int


def let_clients_ask(names: dict[str, int]) -> None:
    """Says how often clients ask for each name in a minute, from now on."""
    _asked.clear()
    _asked.update(names)


def let_tasks_log(metrics: dict[str, dict[str, int]]) -> None:
    """Says what metrics count in a minute of what tasks log, by their nginx.conf, from now on."""
    _logged.clear()
    _logged.update(metrics)


def watch(names: list[str], before: str, after: str) -> Watched:
    """Watches these alarms while tasks with one nginx.conf replace those with another."""
    alarms = {name: _alarm(name) for name in names}
    ignored = [name for name, alarm in alarms.items() if _breaches(alarm, before)]
    gone_off = [name for name, alarm in alarms.items() if name not in ignored and _breaches(alarm, after)]
    show_states({name: 'ALARM' if name in (*ignored, *gone_off) else 'OK' for name in names})
    return Watched(ignored, gone_off, max(_period(alarm) * int(alarm['EvaluationPeriods']) for alarm in alarms.values()))


def _alarm(name: str) -> Properties:
    if name not in RECORDS['AWS::CloudWatch::Alarm']:
        raise ValueError(f'InvalidParameterException: the alarm {name} does not exist')
    return RECORDS['AWS::CloudWatch::Alarm'][name]


def _period(alarm: Properties) -> int:
    return int(alarm.get('Period') or max(each['MetricStat']['Period'] for each in alarm['Metrics'] if 'MetricStat' in each))


def _breaches(alarm: Properties, nginx_conf: str) -> bool:
    """Whether each minute in which tasks have this configuration breaches the alarm's threshold."""
    counts = _counts(nginx_conf)
    if 'MetricName' in alarm:
        value = counts.get(alarm['MetricName'], 0)
    else:
        [expression] = [each['Expression'] for each in alarm['Metrics'] if 'Expression' in each]
        metrics = {each['Id']: counts.get(each['MetricStat']['Metric']['MetricName'], 0) for each in alarm['Metrics'] if 'MetricStat' in each}
        value = eval(expression, _FUNCTIONS, _Known(metrics))
    return bool(_COMPARISONS[alarm['ComparisonOperator']](value, float(alarm['Threshold'])))


class _Known(dict[str, float]):
    """The metrics of an expression. CloudWatch has no value where it divides by nothing; here the smallest number stands for that nothing."""

    def __getitem__(self, name: str) -> float:
        return super().__getitem__(name) or 1e-9


def _counts(nginx_conf: str) -> dict[str, int]:
    if nginx_conf in _logged:
        return _logged[nginx_conf]
    refused = sum(times for name, times in _asked.items() if not re.search(rf'(?<![\w.-]){re.escape(name)}(?![\w.-])', nginx_conf))
    everything = sum(_asked.values())
    return {'RefusedCount': refused, 'ForwardedCount': everything - refused, 'NewFlowCount': everything}
