"""What the metric filters of a template count in lines that a task really logged."""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lab.account.templates import Template
from lab.proxy.access_log import LogLine

_COMPARISON = re.compile(r'\$\.(\w+) (=|!=) ("[^"]*"|-?\d+)')


def counts(template: Template, lines: Iterable[LogLine]) -> dict[str, int]:
    """The sum of each metric over these lines."""
    lines = list(lines)
    return {each['Properties']['MetricTransformations'][0]['MetricName']: _sum(each['Properties'], lines) for each in template.resources('AWS::Logs::MetricFilter')}


def _sum(metric_filter: dict[str, Any], lines: list[LogLine]) -> int:
    value = str(metric_filter['MetricTransformations'][0]['MetricValue'])
    return sum(int(line[value.removeprefix('$.')] if value.startswith('$.') else value) for line in lines if _matches(metric_filter['FilterPattern'], line))


def _matches(pattern: str, line: LogLine) -> bool:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html"""
    def result(found: re.Match[str]) -> str:
        return str(_is_so(line.get(found[1]), found[2], found[3]))

    expression = _COMPARISON.sub(result, pattern.strip('{} ')).replace('||', 'or').replace('&&', 'and')
    return bool(eval(expression, {'__builtins__': {}}))


def _is_so(value: Any, comparison: str, wanted: str) -> bool:
    text = re.escape(wanted.strip('"')).replace(r'\*', '.*')
    return value is not None and (re.fullmatch(text, str(value)) is not None) == (comparison == '=')
