"""Endpoint services in front of a load balancer, and endpoints that lead to a service network of VPC Lattice."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import ec2

from lab.account.emulator.lattice import services_in
from lab.account.emulator.resource_types import Created, Properties, add_recorded_type, extend_type, hexadecimal_id
from lab.account.emulator.responses import Response, ec2_response


def register() -> None:
    """Adds what is missing."""
    add_recorded_type('AWS::EC2::VPCEndpointService', _make_service)
    add_recorded_type('AWS::EC2::VPCEndpointServicePermissions', lambda properties: (properties['ServiceId'], {}))
    extend_type('AWS::EC2::VPCEndpoint', create=_create_endpoint)
    ec2._ACTION_MAP['DescribeVpcEndpointAssociations'] = _describe_associations


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
    </item>""" for endpoint_id, endpoint in ec2._vpc_endpoints.items() if endpoint_id in wanted and endpoint['ServiceNetworkArn'] for service in services_in(endpoint['ServiceNetworkArn']))
    return ec2_response('DescribeVpcEndpointAssociations', f'<vpcEndpointAssociationSet>{items}</vpcEndpointAssociationSet>')
