"""One client and the others: a service that does harm, together with a client that asks it for something."""
from __future__ import annotations

import socket
from contextlib import ExitStack

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.changed_conf import restart_with
from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import GENERATED
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_NAME = 'interim.apps.example.com'
_KNOWS_103 = (1, 29, 0)
"""Older versions of nginx take a 103 for the reply: https://nginx.org/en/docs/http/ngx_http_core_module.html#early_hints"""
_INTERIM = b'HTTP/1.1 103 Early Hints\r\n\r\n'
_AT_A_TIME, _TIMES = 20_000, 25
"""nginx keeps about 600 bytes for each until the request ends: 300 MB for all of them."""
_LINES, _REPLIES = 4_500, 20
"""What fits into the largest head of a reply that nginx takes."""
_WORKER_KIB = 96 * 1024
"""In place of what a worker of a task may have, so that the case is over soon."""
_CHUNKS, _UNREAD, _WINDOW = b'1\r\nx\r\n' * 60_000, 8, 2304
_LEAST_KIB, _MOST_KIB = 400, 1_100
"""Of nginx's own memory for a reply in such chunks, of which 5,461 fit into its buffer of 32 KiB."""
_CHUNKED, _BODY = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', b'x' * 500_000
_PAUSE_SECONDS = 20
"""Longer than a case waits for the replies."""
_SHORT_LINES = b'a:\n' * 10_800
"""As many as fit into the largest head of a reply, or into its trailers."""
_MOST_KIB_FOR_LINES = 2_000


@case('one client and the others: a service that sends interim replies without end: nginx ends the request when it gets no more memory, others are served, and the worker goes on')
def _interim(lab: Laboratory) -> None:
    async def send_interim(visit: Visit) -> None:
        await visit.take()
        for _ in range(_TIMES):
            await visit.send(_INTERIM * _AT_A_TIME)
        await visit.reply(b'the end')

    _lead_apart(lab)
    restart_with(lab, (r'#worker_memory \d+', f'#worker_memory {_WORKER_KIB}'))
    (worker,) = lab.container.workers()
    with lab.scripted.doing(send_interim), Bystander(lab) as others, lab.client.connect(80) as connection:
        connection.settimeout(30)
        connection.sendall(request_bytes('GET', '/', [('Host', _NAME), ('Connection', 'close')]))
        answer = read_to_end(connection)
    others.expect_served()
    expect_equal('workers', [process.number for process in lab.container.workers()], [worker.number])
    if lab.nginx.release >= _KNOWS_103:
        expect(b'the end' not in answer, 'nginx kept the interim replies, and had memory for all of them')
    lab.restart()


@case('one client and the others: a client asks again and again for a reply with 4,500 header lines of one name: it gets them, and others are served')
def _lines(lab: Laboratory) -> None:
    """nginx goes through all lines of a few names, such as Vary, for each further one."""
    async def reply_with_lines(visit: Visit) -> None:
        while await visit.take():
            await visit.send(b'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n' + b'Vary:a\n' * _LINES + b'\r\n')

    _lead_apart(lab)
    lab.restart()
    with lab.scripted.doing(reply_with_lines), Bystander(lab) as others, lab.client.connect(80) as connection:
        for _ in range(_REPLIES):
            connection.sendall(request_bytes('GET', '/', [('Host', _NAME)]))
            received = b''
            while not received.endswith(b'\r\n\r\n') and (piece := connection.recv(65536)):
                received += piece
            expect_equal('lines', received.lower().count(b'vary: a\r\n'), _LINES)
    others.expect_served()


@case('known limit: a reply in chunks of one byte that a client does not take in holds up to 1.1 MiB in nginx; others are served')
def _chunks(lab: Laboratory) -> None:
    _expect_held(lab, _CHUNKED + _CHUNKS, _LEAST_KIB, _MOST_KIB)


@case('known limit: a reply whose head, or whose trailers, have 10,800 lines, and that a client does not take in, holds up to 2 MiB in nginx; others are served')
def _short_lines(lab: Laboratory) -> None:
    """nginx keeps two records of 56 bytes for each line, and what is in it twice."""
    for reply in (b'HTTP/1.1 200 OK\r\n' + _SHORT_LINES + b'\r\n' + _BODY, _CHUNKED + b'1\r\nx\r\n0\r\n' + _SHORT_LINES):
        _expect_held(lab, reply, _LEAST_KIB, _MOST_KIB_FOR_LINES)


def _expect_held(lab: Laboratory, reply: bytes, least_kib: int, most_kib: int) -> None:
    """Of each such reply nginx holds so much, while others are served."""
    async def send(visit: Visit) -> None:
        await visit.take()
        await visit.send(reply)
        await visit.pause(_PAUSE_SECONDS)

    _lead_apart(lab)
    lab.restart()
    (worker,) = lab.container.workers()
    before = worker.resident_kib

    def held_for_each() -> int:
        kib = (worker.resident_kib - before) // _UNREAD
        return kib if kib > least_kib else 0

    with lab.scripted.doing(send), Bystander(lab) as others, ExitStack() as held:
        for number in range(_UNREAD):
            held.enter_context(_ask_and_not_read(lab, number))
        kib = wait_for('the replies to fill the buffers', held_for_each)
    others.expect_served()
    expect(kib < most_kib, f'a reply holds {kib} KiB')
    lab.restart()


def _ask_and_not_read(lab: Laboratory, number: int) -> socket.socket:
    connection = lab.load_balancer.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.settimeout(20)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)
    connection.bind((lab.addresses.load_balancer, 0))
    connection.connect((lab.addresses.task, lab.ingress.ports[80]))
    header = proxy_header(('203.0.113.73', 1024 + number), (lab.addresses.load_balancer_public, 80))
    connection.sendall(header + request_bytes('GET', '/', [('Host', _NAME)]))
    return connection


def _lead_apart(lab: Laboratory) -> None:
    """Others ask a service that does no harm."""
    lab.dns.names[GENERATED], lab.dns.names[_NAME] = [lab.addresses.service], [lab.addresses.scripted[0]]
