"""Tags, which nearly every resource takes."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_MOST_TAGS, _LONGEST_KEY, _LONGEST_VALUE = 50, 128, 256

_OF_CLOUDFORMATION = ('aws:cloudformation:stack-name', 'aws:cloudformation:stack-id', 'aws:cloudformation:logical-id')
"""Which CloudFormation itself adds. See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html."""

_STRICT = ('AWS::Logs::*', 'AWS::Lambda::*', 'AWS::CodeBuild::*')
"""Types of services whose API models have this pattern for tags. IAM, ECS and Elastic Load Balancing have it in the schemas of their types too, and EC2 takes other characters."""


@rule(_STRICT, '`Tags`', 'keys and values of letters, digits, spaces and `_.:/=+-@`',
      'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html', 'InvalidParameterException')
def _characters_of_tags(resource: Resource, _account: Account) -> Iterator[str]:
    for key, value in _given_to(resource):
        if not all(unicodedata.category(each)[0] in 'LZN' or each in '_.:/=+-@' for each in f'{key}{value}'):
            yield f'Tag key or value has a character that is not taken: {key}={value}'


@rule('AWS::*', '`Tags`', f'at most {_MOST_TAGS}, with different keys; keys of at most {_LONGEST_KEY} characters that do not start with `aws:`, values of at most {_LONGEST_VALUE}',
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions', 'InvalidParameterValue')
def _tags_of_a_resource(resource: Resource, _account: Account) -> Iterator[str]:
    pairs = [(key, value) for key, value in _given_to(resource) if key not in _OF_CLOUDFORMATION]
    keys = [key for key, _ in pairs]
    if len(pairs) > _MOST_TAGS:
        yield f'{len(pairs)} tags, and {_MOST_TAGS} are allowed'
    for key in sorted({each for each in keys if keys.count(each) > 1}):
        yield f'Duplicate tag key {key}'
    for key, value in pairs:
        if key.lower().startswith('aws:'):
            yield f'Tag keys starting with aws: are reserved for internal use: {key}'
        if not 1 <= len(key) <= _LONGEST_KEY or len(str(value)) > _LONGEST_VALUE:
            yield f'Tag key or value is too long: {key}'


def _given_to(resource: Resource) -> list[tuple[str, str]]:
    tags = resource.get('Tags')
    return list(tags.items()) if isinstance(tags, dict) else [(each.get('Key', ''), str(each.get('Value', ''))) for each in tags or []]
