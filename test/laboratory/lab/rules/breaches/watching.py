"""Metrics, alarms, schedules, scaling and what a template says of itself."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put

_ALARM, _FILTER, _QUERY, _GROUP = 'AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition', 'AWS::Logs::LogGroup'
_SCHEDULE, _POLICY, _REPOSITORY = 'AWS::Scheduler::Schedule', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::ECR::Repository'
_PREDEFINED = ('TargetTrackingScalingPolicyConfiguration', 'PredefinedMetricSpecification')


def _expression(text: str) -> Change:
    """Gives this to the first alarm on an expression."""
    def change(template: Template) -> None:
        metrics = next(each['Properties']['Metrics'] for each in template.body['Resources'].values() if each['Type'] == _ALARM and 'Metrics' in each['Properties'])
        next(each for each in metrics if each.get('Expression'))['Expression'] = text
    return change


def _fifo_topic(template: Template) -> None:
    template.add('AWS::SNS::Topic', {'TopicName': 'alarms.fifo', 'FifoTopic': True})
    template.first(_ALARM)['AlarmActions'] = [{'Ref': 'Added'}]


def _dimensions(template: Template) -> None:
    properties = template.first(_FILTER)
    properties['FilterPattern'] = 'refused'
    properties['MetricTransformations'][0] = {
        'MetricNamespace': 'Ingress', 'MetricName': 'Refused', 'MetricValue': '1', 'Dimensions': [{'Key': 'verdict', 'Value': '$.verdict'}]}


def _rarely_read_group(template: Template) -> None:
    """The log group of the tasks, which every metric filter and every query reads."""
    name = template.first(_FILTER)['LogGroupName']['Ref']
    template.body['Resources'][name]['Properties']['LogGroupClass'] = 'INFREQUENT_ACCESS'


def _patterns_in_a_rarely_read_group(template: Template) -> None:
    template.add(_GROUP, {'LogGroupClass': 'INFREQUENT_ACCESS'}, 'Rare')
    template.first(_QUERY).update(LogGroupNames=[{'Ref': 'Rare'}], QueryString='filter ispresent(verdict) | pattern @message')


def _repository_policy(template: Template) -> None:
    template.first(_REPOSITORY)['RepositoryPolicyText'] = {'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Principal': '*', 'Action': 'ecr:BatchGetImage', 'Resource': '*'}]}


def _kept(**attributes: Any) -> Change:
    return lambda template: template.body['Resources'][template.id_of(_GROUP)].update(attributes)


def _exported_name(template: Template) -> None:
    template.body.setdefault('Outputs', {})['Exported'] = {'Value': 'x', 'Export': {'Name': 'ingress.name'}}


BREACHES = [
    Breach('namespace of a metric filter', 'one of AWS', put(_FILTER, 'MetricTransformations', 0, 'MetricNamespace', value='AWS/NetworkELB'), 'monitoring'),
    Breach('dimensions of a metric filter', 'a pattern of words', _dimensions, 'monitoring'),
    Breach('class of a log group', 'a metric filter of a group that is rarely read', _rarely_read_group, 'monitoring'),
    Breach('class of a log group', 'patterns of a group that is rarely read', _patterns_in_a_rarely_read_group),
    Breach('fifo topic of an alarm', 'one of the stack', _fifo_topic, 'monitoring'),
    Breach('fifo topic of an alarm', 'one of another stack, when the alarm is over', put(_ALARM, 'OKActions', value=['arn:aws:sns:us-east-1:000000000000:alarms.fifo']), 'monitoring'),
    Breach('functions of metric math', 'a search', _expression("SEARCH('{AWS/ECS} CPUUtilization', 'Sum', 60)"), 'monitoring'),
    Breach('functions of metric math', 'one that there is not', _expression('MEDIAN(1)'), 'monitoring'),
    Breach('group of a schedule', 'one that there is not', put(_SCHEDULE, 'GroupName', value='followers'), 'followed'),
    Breach('predefined metric of a scaling policy', 'one of another service', put(_POLICY, *_PREDEFINED, 'PredefinedMetricType', value='RDSReaderAverageCPUUtilization')),
    Breach('predefined metric of a scaling policy', 'requests without the load balancer that counts them', put(_POLICY, *_PREDEFINED, 'PredefinedMetricType', value='ALBRequestCountPerTarget')),
    Breach('resource in a repository policy', 'all', _repository_policy),
    Breach('deletion policies', 'a snapshot of a log group', _kept(DeletionPolicy='Snapshot')),
    Breach('deletion policies', 'a word that there is not', _kept(DeletionPolicy='Destroy')),
    Breach('deletion policies', 'a policy for creation where a resource is replaced', _kept(UpdateReplacePolicy='RetainExceptOnCreate')),
    Breach('exports of a template', 'a dot', _exported_name),
]
