"""Rollouts that ECS takes back because of what clients feel."""
from __future__ import annotations

from typing import Any

from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect_equal

_MOSTLY_SHOP = {'api.example.com': 40, 'shop.example.com': 60}
_BAKE_SECONDS = 300
"""As long as the alarm on unhealthy targets looks back."""

_REFUSALS = 'DEPLOYMENT: 50% of connections and requests or more were refused in two of three minutes'


@case('deployment alarms: an alarm that is in ALARM when the rollout starts is not watched, so it does not stop the rollout that mends its cause')
def _in_alarm_already(testbed: Testbed) -> None:
    testbed.deployed('watched-refusing')
    with testbed.account.clients_asking(_MOSTLY_SHOP):
        outcome, watched = _update(testbed, testbed.template('watched'))
    expect_status(outcome, 'UPDATE_COMPLETE')
    expect_equal('alarms that were not watched', _descriptions(testbed, watched['ignored']), [_REFUSALS])


@case('deployment alarms: a configuration that refuses what worked before is taken back, and the service runs the old task definition')
def _taken_back(testbed: Testbed) -> None:
    before = testbed.deployed('watched')
    with testbed.account.clients_asking(_MOSTLY_SHOP):
        outcome, watched = _update(testbed, testbed.template('watched-refusing'))
        expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', 'AWS::ECS::Service', 'alarm detected')
    expect_equal('what went off', _descriptions(testbed, watched['gone_off']), [_REFUSALS])
    expect_unchanged(before, testbed.inventory())
    expect_equal('how long ECS watches', watched['bake_seconds'], _BAKE_SECONDS)


@case('deployment alarms: an alarm that does not exist fails the service')
def _unknown(testbed: Testbed) -> None:
    def name_another(template: Template) -> None:
        template.only('AWS::ECS::Service')['DeploymentConfiguration']['Alarms']['AlarmNames'].append('nobody made it')

    before = testbed.deployed('watched')
    outcome = testbed.stack.update(testbed.template('watched-refusing').changed(name_another))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', 'AWS::ECS::Service', 'nobody made it')
    expect_unchanged(before, testbed.inventory())


@case('deployment alarms: a configuration that only adds names is rolled out')
def _good(testbed: Testbed) -> None:
    testbed.deployed('watched')
    with testbed.account.clients_asking({'api.example.com': 100}):
        outcome, watched = _update(testbed, testbed.template('watched-adding'))
    expect_status(outcome, 'UPDATE_COMPLETE')
    expect_equal('alarms that went off, or were not watched', watched['gone_off'] + watched['ignored'], [])


@case('deployment alarms: another threshold is an update in place, without a rollout')
def _threshold(testbed: Testbed) -> None:
    def halve(template: Template) -> None:
        for alarm in template.resources('AWS::CloudWatch::Alarm'):
            alarm['Properties']['Threshold'] /= 2

    template = testbed.template('watched-adding')
    before = testbed.deployed('watched-adding')
    mark = len(testbed.account.journal())
    expect_status(testbed.stack.update(template.changed(halve)), 'UPDATE_COMPLETE')
    changes = before.changes_to(testbed.inventory())
    expect_equal('what was made or removed', (changes.added, changes.removed), (set(), set()))
    expect_equal('what changed', {(kind, *fields) for (kind, _), fields in changes.changed.items()}, {('alarm', 'Threshold')})
    expect_equal('rollouts', testbed.account.journal()[mark:], [])
    expect_status(testbed.stack.update(template), 'UPDATE_COMPLETE')


@case('deployment alarms: the same bad configuration is rolled out where no alarm watches')
def _unwatched(testbed: Testbed) -> None:
    def watch_nothing(template: Template) -> None:
        del template.only('AWS::ECS::Service')['DeploymentConfiguration']['Alarms']

    testbed.deployed('watched-adding')
    with testbed.account.clients_asking(_MOSTLY_SHOP):
        expect_status(testbed.stack.update(testbed.template('watched-refusing').changed(watch_nothing)), 'UPDATE_COMPLETE')


def _update(testbed: Testbed, template: Template) -> tuple[Any, dict[str, Any]]:
    """Updates the stack; how that ended, and what ECS saw of the first rollout."""
    mark = len(testbed.account.journal())
    outcome = testbed.stack.update(template)
    return outcome, next(each for each in testbed.account.journal()[mark:] if each['event'] == 'watched')


def _descriptions(testbed: Testbed, names: list[str]) -> list[str]:
    """The first sentence of what these alarms say."""
    alarms = testbed.account.records('AWS::CloudWatch::Alarm')
    return [alarms[name]['AlarmDescription'].partition('. ')[0] for name in names]
