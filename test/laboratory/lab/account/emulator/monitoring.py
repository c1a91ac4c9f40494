"""Saved queries, which can be found and run, and alarms, which are written down: ministack has no alarms on more than one metric."""
from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, cloudwatch_logs
from ministack.services.cloudformation import provisioners

from lab.account.emulator.apis import Call, Refused, extend_api
from lab.account.emulator.insights import ask, fields_of
from lab.account.emulator.resource_types import HANDLERS, RECORDS, Created, Properties, add_recorded_type
from lab.account.emulator.responses import Response
from lab.rules.rulebook.logs import is_reserved_namespace

Matcher = Callable[[str], bool]
"""Whether a message matches a filter pattern."""

_QUERY = 'AWS::Logs::QueryDefinition'
_ALARM = 'AWS::CloudWatch::Alarm'

_results: dict[str, list[list[dict[str, str]]]] = {}
"""What queries found, by their ids."""


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(_QUERY, _make_query)
    add_recorded_type(_ALARM, _make_alarm)
    handler = HANDLERS[_ALARM]
    create, update, delete = (handler[each] for each in ('create', 'update', 'delete'))

    def create_alarm(logical_id: str, properties: Properties, stack_name: str) -> Created:
        named = {'AlarmName': provisioners._physical_name(stack_name, logical_id, max_len=255), **properties}
        return _shown(create(logical_id, named, stack_name), named)

    def update_alarm(name: str, old: Properties, new: Properties, stack_name: str) -> Created:
        return _shown(update(name, old, {'AlarmName': name, **new}, stack_name), new)

    def delete_alarm(name: str, properties: Properties) -> None:
        cloudwatch._alarms.pop(name, None)
        delete(name, properties)

    handler.update(create=create_alarm, update=update_alarm, delete=delete_alarm)
    # An alarm is in the state that ECS has seen last.
    cloudwatch._evaluate_all_alarms = lambda: None
    cloudwatch_logs._compile_filter_pattern = _more_patterns(cloudwatch_logs._compile_filter_pattern)
    cloudwatch._put_metric_data = _only_own_namespaces(cloudwatch._put_metric_data)
    extend_api('logs', {'DescribeQueryDefinitions': _describe_queries, 'StartQuery': _start_query, 'GetQueryResults': _get_results})


def show_states(states: dict[str, str]) -> None:
    """Lets the API of CloudWatch show alarms in these states."""
    for name, state in states.items():
        cloudwatch._alarms[name].update(StateValue=state, StateUpdatedTimestamp=int(time.time()))


def write_metrics(namespace: str, dimensions: dict[str, str], values: dict[str, float], age_seconds: float) -> None:
    """What AWS itself measures, in the namespaces that are closed to everybody else."""
    for name, value in values.items():
        cloudwatch._store_datum(namespace, name, dimensions, time.time() - age_seconds, 'None', value, None, None, None)


def _only_own_namespaces(put: Callable[..., Response]) -> Callable[..., Response]:
    """Refuses the namespaces of AWS.

    @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    """
    def put_metric_data(params: dict[str, Any], call: dict[str, Any] | None, is_cbor: bool, is_json: bool = False) -> Response:
        namespace = call.get('Namespace') if call else cloudwatch._p(params, 'Namespace')
        if is_reserved_namespace(namespace):
            refused: Response = cloudwatch._error('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.', 400, use_json=is_json, use_cbor=is_cbor)
            return refused
        return put(params, call, is_cbor, is_json)
    return put_metric_data


def _more_patterns(matcher_of: Callable[[str], Matcher]) -> Callable[[str], Matcher]:
    """Adds terms of which one is enough, `?emerg ?alert`, and the value of a member of JSON, `{ $.client = "203.0.113.10" }`.

    @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    def matcher(pattern: str) -> Matcher:
        optional = [term[1:].strip('"') for term in pattern.split() if term.startswith('?')]
        if optional:
            return lambda message: any(term in message for term in optional)
        member = re.fullmatch(r'\{ \$\.(\w+) = "([^"]*)" \}', pattern)
        return (lambda message: fields_of(message).get(member[1]) == member[2]) if member else matcher_of(pattern)
    return matcher


def _make_query(properties: Properties) -> Created:
    query_id = str(uuid.uuid5(uuid.NAMESPACE_URL, properties['Name']))
    return query_id, {'QueryDefinitionId': query_id}


def _make_alarm(properties: Properties) -> Created:
    if bool(properties.get('Metrics')) == bool(properties.get('MetricName')):
        raise ValueError('ValidationError: an alarm watches either one metric or an expression of several')
    return properties['AlarmName'], {'Arn': _arn_of(properties['AlarmName'])}


def _arn_of(alarm: str) -> str:
    return f'arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{alarm}'


def _shown(created: Created, properties: Properties) -> Created:
    """Lets the API of CloudWatch show an alarm."""
    name, _ = created
    cloudwatch._alarms[name] = {
        **{key: properties.get(key) for key in ('MetricName', 'Namespace', 'ComparisonOperator')},
        'AlarmName': name, 'AlarmArn': _arn_of(name), 'AlarmDescription': properties.get('AlarmDescription', ''), 'Threshold': float(properties['Threshold']),
        'EvaluationPeriods': int(properties['EvaluationPeriods']), 'Period': int(properties.get('Period', 60)),
        'StateValue': 'OK', 'StateReason': '', 'StateUpdatedTimestamp': int(time.time()), 'ActionsEnabled': True, 'Dimensions': [],
        'AlarmActions': properties.get('AlarmActions', []), 'OKActions': properties.get('OKActions', []), 'InsufficientDataActions': [],
        'AlarmConfigurationUpdatedTimestamp': int(time.time()),
    }
    return created


def _describe_queries(call: Call) -> dict[str, Any]:
    prefix = call.get('queryDefinitionNamePrefix', '')
    return {'queryDefinitions': [{'queryDefinitionId': query_id, 'name': each['Name'], 'queryString': each['QueryString'], 'logGroupNames': each.get('LogGroupNames', [])}
                                 for query_id, each in RECORDS[_QUERY].items() if each['Name'].startswith(prefix)]}


def _start_query(call: Call) -> dict[str, Any]:
    group = call['logGroupName']
    if group not in cloudwatch_logs._log_groups:
        raise Refused('ResourceNotFoundException', f'Log group {group} does not exist.')
    lines = [each['@message'] for each in cloudwatch_logs._collect_query_records([group], call['startTime'], call['endTime'])]
    query_id = str(uuid.uuid4())
    _results[query_id] = [[{'field': field, 'value': str(value)} for field, value in row.items() if value is not None] for row in ask(call['queryString'], lines)]
    return {'queryId': query_id}


def _get_results(call: Call) -> dict[str, Any]:
    return {'status': 'Complete', 'results': _results[call['queryId']]}
