"""PROXY headers that the load balancer never writes, from it and from others: a client's address is believed, or nothing happens at all."""
from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterable

from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import SIGNATURE, proxy_header
from lab.proxy.proxy_header_variants import TCP_V4, TCP_V6, UDP_V4, UDP_V6, UNIX_STREAM, UNSPECIFIED, addresses, endpoint_field, header, local, text_header, tlv, unix_addresses
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect, expect_equal

_HELLO = client_hello(SERVICE.encode())
_REQUEST = request_bytes('GET', '/proxy-header', [('Host', SERVICE), ('Connection', 'close')])
_V4 = (('203.0.113.77', 7777), ('198.51.100.1', 443))
_V6 = (('2001:db8::77', 7777), ('2001:db8:ffff::1', 443))
_ADDRESSES, _ADDRESSES_V6 = addresses(*_V4), addresses(*_V6)


def _refused_headers() -> Iterable[tuple[str, list[bytes]]]:
    whole = header(TCP_V4, _ADDRESSES)
    yield 'of UDP, of a UNIX socket, of no family', [
        header(UDP_V4, _ADDRESSES), header(UDP_V6, _ADDRESSES_V6), header(UNIX_STREAM, unix_addresses(b'/tmp/nginx.sock')), header(UNSPECIFIED, b''),
        header(UNSPECIFIED, _ADDRESSES), header(0x41, _ADDRESSES), header(0x10, _ADDRESSES), header(0xFF, _ADDRESSES),
    ]
    yield 'that is LOCAL and holds addresses', [local(TCP_V4, _ADDRESSES), local(TCP_V6, _ADDRESSES_V6), local(UNSPECIFIED, _ADDRESSES)]
    yield 'whose addresses or length are not all there', [
        header(TCP_V4, _ADDRESSES[:11]), header(TCP_V4, b''), header(TCP_V6, _ADDRESSES), header(TCP_V6, _ADDRESSES_V6[:35]), header(UNIX_STREAM, b'/tmp'),
        header(TCP_V4, _ADDRESSES, length=11), header(TCP_V4, _ADDRESSES, length=0), header(TCP_V4, _ADDRESSES, length=65535),
    ]
    yield 'of another version or command, or spoilt', [
        header(TCP_V4, _ADDRESSES, version=1), header(TCP_V4, _ADDRESSES, version=3), header(TCP_V4, _ADDRESSES, command=15), whole[:15], whole[:12], SIGNATURE * 3,
        b'\x00' + whole, b'\r\n' + whole, whole[:11] + b'\x0b' + whole[12:], b'\xff' * 200,
    ]
    yield 'in text that is malformed', [
        b'PROXY\r\n', b'PROXY TCP4\r\n', b'PROXY TCP4 203.0.113.77\r\n', b'PROXY TCP4 203.0.113.77 198.51.100.1 7777\r\n',
        b'PROXY TCP4 203.0.113.77 198.51.100.1 99999 443\r\n', b'PROXY TCP5 203.0.113.77 198.51.100.1 7777 443\r\n', b'PROXY UDP4 203.0.113.77 198.51.100.1 7777 443\r\n',
        b'PROXY TCP4 ' + b'2' * 200 + b'\r\n', b'proxy TCP4 203.0.113.77 198.51.100.1 7777 443\r\n', b'PROXY TCP4 203.0.113.77 198.51.100.1 7777 443\n',
        b'PROXY UNKNOWN\r\n', text_header('UNKNOWN', *_V4),
    ]
    yield 'with more fields than 4 KiB hold', [header(TCP_V4, _ADDRESSES + tlv(4, bytes(4100))), header(TCP_V6, _ADDRESSES_V6 + tlv(4, bytes(60_000)))]


def _refusing(headers: list[bytes]) -> Callable[[Laboratory], None]:
    def check(lab: Laboratory) -> None:
        for sent in headers:
            _expect_refused(lab, lab.load_balancer.connect_to_task, sent)

    return check


def _register() -> None:
    for what, headers in _refused_headers():
        case(f'PROXY header: refuses one {what}')(_refusing(headers))


_register()


@case('PROXY header: with fields of 3 kB, with those of a VPC endpoint, and over IPv6, the client is believed')
def _fields(lab: Laboratory) -> None:
    endpoint = endpoint_field('vpce-0123456789abcdef0')
    for sent, client in (
        (header(TCP_V4, _ADDRESSES + endpoint), _V4[0]),
        (header(TCP_V6, _ADDRESSES_V6 + endpoint), _V6[0]),
        (header(TCP_V6, _ADDRESSES_V6 + endpoint + tlv(4, bytes(3_000))), _V6[0]),
        (header(TCP_V4, _ADDRESSES + b'\x04\xff'), _V4[0]),
    ):
        _expect_believed(lab, sent, client)


@case('PROXY header: in text, from the load balancer, it is believed; its addresses are only ever logged and passed on as addresses')
def _text(lab: Laboratory) -> None:
    _expect_believed(lab, text_header('TCP4', *_V4), _V4[0])
    _expect_believed(lab, text_header('TCP6', *_V6), _V6[0])


@case('PROXY header: no header, malformed or correct, is believed if its sender is not the load balancer')
def _untrusted(lab: Laboratory) -> None:
    good = [proxy_header(*_V4), proxy_header(*_V6), text_header('TCP4', *_V4), header(TCP_V4, _ADDRESSES + endpoint_field('vpce-0123456789abcdef0'))]
    for sent in [*good, *(sent for _, headers in _refused_headers() for sent in headers[:2])]:
        _expect_refused(lab, lambda port: lab.intruder.connect(lab.addresses.task, port), sent)


@case('PROXY header: a header that a client sends itself, of any kind, is taken for the first bytes of the request, and refused')
def _second(lab: Laboratory) -> None:
    lab.restart()                           # a client that was refused very often just now has no lines of its own
    mark = len(lab.log.settle().lines)
    for forged in (proxy_header(*_V4), text_header('TCP4', *_V4), header(UNSPECIFIED, b''), local(TCP_V4, _ADDRESSES)):
        _expect_refused(lab, lambda port: lab.client.connect({8443: 443, 8080: 80}[port]), forged)
    lines = lab.log.settle().lines[mark:]
    expect(lines != [], 'the log says nothing of them')
    expect_equal('clients of whom the log tells', {line['client'] for line in lines}, {str(lab.client.address)})


def _expect_refused(lab: Laboratory, connect: Callable[[int], socket.socket], sent: bytes) -> None:
    """On both listeners: no answer but an error of nginx's own, and nothing leaves."""
    for listener, payload in ((443, _HELLO), (80, _REQUEST)):
        mark = lab.capture.mark()
        with connect(lab.ingress.ports[listener]) as connection:
            with contextlib.suppress(OSError):          # nginx may have closed it before all was sent
                connection.sendall(sent + payload)
                connection.shutdown(socket.SHUT_WR)
            answer = read_to_end(connection)
        expect(not answer or answer.startswith(b'HTTP/1.1 400 '), f'{sent[:60]!r} was answered on {listener}: {answer[:100]!r}')
        expect_equal(f'what left for {sent[:60]!r} on {listener}', lab.egress_since(mark), [])


def _expect_believed(lab: Laboratory, sent: bytes, client: tuple[str, int]) -> None:
    """On both listeners, and no byte of the header reaches the service."""
    with lab.load_balancer.connect_to_task(lab.ingress.ports[443]) as connection:
        connection.sendall(sent + _HELLO)
        expect_equal('first byte of the answer over TLS', connection.recv(1), b'\x16')
    expect_equal('the log', lab.log.of_client(*client)['verdict'], 'forwarded')
    with lab.load_balancer.connect_to_task(lab.ingress.ports[80]) as connection:
        connection.sendall(sent + _REQUEST)
        expect(read_to_end(connection).startswith(b'HTTP/1.1 200 '), f'{sent[:60]!r} was refused over HTTP')
    expect_equal('X-Forwarded-For', lab.service.wait_for_request('/proxy-header').header('x-forwarded-for'), [client[0]])
