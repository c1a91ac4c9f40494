"""The example in two Regions: records of one name, which Route 53 answers with while the health check of their Region is healthy."""
from __future__ import annotations

from typing import Any

from lab.account.inventory import take_inventory
from lab.account.stack import Stack
from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import TWO_REGIONS
from lab.running.case import expect_equal

_ZONE, _NAME = 'example.com', 'api.example.com.'
_REGIONS = ('eu-west-1', 'eu-central-1')
_HEALTH_CHECK, _RECORD = 'AWS::Route53::HealthCheck', 'AWS::Route53::RecordSet'


@case('two Regions: both stacks make records of one name, each with its health check, which the drill inverts and puts back; deleted in turn, nothing is left')
def _life(testbed: Testbed) -> None:
    testbed.without_stack()
    accounts = [testbed.account.elsewhere(region) for region in _REGIONS]
    with testbed.account.hosted_zone(_ZONE) as zone_id:
        empty = [take_inventory(each) for each in accounts]
        stacks = [Stack(account, f'TwoRegions-{account.region}') for account in accounts]
        for stack, template in zip(stacks, _templates(testbed, 'failover', zone_id), strict=True):
            expect_status(stack.create(template), 'CREATE_COMPLETE')
        _expect_records(testbed, [stack.outputs()['HealthCheckId'] for stack in stacks], Failover=['PRIMARY', 'SECONDARY'])
        _expect_drill(testbed, stacks[0])
        for stack in stacks:
            expect_status(stack.delete(), 'DELETE_COMPLETE')
        for account, before in zip(accounts, empty, strict=True):
            expect_unchanged(before, take_inventory(account))


@case('two Regions, by latency: a faster health check replaces those before it, and the records follow')
def _latency(testbed: Testbed) -> None:
    testbed.without_stack()
    account = testbed.account.elsewhere(_REGIONS[0])
    with testbed.account.hosted_zone(_ZONE) as zone_id:
        empty = take_inventory(account)
        stack, template = Stack(account, f'TwoRegions-{account.region}'), _templates(testbed, 'latency', zone_id)[0]
        expect_status(stack.create(template), 'CREATE_COMPLETE')
        before = stack.outputs()['HealthCheckId']
        _expect_records(testbed, [before], Region=[account.region])
        expect_status(stack.update(template.changed(_check_less_often)), 'UPDATE_COMPLETE')
        checks = {each['Id']: each['HealthCheckConfig'] for each in testbed.account.client('route53').list_health_checks()['HealthChecks']}
        expect_equal('what the calculated check watches', {*checks[before]['ChildHealthChecks']}, checks.keys() - {before})
        expect_equal('how often', {each.get('RequestInterval') for each in checks.values()}, {30, None})
        expect_status(stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, take_inventory(account))


def _templates(testbed: Testbed, routing: str, zone_id: str) -> list[Template]:
    """One for each Region."""
    lists = [_health_checkers(testbed, region) for region in _REGIONS]
    paths = testbed.examples(TWO_REGIONS, routing=routing, hostedZoneId=zone_id, zoneName=_ZONE, primaryHealthCheckers=lists[0], secondaryHealthCheckers=lists[1])
    return [testbed.snapshot(paths[f'TwoRegions-{region}']) for region in _REGIONS]


def _health_checkers(testbed: Testbed, region: str) -> str:
    [found] = testbed.account.elsewhere(region).client('ec2').describe_managed_prefix_lists(
        Filters=[{'Name': 'prefix-list-name', 'Values': [f'com.amazonaws.{region}.route53-healthchecks']}])['PrefixLists']
    return str(found['PrefixListId'])


def _check_less_often(template: Template) -> None:
    for each in template.resources(_HEALTH_CHECK):
        if 'RequestInterval' in each['Properties']['HealthCheckConfig']:
            each['Properties']['HealthCheckConfig']['RequestInterval'] = 30


def _expect_records(testbed: Testbed, checks: list[str], **policy: list[str]) -> None:
    records = [each for each in _records(testbed) if each['Name'] == _NAME and 'AliasTarget' in each]
    [(name, values)] = policy.items()
    expect_equal('records', sorted((each['Type'], each[name], each['HealthCheckId']) for each in records),
                 sorted((kind, value, check) for kind in ('A', 'AAAA') for value, check in zip(values, checks, strict=True)))


def _records(testbed: Testbed) -> list[dict[str, Any]]:
    return [record for zone in testbed.inventory().all('hosted zone') for record in zone['Records']]


def _expect_drill(testbed: Testbed, stack: Stack) -> None:
    """As the runbook does it: the health check of a Region says the opposite until it is told otherwise."""
    route53, check_id = testbed.account.client('route53'), stack.outputs()['HealthCheckId']
    for inverted in (True, False):
        route53.update_health_check(HealthCheckId=check_id, Inverted=inverted)
        expect_equal('whether it is inverted', route53.get_health_check(HealthCheckId=check_id)['HealthCheck']['HealthCheckConfig']['Inverted'], inverted)
