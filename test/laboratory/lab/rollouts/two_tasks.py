"""A laboratory in which tasks of one revision follow those of another, as ECS has them follow."""
from __future__ import annotations

from lab.proxy import quick_start
from lab.proxy.container import Container
from lab.proxy.dns_server import DnsServer
from lab.proxy.laboratory import Laboratory
from lab.proxy.task_definition import ContainerDefinition

LOOKED_UP = 'shop.example.com'
"""The name that only one of the revisions allows."""


class TwoTasks(Laboratory):
    """Names lead to the service that does what a case wants."""

    def _start_dns(self) -> DnsServer:
        service = self.addresses.scripted[0]
        return DnsServer(self._loop, self._resolver, self.addresses.resolver, {quick_start.GENERATED: [service], LOOKED_UP: [service]})

    def roll_out(self, definition: ContainerDefinition, address: str) -> Container:
        """Starts a task of this revision at the address, and sends all new connections there. The task before is left as it is."""
        container = Container(definition, self.nginx, self.network.attach(f'task-{address.rpartition(".")[2]}', [address]))
        self.load_balancer.send_to(address)
        self.container = container
        self.wait_until_ready()
        return container
