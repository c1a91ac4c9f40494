"""CloudWatch: alarms and dashboards."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource, is_true
from lab.rules.rulebook.rule import rule

_ALARM, _DASHBOARD = 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'
_MATH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html'
_ALARMS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html'
_ACTIONS = ('AlarmActions', 'OKActions', 'InsufficientDataActions')
_FUNCTIONS = {
    'ABS', 'ANOMALY_DETECTION_BAND', 'AVG', 'CEIL', 'DATAPOINT_COUNT', 'DATE', 'DAY', 'DB_PERF_INSIGHTS', 'DIFF', 'DIFF_TIME', 'EPOCH', 'FILL', 'FIRST', 'FLOOR',
    'HOUR', 'IF', 'INSIGHT_RULE_METRIC', 'LAMBDA', 'LAST', 'LOG', 'LOG10', 'MAX', 'METRICS', 'METRIC_COUNT', 'MIN', 'MINUTE', 'MONTH', 'PERIOD', 'RATE', 'REMOVE_EMPTY',
    'RUNNING_SUM', 'SERVICE_QUOTA', 'SLICE', 'SORT', 'STDDEV', 'SUM', 'TIME_SERIES', 'YEAR', 'AND', 'OR',
}
"""With the operators that may stand before a bracket. See the table in `_MATH`."""
_DAY, _WEEK = 86_400, 604_800


@rule((_ALARM, 'AWS::ApplicationAutoScaling::ScalingPolicy'), 'metric math',
      'ids once, starting in lower case; each expression names ids that exist; exactly one returns data; at most 10 metrics; at most 1,024 characters',
      _MATH, 'ValidationError')
def _metric_math(resource: Resource, _account: Account) -> Iterator[str]:
    queries = _queries(resource)
    if not queries:
        return
    ids = [each.get('Id', '') for each in queries]
    if len(set(ids)) < len(ids) or not all(re.fullmatch('[a-z][a-zA-Z0-9_]*', each) for each in ids):
        yield f'ids must be unique and start with a lower-case letter: {ids}'
    if sum(is_true(each.get('ReturnData', True)) for each in queries) != 1:
        yield 'Exactly one element of the metrics list should return data.'
    if sum('MetricStat' in each for each in queries) > 10:
        yield 'Alarms on math expressions cannot contain more than 10 individual metrics'
    for each in queries:
        expression = each.get('Expression', '')
        if bool(expression) == ('MetricStat' in each):
            yield f"{each.get('Id')} must have either an expression or a metric"
        if len(expression) > 1024:
            yield f"the expression of {each.get('Id')} has {len(expression)} characters"
        for name in sorted(set(re.findall(r'\b[a-z][a-zA-Z0-9_]*\b', re.sub(r'"[^"]*"|\'[^\']*\'', '', expression))) - set(ids)):
            yield f"Error in expression '{each.get('Id')}': Unmatched or unknown id {name}"
        if expression.count('(') != expression.count(')'):
            yield f"Error in expression '{each.get('Id')}': parentheses"


@rule((_ALARM, 'AWS::ApplicationAutoScaling::ScalingPolicy'), 'functions of metric math', 'functions that metric math has, and not `SEARCH`, which finds several metrics',
      'https://github.com/hashicorp/terraform-provider-aws/issues/11011', 'ValidationError')
def _functions_of_metric_math(resource: Resource, _account: Account) -> Iterator[str]:
    for each in _queries(resource):
        used = set(re.findall(r'\b([A-Z][A-Z0-9_]*)\s*\(', re.sub(r'"[^"]*"|\'[^\']*\'', '', each.get('Expression', ''))))
        if 'SEARCH' in used:
            yield 'SEARCH is not supported on Metric Alarms'
        for name in sorted(used - _FUNCTIONS - {'SEARCH'}):
            yield f"Error in expression '{each.get('Id')}': Unknown function {name}"


@rule(_ALARM, 'the metric', 'either one metric, with a name, a namespace, a statistic and a period, or metric math without any of them',
      _ALARMS, 'ValidationError')
def _metric_of_an_alarm(resource: Resource, _account: Account) -> Iterator[str]:
    single = [each for each in ('MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Period', 'Dimensions') if resource.get(each) is not None]
    if resource.get('Metrics') and single:
        yield f'Metrics cannot be combined with {single}'
    if not resource.get('Metrics') and not {'MetricName', 'Namespace', 'Period'} <= set(single):
        yield f'MetricName, Namespace and Period are required, got {single}'
    if not resource.get('Metrics') and bool(resource.get('Statistic')) == bool(resource.get('ExtendedStatistic')):
        yield 'exactly one of Statistic and ExtendedStatistic is required'


@rule(_ALARM, '`Threshold`, actions', 'a threshold, unless the alarm watches a band; actions as ARNs',
      _ALARMS, 'ValidationError')
def _threshold_and_actions_of_an_alarm(resource: Resource, _account: Account) -> Iterator[str]:
    if resource.get('Threshold') is None and not resource.get('ThresholdMetricId'):
        yield 'An alarm must have a Threshold or a ThresholdMetricId'
    for action in (each for name in _ACTIONS for each in resource.get(name, [])):
        if not str(action).startswith('arn:'):
            yield f'Invalid arn syntax: {action}'


@rule(_ALARM, 'actions', 'in the Region of the alarm',
      'https://github.com/cds-snc/notification-terraform/pull/128', 'ValidationError')
def _region_of_the_actions_of_an_alarm(resource: Resource, account: Account) -> Iterator[str]:
    for region in {str(action).split(':')[3] for name in _ACTIONS for action in resource.get(name, []) if str(action).count(':') >= 4}:
        if region != account.region:
            yield f'Invalid region {region} specified. Only {account.region} is supported.'


@rule(_DASHBOARD, '`DashboardName`', 'at most 255 letters, digits, hyphens and underscores',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html', 'InvalidParameterInput')
def _name_of_a_dashboard(resource: Resource, _account: Account) -> Iterator[str]:
    if not re.fullmatch('[A-Za-z0-9_-]{1,255}', resource.get('DashboardName', 'made-by-cloudformation')):
        yield f"The value {resource.get('DashboardName')} for field DashboardName contains invalid characters"


@rule(_ALARM, '`Period`, `EvaluationPeriods`, `DatapointsToAlarm`',
      'a period of 10, 20, 30 or a multiple of 60 seconds; all periods within a day, or within a week from an hour on; no more points to alarm than periods',
      _ALARMS, 'ValidationError')
def _periods_of_an_alarm(resource: Resource, _account: Account) -> Iterator[str]:
    periods = [each['MetricStat'].get('Period') for each in _queries(resource) if 'MetricStat' in each] or [resource.get('Period')]
    count = int(resource.get('EvaluationPeriods', 1))
    for period in (int(each) for each in periods if each is not None):
        if period not in (10, 20, 30) and period % 60:
            yield f'Period must be 10, 20, 30 or a multiple of 60, got {period}'
        if period * count > (_DAY if period < 3600 else _WEEK):
            yield f'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= {_DAY}.): {period} * {count}'
    if int(resource.get('DatapointsToAlarm', count)) > count:
        yield f"DatapointsToAlarm {resource.get('DatapointsToAlarm')} is greater than EvaluationPeriods {count}"


@rule(_DASHBOARD, '`DashboardBody`', 'JSON with at most 500 widgets of known types, in 24 columns, and metrics as arrays of texts; at most 500 metrics in a widget and 2,500 together',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html', 'InvalidParameterInput')
def _body_of_a_dashboard(resource: Resource, _account: Account) -> Iterator[str]:
    try:
        widgets = json.loads(resource.get('DashboardBody')).get('widgets', [])
    except (ValueError, AttributeError) as error:
        yield f'The field DashboardBody must be a valid JSON object: {error}'
        return
    counts = [len(each.get('properties', {}).get('metrics', [])) for each in widgets]
    if len(widgets) > 500 or sum(counts) > 2500 or max(counts, default=0) > 500:
        yield f'{len(widgets)} widgets with {sum(counts)} metrics'
    for index, each in enumerate(widgets):
        yield from _widget_problems(f'/widgets/{index}', each)


def _widget_problems(path: str, widget: dict[str, Any]) -> Iterator[str]:
    if widget.get('type') not in ('metric', 'text', 'log', 'alarm', 'explorer', 'custom'):
        yield f'{path}/type: {widget.get("type")}'
    for name, least, most in (('width', 1, 24), ('height', 1, 1000), ('x', 0, 23), ('y', 0, 10_000)):
        if name in widget and not least <= widget[name] <= most:
            yield f'{path}/{name}: {widget[name]}'
    properties = widget.get('properties', {})
    if widget.get('type') in ('metric', 'log') and not properties.get('region'):
        yield f'{path}/properties: Should have required property region'
    for metric in properties.get('metrics', []):
        names = metric[:-1] if isinstance(metric[-1], dict) else metric
        is_expression = isinstance(metric[-1], dict) and 'expression' in metric[-1]
        if not all(isinstance(each, str) for each in names) or len(names) % 2 or bool(names) == is_expression:
            yield f'{path}/properties/metrics: {metric}'


def _queries(resource: Resource) -> list[dict[str, Any]]:
    """Of an alarm, or of what a scaling policy tracks."""
    tracked = resource.get('TargetTrackingScalingPolicyConfiguration', {}).get('CustomizedMetricSpecification', {})
    queries: list[dict[str, Any]] = (resource if resource.type == _ALARM else tracked).get('Metrics', [])
    return queries
