"""What each client has to show."""
from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from lab.proxy.client import exchange
from lab.proxy.lattice_service import LatticeService, SeenRequest
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.signature import CREDENTIALS
from lab.running.case import Case, expect, expect_equal
from lab.signing.clients import LOAD_BALANCER, WITHOUT_PROXY, Client
from lab.signing.identity import PROFILES

_KEYS = {'AWS_ACCESS_KEY_ID': CREDENTIALS.access_key, 'AWS_SECRET_ACCESS_KEY': CREDENTIALS.secret_key}
_NEW_EACH_TIME = {'authorization', 'x-amz-date'}
_BODY = '{"item": "a book", "count": 1}'


def _with_keys(client: Client) -> None:
    target = f'/{client.name}/keys?tag=new&tag=a&state=open&limit=10'      # not sorted; a client may send it sorted
    done = client.call(f'https://{SERVICE}{target}', CONNECT_TO=LOAD_BALANCER, **_KEYS)
    _expect_good(client, done, client.lab.service, target, CREDENTIALS.access_key)


def _with_body(client: Client) -> None:
    target = f'/{client.name}/body'
    done = client.call(f'https://{LOOKED_UP_EXAMPLE}{target}', _BODY, **_KEYS)
    seen = _expect_good(client, done, client.lab.looked_up_service, target, CREDENTIALS.access_key)
    expect((seen.method, seen.body_sha256) == ('POST', hashlib.sha256(_BODY.encode()).hexdigest()), f'the service saw {seen}')


def _with_profile(profile: str) -> Callable[[Client], None]:
    def check(client: Client) -> None:
        target = f'/{client.name}/{profile}'
        done = client.call(f'https://{SERVICE}{target}', CONNECT_TO=LOAD_BALANCER, AWS_PROFILE=profile)
        _expect_good(client, done, client.lab.service, target, PROFILES[profile].access_key)
    return check


def _with_wrong_secret(client: Client) -> None:
    target = f'/{client.name}/wrong'
    done = client.call(f'https://{SERVICE}{target}', CONNECT_TO=LOAD_BALANCER, **{**_KEYS, 'AWS_SECRET_ACCESS_KEY': 'not-the-secret'})
    seen = client.lab.service.wait_for_request(target)
    expect(seen.signature == 'bad: the signature does not match', f'the service found the signature {seen.signature}')
    expect(done.returncode != 0 and 'AccessDeniedException' in done.stdout, f'it ended with {done.returncode}: {done.stdout}{done.stderr}')


def _as_without_proxy(client: Client) -> None:
    target = f'/{client.name}/as-without-proxy?b=2&a=1'
    arrived = []
    for host in (WITHOUT_PROXY, LOAD_BALANCER):
        done = client.call(f'https://{SERVICE}{target}', CONNECT_TO=host, **_KEYS)
        expect(done.returncode == 0, f'by {host} it ended with {done.returncode}: {done.stdout}{done.stderr}')
        seen = [each for each in client.lab.service.requests if urlsplit(each.target).path == urlsplit(target).path][-1]
        headers = sorted((name.lower(), value) for name, value in seen.headers if name.lower() not in _NEW_EACH_TIME)
        arrived.append((seen.method, seen.target, seen.signature, seen.body_sha256, headers))
    directly, through = arrived
    expect_equal('what arrived through the proxy', through, directly)


def _tampered(client: Client) -> None:
    """Its own request is sent once more: as it was, and with another path."""
    target = f'/{client.name}/once-more'
    client.call(f'https://{SERVICE}{target}', CONNECT_TO=LOAD_BALANCER, **_KEYS)
    headers = client.lab.service.wait_for_request(target).headers
    statuses = {}
    for path in (target, f'{target}/tampered'):
        with client.lab.client.connect_tls(SERVICE) as connection:
            statuses[path] = exchange(connection, 'GET', path, headers).status
    expect(list(statuses.values()) == [200, 403], f'the answers were {statuses}')


CASES = [
    Case('a signed GET with keys from the environment arrives as it was signed', _with_keys),
    Case('a signed POST by the name in DNS arrives with its body', _with_body),
    *(Case(f'the profile {profile} of the README gives it the keys of that session', _with_profile(profile)) for profile in PROFILES),
    Case('a signed GET with a wrong secret is refused by the service, and the client says so', _with_wrong_secret),
    Case('a signed GET arrives through the proxy as it does without the proxy', _as_without_proxy),
    Case('a signed request with another path is refused with 403, and the unchanged one is not', _tampered),
]


def _expect_good(client: Client, done: subprocess.CompletedProcess[str], service: LatticeService, target: str, access_key: str) -> SeenRequest:
    """The client was answered, and the service saw through the proxy a good signature with this key."""
    expect(done.returncode == 0, f'it ended with {done.returncode}: {done.stdout}{done.stderr}')
    path, query = urlsplit(target).path, sorted(parse_qsl(urlsplit(target).query))
    [seen] = [each for each in service.requests if urlsplit(each.target).path == path]
    expect(sorted(parse_qsl(urlsplit(seen.target).query)) == query, f'the service saw {seen.target}')
    expect(seen.signature == 'valid', f'the service found the signature {seen.signature}')
    expect(seen.from_address == client.lab.addresses.task, f'it came from {seen.from_address}, not through the proxy')
    expect(f'Credential={access_key}/' in seen.header('authorization')[0], f'signed by another: {seen.header("authorization")}')
    expect(seen.header('x-amz-content-sha256') == ['UNSIGNED-PAYLOAD'], 'the payload is signed')
    expect(json.loads(done.stdout)['target'] == seen.target, f'it printed {done.stdout}')
    return seen
