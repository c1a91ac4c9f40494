"""Saved queries and alarms, which are written down: ministack has no queries, and no alarms on more than one metric."""
from __future__ import annotations

import uuid

from ministack.core.responses import get_account_id, get_region

from lab.account.emulator.resource_types import Created, Properties, add_recorded_type, hexadecimal_id


def register() -> None:
    """Adds what is missing."""
    add_recorded_type('AWS::Logs::QueryDefinition', _make_query)
    add_recorded_type('AWS::CloudWatch::Alarm', _make_alarm)


def _make_query(properties: Properties) -> Created:
    query_id = str(uuid.uuid5(uuid.NAMESPACE_URL, properties['Name']))
    return query_id, {'QueryDefinitionId': query_id}


def _make_alarm(properties: Properties) -> Created:
    if bool(properties.get('Metrics')) == bool(properties.get('MetricName')):
        raise ValueError('ValidationError: an alarm watches either one metric or an expression of several')
    name = properties.get('AlarmName') or hexadecimal_id('alarm')
    return name, {'Arn': f'arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}'}
