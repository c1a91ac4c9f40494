"""VPC Lattice."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_ASSOCIATION = 'AWS::VpcLattice::ServiceNetworkVpcAssociation'
_MEMBERSHIP = 'AWS::VpcLattice::ServiceNetworkServiceAssociation'
_ENDPOINT = 'AWS::EC2::VPCEndpoint'
_QUOTAS = 'https://docs.aws.amazon.com/vpc-lattice/latest/ug/quotas.html'


@rule(_ASSOCIATION, '`VpcIdentifier`', 'a VPC is associated with one service network',
      'https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html', 'ConflictException')
def _association_of_a_vpc(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_ASSOCIATION):
        if other is not resource and other.get('VpcIdentifier') == resource.get('VpcIdentifier'):
            yield f'VPC has already been associated to a service network: {other.name}'


@rule(_ASSOCIATION, '`VpcIdentifier`, `ServiceNetworkIdentifier`', 'both, though the schema of the resource type requires neither',
      'https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_CreateServiceNetworkVpcAssociation.html', 'ValidationException')
def _ends_of_an_association(resource: Resource, _account: Account) -> Iterator[str]:
    for name in ('VpcIdentifier', 'ServiceNetworkIdentifier'):
        if not resource.get(name):
            yield f'{name} is required'


@rule(_ASSOCIATION, '`SecurityGroupIds`', 'at most 5, each once, of the VPC',
      _QUOTAS, 'ValidationException')
def _security_groups_of_an_association(resource: Resource, account: Account) -> Iterator[str]:
    groups = resource.get('SecurityGroupIds', [])
    if len(groups) > 5 or len(set(groups)) < len(groups):
        yield f'at most 5 security groups, each once, got {len(groups)}'
    for group in filter(None, map(account.find, groups)):
        if group.get('VpcId') and group.get('VpcId') != resource.get('VpcIdentifier'):
            yield f'security group {group.name} belongs to another VPC'


@rule(_MEMBERSHIP, '`ServiceIdentifier`', 'a service is in a service network once',
      'https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-network-associations.html', 'ConflictException')
def _membership_of_a_service(resource: Resource, account: Account) -> Iterator[str]:
    key = ('ServiceIdentifier', 'ServiceNetworkIdentifier')
    if sum(all(each.get(name) == resource.get(name) for name in key) for each in account.of_type(_MEMBERSHIP)) > 1:
        yield 'the service has already been associated to the service network'


# No public report says how VPC Lattice answers; of the errors that the API model lists for these calls, this one fits.
@rule((_ASSOCIATION, _MEMBERSHIP, _ENDPOINT), 'ARNs of service networks and services', 'of the Region: VPC Lattice connects VPCs of one Region',
      'https://docs.aws.amazon.com/general/latest/gr/vpc-lattice-service.html', 'ValidationException')
def _region_of_a_service_network(resource: Resource, account: Account) -> Iterator[str]:
    for name in ('ServiceNetworkIdentifier', 'ServiceIdentifier', 'ServiceNetworkArn'):
        arn = str(resource.get(name, ''))
        if arn.startswith('arn:') and arn.split(':')[3] != account.region:
            yield f'{name} {arn} is not of {account.region}'


@rule('AWS::VpcLattice::Service', '`CustomDomainName`, `CertificateArn`', 'a name without a wildcard but at its start; a certificate only with a custom domain name',
      'https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-custom-domain-name.html', 'ValidationException')
def _custom_domain_name_of_a_service(resource: Resource, _account: Account) -> Iterator[str]:
    if resource.get('CertificateArn') and not resource.get('CustomDomainName'):
        yield 'a certificate needs a custom domain name'
    if '*' in resource.get('CustomDomainName', '').removeprefix('*.'):
        yield f"{resource.get('CustomDomainName')} is not valid"


@rule('AWS::VpcLattice::AuthPolicy', '`Policy`', 'at most 10 KB; actions of `vpc-lattice-svcs`',
      'https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html', 'ValidationException')
def _auth_policy(resource: Resource, _account: Account) -> Iterator[str]:
    text = json.dumps(resource.get('Policy', {}))
    if len(text.encode()) > 10_000:
        yield f'the policy has {len(text.encode())} bytes'
    for action in re.findall(r'"(?:Not)?Action": ?"([^"]+)"', text):
        if action != '*' and not action.startswith('vpc-lattice-svcs:'):
            yield f'{action} is not an action of vpc-lattice-svcs'
