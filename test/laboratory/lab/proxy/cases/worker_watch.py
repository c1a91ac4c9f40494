"""The task looks after itself: where a worker ended or hangs, it says so and ends, and ECS starts a fresh one."""
from __future__ import annotations

import dataclasses
import signal
import time
from subprocess import TimeoutExpired

from lab.proxy.cases.refusing import refuse_tls
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import TLS_WAYS, lead_to_scripted
from lab.proxy.client_hello import client_hello
from lab.proxy.container import Container
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_connections import many_connections
from lab.proxy.proxy_header import proxy_header
from lab.proxy.refused_flood import ATTACKER
from lab.running.case import expect, expect_equal
from lab.sandbox.isolation import WORKSHOP
from lab.sandbox.waiting import wait_for

_SECONDS = 30
_MOST_SECONDS_TO_END = 10
"""Of a task that has just started. A machine that does much else takes seconds to start and to end its processes; a signal that is lost takes 120."""
_CLIENTS = 8
_NOBODY = b'nobody.example.com'
_SIGN_OF_LIFE = '/tmp/alive.log'
_DEAF, _ANSWERS = "trap '' HUP USR1;", f"trap '' HUP; trap ': > {_SIGN_OF_LIFE}' USR1;"
"""What a shell does at signals that stands in for a worker: nothing, or what nginx does between events."""
_FULL = 500
"""Connections whose lines are more than a pipe holds, which are 64 KiB."""


@case('a worker is killed while clients hold sessions: the task ends within 30 seconds and says why, because its counters stay')
def _killed(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    time.sleep(4)                           # the workers of a task are looked at every three seconds
    sessions = [lab.client.connect_tls(TLS_WAYS[0].host) for _ in range(_CLIENTS)]
    (worker,) = lab.container.workers()
    worker.kill()
    _expect_end(lab, 'a worker process of nginx ended')
    for session in sessions:
        session.close()


@case('a worker hangs: the task ends within 30 seconds and says why')
def _stopped(lab: Laboratory) -> None:
    lab.restart()
    (worker,) = lab.container.workers()
    worker.send(signal.SIGSTOP)
    _expect_end(lab, 'or the program that bounds its log, hung')


@case('the program that bounds the log is killed: it starts again, nothing else ends, and the next refusal has its line')
def _bound_killed(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    with TLS_WAYS[0].connect(lab):
        lab.container.kill_program('awk')
        refuse_tls(lab, client_hello(_NOBODY), 'refused-not-allowed')
    expect('the program that bounds the log ended' in lab.container.errors, f'stderr is {lab.container.errors!r}')
    expect(lab.container.is_running(), 'the container has ended')
    lab.restart()


@case('the program that bounds the log hangs, and its pipe is full: the task ends within 30 seconds and says why')
def _bound_hangs(lab: Laboratory) -> None:
    (bound,) = lab.container.processes('awk')
    bound.send(signal.SIGSTOP)
    target = (lab.addresses.task, lab.ingress.ports[443])
    opening = proxy_header((ATTACKER, 1024), (lab.addresses.load_balancer_public, 443)) + client_hello(_NOBODY)
    with many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, target, _FULL, opening):
        _expect_end(lab, 'or the program that bounds its log, hung')


@case('a task that serves, or is idle, is left alone: after 20 seconds it is the same task')
def _left_alone(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    before = [worker.number for worker in lab.container.workers()]
    with TLS_WAYS[0].connect(lab):
        time.sleep(20)
    expect(lab.container.is_running(), f'the container has ended: {lab.container.errors}')
    expect_equal('workers', [worker.number for worker in lab.container.workers()], before)


@case('a worker that is so busy that it neither waits nor writes is left alone; one in an endless loop ends the task within 30 seconds')
def _busy(lab: Laboratory) -> None:
    """
    Shells stand in for nginx. A client that connects faster than a worker accepts keeps the worker busy in the kernel. A client whose single bytes nginx
    cannot pass on keeps the worker busy outside of the kernel, but the worker still opens its logs when it is told to.
    """
    lab.container.kill()
    busy, answering = _starting(lab, 'busy', f'{_DEAF} while :; do : < /dev/null; done'), _starting(lab, 'answering', f'{_ANSWERS} while :; do :; done')
    endless = _starting(lab, 'endless', f'{_DEAF} while :; do :; done')
    try:
        endless.wait(_SECONDS)
        expect('or the program that bounds its log, hung' in endless.errors, f'of an endless loop stderr is {endless.errors!r}')
        for what, container in (('busy in the kernel', busy), ('busy outside of the kernel', answering)):
            expect(container.is_running(), f'the task with a worker that is {what} has ended: {container.errors!r}')
    finally:
        for container in (busy, answering, endless):
            container.kill()
    lab.restart()


def _starting(lab: Laboratory, name: str, worker: str) -> Container:
    """A container in which this program stands in for nginx, which opens its logs when it starts."""
    program = WORKSHOP / name
    program.write_text(f'#!/bin/sh\n: > {_SIGN_OF_LIFE}\n{{ {worker}; }} &\nwait\n', encoding='ascii')
    program.chmod(0o755)
    return Container(lab.ingress.container, dataclasses.replace(lab.nginx, path=program), lab.proxy)


@case('a worker that is told to open its logs again makes the file by which the watch sees that it lives')
def _answers(lab: Laboratory) -> None:
    (worker,) = lab.container.workers()
    lab.container.delete_file(_SIGN_OF_LIFE)
    worker.send(signal.SIGUSR1)
    wait_for('the file to be there again', lambda: lab.container.has_file(_SIGN_OF_LIFE), _MOST_SECONDS_TO_END)


@case('SIGTERM at any moment of a start ends the task at once')
def _early(lab: Laboratory) -> None:
    lab.container.kill()
    heeded_first = 0
    for milliseconds in (0, 5, 10, 20, 40, 80, 160):
        container = lab.start_container()
        while not container.heeds(signal.SIGTERM):  # until then it is the laboratory that starts it, and then a shell
            time.sleep(0.0005)
        heeded_first += not container.has_file('/tmp/nginx.conf')
        time.sleep(milliseconds / 1000)
        start = time.monotonic()
        container.send(signal.SIGTERM)
        try:
            container.wait(15)
        except TimeoutExpired:
            expect(False, f'told after {milliseconds} ms, it did not end')
        expect(time.monotonic() - start < _MOST_SECONDS_TO_END, f'told after {milliseconds} ms, it took {time.monotonic() - start:.1f} seconds to end')
    expect(heeded_first > 0, 'each time the shell heeded the signal only after it had written the configuration')      # a slow look may come too late for some
    lab.container = lab.start_container()
    lab.wait_until_ready()


def _expect_end(lab: Laboratory, reason: str) -> None:
    start = time.monotonic()
    code = lab.container.wait(_SECONDS)
    expect(code != 0, 'the exit code is 0')
    expect(reason in lab.container.errors, f'after {time.monotonic() - start:.0f} seconds stderr is {lab.container.errors!r}')
    lab.restart()
