"""The changes of docs/operations.md that take several deployments, and what has to be there after each deployment."""
from __future__ import annotations

from collections.abc import Callable

from lab.account.inventory import Inventory
from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_status
from lab.running.case import expect, expect_equal

_NAME = 'api.example.com.'
_TASKS = 9


def deploy_each(steps: list[Template], heading: str, testbed: Testbed) -> None:
    """Deploys each step, and fails if it does not arrive, or if it loses what the change must keep."""
    testbed.stack.delete()
    expect_status(testbed.stack.create(steps[0]), 'CREATE_COMPLETE')
    states = [testbed.inventory()]
    for step in steps[1:]:
        expect_status(testbed.stack.update(step), 'UPDATE_COMPLETE')
        states.append(testbed.inventory())
    _KEPT[heading](states)
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')


def _one_way_to_lattice_throughout(states: list[Inventory]) -> None:
    for state in states:
        endpoints = [each for each in state.all('VPC endpoint') if each['VpcEndpointType'] == 'ServiceNetwork']
        expect_equal('ways to VPC Lattice', len(endpoints) + len(state.all('service network association')), 1)


def _a_record_throughout(states: list[Inventory]) -> None:
    for state in states:
        records = [record for zone in state.all('hosted zone') for record in zone['Records'] if record['Name'] == _NAME]
        expect({record['Type'] for record in records} == {'A', 'AAAA'}, f'the records of {_NAME} are {records}')
    expect_equal('load balancers', [len(state.all('load balancer')) for state in states], [1, 1, 2, 1, 1])


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
