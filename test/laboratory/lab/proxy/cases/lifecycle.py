"""How the container starts and ends. These cases run last: each ends the container it finds and starts its own."""
from __future__ import annotations

import dataclasses
import signal
import socket

from lab.proxy.cases.registry import case
from lab.proxy.client import read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal

_SECONDS_TO_DRAIN = 10


@case('log: every line so far is a JSON object with time, protocol, verdict, client and port')
def _lines(lab: Laboratory) -> None:
    expect_equal('lines that are not JSON', lab.log.settle().broken, [])
    expect(len(lab.log.lines) > 0, 'there are no lines')
    for line in lab.log.lines:
        missing = [name for name in ('time', 'protocol', 'verdict', 'client', 'client_port') if not line.get(name)]
        expect(not missing, f'{missing} missing in {line}')


@case('errors: nothing that a client sent shows up on stderr')
def _errors(lab: Laboratory) -> None:
    said = [line for line in lab.container.errors.splitlines() if 'setrlimit' not in line]      # this machine may allow fewer files than Fargate
    expect_equal('stderr', said, [])


@case('container: runs as its user, without capabilities, on a root that it cannot write to')
def _container(lab: Laboratory) -> None:
    definition, status = lab.ingress.container, lab.container.status()
    expect_equal('uid and gid', lab.container.identity(), (definition.uid, definition.gid))
    expect_equal('capabilities', {int(status[name], 16) for name in ('CapEff', 'CapPrm', 'CapBnd')}, {0})
    mounts = lab.container.mount_options()
    expect('ro' in mounts['/'] and 'ro' in mounts['/usr'], f'the root is writable: {mounts}')
    writable = {place for place, options in mounts.items() if 'rw' in options and not place.startswith(('/dev', '/proc'))}
    expect_equal('writable places', writable, {tmpfs.path for tmpfs in definition.tmpfs})


@case('SIGTERM drains: requests in flight are completed, exit code 0')
def _sigterm(lab: Laboratory) -> None:
    _expect_drain(lab, signal.SIGTERM)


@case('SIGQUIT drains: requests in flight are completed, exit code 0')
def _sigquit(lab: Laboratory) -> None:
    _expect_drain(lab, signal.SIGQUIT)


@case('SIGTERM and SIGQUIT, one after the other, still drain')
def _both(lab: Laboratory) -> None:
    _expect_drain(lab, signal.SIGTERM, signal.SIGQUIT)


@case('a configuration that nginx refuses ends the container at once, with the reason on stderr')
def _refused_configuration(lab: Laboratory) -> None:
    container = lab.start_container(dataclasses.replace(lab.ingress.container, environment={'NGINX_CONF': 'no_such_directive on;'}))
    code = container.wait(5)
    expect(code != 0, 'the exit code is 0')
    expect('unknown directive "no_such_directive"' in container.errors, f'stderr is {container.errors!r}')


@case('an nginx that is killed ends the container, with an exit code that is not 0')
def _killed(lab: Laboratory) -> None:
    lab.restart()
    lab.container.kill_program('nginx')
    expect(lab.container.wait(5) != 0, 'the exit code is 0')


def _expect_drain(lab: Laboratory, *signals: signal.Signals) -> None:
    lab.restart()
    in_flight = [_start_slow_request(lab, scheme, host) for scheme in ('https', 'http') for host in (SERVICE, LOOKED_UP_EXAMPLE)]
    for number in signals:
        lab.container.send(number)
    for connection in in_flight:
        with connection:
            expect_equal('status', read_reply(connection).status, 200)
    expect_equal('exit code', lab.container.wait(_SECONDS_TO_DRAIN), 0)
    drained = [line for line in lab.log.lines if line['verdict'] == 'forwarded' and line['seconds'] > 0.5]
    expect_equal('lines of the requests in flight', len(drained), len(in_flight))


def _start_slow_request(lab: Laboratory, scheme: str, host: str) -> socket.socket:
    connection = lab.client.connect_tls(host) if scheme == 'https' else lab.client.connect(80)
    target = f'/after/0.8?{scheme}-{connection.getsockname()[1]}'
    connection.sendall(request_bytes('GET', target, [('Host', host), ('Connection', 'close')]))
    (lab.service if host == SERVICE else lab.looked_up_service).wait_for_request(target)
    return connection
