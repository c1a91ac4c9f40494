"""VPC Lattice: associations of VPCs with service networks, and the service networks that were there before.

What it refuses, and how:
https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_CreateServiceNetworkVpcAssociation.html
"""
from __future__ import annotations

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from lab.account.emulator.resource_types import RECORDS, Created, Properties, add_recorded_type

SERVICE_NETWORK = 'AWS::VpcLattice::ServiceNetwork'
SERVICE = 'AWS::VpcLattice::Service'
MEMBERSHIP = 'AWS::VpcLattice::ServiceNetworkServiceAssociation'

_SERVICE_IDS = ['svc-0123456789abcdef0', *(f'svc-{number:017x}' for number in range(1, 31))]
"""The services of every service network that was there before."""

NAMED_SERVICES: dict[str, str] = {}
"""Custom domain names of further services of every service network that was there before, by the id of the service."""

_SHARED = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1'
OWN_NETWORK = 'sn-0123456789abcdef0'

ASSOCIATION = 'AWS::VpcLattice::ServiceNetworkVpcAssociation'


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(ASSOCIATION, _associate, replaced_with=('VpcIdentifier', 'ServiceNetworkIdentifier'))


def service_networks() -> set[str]:
    """The account's own service network, by id and by ARN, the one that another account shares, and what stacks have made."""
    return {OWN_NETWORK, f'{arn_prefix()}:servicenetwork/{OWN_NETWORK}', _SHARED, *RECORDS[SERVICE_NETWORK]}


def services_in(network: str) -> list[str]:
    """The ARNs of the services in a service network, of which the ARN is given."""
    if network in RECORDS[SERVICE_NETWORK]:
        return [each['ServiceIdentifier'] for each in RECORDS[MEMBERSHIP].values() if each['ServiceNetworkIdentifier'] == network]
    return [f'{network.rpartition(":")[0]}:service/{each}' for each in (*_SERVICE_IDS, *NAMED_SERVICES)]


def name_services(domains: dict[str, str]) -> None:
    """Leaves these services in the service networks that were there before, in place of all that were named before."""
    NAMED_SERVICES.clear()
    NAMED_SERVICES.update(domains)


def arn_prefix() -> str:
    """How the ARNs of this account's resources begin."""
    return f'arn:aws:vpc-lattice:{get_region()}:{get_account_id()}'


def _associate(properties: Properties) -> Created:
    network, vpc_id = properties['ServiceNetworkIdentifier'], properties['VpcIdentifier']
    for group_id in properties.get('SecurityGroupIds', []):
        if ec2._security_groups[group_id]['VpcId'] != vpc_id:
            raise ValueError(f'ValidationException: security group {group_id} belongs to another VPC')
    association_id = f'snva-{vpc_id.removeprefix("vpc-")}'
    arn = f'{arn_prefix()}:servicenetworkvpcassociation/{association_id}'
    others = {each['ServiceNetworkIdentifier'] for each in RECORDS[ASSOCIATION].values() if each['VpcIdentifier'] == vpc_id}
    if others - {network}:
        raise ValueError(f'ConflictException: VPC {vpc_id} is associated with another service network')
    return arn, {'Arn': arn, 'Id': association_id, 'Status': 'ACTIVE'}
