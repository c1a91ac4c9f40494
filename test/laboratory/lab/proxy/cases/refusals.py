"""A name that is not allowed is closed before anything else happens, and the log says why."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from lab.proxy.cases.refusing import refuse_http, refuse_tls
from lab.proxy.cases.registry import case
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import Check

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


def _refusing(refuse: Callable[[Laboratory, bytes, str | None], None], ask: Callable[[bytes], bytes], names: list[bytes], verdict: str | None) -> Check[Laboratory]:
    def check(lab: Laboratory) -> None:
        for name in names:
            refuse(lab, ask(name), verdict)

    return check


def _register() -> None:
    for what, names, verdict in _name_cases():
        case(f'TLS: refuses {what}: no DNS question, no connection')(_refusing(refuse_tls, client_hello, names, verdict))
    for what, names, verdict in _name_cases():
        case(f'HTTP: refuses {what}: no DNS question, no connection')(_refusing(refuse_http, _get, names, verdict))


@case('TLS: refuses a name with NUL, LF or a space in it')
def _control_bytes(lab: Laboratory) -> None:
    name = SERVICE.encode()
    for trick in (name + b'\x00', name + b'\n', name + b' ', b'a\x00.apps.example.com', b'a\n.apps.example.com', b'a b.apps.example.com'):
        refuse_tls(lab, client_hello(trick), None)


@case('TLS: refuses a client that sends no server name')
def _no_sni(lab: Laboratory) -> None:
    refuse_tls(lab, client_hello(None), _NO_NAME)


@case('TLS: refuses what is not TLS')
def _not_tls(lab: Laboratory) -> None:
    refuse_tls(lab, f'GET / HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'.encode(), _NO_NAME)


@case('HTTP: refuses a request without Host')
def _no_host(lab: Laboratory) -> None:
    for request in (b'GET / HTTP/1.1\r\n\r\n', b'GET / HTTP/1.0\r\n\r\n', b'GET / HTTP/1.1\r\nHost:\r\n\r\n'):
        refuse_http(lab, request, _NO_NAME)


@case('HTTP: refuses a request line that names one host and a Host header that names another')
def _absolute_form(lab: Laboratory) -> None:
    for line, host in (('evil.example', SERVICE), (SERVICE, 'evil.example'), (SERVICE, LOOKED_UP_EXAMPLE), (LOOKED_UP_EXAMPLE, 'evil.example'), ('169.254.169.254', SERVICE)):
        refuse_http(lab, f'GET http://{line}/ HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode(), None)


@case('HTTP: refuses two Host headers, a foreign port, and a user before the host')
def _host_tricks(lab: Laboratory) -> None:
    for host in (f'{SERVICE}\r\nHost: evil.example', f'{SERVICE}:22', f'{SERVICE}:80:80', f'evil@{SERVICE}', f'{SERVICE}@evil.example', f'{SERVICE} evil.example'):
        refuse_http(lab, f'GET / HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode(), None)


@case('HTTP: refuses CONNECT')
def _connect(lab: Laboratory) -> None:
    refuse_http(lab, f'CONNECT {SERVICE}:80 HTTP/1.1\r\nHost: {SERVICE}:80\r\n\r\n'.encode(), None)


def _get(name: bytes) -> bytes:
    return b'GET / HTTP/1.1\r\nHost: ' + name + b'\r\n\r\n'


_register()
