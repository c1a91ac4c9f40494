"""A name that is not allowed is closed before anything else happens.

The proof is the capture on the proxy's own wire: neither a DNS question nor a connection attempt left. The client gets nothing
that looks like success, and the log has one line that says why.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable

from laboratory.access_log import LogLine
from laboratory.client import read_to_end
from laboratory.client_hello import client_hello
from laboratory.laboratory import Laboratory
from laboratory.quick_start import GENERATED, LOOKED_UP_EXAMPLE, SERVICE

from .case import Check, case, expect, expect_equal

_NOT_ALLOWED = 'refused-not-allowed'
_MALFORMED = 'refused-malformed-name'
_NO_NAME = 'refused-no-name'


def _name_cases() -> Iterable[tuple[str, list[bytes], str | None]]:
    """What is wrong with the names, the names, and the verdict that the log must give (None: any refusal)."""
    service = SERVICE.encode()
    yield 'an unknown name', [b'www.example.org', b'example.com', b'localhost.localdomain'], _NOT_ALLOWED
    yield 'the generated name behind a service', [GENERATED.encode()], _NOT_ALLOWED
    yield 'the bare suffix of a wildcard', [b'apps.example.com'], _NOT_ALLOWED
    yield 'a name with something before an allowed one', [b'x' + service, b'x.' + service, b'xapps.example.com'], _NOT_ALLOWED
    yield 'a name with something after an allowed one', [service + b'.evil.example', service + b'x', b'a.apps.example.com.evil.example'], _NOT_ALLOWED
    yield 'an IP literal', [b'169.254.169.254', b'127.0.0.1', b'2130706433', b'0x7f.0.0.1', b'10.1'], _MALFORMED
    yield 'an IPv6 literal', [b'[::1]', b'[fd00:ec2::254]', b'[::ffff:169.254.169.254]'], None
    yield 'a wildcard itself', [b'*.apps.example.com'], None
    yield 'empty and over-long labels', [b'.apps.example.com', b'a..apps.example.com', b'a' * 64 + b'.apps.example.com'], None
    yield 'a name with trailing garbage', [service + b'/', service + b'%00', service + b'_', b'a.apps.example.com\\'], None
    yield 'a name that is longer than DNS allows', [b'a.' * 121 + b'apps.example.com'], None


def _refusing(refuse: Callable[[Laboratory, bytes, str | None], None], ask: Callable[[bytes], bytes], names: list[bytes], verdict: str | None) -> Check:
    def check(lab: Laboratory) -> None:
        for name in names:
            refuse(lab, ask(name), verdict)

    return check


def _register() -> None:
    for what, names, verdict in _name_cases():
        case(f'TLS: refuses {what}: no DNS question, no connection')(_refusing(_refuse_tls, client_hello, names, verdict))
    for what, names, verdict in _name_cases():
        case(f'HTTP: refuses {what}: no DNS question, no connection')(_refusing(_refuse_http, _get, names, verdict))


@case('TLS: refuses a name with NUL, LF or a space in it')
def _control_bytes(lab: Laboratory) -> None:
    name = SERVICE.encode()
    for trick in (name + b'\x00', name + b'\n', name + b' ', b'a\x00.apps.example.com', b'a\n.apps.example.com', b'a b.apps.example.com'):
        _refuse_tls(lab, client_hello(trick), None)


@case('TLS: refuses a client that names nobody')
def _no_sni(lab: Laboratory) -> None:
    _refuse_tls(lab, client_hello(None), _NO_NAME)


@case('TLS: refuses what is not TLS')
def _not_tls(lab: Laboratory) -> None:
    _refuse_tls(lab, f'GET / HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'.encode(), _NO_NAME)


@case('HTTP: refuses a request without Host')
def _no_host(lab: Laboratory) -> None:
    for request in (b'GET / HTTP/1.1\r\n\r\n', b'GET / HTTP/1.0\r\n\r\n', b'GET / HTTP/1.1\r\nHost:\r\n\r\n'):
        _refuse_http(lab, request, _NO_NAME)


@case('HTTP: refuses a request line that names one host and a Host header that names another')
def _absolute_form(lab: Laboratory) -> None:
    for line, host in (('evil.example', SERVICE), (SERVICE, 'evil.example'), (SERVICE, LOOKED_UP_EXAMPLE), (LOOKED_UP_EXAMPLE, 'evil.example'), ('169.254.169.254', SERVICE)):
        _refuse_http(lab, f'GET http://{line}/ HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode(), None)


@case('HTTP: refuses two Host headers, a foreign port, and a user before the host')
def _host_tricks(lab: Laboratory) -> None:
    for host in (f'{SERVICE}\r\nHost: evil.example', f'{SERVICE}:22', f'{SERVICE}:80:80', f'evil@{SERVICE}', f'{SERVICE}@evil.example', f'{SERVICE} evil.example'):
        _refuse_http(lab, f'GET / HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode(), None)


@case('HTTP: refuses CONNECT')
def _connect(lab: Laboratory) -> None:
    _refuse_http(lab, f'CONNECT {SERVICE}:80 HTTP/1.1\r\nHost: {SERVICE}:80\r\n\r\n'.encode(), None)


def _get(name: bytes) -> bytes:
    return b'GET / HTTP/1.1\r\nHost: ' + name + b'\r\n\r\n'


def _refuse_tls(lab: Laboratory, first_bytes: bytes, verdict: str | None) -> None:
    answer, line = _send(lab, 443, first_bytes)
    expect_equal('answer', answer, b'')
    _expect_verdict(line, verdict)


def _refuse_http(lab: Laboratory, request: bytes, verdict: str | None) -> None:
    answer, line = _send(lab, 80, request)
    expect(answer == b'' or answer.startswith((b'HTTP/1.1 400 ', b'HTTP/1.1 405 ')), f'{request!r} was answered: {answer[:200]!r}')
    _expect_verdict(line, verdict)


def _send(lab: Laboratory, port: int, first_bytes: bytes) -> tuple[bytes, LogLine]:
    """What the client got before the connection was closed, and the log line, after proving that nothing left the proxy."""
    mark = lab.capture.mark()
    with lab.client.connect(port) as connection:
        client_port = connection.getsockname()[1]
        connection.sendall(first_bytes)
        answer = read_to_end(connection)
    line = lab.log.of_client(lab.client.address, client_port)
    left = lab.egress_since(mark)
    expect(not left, f'{first_bytes[-80:]!r} made something leave: {", ".join(map(str, left))}')
    return answer, line


def _expect_verdict(line: LogLine, verdict: str | None) -> None:
    if verdict is None:
        expect(line['verdict'] != 'forwarded', f"the log says of {line['name']!r} that it was forwarded")
    else:
        expect_equal(f"verdict on {line['name']!r}", line['verdict'], verdict)


_register()
