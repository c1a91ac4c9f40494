"""SigV4 for VPC Lattice, at both ends, by the code of the AWS SDK.

The far end computes the signature again from the request as it arrived. It matches only if the proxy left the request line,
Host and every signed header as they were.
"""
from __future__ import annotations

import datetime
import hmac
import re
from collections.abc import Iterable

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

Headers = list[tuple[str, str]]

SERVICE = 'vpc-lattice-svcs'
REGION = 'us-east-1'
CREDENTIALS = Credentials('AKIDLABORATORY', 'a-secret-of-the-laboratory')
_known = {CREDENTIALS.access_key: CREDENTIALS}
_PAYLOAD = 'UNSIGNED-PAYLOAD'
_CLOCK_SKEW = datetime.timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r'AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, '
    r'SignedHeaders=(?P<headers>[^,]+), Signature=(?P<signature>[0-9a-f]{64})',
)


class BadSignature(Exception):
    """Why a service refuses a request."""


def accept(credentials: Credentials) -> None:
    """From now on requests that are signed with these are good too."""
    _known[credentials.access_key] = credentials


def sign(method: str, scheme: str, host: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> Headers:
    """All headers of the signed request, the given ones included."""
    request = AWSRequest(method=method, url=f'{scheme}://{host}{target}')
    for name, value in (('Host', host), ('x-amz-content-sha256', _PAYLOAD), *headers):
        request.headers.add_header(name, value)
    SigV4Auth(CREDENTIALS, SERVICE, REGION).add_auth(request)
    return list(request.headers.items())


def verify(method: str, scheme: str, target: str, headers: Headers) -> bool:
    """True for a good signature, False where there is none; an error where it is bad."""
    values = {name.lower(): value for name, value in headers}
    if 'authorization' not in values:
        return False
    claim = _AUTHORIZATION.fullmatch(values['authorization'])
    if claim is None:
        raise BadSignature('the Authorization header is not SigV4')
    if (claim['region'], claim['service']) != (REGION, SERVICE):
        raise BadSignature('the credential scope is not that of this service')
    credentials = _known.get(claim['key'])
    if credentials is None:
        raise BadSignature('the access key is not known')
    if values.get('x-amz-content-sha256') != _PAYLOAD:
        raise BadSignature('the payload must be unsigned')
    _check_date(values.get('x-amz-date', ''), claim['date'])
    signed = claim['headers'].split(';')
    if 'host' not in signed:
        raise BadSignature('Host is not signed')
    if credentials.token and ('x-amz-security-token' not in signed or values['x-amz-security-token'] != credentials.token):
        raise BadSignature('the token of the session is missing, not signed, or of another session')
    if not hmac.compare_digest(_signature_of(credentials, method, scheme, target, headers, signed, values['x-amz-date']), claim['signature']):
        raise BadSignature('the signature does not match')
    return True


def _signature_of(credentials: Credentials, method: str, scheme: str, target: str, headers: Headers, signed: list[str], date: str) -> str:
    host = next(value for name, value in headers if name.lower() == 'host')
    request = AWSRequest(method=method, url=f'{scheme}://{host}{target}')
    request.context['timestamp'] = date
    for name, value in headers:
        if name.lower() in signed:
            request.headers.add_header(name, value)
    signer = SigV4Auth(credentials, SERVICE, REGION)
    return str(signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request))


def _check_date(date: str, day: str) -> None:
    try:
        moment = datetime.datetime.strptime(date, '%Y%m%dT%H%M%SZ').replace(tzinfo=datetime.UTC)
    except ValueError as error:
        raise BadSignature('x-amz-date is missing or malformed') from error
    if not date.startswith(day) or abs(datetime.datetime.now(datetime.UTC) - moment) > _CLOCK_SKEW:
        raise BadSignature('the signature has expired')
