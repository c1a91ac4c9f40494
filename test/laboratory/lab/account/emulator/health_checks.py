"""Health checks of Route 53, in the place where ministack's API finds them."""
from __future__ import annotations

import uuid
from typing import Any
from xml.etree.ElementTree import Element

from ministack.services import route53
from ministack.services.cloudformation import provisioners

from lab.account.emulator.resource_types import HANDLERS, Created, Properties

HEALTH_CHECK = 'AWS::Route53::HealthCheck'
_CREATE_ONLY = ('Type', 'MeasureLatency', 'RequestInterval')


def register() -> None:
    """Adds what is missing."""
    HANDLERS[HEALTH_CHECK] = {'create': _create, 'update': _update, 'delete': _delete}
    original = route53._build_health_check_el

    def build(parent: Element, check: dict[str, Any]) -> None:
        """As Route 53 writes truth values; ministack writes Python's, which botocore takes for false."""
        original(parent, check)
        for each in parent.iter():
            each.text = each.text.lower() if each.text in ('True', 'False') else each.text

    route53._build_health_check_el = build


def health_checks() -> set[str]:
    """Their ids."""
    return set(route53._health_checks)


def _create(_logical_id: str, properties: Properties, _stack_name: str) -> Created:
    check_id = str(uuid.uuid4())
    route53._health_checks[check_id] = {'id': check_id, 'caller_reference': check_id, 'version': 1, 'config': _config(properties)}
    return check_id, {'HealthCheckId': check_id}


def _update(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
    if any(_config(old).get(each) != _config(new).get(each) for each in _CREATE_ONLY):
        replacement = _create(physical_id, new, stack_name)
        provisioners._delete_predecessor(_delete, physical_id, old)
        return replacement
    check = route53._health_checks[physical_id]
    check.update(config=_config(new), version=check['version'] + 1)
    return physical_id, {'HealthCheckId': physical_id}


def _delete(physical_id: str, _properties: Properties) -> None:
    route53._health_checks.pop(physical_id, None)


def _config(properties: Properties) -> dict[str, Any]:
    """As ministack keeps it: truth values and numbers as such."""
    config: dict[str, Any] = properties['HealthCheckConfig']
    return {name: {'true': True, 'false': False}.get(str(value).lower(), value) for name, value in config.items()}
