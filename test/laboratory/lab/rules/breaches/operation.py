"""Logs, alarms, dashboards, scaling."""
from __future__ import annotations

import json
from typing import Any

from lab.rules.breaches.breach import Breach, Template, put

_ALARM, _DASHBOARD = 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard'
_FILTER, _QUERY, _GROUP = 'AWS::Logs::MetricFilter', 'AWS::Logs::QueryDefinition', 'AWS::Logs::LogGroup'
_SCHEDULE, _TOPIC = 'AWS::Scheduler::Schedule', 'AWS::SNS::Topic'
_TARGET, _POLICY = 'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'


def _math(template: Template) -> list[dict[str, Any]]:
    """The metrics of the first alarm on an expression."""
    return next(each['Properties']['Metrics'] for each in template.body['Resources'].values() if each['Type'] == _ALARM and 'Metrics' in each['Properties'])


def _expression(template: Template) -> dict[str, Any]:
    return next(each for each in _math(template) if each.get('Expression'))


def _single(template: Template) -> dict[str, Any]:
    """The first alarm on one metric."""
    return next(each['Properties'] for each in template.body['Resources'].values() if each['Type'] == _ALARM and 'MetricName' in each['Properties'])


def _widget_of_unknown_type(template: Template) -> None:
    template.first(_DASHBOARD)['DashboardBody'] = json.dumps({'widgets': [{'type': 'picture', 'width': 6, 'height': 6, 'properties': {}}]})


def _metric_without_its_value(template: Template) -> None:
    template.first(_DASHBOARD)['DashboardBody'] = json.dumps({'widgets': [
        {'type': 'metric', 'width': 6, 'height': 6, 'properties': {'region': 'us-east-1', 'metrics': [['AWS/NetworkELB', 'ActiveFlowCount', 'LoadBalancer']]}}]})


def _second_policy(template: Template) -> None:
    template.again(_POLICY, PolicyName='Another')


def _second_group(template: Template) -> None:
    for logical_id in ('One', 'Other'):
        template.add(_GROUP, {'LogGroupName': 'same'}, logical_id)


def _second_target(template: Template) -> None:
    template.again(_TARGET)


def _another_principal(template: Template) -> None:
    """The role of the schedule is one that only Lambda may assume."""
    role = template.first(_SCHEDULE)['Target']['RoleArn']['Fn::GetAtt'][0]
    template.body['Resources'][role]['Properties']['AssumeRolePolicyDocument']['Statement'][0]['Principal'] = {'Service': 'lambda.amazonaws.com'}


def _policy_of_its_own(template: Template, statement: dict[str, Any]) -> None:
    """Gives the topic that all alarms notify a policy."""
    topic = {'Ref': template.id_of(_TOPIC)}
    template.add('AWS::SNS::TopicPolicy', {'Topics': [topic], 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Action': 'sns:Publish', 'Resource': topic, **statement}]}})


def _only_over_tls(template: Template) -> None:
    """What `enforceSSL` of CDK makes."""
    _policy_of_its_own(template, {'Effect': 'Deny', 'Principal': '*', 'Condition': {'Bool': {'aws:SecureTransport': 'false'}}})


def _key_of_the_account(template: Template) -> None:
    template.add('AWS::KMS::Key', {'KeyPolicy': {'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::000000000000:root'}, 'Action': 'kms:*', 'Resource': '*'}]}})
    template.body['Resources'][template.id_of(_TOPIC)]['Properties'] = {'KmsMasterKeyId': {'Fn::GetAtt': ['Added', 'Arn']}}


def _key_of_aws(template: Template) -> None:
    template.body['Resources'][template.id_of(_TOPIC)]['Properties'] = {'KmsMasterKeyId': 'alias/aws/sns'}


BREACHES = [
    Breach('policy of the topic of an alarm', 'a policy that only denies', _only_over_tls, 'monitoring'),
    Breach('policy of the topic of an alarm', 'another service', lambda template: _policy_of_its_own(
        template, {'Effect': 'Allow', 'Principal': {'Service': 'events.amazonaws.com'}}), 'monitoring'),
    Breach('key of the topic of an alarm', 'a key for the account alone', _key_of_the_account, 'monitoring'),
    Breach('key of the topic of an alarm', 'the key of AWS', _key_of_aws, 'monitoring'),
    Breach('model of the call', 'a colon in the name of a metric filter', put(_FILTER, 'FilterName', value='a:b'), 'monitoring'),
    Breach('name of a log group', 'a second group', _second_group),
    Breach('name of a saved query', 'a second query', lambda template: template.again(_QUERY)),
    Breach('transformation of a metric filter', 'a default value beside dimensions', lambda template: template.first(_FILTER)['MetricTransformations'][0].update(
        DefaultValue=0, Dimensions=[{'Key': 'verdict', 'Value': '$.verdict'}]), 'monitoring'),
    Breach('pattern of a metric filter', 'an operator that there is not', put(_FILTER, 'FilterPattern', value='{ $.status ~ 5 }'), 'monitoring'),
    Breach('pattern of a metric filter', 'a bracket that does not close', put(_FILTER, 'FilterPattern', value='{ ($.status = 500 }'), 'monitoring'),
    Breach('saved query', 'a command that there is not', put(_QUERY, 'QueryString', value='fields @timestamp | select name')),
    Breach('metric math', 'an id that there is not', lambda template: _expression(template).update(Expression='m1 + unknown'), 'monitoring'),
    Breach('metric math', 'two that return data', lambda template: [each.update(ReturnData=True) for each in _math(template)], 'monitoring'),
    Breach('metric math', '1,025 characters', lambda template: _expression(template).update(Expression='1' + ' + 1' * 256), 'monitoring'),
    Breach('region of the actions of an alarm', 'a topic elsewhere', put(_ALARM, 'AlarmActions', value=['arn:aws:sns:eu-west-1:000000000000:alarms']), 'monitoring'),
    Breach('metric of an alarm', 'no statistic', lambda template: _single(template).pop('Statistic'), 'monitoring'),
    Breach('periods of an alarm', 'a period of 90 seconds in metric math', lambda template: [each['MetricStat'].update(Period=90) for each in _math(template) if 'MetricStat' in each], 'monitoring'),
    Breach('periods of an alarm', 'more than a day', lambda template: _single(template).update(EvaluationPeriods=1441), 'monitoring'),
    Breach('body of a dashboard', 'a widget of an unknown type', _widget_of_unknown_type, 'monitoring'),
    Breach('body of a dashboard', 'a dimension without its value', _metric_without_its_value, 'monitoring'),
    Breach('expression of a schedule', 'one minute that is called minutes', put(_SCHEDULE, 'ScheduleExpression', value='rate(1 minutes)'), 'followed'),
    Breach('expression of a schedule', 'half a minute', put(_SCHEDULE, 'ScheduleExpression', value='rate(0.5 minutes)'), 'followed'),
    Breach('role of a schedule', 'a role for Lambda', _another_principal, 'followed'),
    Breach('one policy for a metric', 'a second one under another name', _second_policy),
    Breach('name of a scaling policy', 'the same name for another metric', lambda template: template.again(_POLICY, TargetTrackingScalingPolicyConfiguration={
        'TargetValue': 50, 'PredefinedMetricSpecification': {'PredefinedMetricType': 'ECSServiceAverageMemoryUtilization'}})),
    Breach('what a scaling policy tracks', 'a target of 0', put(_POLICY, 'TargetTrackingScalingPolicyConfiguration', 'TargetValue', value=0)),
    Breach('capacity of a scalable target', 'less at most than at least', put(_TARGET, 'MinCapacity', value=100)),
    Breach('capacity of a scalable target', 'a service that is scaled twice', _second_target),
]
