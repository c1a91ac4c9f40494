"""Runs a client outside AWS: it trusts the laboratory's certificates, finds the load balancer by name, and has a home with profiles."""
from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore
from laboratory.laboratory import Laboratory
from laboratory.quick_start import LOOKED_UP_EXAMPLE
from laboratory.signature import REGION

from identity import ENDPOINTS, furnish_home
from readme import SIGNING, ClientCommand, aws_config

LOAD_BALANCER = 'load-balancer.elb.us-east-1.amazonaws.com'
_RUN_SECONDS = 30
_STORE_PASSWORD = 'changeit'


@dataclass(frozen=True)
class Surroundings:
    """The laboratory, and the environment variables of every client in it."""

    lab: Laboratory
    variables: dict[str, str]


@dataclass(frozen=True)
class Client:
    """One of the clients."""

    command: ClientCommand
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """Its language, or curl."""
        return self.command.name

    @property
    def lab(self) -> Laboratory:
        """What it calls."""
        return self.surroundings.lab

    def call(self, url: str, *body: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """One request; the client says by its exit code whether it was answered well."""
        namespace = self.lab.client.namespace.path
        return subprocess.run(
            ['nsenter', f'--net={namespace}', '--', *self.command.words, url, *body],
            cwd=SIGNING, env={**self.surroundings.variables, **variables}, capture_output=True, text=True, timeout=_RUN_SECONDS, check=False,
        )


def prepare(lab: Laboratory, folder: Path) -> Surroundings:
    """Everything that a client finds on its machine. The file of host names is that of the sandbox, which ends with it."""
    hosts, root = folder / 'hosts', folder / 'root.pem'
    hosts.write_text(''.join(f'{lab.addresses.load_balancer_public} {name}\n' for name in (LOAD_BALANCER, LOOKED_UP_EXAMPLE)), encoding='ascii')
    subprocess.run(['mount', '--bind', hosts, '/etc/hosts'], check=True)
    root.write_text(lab.authority.root_pem, encoding='ascii')
    home = folder / 'home'
    programs = furnish_home(home, aws_config())
    return Surroundings(lab, {
        'HOME': str(home),
        'PATH': f'{programs}{os.pathsep}{os.environ["PATH"]}',
        'AWS_REGION': REGION,
        'AWS_EC2_METADATA_DISABLED': 'true',
        **ENDPOINTS,
        **dict.fromkeys(('CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'), str(root)),
        'JDK_JAVA_OPTIONS': f'-Djavax.net.ssl.trustStore={_java_store(root)} -Djavax.net.ssl.trustStorePassword={_STORE_PASSWORD}',
    })


def _java_store(root: Path) -> Path:
    certificate = x509.load_pem_x509_certificate(root.read_bytes())
    store = root.with_suffix('.p12')
    store.write_bytes(serialize_java_truststore([PKCS12Certificate(certificate, b'root')], BestAvailableEncryption(_STORE_PASSWORD.encode())))
    return store
