"""HTTP that only sends clients to HTTPS: to the name that they asked for, if it is allowed, and never anywhere by itself."""
from __future__ import annotations

import re
from collections.abc import Iterable

from lab.proxy.cases.refusing import refuse_all, refuse_http
from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_to_end
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, SERVICE
from lab.running.case import expect, expect_equal

_ODD_TARGETS = (
    '/%0d%0aX-Injected:%201', '/%0aSet-Cookie:%20a=b', '/%0d%0a%0d%0a<script>', '/?a=%0d%0aX-Injected:%201', '/%E5%98%8A%E5%98%8DX-Injected:1', '/%250d%250a',
    '//evil.example/', '/\\evil.example', '/@evil.example', '/a;b=c?d=e&f#g', '/\xff\xfe', '/"quoted"', '/' + 'a' * 4000,
)


@case('redirect: an allowed name is sent to HTTPS with its path and query as they came, and nothing leaves the proxy')
def _sent(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    for host in (SERVICE, SERVICE.upper(), f'{SERVICE}:80'):
        for method in ('GET', 'HEAD', 'POST', 'DELETE'):
            with lab.client.connect(80) as connection:
                reply = exchange(connection, method, '/path%20x/?a=1&b=%2F', [('Host', host)], b'body' if method == 'POST' else b'')
            expect_equal('status and place', (reply.status, _locations(reply.headers)), (301, [f'{_origin(lab)}/path%20x/?a=1&b=%2F']))
    expect_equal('what left', lab.egress_since(mark), [])


@case('redirect: odd bytes in the target neither end the Location header nor lead to another place')
def _odd_targets(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    for target in _ODD_TARGETS:
        with lab.client.connect(80) as connection:
            connection.sendall(f'GET {target} HTTP/1.1\r\nHost: {SERVICE}\r\nConnection: close\r\n\r\n'.encode('latin-1'))
            answer = read_to_end(connection).decode('latin-1')
        head, _, _ = answer.partition('\r\n\r\n')
        names = [line.partition(':')[0].lower() for line in head.split('\r\n')[1:]]
        expect_equal(f'headers after {target!r}', sorted(names), ['connection', 'content-length', 'content-type', 'date', 'location', 'server'])
        expect(f'\r\nLocation: {_origin(lab)}{target}\r\n' in f'{head}\r\n', f'{target!r} was sent elsewhere: {head!r}')
    expect_equal('what left', lab.egress_since(mark), [])


@case('redirect: a client that asks for a name that is not allowed is closed, and not redirected')
def _not_allowed(lab: Laboratory) -> None:
    for name in ('www.example.org', f'{SERVICE}.evil.example', f'x{SERVICE}', GENERATED, 'apps.example.com'):
        refuse_http(lab, _request(name), 'refused-not-allowed')
    for name in ('169.254.169.254', '127.0.0.1', '2130706433'):
        refuse_http(lab, _request(name), 'refused-malformed-name')


@case('redirect: refuses a Host with CR, LF, NUL, spaces, encoded line ends or a second name')
def _odd_hosts(lab: Laboratory) -> None:
    tricks = ('\rX-Injected: 1', '\x00', ' evil.example', '%0d%0aX-Injected:1', '%00', '/evil.example', '@evil.example', ':80@evil.example', ':8443', ':x', '\\', '\xff', '"')
    refuse_all(lab, 80, [_request(SERVICE + trick) for trick in tricks] + [
        _request('evil.example', target=f'http://{SERVICE}/'), _request(SERVICE, target='http://evil.example/'), _request(f'{SERVICE}\r\nHost: evil.example'), _request(''),
        b'GET / HTTP/1.0\r\n\r\n', f'CONNECT {SERVICE}:443 HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'.encode(),
    ])


@case('redirect: whatever HTTP carries, upgrades and smuggled requests included, nothing leaves the proxy')
def _nothing_leaves(lab: Laboratory) -> None:
    mark = lab.capture.mark()
    smuggled = f'GET /second HTTP/1.1\r\nHost: {SERVICE}\r\n\r\n'
    for lines in _carried(smuggled):
        with lab.client.connect(80) as connection:
            connection.sendall(f'POST / HTTP/1.1\r\nHost: {SERVICE}\r\nConnection: close\r\n{lines}'.encode())
            connection.settimeout(2)
            try:
                answer = read_to_end(connection)
            except TimeoutError:
                answer = b''
        statuses = set(re.findall(rb'HTTP/1\.1 (\d+) ', answer))
        expect(statuses <= {b'100', b'301', b'400', b'413', b'501'}, f'{lines!r} was answered: {answer[:200]!r}')
    expect_equal('what left', lab.egress_since(mark), [])


def _carried(smuggled: str) -> Iterable[str]:
    yield f'Content-Length: {len(smuggled)}\r\n\r\n{smuggled}'
    yield f'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}'
    yield f'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}'
    yield 'Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    yield 'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n'
    yield 'Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody'


def _request(host: str, target: str = '/') -> bytes:
    return f'GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode('latin-1')


def _origin(lab: Laboratory) -> str:
    """Where clients are sent: the listener of the template that is not on 80."""
    (port,) = (port for port in lab.ingress.ports if port != 80)
    return f'https://{SERVICE}:{port}'


def _locations(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [value for name, value in headers if name.lower() == 'location']
