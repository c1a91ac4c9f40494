"""CloudWatch Logs: groups, metric filters, saved queries."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_GROUP, _FILTER, _QUERY = 'AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition'
_COMMANDS_OF_STANDARD_GROUPS = {'pattern', 'diff', 'filterIndex', 'unmask'}
_COMMANDS = ('fields', 'filter', 'stats', 'sort', 'limit', 'display', 'parse', 'dedup', 'pattern', 'diff', 'unmask', 'unnest', 'filterIndex', 'SOURCE')


@rule(_GROUP, '`LogGroupName`', 'once in the account, and not with `aws/` at its start',
      'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html', 'ResourceAlreadyExistsException')
def _name_of_a_log_group(resource: Resource, account: Account) -> Iterator[str]:
    name = resource.get('LogGroupName')
    if name and sum(each.get('LogGroupName') == name for each in account.of_type(_GROUP)) > 1:
        yield f'{name} already exists'
    if str(name).startswith('aws/'):
        yield f'Log groups starting with aws/ are reserved for AWS: {name}'


# Public reports say that AWS refuses the second name, and none of them says how: of the errors that the API model lists for PutQueryDefinition,
# only this one fits.
@rule(_QUERY, '`Name`', 'once in the account',
      'https://github.com/cds-snc/notification-terraform/pull/2619', 'InvalidParameterException')
def _name_of_a_saved_query(resource: Resource, account: Account) -> Iterator[str]:
    name = resource.get('Name')
    if sum(each.get('Name') == name for each in account.of_type(_QUERY)) > 1:
        yield f'{name} already exists'


@rule(_FILTER, '`MetricTransformations`', 'one, with at most 3 dimensions, and a default value only without them',
      'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html', 'InvalidParameterException')
def _transformation_of_a_metric_filter(resource: Resource, _account: Account) -> Iterator[str]:
    transformations = resource.get('MetricTransformations', [])
    if len(transformations) != 1:
        yield f'a metric filter has one transformation, got {len(transformations)}'
    for each in transformations:
        dimensions = each.get('Dimensions', [])
        if len(dimensions) > 3:
            yield f'at most 3 dimensions, got {len(dimensions)}'
        if dimensions and each.get('DefaultValue') is not None:
            yield 'Invalid metric transformation: dimensions and default value are mutually exclusive properties.'


# PutMetricData says so of its own namespaces; of the errors that the API model lists for PutMetricFilter, only this one fits.
@rule(_FILTER, '`MetricNamespace`', 'does not begin with `AWS/`, which is for the metrics of AWS',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html', 'InvalidParameterException')
def _namespace_of_a_metric_filter(resource: Resource, _account: Account) -> Iterator[str]:
    for each in resource.get('MetricTransformations', []):
        if is_reserved_namespace(each.get('MetricNamespace')):
            yield 'The value AWS/ for parameter Namespace is invalid.'


@rule(_FILTER, '`Dimensions`', 'only where the pattern names fields: of JSON, or of events whose fields are separated by blanks',
      'https://github.com/hashicorp/terraform-provider-aws/issues/22105', 'InvalidParameterException')
def _dimensions_of_a_metric_filter(resource: Resource, _account: Account) -> Iterator[str]:
    if any(each.get('Dimensions') for each in resource.get('MetricTransformations', [])) and not resource.get('FilterPattern', '').strip().startswith(('{', '[')):
        yield 'The specified filter pattern does not support dimensions'


@rule((_FILTER, _QUERY), 'the class of the log group', 'a metric filter needs a group of the class STANDARD; a query of another class does without `pattern`, `diff`, `filterIndex` and `unmask`',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html', 'InvalidParameterException')
def _class_of_a_log_group(resource: Resource, account: Account) -> Iterator[str]:
    names = resource.get('LogGroupNames', []) if resource.type == _QUERY else [resource.get('LogGroupName')]
    others = [each for each in map(account.find, names) if each and each.get('LogGroupClass', 'STANDARD') != 'STANDARD']
    commands = {part.split()[0] for part in resource.get('QueryString', '').split('|') if part.split()} & _COMMANDS_OF_STANDARD_GROUPS
    for group in others if resource.type == _FILTER or commands else []:
        yield f"{group.name} is of the class {group.get('LogGroupClass')}, which has no {', '.join(sorted(commands)) or 'metric filters'}"


@rule(_FILTER, '`MetricValue`', 'a number, or a field that the pattern has: of JSON only with a pattern for JSON',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html', 'InvalidParameterException')
def _value_of_a_metric_filter(resource: Resource, _account: Account) -> Iterator[str]:
    is_json = resource.get('FilterPattern', '').strip().startswith('{')
    for each in resource.get('MetricTransformations', []):
        if str(each.get('MetricValue', '')).startswith('$.') and not is_json:
            yield f"Invalid metric transformation: {each['MetricValue']} needs a pattern for JSON"


@rule(_FILTER, 'the log group', 'at most 100 metric filters',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html', 'LimitExceededException')
def _metric_filters_of_a_log_group(resource: Resource, account: Account) -> Iterator[str]:
    count = sum(each.get('LogGroupName') == resource.get('LogGroupName') for each in account.of_type(_FILTER))
    if count > 100:
        yield f"{resource.get('LogGroupName')} has {count} metric filters"


@rule(_FILTER, '`FilterPattern`', 'brackets and quotation marks that close; for JSON `{ $.field <operator> value }`',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html', 'InvalidParameterException')
def _pattern_of_a_metric_filter(resource: Resource, _account: Account) -> Iterator[str]:
    pattern = resource.get('FilterPattern', '')
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', pattern)
    if pattern.count('"') - pattern.count('\\"') & 1 and bare.count('"') % 2:
        yield f'Invalid filter pattern: quotation marks in {pattern}'
    for opening, closing in ('()', '{}', '[]'):
        if bare.count(opening) != bare.count(closing):
            yield f'Invalid filter pattern: {opening}{closing} in {pattern}'
    is_json = re.fullmatch(r'\{(.*)\}', bare.strip(), re.DOTALL)
    for term in re.split(r'&&|\|\|', is_json[1]) if is_json else []:
        if not re.fullmatch(r'[\s(]*\$[\w.\[\]*"-]+\s*((=|!=|>=|<=|>|<)\s*[^\s()=<>!]+|IS TRUE|IS FALSE|IS NULL|(NOT )?EXISTS)[\s)]*', term):
            yield f'Invalid filter pattern: the term {term.strip()}'


# The API model lists this error for StartQuery and not for PutQueryDefinition: a query that is wrong may be saved, and fail when somebody runs it.
@rule(_QUERY, '`QueryString`, `LogGroupNames`',
      'commands that Logs Insights has, quotation marks that close; at most 50 log groups, each once. AWS may say so only when somebody runs the query',
      'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html', 'MalformedQueryException')
def _saved_query(resource: Resource, _account: Account) -> Iterator[str]:
    query = resource.get('QueryString', '')
    quoted = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|/(?:[^/\\\n]|\\.)+/|`[^`]*`')
    bare = quoted.sub('""', '\n'.join(line for line in query.split('\n') if not line.lstrip().startswith('#')))
    for command in re.split(r'\|', bare):
        if command.split()[:1] not in [[each] for each in _COMMANDS]:
            yield f'unexpected symbol found at {command.strip()[:40]!r}'
    if bare.count('(') != bare.count(')') or "'" in bare:
        yield 'parentheses or quotation marks do not close'
    groups = resource.get('LogGroupNames', [])
    if len(groups) > 50 or len(set(groups)) < len(groups):
        yield f'{len(groups)} log groups'


def is_reserved_namespace(namespace: Any) -> bool:
    """Whether only AWS puts metrics into it."""
    return str(namespace).startswith('AWS/')
