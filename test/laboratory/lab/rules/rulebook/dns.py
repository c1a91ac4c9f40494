"""Hosted zones and records of Route 53."""
from __future__ import annotations

import re
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_ZONE, _RECORD = 'AWS::Route53::HostedZone', 'AWS::Route53::RecordSet'
_POLICIES = ('Weight', 'Region', 'GeoLocation', 'Failover', 'MultiValueAnswer', 'CidrRoutingConfig', 'GeoProximityLocation')


@rule(_ZONE, '`VPCs`', 'one private zone of a name in a VPC',
      'https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html', 'ConflictingDomainExists')
def _private_zone_of_a_name(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_ZONE):
        if other is not resource and _name(other) == _name(resource):
            for vpc in {each['VPCId'] for each in resource.get('VPCs', [])} & {each['VPCId'] for each in other.get('VPCs', [])}:
                yield f'VPC {vpc} has already been associated with the hosted zone {other.name} with the same domain name.'


@rule(_RECORD, '`Name`, `Type`, `SetIdentifier`', 'records of a name and type are one simple record, or all of one routing policy with a set identifier each',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values.html', 'InvalidChangeBatch')
def _records_of_one_name_and_type(resource: Resource, account: Account) -> Iterator[str]:
    policies = [each for each in _POLICIES if resource.get(each) is not None]
    if len(policies) > 1:
        yield f'a record has one routing policy, got {policies}'
    if bool(policies) != bool(resource.get('SetIdentifier')):
        yield f"a set identifier goes with a routing policy, got {resource.get('SetIdentifier')!r} and {policies}"
    for other in _siblings(resource, account):
        if other.get('Type') != resource.get('Type'):
            continue
        if [each for each in _POLICIES if other.get(each) is not None] != policies:
            yield f'RRSet with DNS name {_name(resource)}, type {resource.get("Type")} cannot be created as other RRSets exist with the same name and type: {other.name}'
        elif other.get('SetIdentifier') == resource.get('SetIdentifier'):
            yield f"Tried to create resource record set [name='{_name(resource)}', type='{resource.get('Type')}'] but it already exists: {other.name}"


@rule(_RECORD, '`Region`, `Failover`, `GeoLocation`', 'each once among the records of a name and type',
      'https://github.com/kubernetes-sigs/external-dns/issues/3945', 'InvalidChangeBatch')
def _place_of_a_record(resource: Resource, account: Account) -> Iterator[str]:
    for name, kind in (('Region', 'latency'), ('Failover', 'failover'), ('GeoLocation', 'geolocation')):
        place = resource.get(name)
        for other in _siblings(resource, account) if place is not None else []:
            # One set identifier is a rule of its own.
            if (other.get('Type'), other.get(name)) == (resource.get('Type'), place) and other.get('SetIdentifier') != resource.get('SetIdentifier'):
                yield (f"RRSet with DNS name {_name(resource)}, type {resource.get('Type')}, SetIdentifier {resource.get('SetIdentifier')}, and {name} {place} "
                       f'cannot be created because a {kind} RRSet with the same name, type and {name.lower()} already exists: {other.name}')


@rule(_RECORD, '`Type` `CNAME`', 'not at the name of the zone, and no other type beside it',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html', 'InvalidChangeBatch')
def _cname_record(resource: Resource, account: Account) -> Iterator[str]:
    zone = account.find(resource.get('HostedZoneId'))
    if resource.get('Type') == 'CNAME' and _name(resource) == (_name(zone) if zone else _dotted(resource.get('HostedZoneName', ''))):
        yield f'RRSet of type CNAME with DNS name {_name(resource)} is not permitted at apex in zone {_name(resource)}'
    for other in _siblings(resource, account):
        if 'CNAME' in (resource.get('Type'), other.get('Type')) and resource.get('Type') != other.get('Type'):
            yield f'RRSet of type CNAME with DNS name {_name(resource)} is not permitted as it conflicts with other records with the same DNS name: {other.name}'


@rule(_RECORD, '`Name`', 'a name in the zone, of labels up to 63 characters and 255 together',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html', 'InvalidChangeBatch')
def _name_of_a_record(resource: Resource, account: Account) -> Iterator[str]:
    zone = account.find(resource.get('HostedZoneId'))
    name = _name(resource)
    if zone and name != _name(zone) and not name.endswith(f'.{_name(zone)}'):
        yield f'RRSet with DNS name {name} is not permitted in zone {_name(zone)}'
    if len(name) > 255 or any(not 1 <= len(label) <= 63 for label in name[:-1].split('.')):
        yield f'FATAL problem: DomainLabelTooLong or DomainLabelEmpty encountered with {name}'


@rule(_RECORD, '`TTL`, `ResourceRecords`', 'both, unless the record is an alias',
      'https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html', 'InvalidChangeBatch')
def _values_of_a_record(resource: Resource, _account: Account) -> Iterator[str]:
    for name in ('TTL', 'ResourceRecords') if not resource.get('AliasTarget') else ():
        if not resource.get(name):
            yield f"Invalid request: Missing field '{name}' in Change with [Name={resource.get('Name')}]"


@rule(_RECORD, '`AliasTarget`', 'the name that the target has: of a Network Load Balancer its own, without `dualstack.`, which is for Application and Classic Load Balancers',
      'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html', 'InvalidChangeBatch')
def _target_of_an_alias(resource: Resource, account: Account) -> Iterator[str]:
    target = resource.get('AliasTarget')
    if not target:
        return
    wanted = _dotted(target.get('DNSName', '')).lower()
    names = _names_of_load_balancers(account, target.get('HostedZoneId'))
    if names and wanted not in names:
        yield f"Tried to create an alias that targets {wanted}, type {resource.get('Type')}, but that target was not found"
    if resource.get('TTL') or resource.get('ResourceRecords'):
        yield 'an alias has no TTL and no values'


def _names_of_load_balancers(account: Account, zone_id: str) -> set[str]:
    """The names in the zone that all load balancers of a type and Region share; none where that is another zone."""
    names = set()
    for each in account.of_type('AWS::ElasticLoadBalancingV2::LoadBalancer'):
        if each.attributes.get('CanonicalHostedZoneID') == zone_id:
            name = _dotted(each.attributes['DNSName']).lower()
            names |= {name} if each.get('Type') == 'network' else {name, f'dualstack.{name}'}
    return names


def _siblings(resource: Resource, account: Account) -> Iterator[Resource]:
    """Other records of the same name and zone."""
    for other in account.of_type(_RECORD):
        if other is not resource and _name(other) == _name(resource) and _zone(other) == _zone(resource):
            yield other


def _zone(resource: Resource) -> tuple[str | None, str | None]:
    return resource.get('HostedZoneId'), resource.get('HostedZoneName')


def _name(resource: Resource) -> str:
    return _dotted(resource.get('Name', '')).lower()


def _dotted(name: str) -> str:
    return re.sub(r'\.?$', '.', name, count=1)
