"""What comes back from a service is a reply to one client, whatever it holds: it never steers the proxy, nor reaches the next client."""
from __future__ import annotations

import asyncio
import contextlib
import socket
import time

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import lead_to
from lab.proxy.client import Reply, exchange, read_reply, read_to_end
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.scripted_service import Behaviour, Visit
from lab.running.case import Check, expect, expect_equal

_STEERING = (
    ('X-Accel-Redirect', '/elsewhere'), ('X-Accel-Redirect', 'http://169.254.170.2/'), ('X-Accel-Redirect', '@fallback'), ('X-Accel-Buffering', 'yes'),
    ('X-Accel-Limit-Rate', '1'), ('X-Accel-Charset', 'utf-16'), ('X-Accel-Expires', '3600'), ('Cache-Control', 'public, max-age=3600'), ('Vary', '*'),
)
_OWN = b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown'
_POISON = b'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'


@case('upstream: all names lead to a service that does what a case wants')
def _lead(lab: Laboratory) -> None:
    lead_to(lab, lab.addresses.scripted[0])


@case('upstream: X-Accel headers and similar ones do nothing, and cause no further request')
def _steering(lab: Laboratory) -> None:
    for steering in _STEERING:
        with lab.scripted.doing(_replying(steering)) as visits:
            for host in (SERVICE, LOOKED_UP_EXAMPLE):
                mark, start = lab.capture.mark(), time.monotonic()
                reply = _get(lab, host)
                expect_equal(f'status and size after {steering}', (reply.status, len(reply.body)), (200, 5_000))
                expect(time.monotonic() - start < 1, f'{steering} slowed the reply down')
                expect({egress.address for egress in lab.egress_since(mark)} <= {lab.addresses.scripted[0], lab.addresses.resolver}, f'{steering} made something leave')
        expect_equal('requests', [head.target for visit in visits for head in visit.requests], ['/', '/'])


@case("upstream: cookies, redirects and the server's name arrive as they were sent")
def _passed(lab: Laboratory) -> None:
    sent = (
        ('Location', f'http://{SERVICE}/x'), ('Refresh', f'0; url=http://{SERVICE}/'), ('Set-Cookie', f'a=b; Domain={SERVICE}; Path=/'),
        ('Server', 'service'), ('Date', 'Tue, 24 Nov 2026 12:00:00 GMT'),
    )
    with lab.scripted.doing(_replying(*sent)):
        reply = _get(lab, SERVICE)
    expect({*sent} <= {*reply.headers}, f'changed: {reply.headers}')


def _first_reply(reply: bytes, after: bytes = b'', seconds: float = 0) -> Behaviour:
    """The first request gets this reply, and these bytes a little later; the others the reply that is their own."""

    async def behave(visit: Visit) -> None:
        head = await visit.take()
        if head is not None and head.target == '/first':
            await visit.send(reply)
            await asyncio.sleep(seconds)
            await visit.send(after)
            head = await visit.take()
        while head is not None:
            await visit.reply(head.target.encode())
            head = await visit.take()

    return behave


def _poisons() -> dict[str, Behaviour]:
    return {
        'two replies at once': _first_reply(_OWN + _POISON),
        'a second reply a little later': _first_reply(_OWN, _POISON, 0.05),
        'a body longer than its length': _first_reply(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nownHTTP/1.1 200 OK\r\n'),
        'a body where there is none': _first_reply(b'HTTP/1.1 204 No Content\r\nContent-Length: 100\r\n\r\n' + _POISON),
        'a body after 304': _first_reply(b'HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n' + _POISON),
        'a length and chunks': _first_reply(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' + _POISON),
        'two lengths': _first_reply(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 90\r\n\r\nown' + _POISON),
        'chunks that are malformed': _first_reply(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nown\r\n0\r\n\r\n' + _POISON),
        'something after the last chunk': _first_reply(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nown\r\n0\r\n\r\n' + _POISON),
        'an upgrade that nobody asked for': _first_reply(b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n' + _POISON),
        'several replies before the reply': _first_reply(b'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' * 3 + _OWN + _POISON),
        'HTTP/0.9': _first_reply(b'own' + _POISON),
        'a NUL in a header': _first_reply(b'HTTP/1.1 200 OK\r\nX\x00: y\r\nContent-Length: 3\r\n\r\nown' + _POISON),
        'a header of 64 kB': _first_reply(b'HTTP/1.1 200 OK\r\nX: ' + b'y' * 65_536 + b'\r\nContent-Length: 3\r\n\r\nown' + _POISON),
    }


def _keeping_apart(behaviour: Behaviour) -> Check[Laboratory]:
    def check(lab: Laboratory) -> None:
        for method in ('GET', 'HEAD'):
            with lab.scripted.doing(behaviour):
                with lab.client.connect(80) as connection:
                    connection.settimeout(1)
                    connection.sendall(f'{method} /first HTTP/1.1\r\nHost: {SERVICE}\r\nConnection: close\r\n\r\n'.encode())
                    _read_some(connection)
                time.sleep(0.08)
                for number in range(3):
                    expect_equal('reply to the next client', _get(lab, SERVICE, f'/next/{number}').body, f'/next/{number}'.encode())

    return check


def _read_some(connection: socket.socket) -> None:
    with contextlib.suppress(TimeoutError):
        read_to_end(connection)


def _register() -> None:
    for what, behaviour in _poisons().items():
        case(f'upstream: {what}: the next client gets its own reply')(_keeping_apart(behaviour))


_register()


@case('upstream: a service that replies before the request is complete: the next client does not write into the rest of that request')
def _early(lab: Laboratory) -> None:
    async def early(visit: Visit) -> None:
        """Answers after the head, then takes the body as announced, whoever sends it."""
        head = await visit.reader.readuntil(b'\r\n\r\n')
        if b'POST' not in head:
            await visit.reply(head.split(b' ')[1])
            return
        await visit.reply(b'early')
        await visit.reader.read(1000)

    lab.restart()           # a kept connection that the service of the case before has closed would end the POST, which nginx never repeats
    with lab.scripted.doing(early):
        with lab.client.connect(80) as connection:
            connection.sendall(f'POST /first HTTP/1.1\r\nHost: {SERVICE}\r\nContent-Length: 1000\r\n\r\n'.encode())
            expect_equal('early reply', read_reply(connection).body, b'early')
            expect_equal('reply to the next client', _get(lab, SERVICE, '/next').body, b'/next')
        expect_equal('reply to the next client', _get(lab, SERVICE, '/next/2').body, b'/next/2')


def _replying(*headers: tuple[str, str]) -> Behaviour:
    async def behave(visit: Visit) -> None:
        while await visit.take():
            await visit.reply(bytes(5_000), headers=headers)

    return behave


def _get(lab: Laboratory, host: str, target: str = '/') -> Reply:
    with lab.client.connect(80) as connection:
        return exchange(connection, 'GET', target, [('Host', host)])
