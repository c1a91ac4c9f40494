"""The DNS of a VPC: private zones of the emulated account first, and what it keeps of their answers."""
from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass

from lab.following.private_zones import PrivateZones
from lab.proxy.dns_server import DnsServer
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.namespaces import NetworkNamespace

ALIAS_SECONDS = 60
"""How long an answer from an alias record is kept: as long as what the record leads to says."""

_VERSIONS = {'A': 4, 'AAAA': 6}


@dataclass(frozen=True)
class Clock:
    """How long a minute lasts, for everything but nginx."""

    minute_seconds: float

    def lasts(self, seconds: float) -> float:
        """As long as so many seconds are to last."""
        return seconds / 60 * self.minute_seconds


@dataclass(frozen=True)
class _Kept:
    addresses: list[str] | None
    until: float


class VpcDns(DnsServer):
    """Asks the account at each question, unless it keeps an answer: what a zone does not know does not exist, whatever others say."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str, names: Mapping[str, list[str]], zones: PrivateZones, clock: Clock) -> None:
        super().__init__(loop, namespace, address, names)
        self._zones, self._clock = zones, clock
        self._kept: dict[str, _Kept] = {}

    def _addresses_of(self, name: str) -> list[str] | None:
        kept = self._kept.get(name)
        if kept is not None and time.monotonic() < kept.until:
            return kept.addresses
        zone = self._zones.holding(name)
        if zone is None:
            return super()._addresses_of(name)
        targets = zone.targets(name)
        seconds = ALIAS_SECONDS if targets else zone.negative_seconds
        addresses = [address for kind, target in targets.items() for address in self._of_version(_VERSIONS[kind], target)]
        self._kept[name] = _Kept(addresses if targets else None, time.monotonic() + self._clock.lasts(seconds))
        return self._kept[name].addresses

    def _of_version(self, version: int, target: str) -> list[str]:
        return [address for address in super()._addresses_of(target) or [] if ipaddress.ip_address(address).version == version]
