"""Health checks of Route 53."""
from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_HEALTH_CHECK = 'AWS::Route53::HealthCheck'
_API = 'https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html'

_OF_ENDPOINTS = {'IPAddress', 'FullyQualifiedDomainName', 'Port', 'ResourcePath', 'SearchString', 'RequestInterval', 'FailureThreshold', 'MeasureLatency', 'EnableSNI', 'Regions'}
_OF_CALCULATED = {'ChildHealthChecks', 'HealthThreshold'}
_OF_ALARMS = {'AlarmIdentifier', 'InsufficientDataHealthStatus'}
_ALLOWED = {'CALCULATED': _OF_CALCULATED, 'CLOUDWATCH_METRIC': _OF_ALARMS, 'RECOVERY_CONTROL': {'RoutingControlArn'}}
_FOR_DOCUMENTS = [ipaddress.ip_network(each) for each in ('192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32')]
"""Ranges that stand for public addresses in this repository. AWS does not take them either."""


@rule(_HEALTH_CHECK, '`HealthCheckConfig`', 'what belongs to its type: an endpoint, children, or an alarm, and nothing of another type', _API, 'InvalidInput')
def _type_of_a_health_check(resource: Resource, _account: Account) -> Iterator[str]:
    config = resource.get('HealthCheckConfig')
    allowed = _ALLOWED.get(config['Type'], _OF_ENDPOINTS)
    for other in sorted(config.keys() & (_OF_ENDPOINTS | _OF_CALCULATED | _OF_ALARMS) - allowed):
        yield f"{other} must not be given for a health check of the type {config['Type']}"
    if allowed is _OF_ENDPOINTS and not config.keys() & {'IPAddress', 'FullyQualifiedDomainName'}:
        yield 'An IP address or a domain name must be given'
    if allowed is _OF_CALCULATED and not config.get('ChildHealthChecks'):
        yield 'The health check must have children'
    if config['Type'].endswith('_STR_MATCH') != ('SearchString' in config):
        yield 'A search string goes with string matching'


@rule(_HEALTH_CHECK, '`RequestInterval`', '10 or 30 seconds', _API, 'InvalidInput')
def _interval_of_a_health_check(resource: Resource, _account: Account) -> Iterator[str]:
    interval = resource.get('HealthCheckConfig').get('RequestInterval', 30)
    if int(interval) not in (10, 30):
        yield f'The request interval must be 10 or 30, got {interval}'


@rule(_HEALTH_CHECK, '`IPAddress`', 'no private, local, multicast or other address that is not routed', _API, 'InvalidInput')
def _address_of_a_health_check(resource: Resource, _account: Account) -> Iterator[str]:
    address = ipaddress.ip_address(resource.get('HealthCheckConfig').get('IPAddress', '192.0.2.1'))
    is_public = (address.is_global and not address.is_multicast) or any(address in each for each in _FOR_DOCUMENTS)
    if not is_public:
        yield f'Route 53 cannot check the health of {address}'
