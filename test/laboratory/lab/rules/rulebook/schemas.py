"""The schemas of resource types that CloudFormation publishes, as cfn-lint carries them, with its own additions for single properties."""
from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint.data.schemas.extensions
from cfnlint.jsonschema._keywords_cfn import cfn_type
from cfnlint.jsonschema.validators import _standard_validators, create
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

REGION = 'us-east-1'

_EXTENSIONS = Path(cfnlint.data.schemas.extensions.__path__[0])

_Validator = create(validators={**_standard_validators, 'type': cfn_type})
"""As CloudFormation, it takes digits for a number and `"true"` for a truth value."""

_OF_PARTS = {'aws_lambda_function': {'environment_variable_keys.json'}, 'aws_ec2_securitygroup': {'protocols_and_port_ranges_egress.json'},
             'aws_route53_healthcheck': {'healthcheckconfig_type_inclusive.json'}}
"""Additions of cfn-lint that are not about all properties of a type."""


@rule('AWS::*', 'every property', 'what the schema of the resource type says: names, types, lengths, patterns, enumerations, conditional properties',
      'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html', 'Properties validation failed')
def _schema_of_the_resource_type(resource: Resource, _account: Account) -> Iterator[str]:
    yield from schema_problems(resource)


@rule('AWS::*', 'the resource type', 'a type that CloudFormation has in the Region',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html', 'Template format error: Unrecognized resource types')
def _resource_type_of_the_region(resource: Resource, account: Account) -> Iterator[str]:
    try:
        PROVIDER_SCHEMA_MANAGER.get_resource_schema(account.region, resource.type)
    except ResourceNotFoundError:
        yield f'{resource.type} in {account.region}'


def schema_problems(resource: Resource) -> list[str]:
    """What the schema does not allow."""
    return _problems(resource.type, json.dumps(resource.properties, sort_keys=True))


@cache
def _problems(type_name: str, properties: str) -> list[str]:
    """Cached: most resources are in many templates, and are always the same."""
    values = json.loads(properties)
    found = [error for validator in _validators(type_name) for error in validator.iter_errors(values)]
    return [f"#/{'/'.join(map(str, error.path))}: {error.message}" for error in found]


@cache
def _validators(type_name: str) -> list[Any]:
    schemas = [PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_name).schema, *_additions(type_name.lower().replace('::', '_'))]
    validators = [_Validator(each) for each in schemas]
    return [each.evolve(context=each.context.evolve(strict_types=False)) for each in validators]


def _additions(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((_EXTENSIONS / folder).glob('*.json')):
        text = path.read_text()
        # Additions that gather what other resources say need cfn-lint's whole machinery; it runs in the deployment tests.
        if path.name not in _OF_PARTS.get(folder, ()) and '"cfn' not in text:
            yield json.loads(text)
