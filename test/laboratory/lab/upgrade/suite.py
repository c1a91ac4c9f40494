"""Deploys the last release to an emulated AWS account, upgrades it to the working tree, and checks what an upgrade promises.

Takes the folder with the templates of the working tree. Each case prints one line; the last line is `N passed, M failed`.
"""
from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lab.account.stack import Outcome
from lab.account.templates import Template
from lab.account.testbed import Testbed, open_testbed
from lab.deploy.cases.outcomes import expect_status, expect_unchanged
from lab.paths import TEST
from lab.running.case import BrokenPromise, Case, expect, expect_equal
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_BASELINE = TEST / 'upgrade' / 'baseline'
_TIME_LIMIT_SECONDS = 900
_PARAMETERS = {'without-cdk': {'AllowedIPv4Block': '203.0.113.0/24', 'ServiceNetwork': 'sn-0123456789abcdef0'}}
_MAY_GO = {'task definition', 'role', 'function', 'image', 'dashboard', 'alarm', 'saved query', 'scaling policy'}
"""Kinds of which an upgrade may take one away: they hold no data, and nobody outside of the stack knows them."""


def main(working_tree: Path) -> int:
    """Runs all cases; the exit code."""
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report = Report()
    names = [path.name.split('.')[0] for path in sorted(_BASELINE.iterdir())]
    cases = [Case(f'upgrade of {name}: what holds data or an address stays, new tasks are healthy before old ones stop, and deletion leaves nothing',
                  partial(_upgrade, working_tree, name)) for name in names]
    cases += [Case(f'an upgrade is refused: {mistake}', partial(_refused, words, change)) for mistake, (words, change) in _MISTAKES.items()]
    with open_testbed(WORKSHOP) as testbed:
        for tag in _tags_of_baseline() - set(testbed.images):
            testbed.registry.push_image(tag)
        report.run(cases, testbed)
    return report.end()


def _tags_of_baseline() -> set[str]:
    """Of the official image, which keeps its old versions."""
    texts = ''.join(path.read_text() for path in _BASELINE.iterdir())
    return set(re.findall(r'"Reference":"([^"]+)"', texts)) | set(re.findall(r'docker/library/nginx:([\w.-]+)', texts))


def _upgrade(working_tree: Path, name: str, testbed: Testbed) -> None:
    empty = testbed.without_stack()
    parameters = _PARAMETERS.get(name, {})
    before = testbed.snapshot(_BASELINE / f'{name}.template.json')
    after = testbed.snapshot(working_tree / f'{name}.template.json')
    expect_status(testbed.stack.create(before, **parameters), 'CREATE_COMPLETE')
    _expect_safe(testbed, before, after.changed(_roll_out), parameters)
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    expect_unchanged(empty, testbed.inventory())


def _refused(words: str, change: Callable[[Template], None], testbed: Testbed) -> None:
    """A mistake that a release could have must not pass."""
    testbed.without_stack()
    before = testbed.snapshot(_BASELINE / 'default.template.json')
    expect_status(testbed.stack.create(before), 'CREATE_COMPLETE')
    try:
        _expect_safe(testbed, before, before.changed(_roll_out).changed(change), {})
    except BrokenPromise as broken:
        expect(words in str(broken), f'refused for another reason: {broken}')
    else:
        raise BrokenPromise('nobody noticed')
    finally:
        testbed.stack.delete()


def _expect_safe(testbed: Testbed, before: Template, after: Template, parameters: dict[str, str]) -> None:
    inventory, outputs, mark = testbed.inventory(), testbed.stack.outputs(), len(testbed.account.journal())
    outcome = testbed.stack.update(after, **parameters)
    expect_status(outcome, 'UPDATE_COMPLETE')
    changes = inventory.changes_to(testbed.inventory())
    expect_equal('what is gone', {key for key in changes.removed if key[0] not in _MAY_GO}, set())
    expect_equal('outputs that are gone or different', outputs.items() - testbed.stack.outputs().items(), set())
    rollouts = [each for each in testbed.account.journal()[mark:] if each['event'] == 'rollout']
    expect_equal('rollouts', len(rollouts), 1)
    steps = rollouts[0]['steps']
    tasks = steps[0][0]
    expect(all(old + new >= tasks for old, new in steps), f'of {tasks} tasks there are less on the way, old and new: {steps}')
    _expect_cleaned_up_last(outcome, before.id_of('AWS::ECS::Service'))


def _expect_cleaned_up_last(outcome: Outcome, service: str) -> None:
    """Old tasks need what they were started with until the new ones have taken over."""
    steady = [(each['LogicalResourceId'], each['ResourceStatus']) for each in outcome.events].index((service, 'UPDATE_COMPLETE'))
    early = [each['LogicalResourceId'] for each in outcome.events[:steady] if each['ResourceStatus'].startswith('DELETE')]
    expect_equal('deleted before the new tasks were healthy', early, [])


def _roll_out(template: Template) -> None:
    """Lets there be a rollout also where the release and the working tree run the same."""
    template.only('AWS::ECS::TaskDefinition')['ContainerDefinitions'][0]['Environment'].append({'Name': 'UPGRADED', 'Value': 'true'})


def _rename(type_name: str) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        old = next(name for name, each in template.body['Resources'].items() if each['Type'] == type_name)
        template.body['Resources'] = _with_name(template.body['Resources'], old, f'{old}2')
    return change


def _with_name(value: object, old: str, new: str) -> object:
    if isinstance(value, dict):
        return {new if key == old else key: _with_name(each, old, new) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_name(each, old, new) for each in value]
    return new if value == old else value


def _configure(**deployment: int) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        service = template.only('AWS::ECS::Service')
        service['DeploymentConfiguration'].update(deployment)
        # ECS refuses to rebalance zones where no task may be added before one is stopped.
        service['AvailabilityZoneRebalancing'] = 'DISABLED'
    return change


_MISTAKES: dict[str, tuple[str, Callable[[Template], None]]] = {
    'another repository': ("what is gone: got {('repository'", _rename('AWS::ECR::Repository')),
    'another log group': ("what is gone: got {('log group'", _rename('AWS::Logs::LogGroup')),
    'another load balancer': ('TargetGroupAssociationLimit', _rename('AWS::ElasticLoadBalancingV2::LoadBalancer')),
    'old tasks that may be stopped first': ('of 3 tasks there are less', _configure(MinimumHealthyPercent=50, MaximumPercent=100)),
    'some old tasks that may be stopped before new ones are healthy':
        ('of 3 tasks there are less', _configure(MinimumHealthyPercent=66, MaximumPercent=134)),
}
"""What a release could do wrong, with the words in which it has to be noticed."""


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]).resolve()))
