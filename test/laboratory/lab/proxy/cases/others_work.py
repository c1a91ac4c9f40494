"""One client and the others: work. A client makes nginx do as much as it can with what is allowed: sessions, look-ups, connections that nobody takes."""
from __future__ import annotations

import itertools
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.dns_faults import slow
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.stalling import MOST_PIECES, PIECES, StallingService
from lab.running.case import expect, expect_equal
from lab.running.meanwhile import meanwhile
from lab.sandbox.waiting import wait_for

_ATTACKER = '203.0.113.68'
_THREADS, _SECONDS = 8, 2
_NAMES_AT_A_TIME = 100
_MOST_KIB_FOR_NAMES = 32 * 1024
_NOWHERE = '169.254.171.99'
_LINES = request_bytes('GET', '/', [('Host', SERVICE)])[:-2] + b'te:\n' * 15_000 + b'\n'
"""nginx looks at all headers of one name for each further one."""
_COUNTS_LINES = (1, 29, 8)
"""The first version of nginx that takes no more than 1,000 lines: https://nginx.org/en/docs/http/ngx_http_core_module.html#max_headers"""
_QUESTIONS_A_SECOND = 50
_LEAVES_AFTER_SECONDS = 0.02
_NOBODY_YET_SECONDS = 5
"""Until then nginx has nobody to pass anything on to."""
_PIECES, _BETWEEN_PIECES_SECONDS, _MOST_BYTES_FOR_A_PIECE = 3_000, 0.0002, 200
_SMALL_WINDOW, _LEAST_PIECES, _RECORDS_SECONDS = 2304, 2_000, 60
_SESSIONS, _SESSION_KIB = 20, 64
_ADDRESSES, _LEAST_BYTES_FOR_AN_ADDRESS, _MOST_BYTES_FOR_AN_ADDRESS = 240, 300, 600
"""As many as fit into the largest answer that nginx takes by UDP. By TCP there may be 4,000."""
_LEAST = 8
"""What an attacker has to get done, or the case shows nothing."""

_NUMBERS = itertools.count()
Attack = Callable[[Laboratory], None]


@case('one client and the others: a client that opens and closes allowed TLS sessions as fast as it can slows nobody')
def _churn(lab: Laboratory) -> None:
    def open_and_close(lab: Laboratory) -> None:
        with _connect(lab, 443) as connection:
            connection.sendall(client_hello(SERVICE.encode()))
            connection.recv(1)

    _expect_harmless(lab, open_and_close)


@case('one client and the others: a client that sends each ClientHello in segments of one byte slows nobody')
def _bytes(lab: Laboratory) -> None:
    def send_bytes(lab: Laboratory) -> None:
        with _connect(lab, 443) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in client_hello(SERVICE.encode()):
                connection.send(bytes([byte]))
            connection.recv(1)

    _expect_harmless(lab, send_bytes)


@case('one client and the others: a client that pipelines requests for random names, which DNS knows, on kept connections slows nobody, and takes bounded memory')
def _names(lab: Laboratory) -> None:
    def ask_for_names(lab: Laboratory) -> None:
        names = [_new_name() for _ in range(_NAMES_AT_A_TIME)]
        with _connect(lab, 80) as connection:
            connection.sendall(b''.join(request_bytes('HEAD', '/', [('Host', name)]) for name in names))
            answered = 0
            while answered < len(names) and (piece := connection.recv(65536)):
                answered += piece.count(b'HTTP/1.1 200 ')

    before = _memory(lab)
    _expect_harmless(lab, ask_for_names)
    expect(_memory(lab) - before < _MOST_KIB_FOR_NAMES, f'memory grew by {_memory(lab) - before} KiB')


@case('one client and the others: a client whose sessions lead to an address that takes no connection slows nobody')
def _half_open(lab: Laboratory) -> None:
    name = 'nowhere.apps.example.com'
    lab.dns.names[name] = [_NOWHERE]

    def wait_for_nobody(lab: Laboratory) -> None:
        waiting = [_connect(lab, 443) for _ in range(_LEAST)]
        for connection in waiting:
            connection.sendall(client_hello(name.encode()))
        for connection in waiting:
            with connection, suppress(OSError):
                connection.recv(1)

    with lab.network.dropping(_NOWHERE):
        _expect_harmless(lab, wait_for_nobody)


@case('one client and the others: a client whose requests have 15,000 header lines slows nobody, because nginx refuses them; known limit: nginx older than 1.29.8 takes them')
def _lines(lab: Laboratory) -> None:
    def send_lines(lab: Laboratory) -> None:
        with _connect(lab, 80) as connection:
            connection.sendall(_LINES)
            connection.recv(1)

    refuses = lab.nginx.release >= _COUNTS_LINES
    with lab.client.connect(80) as connection:
        port = connection.getsockname()[1]
        connection.sendall(_LINES)
        connection.recv(1)
    expect_equal('verdict', lab.log.of_client(lab.client.address, port)['verdict'], 'unreadable' if refuses else 'forwarded')
    if refuses:
        _expect_harmless(lab, send_lines)


@case('one client and the others: a client asks for more new names than VPC DNS takes questions: names of services are served meanwhile, and looked-up names as soon as it ends')
def _questions(lab: Laboratory) -> None:
    """The client leaves while its name is looked up, so that no limit of what is under way at the same time slows it."""
    def ask_and_leave(lab: Laboratory) -> None:
        with _connect(lab, 80) as connection:
            connection.sendall(request_bytes('GET', '/', [('Host', _new_name())]))
            time.sleep(_LEAVES_AFTER_SECONDS)

    dropped, lab.dns.most_a_second = lab.dns.dropped, _QUESTIONS_A_SECOND
    try:
        _expect_harmless(lab, ask_and_leave)
    finally:
        lab.dns.most_a_second = None
    expect(lab.dns.dropped > dropped, 'DNS took every question')
    expect_equal('status of a looked-up name', lab.client.http(_new_name()).status, 200)


@case('known limit: nginx keeps a record of up to 200 bytes for each piece of a session that it cannot pass on yet, however small the piece is')
def _pieces(lab: Laboratory) -> None:
    name = _new_name()
    lab.dns.faults[name] = slow(_NOBODY_YET_SECONDS)
    with _connect(lab, 443) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(client_hello(name.encode()))
        lab.dns.wait_until_asked(name)
        before = _memory(lab)
        for _ in range(_PIECES):
            connection.send(b'x')
            time.sleep(_BETWEEN_PIECES_SECONDS)
        grown = _memory(lab) - before
    expect(grown * 1024 < _PIECES * _MOST_BYTES_FOR_A_PIECE, f'memory grew by {grown} KiB for {_PIECES} pieces')


@case('known limit: nginx keeps such a record also of each piece of an answer that the client does not take in, over TLS and over HTTP')
def _pieces_back(lab: Laboratory) -> None:
    name = _new_name()
    service = lab.stall(name)
    _expect_few_bytes_for_a_piece(lab, service, 443, client_hello(name.encode()) + PIECES)
    _expect_few_bytes_for_a_piece(lab, service, 80, request_bytes('POST', '/' + PIECES.decode(), [('Host', name)]))


def _expect_few_bytes_for_a_piece(lab: Laboratory, service: StallingService, port: int, first: bytes) -> None:
    before, sent = _memory(lab), service.pieces
    with _connect(lab, port, _SMALL_WINDOW) as connection:
        connection.sendall(first)
        wait_for('pieces to be sent', lambda: service.pieces - sent > _LEAST_PIECES, _RECORDS_SECONDS)
        time.sleep(_SECONDS)
        grown = _memory(lab) - before
    expect(grown * 1024 < MOST_PIECES * _MOST_BYTES_FOR_A_PIECE, f'memory grew by {grown} KiB for {MOST_PIECES} pieces')


@case('known limit: nginx keeps up to 600 bytes for each address of a looked-up name, in each session that asks for the name; others are served')
def _addresses(lab: Laboratory) -> None:
    name = _new_name()
    lab.dns.names[name] = [lab.addresses.looked_up_service] * _ADDRESSES
    lab.restart()
    before = _memory(lab)
    with Bystander(lab) as others, ExitStack() as held:
        for _ in range(_SESSIONS):
            connection = held.enter_context(_connect(lab, 443))
            connection.sendall(client_hello(name.encode()))
            connection.recv(1)
        grown = _memory(lab) - before
    others.expect_served()
    expect(grown * 1024 > _SESSIONS * _ADDRESSES * _LEAST_BYTES_FOR_AN_ADDRESS, f'memory grew by {grown} KiB only: nginx got better')
    expect(grown < _SESSIONS * (_SESSION_KIB + _ADDRESSES * _MOST_BYTES_FOR_AN_ADDRESS / 1024), f'memory grew by {grown} KiB')


def _new_name() -> str:
    return f'{secrets.token_hex(8)}.apps.example.com'


def _expect_harmless(lab: Laboratory, attack: Attack) -> None:
    """Others are served while several threads do this over and over again."""
    done = [0] * _THREADS

    def go_on(number: int, over: threading.Event) -> None:
        while not over.is_set():
            with suppress(OSError):
                attack(lab)
            done[number] += 1

    with Bystander(lab) as others, meanwhile(*(partial(go_on, number) for number in range(_THREADS))):
        time.sleep(_SECONDS)
    others.expect_served()
    expect(sum(done) >= _LEAST, f'the attacker got {sum(done)} of its attacks done')


def _connect(lab: Laboratory, port: int, window: int = 0) -> socket.socket:
    connection = lab.load_balancer.connect_to_task(lab.ingress.ports[port])
    if window:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.settimeout(10)
    connection.sendall(proxy_header((_ATTACKER, 1024 + next(_NUMBERS) % 60_000), (lab.addresses.load_balancer_public, port)))
    return connection


def _memory(lab: Laboratory) -> int:
    return sum(worker.resident_kib for worker in lab.container.workers())
