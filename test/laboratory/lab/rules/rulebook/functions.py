"""Lambda functions, and the resources of CloudFormation that they stand behind."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import cfnlint.data.AdditionalSpecs

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_FUNCTION = 'AWS::Lambda::Function'
_CUSTOM = ('Custom::*', 'AWS::CloudFormation::CustomResource')
_ENVIRONMENT_BYTES = 4096

LIFE_OF_RUNTIMES: dict[str, dict[str, str]] = json.loads(Path(cfnlint.data.AdditionalSpecs.__path__[0], 'LmbdRuntimeLifecycle.json').read_text())
"""The days on which Lambda deprecates each runtime, and takes no new function and no change of a function with it, as cfn-lint carries them."""


@rule(_FUNCTION, '`Code.ZipFile`', 'for Node.js or Python, with the handler `index.<name>`',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html', 'InvalidParameterValueException')
def _inline_source_of_a_function(resource: Resource, _account: Account) -> Iterator[str]:
    source = resource.get('Code', {}).get('ZipFile')
    if source is None:
        return
    if not resource.get('Runtime', '').startswith(('nodejs', 'python')):
        yield f"ZipFile can only be used when Runtime is set to either of nodejs or python, got {resource.get('Runtime')}"
    if not re.fullmatch(r'index\.\w+', resource.get('Handler', '')):
        yield f"the file of inline source is named index, got the handler {resource.get('Handler')}"


@rule(_FUNCTION, '`Runtime`', 'not one in which Lambda makes no functions any more',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated', 'InvalidParameterValueException')
def _runtime_of_a_function(resource: Resource, _account: Account) -> Iterator[str]:
    ends = LIFE_OF_RUNTIMES.get(resource.get('Runtime', ''), {}).get('create-block')
    if ends and ends <= datetime.now(UTC).date().isoformat():
        yield f"The runtime parameter of {resource.get('Runtime')} is no longer supported for creating or updating AWS Lambda functions."


@rule(_FUNCTION, '`MemorySize`', 'from 128 to 10,240 MB, also where the API takes more for functions on instances',
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'InvalidParameterValueException')
def _memory_of_a_function(resource: Resource, _account: Account) -> Iterator[str]:
    memory = int(resource.get('MemorySize', 128))
    if not 128 <= memory <= 10_240:
        yield f"'MemorySize' value failed to satisfy constraint: Member must have value from 128 to 10240, got {memory}"


@rule(_FUNCTION, '`Environment`', f'at most {_ENVIRONMENT_BYTES:,} bytes of names and values; no name that is reserved',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html', 'InvalidParameterValueException')
def _environment_of_a_function(resource: Resource, _account: Account) -> Iterator[str]:
    variables = resource.get('Environment', {}).get('Variables', {})
    size = sum(len(f'{name}{value}'.encode()) for name, value in variables.items())
    if size > _ENVIRONMENT_BYTES:
        yield f'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit: {size}'
    for name in variables:
        if not re.fullmatch('[a-zA-Z][a-zA-Z0-9_]+', name) or name.startswith(('AWS_LAMBDA_', 'AWS_REGION', 'AWS_ACCESS_KEY', 'AWS_SECRET', 'AWS_SESSION')):
            yield f'{name} is reserved or malformed'


@rule(_CUSTOM, '`ServiceTimeout`', 'a whole number of seconds from 1 to 3,600, in a template as a number or its digits',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html', 'ValidationError')
def _service_timeout_of_a_custom_resource(resource: Resource, _account: Account) -> Iterator[str]:
    timeout = str(resource.get('ServiceTimeout', 3600))
    if not re.fullmatch(r'[1-9]\d{0,3}', timeout) or int(timeout) > 3600:
        yield f'ServiceTimeout must be from 1 to 3600, got {timeout}'


@rule(_CUSTOM, '`ServiceTimeout`', 'longer than the function behind it runs at most, or its last words come too late',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html', 'CustomResource attempt timed out')
def _service_timeout_and_the_function_behind(resource: Resource, account: Account) -> Iterator[str]:
    function = account.find(resource.get('ServiceToken'))
    if function and str(resource.get('ServiceTimeout', '')).isdigit() and int(resource.get('ServiceTimeout')) < int(function.get('Timeout', 3)):
        yield f'{function.name} may take {function.get("Timeout", 3)} s, and CloudFormation waits {resource.get("ServiceTimeout")} s'


@rule('Custom::*', 'the type', 'at most 60 characters with `Custom::`: letters, digits and `_@-`',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html', 'ValidationError')
def _type_of_a_custom_resource(resource: Resource, _account: Account) -> Iterator[str]:
    if not re.fullmatch(r'Custom::[A-Za-z0-9_@-]+', resource.type) or len(resource.type) > 60:
        yield f'{resource.type} has {len(resource.type)} characters'


@rule(_CUSTOM, '`ServiceToken`', 'the ARN of a function or a topic',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html', 'ValidationError')
def _service_token_of_a_custom_resource(resource: Resource, _account: Account) -> Iterator[str]:
    if not re.match(r'arn:aws[a-z-]*:(lambda|sns):', str(resource.get('ServiceToken', ''))):
        yield f'ServiceToken must be an ARN, got {resource.get("ServiceToken")}'
