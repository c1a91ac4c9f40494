"""A task that is told to stop finishes what it has begun, and is gone within the time that it is given."""
from __future__ import annotations

import re
import signal
import socket
import threading
import time

from lab.proxy.cases.changed_conf import restart_with
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import TLS_WAYS, WAYS, lead_to_scripted
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import SERVICE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_IN_FLIGHT, _HTTP_IN_FLIGHT = 460, 50
"""Of two clients: one may not have as many. Its share of HTTP requests is smaller than that of TLS sessions."""
_SECONDS_TO_CUT = 2
_CLIENTS, _SECONDS_TO_DRAIN = 40, 15


@case('SIGTERM with 460 requests in flight: none is lost, no new one is taken, exit code 0')
def _sigterm(lab: Laboratory) -> None:
    _expect_none_lost(lab, signal.SIGTERM)


@case('SIGQUIT with 460 requests in flight: none is lost, no new one is taken, exit code 0')
def _sigquit(lab: Laboratory) -> None:
    _expect_none_lost(lab, signal.SIGQUIT)


@case('connections that have not ended when the time to stop is nearly over are cut, and the container ends by itself')
def _cut(lab: Laboratory) -> None:
    definition = lab.ingress.container
    given = re.search(r'worker_shutdown_timeout (\d+)s;', definition.nginx_conf)
    if given is None:
        raise LookupError('the configuration has no worker_shutdown_timeout in seconds')
    killed_after = definition.stop_timeout_seconds
    expect(int(given[1]) <= killed_after - 5, f'{given[0]} leaves no time before the container is killed after {killed_after} s')
    lead_to_scripted(lab)
    restart_with(lab, (given[0], f'worker_shutdown_timeout {_SECONDS_TO_CUT}s;'))
    never = threading.Event()

    async def never_answer(visit: Visit) -> None:
        await visit.take()
        never.set()
        await visit.take()

    with lab.scripted.doing(never_answer), WAYS[0].connect(lab) as connection:
        connection.sendall(request_bytes('GET', '/', [('Host', WAYS[0].host)]))
        wait_for('the request at the service', never.is_set)
        start = time.monotonic()
        lab.container.send(signal.SIGTERM)
        expect_equal('exit code', lab.container.wait(_SECONDS_TO_CUT + 3), 0)
        expect(time.monotonic() - start > _SECONDS_TO_CUT - 0.5, 'it was cut at once')
    lab.restart()


@case('SIGTERM while 40 clients ask one request after another on kept connections: none of them loses one, three times over')
def _kept_connections(lab: Laboratory) -> None:
    for _ in range(3):
        lab.restart()
        problems: list[str] = []
        threads = [threading.Thread(target=_ask_until_closed, args=(lab, problems)) for _ in range(_CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        lab.container.send(signal.SIGTERM)
        expect_equal('exit code', lab.container.wait(_SECONDS_TO_DRAIN), 0)
        for thread in threads:
            thread.join(10)
        expect_equal('clients that lost a request', problems, [])


def _ask_until_closed(lab: Laboratory, problems: list[str]) -> None:
    """Asks until an answer says that it was the last one."""
    try:
        with lab.client.connect(80) as connection:
            while True:
                reply = exchange(connection, 'GET', '/', [('Host', SERVICE)])
                if ('Connection', 'close') in reply.headers:
                    return
    except OSError as error:
        problems.append(f'{type(error).__name__}: {error}')


def _expect_none_lost(lab: Laboratory, number: signal.Signals) -> None:
    lead_to_scripted(lab)
    arrived, released = threading.Semaphore(0), threading.Event()

    async def answer_when_released(visit: Visit) -> None:
        head = await visit.take()
        arrived.release()
        while not released.is_set():
            await visit.pause(0.1)
        await visit.reply(head.target.encode() if head else b'')

    with lab.scripted.doing(answer_when_released):
        in_flight = [_start(lab, index) for index in range(_IN_FLIGHT)]
        for _ in in_flight:
            expect(arrived.acquire(timeout=10), 'not every request got to the service')
        lab.container.send(number)
        wait_for('new connections to be refused', lambda: not lab.load_balancer.is_healthy(lab.ingress.health_port))
        start = time.monotonic()
        released.set()
        for index, connection in enumerate(in_flight):
            with connection:
                reply = read_reply(connection)
            expect_equal(f'answer to request {index}', (reply.status, reply.body), (200, f'/{index}'.encode()))
    expect_equal('exit code', lab.container.wait(lab.ingress.container.stop_timeout_seconds), 0)
    expect(time.monotonic() - start < 10, 'it took longer than 10 seconds after the last answer')
    lines = [line for line in lab.log.lines if line['verdict'] == 'forwarded' and line['seconds'] >= 0.05]
    expect(len(lines) >= len(in_flight), f'{len(lines)} log lines for {len(in_flight)} requests')


def _start(lab: Laboratory, index: int) -> socket.socket:
    ways = WAYS if index < 2 * _HTTP_IN_FLIGHT else TLS_WAYS
    way = ways[index % len(ways)]
    connection = way.connect(lab, lab.client if index % 8 < 4 else lab.client_v6)
    connection.settimeout(30)
    connection.sendall(request_bytes('GET', f'/{index}', [('Host', way.host)]))
    return connection
