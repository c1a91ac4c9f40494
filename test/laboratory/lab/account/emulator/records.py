"""Records of Route 53: one routing policy for a name, batches of a limited size, conditions on what a change says. Private zones belong to VPCs, and zones go when they are empty."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from defusedxml.ElementTree import fromstring
from ministack.core import iam_actions
from ministack.services import route53
from ministack.services.cloudformation import provisioners

from lab.account.emulator.resource_types import HANDLERS, Created, Properties, extend_type
from lab.account.emulator.responses import Response, route53_error

_TYPE = 'AWS::Route53::RecordSet'
_MOST_CHANGES = 1000
"""@see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets"""
_SOA_FIELDS = 7
_POLICIES = ('Weight', 'Region', 'Failover')
"""What tells a policy; none of them for simple routing."""


def register() -> None:
    """Changes what ministack does."""
    _register_batches()
    extend_type('AWS::Route53::HostedZone', create=_associate, delete=_require_empty)
    handler = HANDLERS[_TYPE]
    create: Callable[[str, Properties, str], Created] = handler['create']
    update: Callable[[str, Properties, Properties, str], Created] = handler['update']

    def create_beside_its_like(logical_id: str, properties: Properties, stack_name: str) -> Created:
        for other in _others(properties):
            if _policy(other) != _policy(properties):
                raise ValueError(f"InvalidChangeBatch: RRSet with DNS name {properties['Name']}, type {properties['Type']} cannot be created "
                                 'as a set of another routing policy already exists with the same name and type')
        return create(logical_id, properties, stack_name)

    def update_in_one_batch(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
        """A set identifier tells records apart, so another one is another record. CloudFormation deletes and creates in one batch."""
        if old.get('SetIdentifier') == new.get('SetIdentifier'):
            return update(physical_id, old, new, stack_name)
        handler['delete'](physical_id, old)
        try:
            return create_beside_its_like(physical_id, new, stack_name)
        except ValueError:
            create(physical_id, old, stack_name)
            raise

    handler.update(create=create_beside_its_like, update=update_in_one_batch)


def _register_batches() -> None:
    original: Callable[[str, bytes], Response] = route53._change_resource_record_sets
    context, normalise = iam_actions.request_tag_context, route53._normalise_name

    def change(zone_id: str, body: bytes) -> Response:
        reason = next(_problems(zone_id, _changes(body)), None)
        return route53_error('InvalidChangeBatch', f'[{reason}]') if reason else original(zone_id, body)

    def context_of_call(service: str, action: str, body: bytes, query: dict[str, Any]) -> dict[str, Any]:
        own = _condition_keys(_changes(body)) if action == 'route53:ChangeResourceRecordSets' else {}
        return {**context(service, action, body, query), **own}

    route53._change_resource_record_sets = change
    iam_actions.request_tag_context = context_of_call
    # As Route 53 writes an asterisk.
    route53._normalise_name = lambda name: normalise(name).replace('*', '\\052').lower()


def _changes(body: bytes) -> list[tuple[str, dict[str, Any]]]:
    found = [each for each in fromstring(body.decode()).iter() if each.tag.rpartition('}')[2] == 'Change']
    return [(route53._text(each, 'Action'), route53._parse_record_set(route53._find(each, 'ResourceRecordSet'))) for each in found]


def _condition_keys(changes: list[tuple[str, dict[str, Any]]]) -> dict[str, list[str]]:
    """@see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html"""
    return {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [record['Name'].removesuffix('.') for _, record in changes],
        'route53:ChangeResourceRecordSetsRecordTypes': [record['Type'] for _, record in changes],
        'route53:ChangeResourceRecordSetsActions': [action for action, _ in changes],
    }


def _problems(zone_id: str, changes: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    if len(changes) > _MOST_CHANGES:
        yield f'Number of records limit of {_MOST_CHANGES} exceeded.'
    deleted = {route53._rs_key(record) for action, record in changes if action == 'DELETE'}
    there = [each for each in route53._records.get(zone_id, []) if route53._rs_key(each) not in deleted]
    for action, record in changes:
        if record['Type'] == 'SOA':
            yield from _problems_of_soa(zone_id, action, record)
        of_name = [each for each in there if each['Name'] == record['Name']] if action == 'CREATE' else []
        if any(each['Type'] == record['Type'] and _policy(each) != _policy(record) for each in of_name):
            yield f"RRSet with DNS name {record['Name']}, type {record['Type']} cannot be created as a set of another routing policy already exists"
        if any(each['Type'] == 'CNAME' for each in of_name):
            yield f"RRSet of type {record['Type']} with DNS name {record['Name']} is not permitted because a conflicting RRSet of type CNAME exists"


def _problems_of_soa(zone_id: str, action: str, record: dict[str, Any]) -> Iterator[str]:
    """A zone has one, at its name, which can be changed.

    @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html
    """
    if action == 'DELETE':
        yield 'A HostedZone must contain exactly one SOA record.'
    if action == 'CREATE':
        yield f"Tried to create resource record set [name='{record['Name']}', type='SOA'] but it already exists"
    if record['Name'] != route53._zones[zone_id]['name']:
        yield f"RRSet with DNS name {record['Name']}, type SOA is not permitted: it is not the name of the zone"
    if [len(value.split()) for value in record.get('ResourceRecords', [])] != [_SOA_FIELDS]:
        yield f"Invalid Resource Record: an SOA record has one value of {_SOA_FIELDS} fields, got {record.get('ResourceRecords')}"


def _associate(create: Callable[[], Created], properties: Properties) -> Created:
    zone_id, attributes = create()
    vpcs = [{'VPCId': each['VPCId'], 'VPCRegion': each['VPCRegion']} for each in properties.get('VPCs', [])]
    route53._zones[zone_id].update(private=bool(vpcs), vpcs=vpcs)
    return zone_id, attributes


def _require_empty(zone_id: str, _properties: Properties) -> None:
    kept = [each['Name'] for each in route53._records.get(zone_id, []) if each['Type'] not in ('SOA', 'NS')]
    if kept:
        raise ValueError(f'HostedZoneNotEmpty: the hosted zone contains {sorted(set(kept))}')


def _others(properties: Properties) -> list[dict[str, Any]]:
    name, record_type = (provisioners._r53_record_set_build_rs(properties)[key] for key in ('Name', 'Type'))
    records = route53._records.get(provisioners._r53_resolve_hosted_zone_id(properties), [])
    return [each for each in records if (each['Name'], each['Type']) == (name, record_type)]


def _policy(record: dict[str, Any]) -> str:
    return next((name for name in _POLICIES if record.get(name) is not None), 'simple')
