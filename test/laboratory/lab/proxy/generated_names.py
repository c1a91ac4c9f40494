"""The laboratory for a template that names neither `services` nor `allowedDomains`: generated names of the Region are allowed, each looked up."""
from __future__ import annotations

from lab.proxy.capture import Egress
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import LatticeService
from lab.sandbox.waiting import wait_for

REGION = 'us-east-1'
SERVICE = f'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.{REGION}.on.aws'
OTHER_SERVICE = f'my-2nd-svc-fedcba98765432100.7d67968.vpc-lattice-svcs.{REGION}.on.aws'
_PATTERN = f'*.7d67968.vpc-lattice-svcs.{REGION}.on.aws'


class GeneratedNamesLaboratory(Laboratory):
    """Both stand-ins of VPC Lattice prove generated names; DNS knows every name there is, so that a question for one would be answered."""

    def _start_what_stands_behind(self) -> None:
        super()._start_what_stands_behind()
        self.dns.names = {SERVICE: [self.addresses.service], '*.aws': [self.addresses.looked_up_service], '*.com': [self.addresses.looked_up_service]}

    def _service(self, address: str, name: str) -> LatticeService:
        return super()._service(address, _PATTERN)

    def egress_since(self, mark: int) -> list[Egress]:
        """What left the proxy since; it has nothing to ask by itself."""
        return self.capture.since(mark)

    def wait_until_ready(self) -> None:
        """Until a client gets through by HTTP."""
        wait_for('the health check to succeed', self._is_healthy)
        wait_for('HTTP to get through', lambda: self.client.http(SERVICE, '/ready').status == 200)
