"""The whole laboratory, put together along the packet's way.

client -> load balancer -> proxy (nginx, as the task definition starts it) -> VPC Lattice, with VPC DNS beside the proxy and a
capture on its wire.
"""
from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from lab.proxy import quick_start
from lab.proxy.access_log import AccessLog
from lab.proxy.addresses import Addresses, plan_addresses
from lab.proxy.capture import Capture, Egress, without_questions_for
from lab.proxy.certificates import CertificateAuthority
from lab.proxy.client import Client
from lab.proxy.container import Container
from lab.proxy.dns_server import DnsServer
from lab.proxy.full_task import HoldingService
from lab.proxy.grpc_peer import GrpcService
from lab.proxy.lattice_service import LatticeService
from lab.proxy.load_balancer import LoadBalancer
from lab.proxy.nginx_binary import NginxBinary, find_nginx
from lab.proxy.scripted_service import ScriptedService
from lab.proxy.stalling import StallingService
from lab.proxy.task_definition import ContainerDefinition, Ingress, read_ingress
from lab.proxy.topology import Topology
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.isolation import WORKSHOP
from lab.sandbox.memory_group import MemoryGroup
from lab.sandbox.waiting import wait_for

_READY_SECONDS = 60
"""Until a container serves, on a machine that does much else."""


class Laboratory:
    """All parts, running. A context manager: leaving it ends them."""

    bounds_sockets = True
    """Whether a case about socket memory bounds it as a kernel bounds it on a machine of the task's size."""

    def __init__(self, ingress: Ingress) -> None:
        self.ingress = ingress
        self.nginx: NginxBinary = find_nginx()
        self.addresses: Addresses = plan_addresses(ingress.container.nginx_conf, ingress.vpc_range)
        self._loop = BackgroundLoop()
        self._stalling: StallingService | None = None
        self._build_network()
        self._start_what_stands_behind()
        self._start_what_stands_before()
        self.capture = Capture(self.proxy)
        self.container = self.start_container()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end_container()
        self._loop.stop()

    @property
    def log(self) -> AccessLog:
        """The access log of the container that runs now."""
        return self.container.log

    def egress_since(self, mark: int) -> list[Egress]:
        """What left the proxy since, its own refreshing of configured upstreams left out."""
        return without_questions_for([quick_start.GENERATED], self.capture.since(mark))

    def start_container(self, definition: ContainerDefinition | None = None, memory: MemoryGroup | None = None) -> Container:
        """Starts the template's container, or one that a case has changed; with a group, its memory is counted and limited there."""
        return Container(definition or self.ingress.container, self.nginx, self.proxy, memory)

    def restart(self, memory: MemoryGroup | None = None) -> None:
        """A fresh container in place of the one before."""
        self._end_container()
        self.container = self.start_container(memory=memory)
        self.wait_until_ready()

    def hold(self, name: str) -> None:
        """Lets a name that is looked up lead to a service that holds on to whatever comes."""
        HoldingService(self._loop, self.network.attach('holding', [self.addresses.holding]), self.addresses.holding)
        self.dns.names[name] = [self.addresses.holding]

    def stall(self, name: str) -> StallingService:
        """Lets a name that is looked up lead to a service that stalls, or that is sent more than is read from it."""
        if self._stalling is None:
            self._stalling = StallingService(self._loop, self.network.attach('stalling', [self.addresses.stalling]), self.addresses.stalling)
        self.dns.names[name] = [self.addresses.stalling]
        return self._stalling

    def _end_container(self) -> None:
        if self.container.is_running():
            self.container.kill()

    def wait_until_ready(self) -> None:
        """Until the load balancer finds the task healthy, and a client gets through by TLS and by HTTP."""
        wait_for('the health check to succeed', self._is_healthy, _READY_SECONDS)
        wait_for('TLS to get through', self._serves_tls, _READY_SECONDS)
        wait_for('HTTP to get through', lambda: self.client.http(quick_start.SERVICE, '/ready').status == 200, _READY_SECONDS)

    def _is_healthy(self) -> bool:
        if not self.container.is_running():
            raise RuntimeError(f'the container ended with exit code {self.container.wait(5)}: {self.container.errors.strip()}')
        return self.load_balancer.is_healthy(self.ingress.health_port)

    def _serves_tls(self) -> bool:
        try:
            return self.client.https(quick_start.SERVICE, '/ready').status == 200
        except OSError:
            return False

    def _build_network(self) -> None:
        plan = self.addresses
        self.network = network = Topology()
        self.proxy = network.attach('proxy', [plan.task, plan.task_v6])
        self._edge = network.attach('edge', [plan.load_balancer, plan.second_load_balancer, plan.load_balancer_public, plan.load_balancer_public_v6])
        self._outside = network.attach('client', [plan.client, plan.client_v6])
        self._lattice = network.attach('lattice', [plan.service, plan.looked_up_service, plan.looked_up_service_v6])
        self.scripted_lattice = network.attach('scripted', [*plan.scripted, plan.grpc])
        self._resolver = network.attach('resolver', [plan.resolver])
        self.intruder = network.attach('intruder', [plan.intruder])

    def _start_what_stands_behind(self) -> None:
        plan = self.addresses
        self.authority = CertificateAuthority(WORKSHOP)
        self.dns = self._start_dns()
        self.service = self._service(plan.service, quick_start.SERVICE)
        self.looked_up_service = self._service(plan.looked_up_service, quick_start.LOOKED_UP)
        self.looked_up_service_v6 = self._service(plan.looked_up_service_v6, quick_start.LOOKED_UP)
        GrpcService(self._loop, self.scripted_lattice, plan.grpc, self.authority.server_context([quick_start.LOOKED_UP]))
        self.scripted = ScriptedService(
            self._loop, self.scripted_lattice, plan.scripted, self.authority.server_context([quick_start.SERVICE, quick_start.LOOKED_UP]),
        )

    def _start_dns(self) -> DnsServer:
        names = {quick_start.GENERATED: [self.addresses.service], quick_start.LOOKED_UP: [self.addresses.looked_up_service]}
        return DnsServer(self._loop, self._resolver, self.addresses.resolver, names)

    def _service(self, address: str, name: str) -> LatticeService:
        return LatticeService(self._loop, self._lattice, address, self.authority.server_context([name]))

    def _start_what_stands_before(self) -> None:
        plan, trust = self.addresses, self.authority.client_context()
        self.load_balancer = LoadBalancer(
            self._loop, self._edge, [plan.load_balancer_public, plan.load_balancer_public_v6], plan.load_balancer, plan.task, self.ingress.ports,
        )
        self.client = Client(self._outside, plan.client, plan.load_balancer_public, trust)
        self.client_v6 = Client(self._outside, plan.client_v6, plan.load_balancer_public_v6, trust)


def open_laboratory(template: Path, given: Mapping[str, str] | None = None, kind: type[Laboratory] = Laboratory) -> Laboratory:
    """The laboratory for a template file; what hinders it ends the program, in one line."""
    try:
        return kind(read_ingress(template, given))
    except (OSError, ValueError) as error:
        sys.exit(f'{template}: {error}')
