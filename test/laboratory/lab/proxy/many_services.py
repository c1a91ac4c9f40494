"""The laboratory for a template with sixty services, all of which are at one address here."""
from __future__ import annotations

from lab.proxy.laboratory import Laboratory

NAMES = [f'service-{number}.example.com' for number in range(59)]
"""The names of all services but that of the quick start."""
_GENERATED = '*.7d67968.vpc-lattice-svcs.us-east-1.on.aws'


class ManyServicesLaboratory(Laboratory):
    """DNS leads to the service of the quick start for every generated name."""

    def _start_what_stands_behind(self) -> None:
        super()._start_what_stands_behind()
        self.dns.names[_GENERATED] = [self.addresses.service]
