"""The default, where no name is listed: the generated names of the Region's services are allowed, and no name that only looks like one."""
from __future__ import annotations

from collections.abc import Iterable

from lab.proxy.cases.refusing import refuse_all
from lab.proxy.cases.registry import case
from lab.proxy.client_hello import client_hello
from lab.proxy.generated_names import OTHER_SERVICE, REGION, SERVICE
from lab.proxy.laboratory import Laboratory
from lab.running.case import Check, expect_equal

_LABEL, _ZONE, _ = SERVICE.split('.', 2)
_ID = '0123456789abcdef0'


def _refused_names() -> Iterable[tuple[str, list[str]]]:
    yield 'other Regions', [
        SERVICE.replace(REGION, region) for region in ('us-east-2', 'eu-west-1', 'us-gov-west-1', 'cn-north-1', 'us-east-11', 'us-east', 'xus-east-1', 'us-east-1.us-east-2', 'usXeast-1')
    ]
    yield 'names of service-network endpoints', [
        f'{prefix}.{_ZONE}.vpc-lattice-svcs.{REGION}.on.aws' for prefix in (
            f'vpce-{_ID}', f'vpce-0a1b2c3d4e5f60718-snsa-{_ID}', f'VPCE-0a1b2c3d4e5f60718-snsa-{_ID}', f'vpce-api-{_ID}', f'vpce--{_ID}',
        )
    ] + [f'vpce-0a1b2c3d4e5f60718-snsa-{_ID}.{_ZONE}.vpc-lattice-svcs.{REGION}.vpce.amazonaws.com', f'{_ID}.vpce-svc-{_ID}.{REGION}.vpce.amazonaws.com']
    yield 'other kinds of names of VPC Lattice and of AWS', [
        f'api-{_ID}.{_ZONE}.vpc-lattice-rsc.{REGION}.on.aws', f'{_ZONE}.vpc-lattice-svcs.{REGION}.on.aws', f'vpc-lattice-svcs.{REGION}.on.aws', f'vpc-lattice.{REGION}.amazonaws.com',
        f'sts.{REGION}.amazonaws.com', f'internal-lb-1.{REGION}.elb.amazonaws.com', 'ip-192-168-0-10.ec2.internal', 'on.aws', 'www.example.com', f'lambda-url.{REGION}.on.aws',
    ]
    yield 'look-alikes', [
        f'{SERVICE}.evil.com', f'evil.com.{SERVICE}', f'x.{SERVICE}', f'{SERVICE}.', f'{_LABEL}x.{SERVICE.split(".", 1)[1]}',
        SERVICE.replace('.on.aws', '.on.aws.com'), SERVICE.replace('.on.aws', '.onXaws'),
        SERVICE.replace('.on.', '-on.'), SERVICE.replace('svcs.', 'svcsX'), SERVICE.replace(_ZONE, '7d6796'), SERVICE.replace(_ZONE, '7d679688'), SERVICE.replace(_ZONE, '7d6796g'),
        SERVICE.replace(_ZONE, f'a.{_ZONE}'), SERVICE.replace(_ID, _ID[:-1]), SERVICE.replace(_ID, _ID[:-1] + 'g'),
        SERVICE.replace('api-', 'api_'), SERVICE.replace('api-', '-api-'), SERVICE.replace('api-', ''),
        SERVICE.replace('api-', 'api.x-'), SERVICE.replace('api-', 'a' * 46 + '-'),
        SERVICE.replace('api-', 'a' * 200 + '-'), f'*{SERVICE[3:]}', SERVICE.replace('aws', 'awſ'), f'{SERVICE}:443:80', f'{SERVICE}\n', f'{SERVICE}\x00',
    ]
    yield 'addresses', ['169.254.171.1', '169.254.170.2', '[fd00:ec2:80::1]', '2852039170', '0xa9feab01']


def _refusing(port: int, openings: list[bytes]) -> Check[Laboratory]:
    return lambda lab: refuse_all(lab, port, openings)


def _request(name: str) -> bytes:
    return b'GET / HTTP/1.1\r\nHost: ' + name.encode() + b'\r\n\r\n'


def _register() -> None:
    for what, names in _refused_names():
        case(f'generated names: refuses {what}, over TLS')(_refusing(443, [client_hello(name.encode()) for name in names]))
        case(f'generated names: refuses {what}, over HTTP')(_refusing(80, [_request(name) for name in names if '\n' not in name]))


_register()


@case('generated names: names of services of the Region are looked up and lead to their service, in any case')
def _allowed(lab: Laboratory) -> None:
    longest = SERVICE.replace('api-', 'a' * 45 + '-')
    for name, address in ((SERVICE, lab.addresses.service), (OTHER_SERVICE, lab.addresses.looked_up_service), (longest, lab.addresses.looked_up_service)):
        mark = lab.capture.mark()
        expect_equal('address over HTTP', lab.client.http(name).json()['at'], address)
        expect_equal('address over TLS', lab.client.https(name).json()['at'], address)
        expect_equal('questions', {egress.name for egress in lab.egress_since(mark) if egress.kind == 'question'} - {name}, set())
    expect_equal('address in capitals', lab.client.http(SERVICE.upper()).json()['at'], lab.addresses.service)
    expect_equal('address with the port', lab.client.http(f'{SERVICE}:80').json()['at'], lab.addresses.service)


@case('generated names: requests hold a signature that is valid at the service')
def _signed(lab: Laboratory) -> None:
    for call in (lab.client.https, lab.client.http):
        expect_equal('signature', call(SERVICE, '/signed?b=2&a=1').json()['signature'], 'valid')


@case('generated names: refuses no name, and an absolute target that names another than Host')
def _absent(lab: Laboratory) -> None:
    refuse_all(lab, 443, [client_hello(None)])
    lines = (f'GET http://{OTHER_SERVICE}/ HTTP/1.1\r\nHost: {SERVICE}', f'GET http://evil.com/ HTTP/1.1\r\nHost: {SERVICE}', 'GET / HTTP/1.1\r\nX: y', 'GET / HTTP/1.0')
    refuse_all(lab, 80, [f'{line}\r\n\r\n'.encode() for line in lines])
