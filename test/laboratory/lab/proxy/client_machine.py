"""A machine outside AWS, as real programs find it: where names lead, and whose certificates are trusted."""
from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

_STORE_PASSWORD = 'changeit'


class HostsFile:
    """The file of host names: that of the sandbox, which ends with it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / 'hosts'
        self._file.touch()
        subprocess.run(['mount', '--bind', self._file, '/etc/hosts'], check=True)

    def lead(self, names: Mapping[str, str]) -> None:
        """From now on these names lead to these addresses, and no others anywhere."""
        self._file.write_text(''.join(f'{address} {name}\n' for name, address in names.items()), encoding='ascii')


def trusting(root_pem: str, folder: Path) -> dict[str, str]:
    """The environment variables by which curl, Python, gRPC, Node, Go and Java trust this root."""
    root = folder / 'root.pem'
    root.write_text(root_pem, encoding='ascii')
    store = root.with_suffix('.p12')
    certificate = x509.load_pem_x509_certificate(root.read_bytes())
    store.write_bytes(serialize_java_truststore([PKCS12Certificate(certificate, b'root')], BestAvailableEncryption(_STORE_PASSWORD.encode())))
    return {
        **dict.fromkeys(('CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH'), str(root)),
        'JDK_JAVA_OPTIONS': f'-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword={_STORE_PASSWORD}',
    }
