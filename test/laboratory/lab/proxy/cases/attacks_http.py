"""Requests whose form is an attack: on the choice of the service, on the headers it gets, or on the log."""
from __future__ import annotations

import json

from lab.proxy.cases.refusing import refuse_all
from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_to_end
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal

_HOST = f'Host: {SERVICE}\r\n'
_CLIENT_HEADERS = (
    'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Port', 'X-Forwarded-Host', 'X-Forwarded-Server', 'X-Forwarded-Prefix', 'X-Forwarded-Scheme',
    'X-Forwarded-Ssl', 'X-Forwarded-By', 'X-Forwarded-Path', 'X-Forwarded-Protocol', 'X-Forwarded', 'X-Real-IP', 'Forwarded',
)
_HEADERS_OF_OTHER_PROXIES = (
    'True-Client-IP', 'X-Client-IP', 'Client-IP', 'X-Cluster-Client-IP', 'CF-Connecting-IP', 'Fastly-Client-IP', 'X-Azure-ClientIP', 'X-Envoy-External-Address',
    'X-Original-Forwarded-For', 'CloudFront-Viewer-Address', 'Via',
)
_FORGED = '192.0.2.66'
_LINE_BYTES = 4096


@case('request: refuses CONNECT, TRACE, and methods that HTTP does not have')
def _methods(lab: Laboratory) -> None:
    refuse_all(lab, 80, [f'{method} / HTTP/1.1\r\n{_HOST}\r\n'.encode() for method in ('CONNECT', 'TRACE', 'get', 'G\x00T', 'GET/', '', 'GE T', 'GET\t')])
    refuse_all(lab, 80, [f'CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n\r\n'.encode() for name in (f'{SERVICE}:443', '169.254.170.2:80', 'evil.example:443')])


@case('request: refuses HTTP/2, with and without prior knowledge, and versions that HTTP does not have')
def _versions(lab: Laboratory) -> None:
    lines = ['PRI * HTTP/2.0', 'GET / HTTP/2.0', 'GET / HTTP/3', 'GET / HTTP/9.9', 'GET / HTTP/1.1 HTTP/1.1', 'GET / http/1.1', 'GET / HTTP/1.1x', 'GET / HTTP', 'GET / ICY/1.0']
    refuse_all(lab, 80, [b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' + bytes(9), *(f'{line}\r\n{_HOST}\r\n'.encode() for line in lines), b'GET /\r\n', b'\x16\x03\x01' + bytes(200)])


@case('request: refuses an absolute target that names another host, another scheme, a user or an address')
def _absolute(lab: Laboratory) -> None:
    targets = [
        'http://evil.example/', f'http://evil.example@{SERVICE}/', f'http://{SERVICE}@evil.example/', f'http://{SERVICE}.evil.example/', 'http://169.254.170.2/',
        'http://[::1]/', 'http://[::ffff:169.254.170.2]:80/', 'http:///', 'http://', f'http://{SERVICE}%00.evil.example/', f'http://evil.example\\{SERVICE}/', f'http://{LOOKED_UP_EXAMPLE}/',
        f'//{SERVICE}@evil.example/ x', 'evil.example:80', 'http://2852039170/', 'http://0xa9feaa02/', f'HTTP://EVIL.EXAMPLE/{SERVICE}',
    ]
    refuse_all(lab, 80, [f'GET {target} HTTP/1.1\r\n{_HOST}\r\n'.encode() for target in targets])


@case('request: an absolute target that names the same host is no more than its path')
def _same_host(lab: Laboratory) -> None:
    for target in (f'http://{SERVICE}/path?a=b', f'http://{SERVICE}:80/path?a=b', f'https://{SERVICE}:22/path?a=b', f'HTTP://{SERVICE.upper()}/path?a=b'):
        mark = lab.capture.mark()
        with lab.client.connect(80) as connection:
            seen = exchange(connection, 'GET', target, [('Host', SERVICE)]).json()
        expect_equal('place and target', (seen['at'], seen['target']), (lab.addresses.service, '/path?a=b'))
        expect({egress.port for egress in lab.egress_since(mark)} <= {80}, 'the port in the target counted')


@case('request: refuses two Host headers, alike or not, empty ones, and one that is folded')
def _hosts(lab: Laboratory) -> None:
    heads = [
        f'{_HOST}{_HOST}', f'{_HOST}Host: evil.example\r\n', f'Host: evil.example\r\n{_HOST}', f'{_HOST}host:\r\n', 'Host: \r\n', 'Host:\t\r\n', f'Host:\r\n {SERVICE}\r\n',
        f' {_HOST}', f'Host : {SERVICE}\r\n', f'Host\t: {SERVICE}\r\n', f'X-A: b\r\n {_HOST}', f'H\x00ost: {SERVICE}\r\n', f'Host: {SERVICE}, evil.example\r\n', f'Host: {SERVICE}:\r\n',
        f'Host: {SERVICE}:080\r\n', f'Host: {SERVICE}:+80\r\n', f'Host: {SERVICE}:65616\r\n', f'Host: {SERVICE}:443\r\n', f'Host: {SERVICE}:80\x00\r\n', f'Host: "{SERVICE}"\r\n',
    ]
    refuse_all(lab, 80, [f'GET / HTTP/1.1\r\n{head}\r\n'.encode('latin-1') for head in heads])


@case('request: of several requests on one connection, one for a name that is not allowed is refused, and ends the connection')
def _pipelined(lab: Laboratory) -> None:
    good = f'GET /pipelined HTTP/1.1\r\n{_HOST}\r\n'
    for bad in ('GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', f'GET http://evil.example/ HTTP/1.1\r\n{_HOST}\r\n'):
        lab.client.http(SERVICE)
        mark = lab.capture.mark()
        with lab.client.connect(80) as connection:
            connection.sendall((good + bad + good).encode())
            answer = read_to_end(connection)
        expect_equal('replies', answer.count(b'HTTP/1.1 200 OK'), 1)
        expect_equal('what left', [str(egress) for egress in lab.egress_since(mark)], [])


@case('headers: those that name the client come from the proxy, and similar ones that a client sent do not arrive')
def _forged(lab: Laboratory) -> None:
    sent = [(spelling, _FORGED) for name in _CLIENT_HEADERS for spelling in (name, name.lower(), name.upper())]
    for host in (SERVICE, LOOKED_UP_EXAMPLE):
        with lab.client.connect(80) as connection:
            seen = exchange(connection, 'GET', '/forged', [('Host', host), *sent]).json()
        arrived = [(name, value) for name, value in seen['headers'] if value == _FORGED]
        expect_equal('forged headers that arrived', arrived, [])
        expect_equal('X-Forwarded-For', [value for name, value in seen['headers'] if name.lower() == 'x-forwarded-for'], [lab.client.address])


@case('known limit: headers by which other proxies name a client arrive as the client sent them')
def _of_other_proxies(lab: Laboratory) -> None:
    for host in (SERVICE, LOOKED_UP_EXAMPLE):
        with lab.client.connect(80) as connection:
            seen = exchange(connection, 'GET', '/claimed', [('Host', host), *((name, _FORGED) for name in _HEADERS_OF_OTHER_PROXIES)]).json()
        expect_equal('headers that arrived', [name for name, value in seen['headers'] if value == _FORGED], list(_HEADERS_OF_OTHER_PROXIES))


@case('headers: a Connection header of a client cannot remove the headers that the proxy sets')
def _hop_by_hop(lab: Laboratory) -> None:
    for named in ('X-Forwarded-For', 'X-Real-IP, Host', 'close, x-forwarded-for, x-forwarded-proto, x-forwarded-port, x-real-ip, host, x-kept'):
        with lab.client.connect(80) as connection:
            seen = exchange(connection, 'GET', '/hop', [('Host', SERVICE), ('Connection', named), ('X-Kept', 'kept')]).json()
        arrived = {name.lower() for name, _ in seen['headers']}
        expect({'host', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-real-ip', 'x-kept'} <= arrived, f'missing of {arrived}')
        expect(named not in [value for _, value in seen['headers']], f"'Connection: {named}' was passed on")


@case('headers: what is encoded in a path or a query stays there, and becomes no header')
def _injection(lab: Laboratory) -> None:
    for target in ('/%0d%0aX-Injected:%201', '/a?b=%0d%0aX-Injected:%201', '/%0aX-Injected:1', '/a%20HTTP/1.1%0d%0aX-Injected:%201', '/%E5%98%8A%E5%98%8DX-Injected:1', '/%250d%250aX-Injected:1'):
        for host in (SERVICE, LOOKED_UP_EXAMPLE):
            with lab.client.connect(80) as connection:
                seen = exchange(connection, 'GET', target, [('Host', host)]).json()
            expect_equal('target', seen['target'], target)
            expect(not [name for name, _ in seen['headers'] if 'injected' in name.lower()], f"a header was injected: {seen['headers']}")


@case('headers: refuses a bare CR, a NUL and names that hold spaces or controls')
def _raw_controls(lab: Laboratory) -> None:
    lines = ['X-A: a\rX-Injected: 1', 'X-A: a\x00b', 'X-A\x00: 1', 'X A: 1', 'X-A : 1', 'X-\x01A: 1', '\x0bX-A: 1', 'X-A\r: 1', ': 1', '\x7f: 1']
    refuse_all(lab, 80, [f'GET / HTTP/1.1\r\n{_HOST}{line}\r\n\r\n'.encode('latin-1') for line in lines])
    refuse_all(lab, 80, [f'GET {target} HTTP/1.1\r\n{_HOST}\r\n'.encode('latin-1') for target in ('/a\rb', '/a\x00b', '/%00', '/a\x01b', '/a\x7fb', '/a b', '/../../etc/passwd', '/%zz')])


@case('log: what clients send cannot write a line, leave its field or fill the log')
def _log_injection(lab: Laboratory) -> None:
    lab.restart()                           # a client that was refused very often just now has no lines of its own
    before = len(lab.log.settle().lines)
    trick = '","verdict":"forwarded","client":"192.0.2.66'
    openings = [f'GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {trick}\r\nReferer: {trick}\r\n\r\n' for target, host in (
        ('/%0a{"verdict":"forged"}', 'evil.example'), ('/%22,%22verdict%22:%22forged%22', 'evil.example'), ('/' + trick, 'evil.example'), ('/', trick), ('/', 'a' * 8000),
        ('/%1b[2J%1b]0;owned%07', 'evil.example'), ('/%e2%80%ae%c2%85', 'evil.example'), ('/' + 'a' * 8000, 'evil.example'), ('/%ff%fe%c0%80', 'evil.example'), ('/', '\x1b[31mred'),
    )]
    refuse_all(lab, 80, [opening.encode('latin-1') for opening in openings] + [b'A' * 3000 + b' / HTTP/1.1\r\nHost: evil.example\r\n\r\n'])
    refuse_all(lab, 443, [client_hello(name) for name in (trick.encode(), b'a\n{"verdict":"forged"}', b'\x1b[2J', b'\xff\xfe', b'a' * 8000, b'"', b'\\', b'\\"')])
    lab.client.http(SERVICE, '/last-line')
    expect_equal('lines that are not JSON', lab.log.settle().broken, [])
    for line in lab.log.lines[before:]:
        if line.get('name') not in (SERVICE, LOOKED_UP_EXAMPLE):          # those may be of the case before
            expect(line['verdict'].startswith('refused-') and line['client'] == lab.client.address, f'a client wrote {line}')
        expect(len(json.dumps(line)) < _LINE_BYTES, f'a line of {len(json.dumps(line))} bytes')
    unprintable = [character for character in lab.log.text if character != '\n' and not ' ' <= character <= '~']
    expect_equal('unprintable characters in the log', unprintable, [])
