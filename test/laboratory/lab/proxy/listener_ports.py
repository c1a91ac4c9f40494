"""The laboratory for a template in which a service names the ports of its listeners at VPC Lattice."""
from __future__ import annotations

from lab.proxy.grpc_peer import GrpcService
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import LatticeService
from lab.proxy.quick_start import SERVICE

DEFAULT = 'open.example.com'
"""Another name of the same service, which leads to 443 and 80."""
TLS_PORT, HTTP_PORT = 50051, 8080
"""The ports that the quick start's name leads to here."""


class ListenerPortsLaboratory(Laboratory):
    """VPC Lattice listens on those ports of the service's address too, and for gRPC on the first of them at another address."""

    def _start_what_stands_behind(self) -> None:
        super()._start_what_stands_behind()
        tls = self.authority.server_context([SERVICE])
        self.service_on_own_ports = LatticeService(self._loop, self._lattice, self.addresses.service, tls, TLS_PORT, HTTP_PORT)
        GrpcService(self._loop, self.scripted_lattice, self.addresses.grpc, self.authority.server_context([SERVICE]), TLS_PORT)
