"""Network Load Balancers: their VPC as it is, the way to the internet that they need, and their protection from deletion."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import alb, ec2

from lab.account.emulator.network import attached_internet_gateways
from lab.account.emulator.resource_types import HANDLERS, Created, Properties, extend_type


def register() -> None:
    """Adds what is missing."""
    extend_type('AWS::ElasticLoadBalancingV2::LoadBalancer', create=_create_load_balancer)
    handler = HANDLERS['AWS::ElasticLoadBalancingV2::LoadBalancer']
    update: Callable[..., Created] = handler['update']

    def update_load_balancer(arn: str, old: Properties, new: Properties, *rest: Any) -> Created:
        if {ec2._subnets[each]['VpcId'] for each in _subnets(new)} != {alb._lbs[arn]['VpcId']}:
            # As the rule `vpc of a load balancer` says it of a new one. The error is one that the API model lists for SetSubnets; no source has its text.
            raise ValueError(f"InvalidConfigurationRequest: All subnets must be in the same VPC: {alb._lbs[arn]['VpcId']}")
        moved = _moved_inside_zones(_subnets(old), _subnets(new))
        if moved:
            # No source has the text of this error either.
            raise ValueError(f'InvalidConfigurationRequest: Subnet changes within the same Availability Zone must be independent actions: {moved}')
        return update(arn, old, new, *rest)

    handler['update'] = update_load_balancer
    delete = handler['delete']

    def delete_load_balancer(arn: str, properties: Properties) -> None:
        """See https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancer-delete.html."""
        if {'Key': 'deletion_protection.enabled', 'Value': 'true'} in alb._lb_attrs.get(arn, []):
            raise ValueError(f"OperationNotPermitted: Load balancer '{arn}' cannot be deleted because deletion protection is enabled")
        delete(arn, properties)

    handler['delete'] = delete_load_balancer


def _subnets(properties: Properties) -> list[str]:
    return properties.get('Subnets') or [each['SubnetId'] for each in properties['SubnetMappings']]


def _moved_inside_zones(old: list[str], new: list[str]) -> list[str]:
    """The subnets that come while another one of their zone goes. See https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html."""
    subnet_in = {ec2._subnets[each]['AvailabilityZone']: each for each in old}
    return [each for each in new if subnet_in.get(ec2._subnets[each]['AvailabilityZone'], each) != each]


def _create_load_balancer(create: Callable[[], Created], properties: Properties) -> Created:
    subnets = [ec2._subnets[each] for each in _subnets(properties)]
    vpc_id = subnets[0]['VpcId']
    if properties['Scheme'] == 'internet-facing' and not attached_internet_gateways(vpc_id):
        raise ValueError(f'InvalidSubnet: VPC {vpc_id} has no internet gateway')
    arn, attributes = create()
    load_balancer = alb._lbs[arn]
    load_balancer['VpcId'] = vpc_id
    return arn, attributes
