"""Deliveries of logs by AWS services: from a resource to a log group, a bucket or a stream."""
from __future__ import annotations

import re
from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_SOURCE, _DESTINATION = 'AWS::Logs::DeliverySource', 'AWS::Logs::DeliveryDestination'
_LOGGING = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html'


@rule(_SOURCE, '`LogType`', 'of a CloudFront distribution `ACCESS_LOGS`',
      'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html', 'ValidationException')
def _type_of_a_delivered_log(resource: Resource, _account: Account) -> Iterator[str]:
    # The model of the call has the characters.
    if ':cloudfront:' in resource.get('ResourceArn', '') and re.fullmatch(r'(?!ACCESS_LOGS$)\w+', resource.get('LogType', '')):
        yield f"{resource.get('LogType')} is not a log type of CloudFront"


@rule(_SOURCE, '`ResourceArn`', 'a resource has one source for each type of log',
      'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2513', 'ConflictException')
def _source_of_a_resource(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_SOURCE):
        if other is not resource and all(other.get(name) == resource.get(name) for name in ('ResourceArn', 'LogType')):
            yield f'This ResourceId has already been used in another Delivery Source in this account: {other.name}'


@rule(_DESTINATION, '`OutputFormat`', '`parquet` only to Amazon S3', _LOGGING, 'ValidationException')
def _format_of_a_delivery(resource: Resource, _account: Account) -> Iterator[str]:
    if resource.get('OutputFormat') == 'parquet' and ':s3:' not in resource.get('DestinationResourceArn', ''):
        yield f"parquet is not supported for {resource.get('DestinationResourceArn')}"
