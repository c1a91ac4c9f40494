"""VPC Lattice: service networks and services that stacks make, and what stands behind a service.

What it refuses, and how:
https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-custom-domain-name.html
"""
from __future__ import annotations

from collections.abc import Callable

from ministack.services import acm

from lab.account.emulator.lattice import MEMBERSHIP, SERVICE, SERVICE_NETWORK, arn_prefix
from lab.account.emulator.resource_types import Created, Properties, add_recorded_type, hexadecimal_id


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(SERVICE_NETWORK, _maker('servicenetwork', 'sn'), replaced_with=('Name',))
    add_recorded_type(SERVICE, _make_service, replaced_with=('Name', 'CustomDomainName'))
    add_recorded_type(MEMBERSHIP, _maker('servicenetworkserviceassociation', 'snsa'), replaced_with=('ServiceIdentifier', 'ServiceNetworkIdentifier'))
    add_recorded_type('AWS::VpcLattice::TargetGroup', _maker('targetgroup', 'tg'), replaced_with=('Name', 'Type', 'Config'))
    add_recorded_type('AWS::VpcLattice::Listener', _maker('listener', 'listener'), replaced_with=('Name', 'Port', 'Protocol', 'ServiceIdentifier'))
    add_recorded_type('AWS::VpcLattice::AuthPolicy', lambda properties: (properties['ResourceIdentifier'], {'State': 'Active'}),
                      replaced_with=('ResourceIdentifier',))


def _maker(kind: str, prefix: str) -> Callable[[Properties], Created]:
    def make(_properties: Properties) -> Created:
        new_id = hexadecimal_id(prefix)
        arn = f'{arn_prefix()}:{kind}/{new_id}'
        return arn, {'Arn': arn, 'Id': new_id}
    return make


def _make_service(properties: Properties) -> Created:
    """The id of a service is part of its generated name."""
    domain = properties.get('CustomDomainName')
    if domain and acm._certificates[properties['CertificateArn']]['DomainName'] != domain:
        raise ValueError(f'ValidationException: the certificate is not for {domain}')
    arn, attributes = _maker('service', 'svc')(properties)
    name = f"made-{attributes['Id'].removeprefix('svc-')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws"
    return arn, {**attributes, 'DnsEntry.DomainName': name, 'DnsEntry.HostedZoneId': 'Z0123456789ABCDEFGHIJ', 'Status': 'ACTIVE'}
