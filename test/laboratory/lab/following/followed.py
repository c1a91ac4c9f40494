"""What every case works on: an ingress that follows a service network, deployed to the emulated account, and its proxy in the laboratory."""
from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.account.account import Account
from lab.account.testbed import open_testbed
from lab.following.private_zones import PrivateZones
from lab.following.vpc_dns import Clock, VpcDns
from lab.proxy import quick_start
from lab.proxy.dns_server import DnsServer
from lab.proxy.laboratory import Laboratory
from lab.proxy.lattice_service import LatticeService
from lab.proxy.task_definition import Ingress, ingress_of
from lab.sandbox.isolation import WORKSHOP

SUCCESSOR = 'svc-00000000000000aff'
"""The service that is at an address of its own; the others share one."""

_GENERATED = '7d67968.vpc-lattice-svcs.us-east-1.on.aws'


@dataclass(frozen=True)
class ServiceNetwork:
    """The account's service network, into which services come and from which they go; several threads may change it."""

    account: Account
    _names: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def associate(self, name: str, service: str | None = None) -> None:
        """A service with this custom domain name comes, and one that had the name goes."""
        with self._lock:
            self._leave(name)
            self._names[service or f'svc-{hashlib.sha256(name.encode()).hexdigest()[:17]}'] = name
            self.account.name_services(self._names)

    def disassociate(self, name: str) -> None:
        """The service that has this name goes."""
        with self._lock:
            self._leave(name)
            self.account.name_services(self._names)

    def _leave(self, name: str) -> None:
        for service in [each for each, its_name in self._names.items() if its_name == name]:
            del self._names[service]


class FollowedLaboratory(Laboratory):
    """The VPC's DNS has the private zones of the account, and generated names lead to stand-ins of VPC Lattice."""

    def __init__(self, ingress: Ingress, zones: PrivateZones, clock: Clock) -> None:
        self._zones, self._clock = zones, clock
        super().__init__(ingress)

    def _start_dns(self) -> DnsServer:
        names = {
            quick_start.GENERATED: [self.addresses.service],
            f'*.{_GENERATED}': [self.addresses.looked_up_service],
            f'made-{SUCCESSOR.removeprefix("svc-")}.{_GENERATED}': [self.addresses.other_looked_up_service],
        }
        return VpcDns(self._loop, self._resolver, self.addresses.resolver, names, self._zones, self._clock)

    def _start_what_stands_behind(self) -> None:
        super()._start_what_stands_behind()
        address = self.addresses.other_looked_up_service
        LatticeService(self._loop, self.network.attach('other', [address]), address, self.authority.server_context([quick_start.LOOKED_UP]))


@dataclass(frozen=True)
class Followed:
    """All of it, running."""

    lab: FollowedLaboratory
    zones: PrivateZones
    network: ServiceNetwork
    clock: Clock
    measured: dict[str, str] = field(default_factory=dict)
    """What cases measured: how long something took, of how long at most."""

    def is_recorded(self, name: str) -> bool:
        """Whether the zone has records for the name by now. Asking DNS instead would let it keep that there are none."""
        zone = self.zones.holding(name)
        return zone is not None and bool(zone.targets(name))


@contextmanager
def open_followed(clock: Clock) -> Iterator[Followed]:
    """Deploys the ingress, and starts its proxy, until the block ends."""
    folder = WORKSHOP / 'account'
    folder.mkdir()
    with open_testbed(folder, 'followed') as testbed:
        vpc_id = testbed.deployed('followed').one('load balancer')['VpcId']
        zones = PrivateZones(testbed.account, vpc_id)
        with testbed.account.minutes_lasting(clock.minute_seconds), FollowedLaboratory(ingress_of(testbed.template('followed').body), zones, clock) as lab:
            lab.wait_until_ready()
            yield Followed(lab, zones, ServiceNetwork(testbed.account), clock)
