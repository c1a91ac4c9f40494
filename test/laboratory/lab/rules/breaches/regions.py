"""Health checks that decide between Regions."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template

_HEALTH_CHECK = 'AWS::Route53::HealthCheck'
_BASE = 'dns'


def _of_type(type_name: str, **changed: Any) -> Change:
    """Changes the first health check of a type."""
    def change(template: Template) -> None:
        checks = [each['Properties']['HealthCheckConfig'] for each in template.body['Resources'].values() if each['Type'] == _HEALTH_CHECK]
        first = next(each for each in checks if each['Type'] == type_name)
        first.update(changed)
        for name in [name for name, value in changed.items() if value is None]:
            del first[name]
    return change


BREACHES = [
    Breach('type of a health check', 'a path for a calculated one', _of_type('CALCULATED', ResourcePath='/health'), _BASE),
    Breach('type of a health check', 'a calculated one without children', _of_type('CALCULATED', ChildHealthChecks=[]), _BASE),
    Breach('type of a health check', 'HTTPS to nowhere', _of_type('HTTPS', IPAddress=None, FullyQualifiedDomainName=None), _BASE),
    Breach('type of a health check', 'children of an HTTPS one', _of_type('HTTPS', ChildHealthChecks=['12345678-1234-1234-1234-123456789012']), _BASE),
    Breach('type of a health check', 'a text to search for without string matching', _of_type('HTTPS', SearchString='healthy'), _BASE),
    Breach('interval of a health check', '20 seconds', _of_type('HTTPS', RequestInterval=20), _BASE),
    Breach('address of a health check', 'a private one', _of_type('HTTPS', IPAddress='10.0.0.1'), _BASE),
    Breach('address of a health check', 'one of a carrier, which is not routed', _of_type('HTTPS', IPAddress='100.64.0.1'), _BASE),
    Breach('schema of the resource type', 'a failure threshold of 11', _of_type('HTTPS', FailureThreshold=11), _BASE),
]
