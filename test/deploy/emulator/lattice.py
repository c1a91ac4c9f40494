"""VPC Lattice: associations of VPCs with service networks, which were there before."""
from __future__ import annotations

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from .resource_types import RECORDS, Created, Properties, add_recorded_type

SERVICE_ID = 'svc-0123456789abcdef0'
"""The service of every service network."""

_SHARED = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1'
_OWN = 'sn-0123456789abcdef0'

_ASSOCIATION = 'AWS::VpcLattice::ServiceNetworkVpcAssociation'


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(_ASSOCIATION, _associate, replaced_with=('VpcIdentifier', 'ServiceNetworkIdentifier'))


def require_service_network(arn: str) -> None:
    """Refuses what is neither the account's own service network, by id or ARN, nor the one that another account shares."""
    if arn not in (_OWN, f'{_arn_prefix()}:servicenetwork/{_OWN}', _SHARED):
        raise ValueError(f"ResourceNotFoundException: service network '{arn}' does not exist")


def _arn_prefix() -> str:
    return f'arn:aws:vpc-lattice:{get_region()}:{get_account_id()}'


def _associate(properties: Properties) -> Created:
    network, vpc_id = properties['ServiceNetworkIdentifier'], properties['VpcIdentifier']
    require_service_network(network)
    for group_id in properties.get('SecurityGroupIds', []):
        if ec2._security_groups[group_id]['VpcId'] != vpc_id:
            raise ValueError(f'ValidationException: security group {group_id} belongs to another VPC')
    association_id = f'snva-{vpc_id.removeprefix("vpc-")}'
    arn = f'{_arn_prefix()}:servicenetworkvpcassociation/{association_id}'
    others = {each['ServiceNetworkIdentifier'] for each in RECORDS[_ASSOCIATION].values() if each['VpcIdentifier'] == vpc_id}
    if others - {network}:
        raise ValueError(f'ConflictException: VPC {vpc_id} is associated with another service network')
    return arn, {'Arn': arn, 'Id': association_id, 'Status': 'ACTIVE'}
