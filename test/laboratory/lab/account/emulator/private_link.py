"""Endpoint services in front of a load balancer, and endpoints that lead to a service network of VPC Lattice."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import ec2

from lab.account.emulator.lattice import services_in
from lab.account.emulator.resource_types import Created, Properties, add_recorded_type, extend_type, hexadecimal_id
from lab.account.emulator.responses import Response, ec2_error, ec2_response

_connections: dict[str, dict[str, str]] = {}
"""What endpoints of other accounts are connected to, and how they are, by their ids."""

_failures: dict[str, list[str]] = {}
"""Codes and reasons of associations that failed, by the id of the service."""

_FIELDS = {'vpc-endpoint-type': 'VpcEndpointType', 'vpc-id': 'VpcId', 'service-name': 'ServiceName'}
"""The filters of endpoints that are known here. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html"""


def register() -> None:
    """Adds what is missing."""
    add_recorded_type('AWS::EC2::VPCEndpointService', _make_service)
    add_recorded_type('AWS::EC2::VPCEndpointServicePermissions', lambda properties: (properties['ServiceId'], {}))
    extend_type('AWS::EC2::VPCEndpoint', create=_create_endpoint)
    ec2._ACTION_MAP.update(DescribeVpcEndpoints=_describe_endpoints, DescribeVpcEndpointAssociations=_describe_associations,
                           DescribeVpcEndpointConnections=_describe_connections, RejectVpcEndpointConnections=_reject_connections)


def connect(connections: dict[str, str]) -> None:
    """Lets these endpoints of other accounts, and no others, be connected to services of this one: ids of services, by ids of endpoints."""
    _connections.clear()
    _connections.update({endpoint_id: {'serviceId': service_id, 'state': 'available'} for endpoint_id, service_id in connections.items()})


def fail_associations(failures: dict[str, list[str]]) -> None:
    """Lets the associations of these services, and no others, have failed at every endpoint: a code and a reason, by the id of the service."""
    _failures.clear()
    _failures.update(failures)


def _make_service(_properties: Properties) -> Created:
    service_id = hexadecimal_id('vpce-svc')
    return service_id, {'ServiceId': service_id}


def _create_endpoint(create: Callable[[], Created], properties: Properties) -> Created:
    endpoint_id, attributes = create()
    ec2._vpc_endpoints[endpoint_id]['ServiceNetworkArn'] = properties.get('ServiceNetworkArn')
    return endpoint_id, attributes


def _describe_endpoints(call: dict[str, Any]) -> Response:
    """Those that have the ids and let the filters through, each with the service network that it leads to."""
    ids, filters = ec2._parse_member_list(call, 'VpcEndpointId'), ec2._parse_filters(call)
    unknown = set(filters) - set(_FIELDS)
    if unknown:
        return ec2_error('InvalidParameterValue', f'The filter {sorted(unknown)} is not known')
    items = ''.join(_with_service_network(endpoint) for endpoint_id, endpoint in ec2._vpc_endpoints.items()
                    if endpoint_id in (ids or [endpoint_id]) and all(endpoint[_FIELDS[name]] in values for name, values in filters.items()))
    return ec2_response('DescribeVpcEndpoints', f'<vpcEndpointSet>{items}</vpcEndpointSet>')


def _with_service_network(endpoint: dict[str, Any]) -> str:
    fields: str = ec2._vpce_fields_xml(endpoint)
    network = endpoint.get('ServiceNetworkArn')
    return f'{fields.removesuffix("</item>")}<serviceNetworkArn>{network}</serviceNetworkArn></item>' if network else fields


def _describe_associations(call: dict[str, Any]) -> Response:
    """Each endpoint has the services of its network, at once and by names of the endpoint's own, or with the failure of the association."""
    wanted = ec2._parse_member_list(call, 'VpcEndpointId')
    items = ''.join(_association(endpoint_id, endpoint['ServiceNetworkArn'], service) for endpoint_id, endpoint in ec2._vpc_endpoints.items()
                    if endpoint_id in (wanted or [endpoint_id]) and endpoint.get('ServiceNetworkArn')
                    for service in services_in(endpoint['ServiceNetworkArn']))
    return ec2_response('DescribeVpcEndpointAssociations', f'<vpcEndpointAssociationSet>{items}</vpcEndpointAssociationSet>')


def _association(endpoint_id: str, network: str, service: str) -> str:
    """@see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpointAssociation.html"""
    service_id = service.rpartition('/')[2]
    number = service_id.removeprefix('svc-')
    failure = _failures.get(service_id)
    state = f"""<associatedResourceAccessibility>FAILED</associatedResourceAccessibility>
        <failureCode>{failure[0]}</failureCode><failureReason>{failure[1]}</failureReason>""" if failure else f"""
        <associatedResourceAccessibility>AVAILABLE</associatedResourceAccessibility>
        <dnsEntry><dnsName>{endpoint_id}-snsa-{number}.7d67968.vpc-lattice-svcs.us-east-1.on.aws</dnsName><hostedZoneId>Z0123456789ABCDEFGHIJ</hostedZoneId></dnsEntry>"""
    return f"""<item>
        <id>vpce-asc-{number}</id><vpcEndpointId>{endpoint_id}</vpcEndpointId>
        <serviceNetworkArn>{network}</serviceNetworkArn><serviceNetworkName>{network.rpartition('/')[2]}</serviceNetworkName>
        <associatedResourceArn>{service}</associatedResourceArn>{state}
    </item>"""


def _describe_connections(_call: dict[str, Any]) -> Response:
    items = ''.join(f"""<item>
        <serviceId>{each['serviceId']}</serviceId><vpcEndpointId>{endpoint_id}</vpcEndpointId><vpcEndpointState>{each['state']}</vpcEndpointState>
    </item>""" for endpoint_id, each in _connections.items())
    return ec2_response('DescribeVpcEndpointConnections', f'<vpcEndpointConnectionSet>{items}</vpcEndpointConnectionSet>')


def _reject_connections(call: dict[str, Any]) -> Response:
    for endpoint_id in ec2._parse_member_list(call, 'VpcEndpointId'):
        connection = _connections.get(endpoint_id)
        if connection is None or connection['serviceId'] != ec2._p(call, 'ServiceId'):
            return ec2_error('InvalidVpcEndpointId.NotFound', f'The Vpc Endpoint Id {endpoint_id} does not exist')
        connection['state'] = 'rejected'
    return ec2_response('RejectVpcEndpointConnections', '<unsuccessful/>')
