"""SNS topics that alarms notify through."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_ALARM, _TOPIC, _TOPIC_POLICY, _KEY = 'AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::KMS::Key'
_ACTIONS = ('AlarmActions', 'OKActions', 'InsufficientDataActions')
_KEY_OF_AWS = 'alias/aws/sns'


# CloudWatch makes such an alarm. What it answers stands in the history of the alarm, when the alarm goes off.
# See https://github.com/aws-solutions/automated-security-response-on-aws/issues/43.
@rule((_ALARM, _TOPIC_POLICY), 'a topic among the actions of an alarm', 'a policy that lets CloudWatch publish, where the topic has one of its own in place of that of SNS',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html', 'Failed to execute action')
def _policy_of_the_topic_of_an_alarm(resource: Resource, account: Account) -> Iterator[str]:
    for topic in _topics_of_alarms(resource, account):
        policies = [each.get('PolicyDocument') for each in account.of_type(_TOPIC_POLICY) if topic.physical_id in each.get('Topics', [])]
        if policies and not any(map(_admits_cloudwatch, policies)):
            yield f'alarms are not authorized to perform: SNS:Publish on resource: {topic.physical_id} because no resource-based policy allows the SNS:Publish action'


@rule(_ALARM, 'a topic among the actions of an alarm', 'no key, or one whose policy lets CloudWatch use it: not that of AWS for SNS',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services', 'Failed to execute action')
def _key_of_the_topic_of_an_alarm(resource: Resource, account: Account) -> Iterator[str]:
    for topic in _topics_of_alarms(resource, account):
        key_id = str(topic.get('KmsMasterKeyId', ''))
        key = account.find(key_id)
        if key_id.endswith(_KEY_OF_AWS) or (key and key.type == _KEY and not _admits_cloudwatch(key.get('KeyPolicy'))):
            yield f'AWSKMS: AccessDeniedException: {key_id} of {topic.physical_id}'


# CloudWatch has nothing that would say to which group its message belongs.
@rule(_ALARM, 'a topic among the actions of an alarm', 'not a FIFO topic, which takes only messages that belong to a message group',
      'https://docs.aws.amazon.com/sns/latest/api/API_Publish.html', 'Failed to execute action')
def _fifo_topic_of_an_alarm(resource: Resource, _account: Account) -> Iterator[str]:
    for action in {each for name in _ACTIONS for each in map(str, resource.get(name, []))}:
        if ':sns:' in action and action.endswith('.fifo'):
            yield f'Invalid parameter: The MessageGroupId parameter is required for FIFO topics: {action}'


def _topics_of_alarms(resource: Resource, account: Account) -> list[Resource]:
    """The topics of one alarm; of a policy those of its topics that alarms notify through."""
    alarms = [resource] if resource.type == _ALARM else list(account.of_type(_ALARM))
    notified = {action for alarm in alarms for name in _ACTIONS for action in alarm.get(name, [])}
    wanted = notified if resource.type == _ALARM else notified & set(resource.get('Topics', []))
    return [each for each in account.of_type(_TOPIC) if each.physical_id in wanted]


def _admits_cloudwatch(document: Any) -> bool:
    statements = document.get('Statement', [])
    return any(each.get('Effect') == 'Allow' and any(name in json.dumps(each.get('Principal')) for name in ('"*"', '"cloudwatch.amazonaws.com"'))
               for each in (statements if isinstance(statements, list) else [statements]))
