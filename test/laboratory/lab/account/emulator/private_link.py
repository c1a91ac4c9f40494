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


def register() -> None:
    """Adds what is missing."""
    add_recorded_type('AWS::EC2::VPCEndpointService', _make_service)
    add_recorded_type('AWS::EC2::VPCEndpointServicePermissions', lambda properties: (properties['ServiceId'], {}))
    extend_type('AWS::EC2::VPCEndpoint', create=_create_endpoint)
    ec2._ACTION_MAP.update(DescribeVpcEndpointAssociations=_describe_associations, DescribeVpcEndpointConnections=_describe_connections,
                           RejectVpcEndpointConnections=_reject_connections)


def connect(connections: dict[str, str]) -> None:
    """Lets these endpoints of other accounts, and no others, be connected to services of this one: ids of services, by ids of endpoints."""
    _connections.clear()
    _connections.update({endpoint_id: {'serviceId': service_id, 'state': 'available'} for endpoint_id, service_id in connections.items()})


def _make_service(_properties: Properties) -> Created:
    service_id = hexadecimal_id('vpce-svc')
    return service_id, {'ServiceId': service_id}


def _create_endpoint(create: Callable[[], Created], properties: Properties) -> Created:
    endpoint_id, attributes = create()
    ec2._vpc_endpoints[endpoint_id]['ServiceNetworkArn'] = properties.get('ServiceNetworkArn')
    return endpoint_id, attributes


def _describe_associations(call: dict[str, Any]) -> Response:
    """Each endpoint has the services of its network, at once and by names of the endpoint's own."""
    wanted = ec2._parse_member_list(call, 'VpcEndpointId')
    items = ''.join(f"""<item>
        <vpcEndpointId>{endpoint_id}</vpcEndpointId>
        <serviceNetworkArn>{endpoint['ServiceNetworkArn']}</serviceNetworkArn>
        <associatedResourceArn>{service}</associatedResourceArn>
        <dnsEntry><dnsName>{endpoint_id}-snsa-{service.rpartition('-')[2]}.7d67968.vpc-lattice-svcs.us-east-1.on.aws</dnsName><hostedZoneId>Z0123456789ABCDEFGHIJ</hostedZoneId></dnsEntry>
    </item>""" for endpoint_id, endpoint in ec2._vpc_endpoints.items() if endpoint_id in (wanted or [endpoint_id]) and endpoint.get('ServiceNetworkArn')
        for service in services_in(endpoint['ServiceNetworkArn']))
    return ec2_response('DescribeVpcEndpointAssociations', f'<vpcEndpointAssociationSet>{items}</vpcEndpointAssociationSet>')


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
