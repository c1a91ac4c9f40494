"""The private zones of a VPC, as Route 53 of the emulated account has them now."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.account.account import REGION, Account


@dataclass(frozen=True)
class PrivateZone:
    """A zone, with its records."""

    name: str
    records: list[dict[str, Any]]

    def targets(self, name: str) -> dict[str, str]:
        """Where the alias records of a name lead, by type; without any, those of the nearest wildcard above it."""
        labels = name.split('.')
        for candidate in (name, *('.'.join((r'\052', *labels[start:])) for start in range(1, len(labels)))):
            found = {each['Type']: _plain(each['AliasTarget']['DNSName']) for each in self.records if _plain(each['Name']) == candidate and 'AliasTarget' in each}
            if found:
                return found
        return {}

    @property
    def negative_seconds(self) -> int:
        """How long a resolver keeps that a name does not exist: https://www.rfc-editor.org/rfc/rfc2308#section-5."""
        [soa] = [each for each in self.records if each['Type'] == 'SOA']
        return min(int(soa['TTL']), int(soa['ResourceRecords'][0]['Value'].split()[-1]))


@dataclass(frozen=True)
class PrivateZones:
    """Those that a VPC is associated with."""

    account: Account
    vpc_id: str

    def holding(self, name: str) -> PrivateZone | None:
        """The most specific zone that the name is in: the VPC looks the name up there and nowhere else."""
        route53 = self.account.client('route53')
        zones = route53.list_hosted_zones_by_vpc(VPCId=self.vpc_id, VPCRegion=REGION)['HostedZoneSummaries']
        holding = [each for each in zones if f'.{name}'.endswith(f".{_plain(each['Name'])}")]
        if not holding:
            return None
        zone = max(holding, key=lambda each: len(each['Name']))
        records = route53.get_paginator('list_resource_record_sets').paginate(HostedZoneId=zone['HostedZoneId']).build_full_result()
        return PrivateZone(_plain(zone['Name']), records['ResourceRecordSets'])


def _plain(name: str) -> str:
    return name.rstrip('.').lower()
