"""A certificate authority that lives for one run: a root that clients trust, and an intermediate that signs for services.

With an intermediate in between, a client that verifies a chain has verified a chain.
"""
from __future__ import annotations

import datetime
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LIFETIME = datetime.timedelta(days=1)


class CertificateAuthority:
    """Makes contexts for servers and clients."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        root = _certificate('Laboratory root', self._root_key, 'Laboratory root', self._root_key, authority=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._intermediate = _certificate('Laboratory intermediate', self._key, 'Laboratory root', self._root_key, authority=True)
        self.root_pem = root.public_bytes(serialization.Encoding.PEM).decode('ascii')

    def server_pem(self, names: list[str]) -> bytes:
        """A fresh key and the chain that proves these names, wildcards too, as servers read them from a file."""
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(names[0], key, 'Laboratory intermediate', self._key, names=names)
        chain = b''.join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in (leaf, self._intermediate))
        return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + chain

    def server_context(self, names: list[str]) -> ssl.SSLContext:
        """For a server in Python that proves these names."""
        file = self._folder / 'server.pem'
        file.touch(mode=0o600)
        file.write_bytes(self.server_pem(names))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        file.unlink()
        return context

    def client_context(self) -> ssl.SSLContext:
        """For a client that trusts the root, nothing else, and checks the name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.root_pem)
        return context


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    names: list[str] | None = None,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LIFETIME)
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
