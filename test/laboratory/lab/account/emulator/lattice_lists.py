"""VPC Lattice's API: what somebody who looks for a service, its network and its targets may ask.

What it refuses, and how:
https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_ListTargets.html
"""
from __future__ import annotations

from typing import Any

from ministack.core.responses import get_account_id

from lab.account.emulator.apis import Call, Refused, add_api, page_of
from lab.account.emulator.lattice import (
    ASSOCIATION,
    NAMED_SERVICES,
    OWN_NETWORK,
    SERVICE,
    arn_prefix,
    service_networks,
    services_in,
)
from lab.account.emulator.resource_types import RECORDS

_MOST = 100
_ZONE_OF_GENERATED_NAMES = 'Z0123456789ABCDEFGHIJ'

_unhealthy: dict[str, str] = {}
"""Why targets of services are unhealthy, by the id of the service."""


def register() -> None:
    """Adds the API, with its permissions."""
    add_api('vpc-lattice', {
        'ListServiceNetworkServiceAssociations': _list_associations, 'ListServiceNetworkVpcAssociations': _list_vpc_associations,
        'ListServiceNetworks': _list_networks, 'ListListeners': _list_listeners, 'ListServices': _list_services, 'ListTargetGroups': _list_target_groups, 'ListTargets': _list_targets,
    })


def make_targets_unhealthy(reasons: dict[str, str]) -> None:
    """Lets the targets of these services be unhealthy, and no others."""
    _unhealthy.clear()
    _unhealthy.update(reasons)


def _list_associations(call: Call) -> dict[str, Any]:
    network = _network(call['serviceNetworkIdentifier'])
    return page_of([{**_service(each), 'id': _id_of(each).replace('svc-', 'snsa-'), 'status': 'ACTIVE', **_named(network)} for each in services_in(network)], call, _MOST)


def _list_vpc_associations(call: Call) -> dict[str, Any]:
    wanted = call.get('vpcIdentifier')
    return page_of([{'arn': arn, 'id': _id_of(arn), 'status': 'ACTIVE', 'vpcId': each['VpcIdentifier'], **_named(_network(each['ServiceNetworkIdentifier']))}
                    for arn, each in RECORDS[ASSOCIATION].items() if wanted in (None, each['VpcIdentifier'])], call, _MOST)


def _list_networks(call: Call) -> dict[str, Any]:
    arns = sorted({_network(each) for each in service_networks()})
    return page_of([{'arn': arn, 'id': _id_of(arn), 'name': _name_of(arn)} for arn in arns], call, _MOST)


def _list_services(call: Call) -> dict[str, Any]:
    return page_of([{'arn': arn, 'id': _id_of(arn), 'name': _name_of(arn), 'status': 'ACTIVE', **_names(arn)} for arn in _own_services()], call, _MOST)


def _list_listeners(call: Call) -> dict[str, Any]:
    """Every service has a listener for HTTPS, and none for HTTP."""
    service = _id_of(call['serviceIdentifier'])
    if service not in map(_id_of, _own_services()):
        raise Refused('ResourceNotFoundException', f'Service {service} not found')
    return page_of([{'id': service.replace('svc-', 'listener-'), 'name': 'tls', 'port': 443, 'protocol': 'HTTPS'}], call, _MOST)


def _list_target_groups(call: Call) -> dict[str, Any]:
    return page_of([{'id': _id_of(arn).replace('svc-', 'tg-'), 'name': f'targets-of-{_name_of(arn)}', 'type': 'IP', 'status': 'ACTIVE', 'serviceArns': [arn]}
                    for arn in _own_services()], call, _MOST)


def _list_targets(call: Call) -> dict[str, Any]:
    service = _id_of(call['targetGroupIdentifier']).replace('tg-', 'svc-')
    if service not in map(_id_of, _own_services()):
        raise Refused('ResourceNotFoundException', f"Target group {call['targetGroupIdentifier']} not found")
    reason = _unhealthy.get(service)
    return {'items': [{'id': '10.1.0.10', 'port': 80, **({'status': 'UNHEALTHY', 'reasonCode': reason} if reason else {'status': 'HEALTHY'})}]}


def _own_services() -> list[str]:
    return [*services_in(_network(OWN_NETWORK)), *RECORDS[SERVICE]]


def _network(identifier: str) -> str:
    """The ARN of a service network, of which the id or the ARN is given."""
    return identifier if identifier.startswith('arn:') else f'{arn_prefix()}:servicenetwork/{identifier}'


def _named(network: str) -> dict[str, Any]:
    return {'serviceNetworkArn': network, 'serviceNetworkId': _id_of(network), 'serviceNetworkName': _name_of(network), 'createdBy': get_account_id()}


def _service(arn: str) -> dict[str, Any]:
    return {'serviceArn': arn, 'serviceId': _id_of(arn), 'serviceName': _name_of(arn), **_names(arn)}


def _names(arn: str) -> dict[str, Any]:
    domain = NAMED_SERVICES.get(_id_of(arn)) or RECORDS[SERVICE].get(arn, {}).get('CustomDomainName')
    name = f"made-{_id_of(arn).removeprefix('svc-')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws"
    return {**({'customDomainName': domain} if domain else {}), 'dnsEntry': {'domainName': name, 'hostedZoneId': _ZONE_OF_GENERATED_NAMES}}


def _id_of(arn: str) -> str:
    return arn.rpartition('/')[2]


def _name_of(arn: str) -> str:
    """Names that nobody chose."""
    return f'name-of-{_id_of(arn)}'
