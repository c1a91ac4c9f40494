"""The stand-in's verdict on signatures is worth something only if it refuses what it must."""
from __future__ import annotations

import unittest

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lab.proxy.signature import REGION, SERVICE, BadSignature, Headers, accept, sign, verify

_TARGET = '/a//b/%2F%20x?b=2&a=1&a=0'


class SignatureTest(unittest.TestCase):
    """Changes one thing about a signed request."""

    def setUp(self) -> None:
        self.headers = sign('GET', 'https', 'api.example.com', _TARGET, [('x_signed', 'a')])

    def test_accepts_what_was_signed(self) -> None:
        self.assertTrue(verify('GET', 'https', _TARGET, self.headers))
        self.assertTrue(verify('GET', 'https', _TARGET, [*self.headers, ('X-Added', 'on the way')]))

    def test_tells_a_request_without_a_signature(self) -> None:
        self.assertFalse(verify('GET', 'https', _TARGET, [('Host', 'api.example.com')]))

    def test_refuses_any_change_of_what_was_signed(self) -> None:
        for method, target, headers in (
            ('HEAD', _TARGET, self.headers),
            ('GET', '/a//b/%2F%20y?b=2&a=1&a=0', self.headers),
            ('GET', '/a//b/%2F%20x?b=2&a=1', self.headers),
            ('GET', '/a//b//x?b=2&a=1&a=0', self.headers),
            ('GET', _TARGET, self.with_header('Host', 'api.example.com:443')),
            ('GET', _TARGET, self.with_header('x_signed', 'b')),
            ('GET', _TARGET, [item for item in self.headers if item[0] != 'x_signed']),
            ('GET', _TARGET, self.with_header('X-Amz-Date', '20200101T000000Z')),
        ):
            with self.subTest(method=method, target=target, headers=headers), self.assertRaises(BadSignature):
                verify(method, 'https', target, headers)

    def test_accepts_keys_of_a_session_only_with_its_token_and_once_it_knows_them(self) -> None:
        keys = Credentials('ASIASESSION', 'a secret', 'a token')
        headers = self.signed_by(keys)
        with self.assertRaisesRegex(BadSignature, 'not known'):
            verify('GET', 'https', '/', headers)
        accept(keys)
        self.assertTrue(verify('GET', 'https', '/', headers))
        for refused in (
            self.signed_by(Credentials(keys.access_key, keys.secret_key)),
            self.signed_by(Credentials(keys.access_key, keys.secret_key, 'another token')),
            [*self.signed_by(Credentials(keys.access_key, keys.secret_key)), ('X-Amz-Security-Token', 'a token')],
        ):
            with self.subTest(refused=refused), self.assertRaisesRegex(BadSignature, 'token'):
                verify('GET', 'https', '/', refused)

    @staticmethod
    def signed_by(credentials: Credentials) -> Headers:
        """The headers of a request that these keys have signed."""
        request = AWSRequest('GET', 'https://api.example.com/', headers={'Host': 'api.example.com', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD'})
        SigV4Auth(credentials, SERVICE, REGION).add_auth(request)
        return list(request.headers.items())

    def with_header(self, name: str, value: str) -> Headers:
        """The signed headers with one value replaced."""
        return [(key, value if key.lower() == name.lower() else old) for key, old in self.headers]
