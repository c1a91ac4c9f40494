"""Where clients get keys: stand-ins of STS, of IAM Identity Center, of the signing helper of IAM Roles Anywhere and of the AWS CLI.

Each hands out keys of its own, so a signature tells where its keys came from.
"""
from __future__ import annotations

import datetime
import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from botocore.credentials import Credentials

from lab.proxy.signature import CREDENTIALS, REGION, accept
from lab.sandbox.namespaces import NetworkNamespace

PROFILES = {
    profile: Credentials(f'ASIA{profile.upper()}', f'a-secret-from-{profile}', f'a-token-from-{profile}')
    for profile in ('assumed-role', 'sso', 'roles-anywhere')
}
"""The keys of a session by the profile that leads to them."""

_ADDRESS = ('127.0.0.1', 8080)
ENDPOINTS = {f'AWS_ENDPOINT_URL_{service}': 'http://{}:{}'.format(*_ADDRESS) for service in ('STS', 'SSO')}
"""What leads AWS clients here."""

_EXPIRATION = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(hours=1)
_EXPIRATION_TEXT = _EXPIRATION.strftime('%Y-%m-%dT%H:%M:%SZ')
_ROLE = 'arn:aws:iam::111122223333:role/Caller'
_SSO_SESSION, _SSO_TOKEN = 'example', 'a-token-of-somebody-who-logged-in'

_SIGNING_HELPER = """#!/bin/sh
[ "$1" = credential-process ] || exit 2
for option in --certificate --private-key --trust-anchor-arn --profile-arn --role-arn; do
  case " $* " in *" $option "*) ;; *) exit 2 ;; esac
done
echo '{}'
"""

_AWS_CLI = f"""#!{sys.executable}
import sys
from botocore.session import Session
if sys.argv[1:] != ['configure', 'export-credentials', '--format', 'env']:
    sys.exit(2)
keys = Session().get_credentials().get_frozen_credentials()
print(f'export AWS_ACCESS_KEY_ID={{keys.access_key}}\\nexport AWS_SECRET_ACCESS_KEY={{keys.secret_key}}\\nexport AWS_SESSION_TOKEN={{keys.token}}')
"""
"""Version 2, which no package registry has. Like it, this finds keys with botocore."""


class _Identity(BaseHTTPRequestHandler):
    """STS answers POST, IAM Identity Center answers GET."""

    def do_POST(self) -> None:
        """AssumeRole, for the long-lived keys."""
        asked = parse_qs(self.rfile.read(int(self.headers['Content-Length'])).decode())
        granted = (asked['Action'], asked['RoleArn']) == (['AssumeRole'], [_ROLE])
        granted = granted and f'={CREDENTIALS.access_key}/' in self.headers['Authorization']
        keys = PROFILES['assumed-role']
        self._answer(granted, 'text/xml', f"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/Caller/session</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
            <Credentials><AccessKeyId>{keys.access_key}</AccessKeyId><SecretAccessKey>{keys.secret_key}</SecretAccessKey>
            <SessionToken>{keys.token}</SessionToken><Expiration>{_EXPIRATION_TEXT}</Expiration></Credentials>
            </AssumeRoleResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></AssumeRoleResponse>""")

    def do_GET(self) -> None:
        """GetRoleCredentials, for the token that a login leaves behind."""
        asked = parse_qs(urlsplit(self.path).query)
        granted = (asked['account_id'], asked['role_name'], self.headers['x-amz-sso_bearer_token']) == (['111122223333'], ['Caller'], _SSO_TOKEN)
        keys = PROFILES['sso']
        self._answer(granted, 'application/json', json.dumps({'roleCredentials': {
            'accessKeyId': keys.access_key, 'secretAccessKey': keys.secret_key, 'sessionToken': keys.token,
            'expiration': int(_EXPIRATION.timestamp() * 1000),
        }}))

    def _answer(self, granted: bool, kind: str, body: str) -> None:
        self.send_response(200 if granted else 403)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body) if granted else 0))
        self.end_headers()
        self.wfile.write(body.encode() if granted else b'')

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def open_identity(namespace: NetworkNamespace) -> Iterator[None]:
    """Serves the clients of a namespace, until the block ends; requests signed with what is handed out are good from now on."""
    for credentials in PROFILES.values():
        accept(credentials)
    server = ThreadingHTTPServer(_ADDRESS, _Identity, bind_and_activate=False)
    server.socket.close()
    server.socket = namespace.listener(*_ADDRESS)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def furnish_home(home: Path, config: str) -> Path:
    """A home with these profiles, long-lived keys, and a login that is still good; gives the folder of its programs."""
    _write(home / '.aws' / 'config', config)
    _write(home / '.aws' / 'credentials',
           f'[default]\naws_access_key_id = {CREDENTIALS.access_key}\naws_secret_access_key = {CREDENTIALS.secret_key}\n')
    _write(home / '.aws' / 'sso' / 'cache' / f'{hashlib.sha1(_SSO_SESSION.encode()).hexdigest()}.json', json.dumps({
        'startUrl': 'https://example.awsapps.com/start', 'region': REGION, 'accessToken': _SSO_TOKEN, 'expiresAt': _EXPIRATION_TEXT,
    }))
    keys = PROFILES['roles-anywhere']
    answer = json.dumps({
        'Version': 1, 'AccessKeyId': keys.access_key, 'SecretAccessKey': keys.secret_key, 'SessionToken': keys.token, 'Expiration': _EXPIRATION_TEXT,
    })
    for name, program in (('aws_signing_helper', _SIGNING_HELPER.format(answer)), ('aws', _AWS_CLI)):
        _write(home / 'bin' / name, program).chmod(0o755)
    return home / 'bin'


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')
    return path
