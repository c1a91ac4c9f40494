"""What clients notice of a rollout that is taken back."""
from __future__ import annotations

import signal
from dataclasses import dataclass

from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.quick_start import SERVICE
from lab.proxy.task_definition import ingress_of
from lab.rollouts.in_flight import in_flight
from lab.rollouts.log_counts import counts
from lab.rollouts.two_tasks import LOOKED_UP, TwoTasks
from lab.running.case import Case, expect, expect_equal, registrar

_REFUSED = 40
_STOP_SECONDS = 60


@dataclass(frozen=True)
class Rollouts:
    """An account in which the first revision is deployed, and the laboratory in which its task runs."""

    testbed: Testbed
    lab: TwoTasks


CASES: list[Case[Rollouts]] = []
case = registrar(CASES)


@case('rollout: a rollout that refuses what worked is taken back because of what its tasks log, and no request in flight is lost, at old tasks or at new ones')
def _taken_back(rollouts: Rollouts) -> None:
    testbed, lab = rollouts.testbed, rollouts.lab
    refusing = testbed.template('watched-refusing')
    old, new = testbed.template('watched'), ingress_of(refusing.body)
    first = lab.container
    each = lab.ingress.container.limit('http_client') // 2      # of a kind: one client may have as many of both kinds of HTTP together
    with in_flight(lab) as requests:
        for scheme, name in (('https', SERVICE), ('http', SERVICE), ('http', LOOKED_UP)):
            requests.start(scheme, name, each)
        second = lab.roll_out(new.container, lab.addresses.later_tasks[0])
        first.send(signal.SIGTERM)
        for scheme in ('https', 'http'):
            requests.start(scheme, SERVICE, each)
        for _ in range(_REFUSED):
            expect_equal('answer to a name that the new task does not allow', _answer(lab, LOOKED_UP), b'')
        second.log.matching('refusals', lambda line: line['verdict'].startswith('refused-'), count=_REFUSED)
        logged = {_nginx_conf(old): counts(old, first.log.lines), _nginx_conf(refusing): counts(refusing, second.log.lines)}
        _expect_taken_back(testbed, refusing, logged)
        third = lab.roll_out(ingress_of(old.body).container, lab.addresses.later_tasks[1])
        second.send(signal.SIGTERM)
        requests.start('http', LOOKED_UP, each)
        requests.expect_answers()
    for stopped in (first, second):
        expect_equal('exit code', stopped.wait(_STOP_SECONDS), 0)
    expect(third.is_running(), 'the task of the old revision ended')


def _expect_taken_back(testbed: Testbed, template: Template, logged: dict[str, dict[str, int]]) -> None:
    """The account decides by what tasks of each configuration logged in a minute, and leaves the service with the configuration that it had."""
    before = _of_service(testbed)
    with testbed.account.tasks_logging(logged):
        outcome = testbed.stack.update(template)
    expect_equal('how the update ended', outcome.status, 'UPDATE_ROLLBACK_COMPLETE')
    expect(any('alarm detected' in reason for _, reason in outcome.failures), f'no alarm took it back: {outcome.failures}')
    expect_equal('what the service runs', _of_service(testbed), before)
    expect(before in logged, 'the laboratory ran another configuration than the account has')


def _of_service(testbed: Testbed) -> str:
    """The configuration of the tasks that the service runs now."""
    now = testbed.inventory()
    running = now.one('service')['taskDefinition']
    [definition] = [each for each in now.all('task definition') if each['taskDefinitionArn'] == running]
    [conf] = [each['value'] for each in definition['containerDefinitions'][0]['environment'] if each['name'] == 'NGINX_CONF']
    return str(conf)


def _nginx_conf(template: Template) -> str:
    return ingress_of(template.body).container.nginx_conf


def _answer(lab: TwoTasks, name: str) -> bytes:
    """What a client gets for an HTTP request."""
    with lab.client.connect(80) as connection:
        connection.sendall(request_bytes('GET', '/', [('Host', name)]))
        return read_to_end(connection)
