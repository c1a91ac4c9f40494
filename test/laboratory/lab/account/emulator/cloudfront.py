"""CloudFront and AWS WAF: VPC origins, log deliveries, and what may not go while a distribution uses it."""
from __future__ import annotations

import uuid
from collections.abc import Callable

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudfront, waf

from lab.account.emulator.resource_types import RECORDS, Created, Properties, add_recorded_type, extend_type

VPC_ORIGIN, SOURCE, DESTINATION = 'AWS::CloudFront::VpcOrigin', 'AWS::Logs::DeliverySource', 'AWS::Logs::DeliveryDestination'
_HOME = 'us-east-1'
"""Where everything is that has no Region."""


def register() -> None:
    """Adds what is missing."""
    add_recorded_type(VPC_ORIGIN, _make_vpc_origin)
    add_recorded_type(SOURCE, _make_source, replaced_with=('Name',))
    add_recorded_type(DESTINATION, _make_destination, replaced_with=('Name', 'OutputFormat', 'DestinationResourceArn'))
    add_recorded_type('AWS::Logs::Delivery', _make_delivery, replaced_with=('DeliverySourceName', 'DeliveryDestinationArn'))
    extend_type('AWS::WAFv2::WebACL', create=_require_home, delete=_require_unused)


def distributions() -> set[str]:
    """Their ARNs."""
    return {each['ARN'] for each in cloudfront._distributions.values()}


def web_acls() -> set[str]:
    """The ARNs of those for distributions."""
    return {each['ARN'] for each in waf._web_acls.values()}


def destinations() -> set[str]:
    """The ARNs of where logs are delivered to."""
    return {_destination_arn(each) for each in RECORDS[DESTINATION]}


def _make_vpc_origin(_properties: Properties) -> Created:
    vpc_origin_id = f'vo_{uuid.uuid4().hex[:22]}'
    return vpc_origin_id, {'Id': vpc_origin_id, 'Arn': f'arn:aws:cloudfront::{get_account_id()}:vpcorigin/{vpc_origin_id}', 'Status': 'Deployed'}


def _make_source(properties: Properties) -> Created:
    """@see https://github.com/terraform-aws-modules/terraform-aws-cloudfront/issues/197 for what AWS says outside us-east-1."""
    if ':cloudfront:' in properties['ResourceArn'] and get_region() != _HOME:
        raise ValueError(f'ValidationException: PutDeliverySource action is not supported for this LogType in region {get_region()}')
    return properties['Name'], {'Arn': f"arn:aws:logs:{get_region()}:{get_account_id()}:delivery-source:{properties['Name']}"}


def _make_destination(properties: Properties) -> Created:
    return properties['Name'], {'Arn': _destination_arn(properties['Name'])}


def _destination_arn(name: str) -> str:
    return f'arn:aws:logs:{get_region()}:{get_account_id()}:delivery-destination:{name}'


def _make_delivery(_properties: Properties) -> Created:
    delivery_id = uuid.uuid4().hex[:16]
    return delivery_id, {'DeliveryId': delivery_id}


def _require_home(create: Callable[[], Created], properties: Properties) -> Created:
    """@see https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html"""
    if properties['Scope'] == 'CLOUDFRONT' and get_region() != _HOME:
        raise ValueError('WAFInvalidParameterException: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT')
    return create()


def _require_unused(physical_id: str, _properties: Properties) -> None:
    web_acl_id = physical_id.split('|')[1]
    for distribution in cloudfront._distributions.values():
        if web_acl_id in distribution['config_xml']:
            raise ValueError(f"WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by {distribution['ARN']}")
