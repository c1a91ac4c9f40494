"""The changes of docs/operations.md that take several deployments, and what has to be there after each deployment."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lab.account.inventory import Inventory
from lab.account.stack import Stack
from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.changes.watch import watched
from lab.deploy.cases.outcomes import expect_status
from lab.running.case import expect, expect_equal

Step = dict[str, Template]
"""What is deployed, by the names of the stacks."""

_NAME = 'api.example.com.'
_TYPES = {'A', 'AAAA'}
_TASKS = 9


def deploy_each(steps: list[Step], heading: str, zone_id: str, testbed: Testbed) -> None:
    """Deploys each step, and fails if it does not arrive, or if it loses what the change must keep."""
    testbed.stack.delete()
    stacks = {name: Stack(testbed.account, name) for step in steps for name in step}
    _deploy(steps[0], stacks)
    states = [testbed.inventory()]
    with _keeping_records(heading, zone_id, testbed):
        for step in steps[1:]:
            _deploy(step, stacks)
            states.append(testbed.inventory())
    _KEPT[heading](states)
    _deploy({}, stacks)


def _deploy(step: Step, stacks: dict[str, Stack]) -> None:
    """What a step names is created or updated, unless it is there; then the rest is deleted."""
    for name, template in step.items():
        stack = stacks[name]
        if stack.template is None:
            expect_status(stack.create(template), 'CREATE_COMPLETE')
        elif stack.template != template:
            expect_status(stack.update(template), 'UPDATE_COMPLETE')
    for name, stack in stacks.items():
        if stack.template and name not in step:
            expect_status(stack.delete(), 'DELETE_COMPLETE')


@contextmanager
def _keeping_records(heading: str, zone_id: str, testbed: Testbed) -> Iterator[None]:
    """Where a name moves, it has its records at every moment."""
    if _KEPT[heading] is not _a_record_throughout:
        yield
        return
    route53 = testbed.account.client('route53')

    def types() -> set[str]:
        return {record['Type'] for record in _records_of_name(route53.list_resource_record_sets(HostedZoneId=zone_id)['ResourceRecordSets'])}

    with watched(types) as seen:
        yield
    expect(all(each == _TYPES for each in seen), f'{_NAME} had these records at times: {[each for each in seen if each != _TYPES]}')
    expect(len(seen) > 1, 'nobody looked at the records')


def _records_of_name(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [record for record in records if record['Name'] == _NAME]


def _one_way_to_lattice_throughout(states: list[Inventory]) -> None:
    for state in states:
        endpoints = [each for each in state.all('VPC endpoint') if each['VpcEndpointType'] == 'ServiceNetwork']
        expect_equal('ways to VPC Lattice', len(endpoints) + len(state.all('service network association')), 1)


def _a_record_throughout(states: list[Inventory]) -> None:
    for state in states:
        records = [record for zone in state.all('hosted zone') for record in _records_of_name(zone['Records'])]
        expect({record['Type'] for record in records} == _TYPES, f'the records of {_NAME} are {records}')
    expect_equal('load balancers', [len(state.all('load balancer')) for state in states], [1, 1, 2, 2, 1, 1])


def _the_log_stays(states: list[Inventory]) -> None:
    first, last = ({key for key in state.things if key[0] == 'log group' and 'ProxyLogGroup' in key[1]} for state in (states[0], states[-1]))
    expect(len(first) == 1 and first <= last, f'of {first} there is {last}')


def _all_tasks_from_the_start(states: list[Inventory]) -> None:
    expect_equal('tasks', [state.one('service')['desiredCount'] for state in states[1:]], [_TASKS, _TASKS])


_KEPT: dict[str, Callable[[list[Inventory]], None]] = {
    'Change the service network': _one_way_to_lattice_throughout,
    'Give the ingress another construct id': _a_record_throughout,
    'Give the ingress another log group': _the_log_stays,
    'Give the ingress another cluster': _all_tasks_from_the_start,
}
