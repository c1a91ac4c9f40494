"""What CloudFormation demands of a template as a whole."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.services.cloudformation import engine

from lab.rules.one_or_many import as_list
from lab.rules.rulebook.rule import template_rule

_QUOTAS = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html'
_TEMPLATE_BYTES = 1_000_000
_ATTRIBUTES = {'Type', 'Properties', 'Condition', 'DependsOn', 'Metadata', 'CreationPolicy', 'DeletionPolicy', 'UpdatePolicy', 'UpdateReplacePolicy'}
_KEEPING = {'DeletionPolicy': ('Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'), 'UpdateReplacePolicy': ('Delete', 'Retain', 'Snapshot')}
_WITH_SNAPSHOTS = {
    'AWS::DocDB::DBCluster', 'AWS::EC2::Volume', 'AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup', 'AWS::Neptune::DBCluster',
    'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::Redshift::Cluster',
}
_ZONES = {'us-west-1': 2}
"""Regions that give most accounts fewer zones than three."""


@template_rule('the template', 'at most 500 resources, 200 parameters, 200 outputs, 200 mappings of 200 attributes, names of 255 characters, a description of 1,024 bytes',
               _QUOTAS, 'Template format error')
def _sections_of_a_template(template: dict[str, Any]) -> Iterator[str]:
    try:
        engine._validate_template_limits(template)
    except ValueError as error:
        yield str(error)


@template_rule('the template', 'at most 1 MB in an S3 bucket', _QUOTAS, 'Template may not exceed 1000000 bytes in size')
def _size_of_a_template(template: dict[str, Any]) -> Iterator[str]:
    size = len(json.dumps(template, separators=(',', ':')).encode())
    if size > _TEMPLATE_BYTES:
        yield f'it has {size} bytes'


@template_rule('parameters and outputs', 'descriptions of at most 4,000 characters for parameters and 1,024 bytes for outputs; values of parameters of at most 4,096 bytes',
               _QUOTAS, 'Template format error')
def _descriptions_in_a_template(template: dict[str, Any]) -> Iterator[str]:
    for name, each in template.get('Parameters', {}).items():
        for part in ('Description', 'ConstraintDescription'):
            if len(str(each.get(part, ''))) > 4000:
                yield f'{part} of parameter {name}'
        if int(each.get('MaxLength', 0)) > 4096:
            yield f'a value of parameter {name} may have {each["MaxLength"]} characters'
    for name, each in template.get('Outputs', {}).items():
        if len(str(each.get('Description', '')).encode()) > 1024:
            yield f'Description of output {name}'


@template_rule('logical ids', 'letters and digits; of outputs too', 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html',
               'Template format error')
def _logical_ids(template: dict[str, Any]) -> Iterator[str]:
    for section in ('Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings'):
        for name in template.get(section, {}):
            if not re.fullmatch('[A-Za-z0-9]+', name):
                yield f'{section} name {name} is non alphanumeric.'


@template_rule('exports of outputs', 'each name once, of letters, digits, colons and hyphens',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html', 'Template format error')
def _exports_of_a_template(template: dict[str, Any]) -> Iterator[str]:
    names = [json.dumps(each['Export']['Name'], sort_keys=True) for each in template.get('Outputs', {}).values() if 'Export' in each]
    for name in sorted({each for each in names if names.count(each) > 1}):
        yield f'Duplicate Export names in the template: {name}'
    for name, each in template.get('Outputs', {}).items():
        exported = each.get('Export', {}).get('Name')
        if isinstance(exported, str) and not re.fullmatch('[A-Za-z0-9:-]+', exported):
            yield f'Output {name} is malformed. The Name field of every Export member must be specified and consist only of alphanumeric characters, colons, or hyphens.'


@template_rule('attributes of resources', 'those that CloudFormation has, such as `DependsOn`',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html', 'Invalid template resource property')
def _attributes_of_resources(template: dict[str, Any]) -> Iterator[str]:
    for name, each in template.get('Resources', {}).items():
        yield from (f"'{attribute}' of {name}" for attribute in sorted(each.keys() - _ATTRIBUTES))


@template_rule('`DeletionPolicy`, `UpdateReplacePolicy`', 'a policy that CloudFormation has; `Snapshot` only of what has snapshots, `RetainExceptOnCreate` only for deletion',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html', 'Template format error')
def _deletion_policies(template: dict[str, Any]) -> Iterator[str]:
    for name, each in template.get('Resources', {}).items():
        for attribute, allowed in _KEEPING.items():
            policy = each.get(attribute, 'Delete')
            if policy == 'Snapshot' and each['Type'] not in _WITH_SNAPSHOTS:
                yield f"{each['Type']} resource {name} does not support Snapshot as its {attribute}"
            elif policy not in allowed:
                yield f'Unrecognized {attribute} {policy} for resource {name}'


@template_rule('references', '`Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn` and conditions name what the template has, and resources do not wait for each other in a circle',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html', 'Template format error')
def _references_in_a_template(template: dict[str, Any]) -> Iterator[str]:
    resources, conditions = template.get('Resources', {}), template.get('Conditions', {})
    known = {*resources, *template.get('Parameters', {})}
    for section in ('Resources', 'Outputs', 'Conditions'):
        for name, _ in engine._intrinsic_references(template.get(section, {})):
            if name not in known and not name.startswith('AWS::'):
                yield f'Unresolved resource dependencies [{name}] in the {section} block of the template'
    for logical_id, each in resources.items():
        for name in as_list(each.get('DependsOn', [])):
            if name not in resources:
                yield f'Unresolved resource dependencies [{name}] of {logical_id}'
    for name in _conditions_named(template):
        if name not in conditions:
            yield f'Unresolved condition dependency {name}'
    yield from _circles(resources)


@template_rule('references to a resource with a condition', '`Ref`, `Fn::GetAtt` and `Fn::Sub` name it only where its condition holds, in a resource, an output or an `Fn::If` of this condition',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html', 'Template format error')
def _references_where_a_condition_may_be_false(template: dict[str, Any]) -> Iterator[str]:
    conditions = template.get('Conditions', {})
    needed = {name: each['Condition'] for name, each in template.get('Resources', {}).items() if 'Condition' in each}
    for section, part in (('Resources', 'Properties'), ('Outputs', 'Value')):
        for name, each in template.get(section, {}).items():
            holding = _implied(each.get('Condition'), conditions)
            for target, known in _references_with_conditions(each.get(part), holding, conditions):
                if needed.get(target) not in (None, *known):
                    yield f'Unresolved resource dependencies [{target}] in the {section} block of the template: {name}'


@template_rule('`Fn::Select` of `Fn::GetAZs`', 'an index that the account has a zone for: three in most Regions',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html', 'Template error: Fn::Select cannot select nonexistent value')
def _zones_that_a_template_selects(template: dict[str, Any]) -> Iterator[str]:
    for index, zones in _arguments_of('Fn::Select', template.get('Resources', {})):
        if isinstance(zones, dict) and 'Fn::GetAZs' in zones and int(index) >= _ZONES.get(str(zones['Fn::GetAZs']), 3):
            yield f'at index {index}'


@template_rule('`Fn::And`, `Fn::Or`', 'from 2 to 10 conditions',
               'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html', 'Template validation error')
def _conditions_that_are_combined(template: dict[str, Any]) -> Iterator[str]:
    for function in ('Fn::And', 'Fn::Or'):
        for conditions in _arguments_of(function, [template.get('Conditions', {}), template.get('Rules', {})]):
            if not 2 <= len(conditions) <= 10:
                yield f'every {function} object requires a list of at least 2 and at most 10 conditions, got {len(conditions)}'


def _arguments_of(function: str, value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if function in value:
            yield value[function]
        value = list(value.values())
    for each in value if isinstance(value, list) else []:
        yield from _arguments_of(function, each)


def _conditions_named(template: dict[str, Any]) -> Iterator[str]:
    for each in [*template.get('Resources', {}).values(), *template.get('Outputs', {}).values()]:
        if 'Condition' in each:
            yield each['Condition']
    yield from (each[0] for each in _arguments_of('Fn::If', template.get('Resources', {})))
    yield from (each for each in _arguments_of('Condition', template.get('Conditions', {})) if isinstance(each, str))


def _references_with_conditions(value: Any, holding: set[str], conditions: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """The names that functions refer to, each with the conditions that hold where it does."""
    if isinstance(value, list):
        for each in value:
            yield from _references_with_conditions(each, holding, conditions)
    if not isinstance(value, dict):
        return
    if 'Fn::If' in value:
        condition, if_true, if_false = value['Fn::If']
        yield from _references_with_conditions(if_true, holding | _implied(condition, conditions), conditions)
        yield from _references_with_conditions(if_false, holding, conditions)
        return
    if len(value) == 1:
        [(function, argument)] = value.items()
        yield from ((name, holding) for name in _names_in(function, argument))
    yield from _references_with_conditions(list(value.values()), holding, conditions)


def _names_in(function: str, argument: Any) -> list[str]:
    if function == 'Ref':
        return [argument]
    if function == 'Fn::GetAtt':
        return [argument[0] if isinstance(argument, list) else argument.partition('.')[0]]
    if function == 'Fn::Sub':
        text, values = argument if isinstance(argument, list) else (argument, {})
        return [name for name in re.findall(r'\$\{([A-Za-z0-9]+)', text) if name not in values]
    return []


def _implied(condition: str | None, conditions: dict[str, Any]) -> set[str]:
    """A condition, and those that hold wherever it does."""
    if condition is None:
        return set()
    parts = [each['Condition'] for each in conditions.get(condition, {}).get('Fn::And', []) if 'Condition' in each]
    return {condition}.union(*(_implied(each, conditions) for each in parts))


def _circles(resources: dict[str, Any]) -> Iterator[str]:
    waits_for = {name: engine._extract_deps(each, set(resources)) for name, each in resources.items()}
    while free := {name for name, others in waits_for.items() if not others & waits_for.keys()}:
        waits_for = {name: others for name, others in waits_for.items() if name not in free}
    if waits_for:
        yield f'Circular dependency between resources: {sorted(waits_for)}'
