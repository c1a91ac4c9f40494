"""Names that look like an address, like an allowed name, or like something that a parser trips over."""
from __future__ import annotations

from collections.abc import Iterable

from lab.proxy.cases.refusing import refuse_all
from lab.proxy.cases.registry import case
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import GENERATED, LOOKED_UP, SERVICE
from lab.running.case import Check, expect_equal

_SUFFIX = LOOKED_UP.removeprefix('*').encode()
_OF_A_NAME = b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.'


def _refused_names() -> Iterable[tuple[str, list[bytes]]]:
    service = SERVICE.encode()
    yield 'IPv4 addresses in every spelling', [
        b'169.254.170.2', b'0251.0376.0252.0002', b'0169.0254.0170.0002', b'0xa9.0xfe.0xaa.0x02', b'0xa9feaa02', b'0xA9FEAA02', b'2852039170',
        b'169.16689666', b'169.254.43522', b'169.254.0252.0x2', b'127.1', b'127.0.1', b'0', b'0.0.0.0', b'0x0', b'00000177.1', b'169.254.170.2.',
        b'169.254.170.002', b'+127.0.0.1', b'127.0.0.1%00', '①⑥⑨.②⑤④.①⑦⓪.②'.encode(), '127。0。0。1'.encode(), '１２７.0.0.1'.encode(),
    ]
    yield 'IPv6 addresses in every spelling', [
        b'::1', b'[::1]', b'[::]', b'fd00:ec2:80::1', b'[fd00:ec2:80::1]', b'[FD00:EC2::254]', b'[fe80::1%25eth0]', b'[fe80::1%eth0]', b'::ffff:169.254.170.2',
        b'[::ffff:169.254.170.2]', b'[::ffff:a9fe:aa02]', b'[0:0:0:0:0:ffff:a9fe:aa02]', b'[0000:0000:0000:0000:0000:ffff:169.254.170.2]', b'[64:ff9b::a9fe:aa02]',
        b'[::169.254.170.2]', b'[v1.fe80]', b'[]', b'[::1', b'::1]', b'fd00-ec2-80--1.ipv6-literal.net',
    ]
    yield 'names that only look like an allowed one', [
        'аpi.example.com'.encode(), 'api。example。com'.encode(), 'api．example．com'.encode(), 'api.ex\u00adample.com'.encode(), 'ｏ.apps.example.com'.encode(),
        b'api.example.com.', b'api.example.com..', b'a.apps.example.com.', b'api..example.com', b'api%2eexample%2ecom', b'api-example.com', b'apiXexample.com',
        b'a.appsXexample.com', b'aapps.example.com', b'api.example.co', b'pi.example.com', b'example.com', b'com', b'xn--pi-7kc.example.com',
    ]
    yield 'names with an allowed one somewhere in them', [
        b'evil.example/' + service, b'evil.example#.apps.example.com', b'evil.example?.apps.example.com', b'evil.example\\.apps.example.com', b'evil.example@' + service,
        b'user:secret@' + service, b'http://' + service, service + b',evil.example', service + b';evil.example', b'$host.apps.example.com', b'${host}.apps.example.com',
        service + b':', service + b'.:80', service + b' ' + service, b'"' + service + b'"', service + b'.' + service + b'.evil.example', b'127.0.0.1:80#' + service,
    ]
    yield 'labels that DNS does not know', [
        b'-a' + _SUFFIX, b'a-' + _SUFFIX, b'-' + _SUFFIX, b'_sip' + _SUFFIX, b'a_b' + _SUFFIX, b'*' + _SUFFIX, b'a*' + _SUFFIX, _SUFFIX, b'.' + _SUFFIX, b'a.' + _SUFFIX, b'..a' + _SUFFIX,
    ]
    yield 'what names the parts of the proxy itself', [
        b'tls-0', b'http-0', b'tls-api_example_com', b'http-api_example_com', b'localhost', b'_', b'', b'default', b'hostnames', b'*', b'nginx', b'unix:/tmp/nginx.pid', GENERATED.encode(),
    ]
    yield 'names and labels that are too long', [
        b'a' * 64 + _SUFFIX, _of_length(254), _of_length(255), _of_length(260), _of_length(1000), b'a' * 254, b'a.' * 5000 + b'com', service + b'.' * 300,
    ]


def _of_length(length: int) -> bytes:
    """A name under the wildcard of so many bytes, its labels all well-formed."""
    room = length - len(_SUFFIX)
    labels = [b'a' * 50] * (room // 51) + [b'a' * (room % 51)]
    return b'.'.join(label for label in labels if label) + (b'' if room % 51 else b'a') + _SUFFIX


def _request(name: bytes) -> bytes:
    return b'GET / HTTP/1.1\r\nHost: ' + name + b'\r\n\r\n'


def _refusing(port: int, openings: list[bytes]) -> Check[Laboratory]:
    return lambda lab: refuse_all(lab, port, openings)


def _register() -> None:
    for what, names in _refused_names():
        case(f'names: refuses {what}, over TLS')(_refusing(443, [client_hello(name) for name in names]))
        case(f'names: refuses {what}, over HTTP')(_refusing(80, [_request(name) for name in names]))


_register()


@case('names: no byte but letters, digits, hyphens and dots passes in a TLS name, wherever it stands')
def _tls_bytes(lab: Laboratory) -> None:
    strange = [bytes([byte]) for byte in range(256) if byte not in _OF_A_NAME]
    service = SERVICE.encode()
    for names in ([b'a' + byte + b'b' + _SUFFIX for byte in strange], [service + byte for byte in strange], [byte + service for byte in strange]):
        refuse_all(lab, 443, [client_hello(name) for name in names])


@case('names: no byte but letters, digits, hyphens and dots passes in a Host header')
def _http_bytes(lab: Laboratory) -> None:
    strange = [bytes([byte]) for byte in range(256) if byte not in _OF_A_NAME]
    refuse_all(lab, 80, [_request(b'a' + byte + b'b' + _SUFFIX) for byte in strange])
    refuse_all(lab, 80, [_request(SERVICE.encode() + byte + b'x') for byte in strange if byte != b'\n'])       # ends the header, as in CR LF


@case('names: a name of 253 bytes and a label of 63 bytes pass, and DNS is asked for them unchanged')
def _longest(lab: Laboratory) -> None:
    for name in (_of_length(253).decode(), 'a' * 63 + _SUFFIX.decode()):
        mark = lab.capture.mark()
        with lab.client.connect(80) as connection:
            connection.sendall(_request(name.encode()))
            expect_equal('status', connection.recv(65536).split(b' ')[1], b'200')
        expect_equal('what left', [(egress.kind, egress.name) for egress in lab.egress_since(mark)], [('question', name), ('connection', '')])
