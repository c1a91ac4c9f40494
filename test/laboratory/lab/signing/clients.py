"""Runs a client outside AWS: it trusts the laboratory's certificates, finds the load balancer by name, and has a home with profiles."""
from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lab.proxy.client_machine import HostsFile, trusting
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE
from lab.proxy.signature import REGION
from lab.signing.identity import ENDPOINTS, furnish_home
from lab.signing.readme import SIGNING, ClientCommand, aws_config

LOAD_BALANCER = 'load-balancer.elb.us-east-1.amazonaws.com'
WITHOUT_PROXY = 'service.example.internal'
"""A name of the service's own address, which no client outside AWS has."""
_RUN_SECONDS = 30


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
    """Everything that a client finds on its machine."""
    HostsFile(folder).lead({**dict.fromkeys((LOAD_BALANCER, LOOKED_UP_EXAMPLE), lab.addresses.load_balancer_public), WITHOUT_PROXY: lab.addresses.service})
    home = folder / 'home'
    programs = furnish_home(home, aws_config())
    return Surroundings(lab, {
        'HOME': str(home),
        'PATH': f'{programs}{os.pathsep}{os.environ["PATH"]}',
        'AWS_REGION': REGION,
        'AWS_EC2_METADATA_DISABLED': 'true',
        **ENDPOINTS,
        **trusting(lab.authority.root_pem, folder),
    })
