"""Resources that do not go together: other VPCs, names that are taken, keys, containers."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.rules.breaches.breach import Breach, Template, put

_GROUP, _TABLE, _ENDPOINT, _TARGETS = 'AWS::EC2::SecurityGroup', 'AWS::EC2::RouteTable', 'AWS::EC2::VPCEndpoint', 'AWS::ElasticLoadBalancingV2::TargetGroup'
_TASK, _FUNCTION, _FILTER = 'AWS::ECS::TaskDefinition', 'AWS::Lambda::Function', 'AWS::Logs::MetricFilter'
_KEY, _SCHEDULE, _TOPIC = 'AWS::KMS::Key', 'AWS::Scheduler::Schedule', 'AWS::SNS::Topic'
_ROOT = {'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::000000000000:root'}, 'Action': 'kms:*', 'Resource': '*'}
_LOGS = {'Effect': 'Allow', 'Principal': {'Service': 'logs.us-east-1.amazonaws.com'}, 'Action': 'kms:Encrypt*', 'Resource': '*'}


def other_vpc(template: Template) -> None:
    """A second VPC, with one resource of each kind."""
    vpc = {'Ref': 'OtherVpc'}
    template.add('AWS::EC2::VPC', {'CidrBlock': '10.9.0.0/16'}, 'OtherVpc')
    template.add(_GROUP, {'GroupDescription': 'other', 'VpcId': vpc}, 'OtherGroup')
    template.add('AWS::EC2::Subnet', {'CidrBlock': '10.9.0.0/24', 'VpcId': vpc, 'AvailabilityZone': 'us-east-1a'}, 'OtherSubnet')
    template.add(_TABLE, {'VpcId': vpc}, 'OtherTable')


def _table_of_another_vpc(template: Template) -> None:
    other_vpc(template)
    template.add('AWS::EC2::SubnetRouteTableAssociation', {'SubnetId': {'Ref': 'OtherSubnet'}, 'RouteTableId': {'Ref': template.id_of(_TABLE)}})


def _gateway_of_another_vpc(template: Template) -> None:
    other_vpc(template)
    gateway = {'Ref': template.id_of('AWS::EC2::InternetGateway')}
    template.add('AWS::EC2::Route', {'RouteTableId': {'Ref': 'OtherTable'}, 'DestinationCidrBlock': '0.0.0.0/0', 'GatewayId': gateway})
    template.wait('Added', 'AWS::EC2::VPCGatewayAttachment')


def _tables_of_an_endpoint(template: Template) -> None:
    other_vpc(template)
    template.first(_ENDPOINT, VpcEndpointType='Gateway')['RouteTableIds'] = [{'Ref': 'OtherTable'}]


def _group_of_another_vpc(template: Template) -> None:
    other_vpc(template)
    template.add('AWS::EC2::SecurityGroupIngress', {
        'GroupId': {'Fn::GetAtt': ['OtherGroup', 'GroupId']}, 'IpProtocol': 'tcp', 'FromPort': 1, 'ToPort': 1,
        'SourceSecurityGroupId': {'Fn::GetAtt': [template.id_of(_GROUP), 'GroupId']}})


def _targets_of_another_vpc(template: Template) -> None:
    """Behind a listener of their own, so that no service has its tasks among them."""
    other_vpc(template)
    template.again(_TARGETS, 'OtherTargets', VpcId={'Ref': 'OtherVpc'})
    template.again('AWS::ElasticLoadBalancingV2::Listener', 'OtherListener', Port=8444, DefaultActions=[{'Type': 'forward', 'TargetGroupArn': {'Ref': 'OtherTargets'}}])


def _named_twice(type_name: str, prop: str) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        template.first(type_name)[prop] = 'same'
        template.again(type_name)
    return change


def _key_of_a_log_group(*statements: dict[str, Any], **properties: Any) -> Callable[[Template], None]:
    def change(template: Template) -> None:
        template.add(_KEY, {**properties, 'KeyPolicy': {'Version': '2012-10-17', 'Statement': list(statements)}})
        template.first('AWS::Logs::LogGroup')['KmsKeyId'] = {'Fn::GetAtt': ['Added', 'Arn']}
    return change


def _hundred_and_one_filters(template: Template) -> None:
    for number in range(101):
        template.again(_FILTER, f'Again{number}')


def _field_of_json(template: Template) -> None:
    template.first(_FILTER)['FilterPattern'] = 'refused'
    template.first(_FILTER)['MetricTransformations'][0]['MetricValue'] = '$.weight'


def _action_of_another_service(template: Template) -> None:
    topic = {'Ref': template.id_of(_TOPIC)}
    template.add('AWS::SNS::TopicPolicy', {'Topics': [topic], 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': topic}]}})


def _container(**properties: Any) -> Callable[[Template], None]:
    return lambda template: template.first(_TASK)['ContainerDefinitions'][0].update(properties)


_SECRET = {'Name': 'NGINX_CONF', 'ValueFrom': 'arn:aws:ssm:us-east-1:000000000000:parameter/nginx'}

BREACHES = [
    Breach('route table of another vpc', 'a subnet elsewhere', _table_of_another_vpc),
    Breach('gateway of another vpc', 'the gateway of the ingress', _gateway_of_another_vpc),
    Breach('network of an endpoint', 'the route table of another VPC', _tables_of_an_endpoint),
    Breach('peer group of another vpc', 'a group of the ingress', _group_of_another_vpc),
    Breach('target group of another vpc', 'targets elsewhere', _targets_of_another_vpc),
    Breach('name that is taken', 'two functions', _named_twice(_FUNCTION, 'FunctionName')),
    Breach('name that is taken', 'two roles', _named_twice('AWS::IAM::Role', 'RoleName')),
    Breach('name that is taken', 'two alarms', _named_twice('AWS::CloudWatch::Alarm', 'AlarmName'), 'monitoring'),
    Breach('name that is taken', 'two dashboards', _named_twice('AWS::CloudWatch::Dashboard', 'DashboardName'), 'monitoring'),
    Breach('policy of a key', 'a key that nobody may change', lambda template: template.add(_KEY, {'KeyPolicy': {'Version': '2012-10-17', 'Statement': [_LOGS]}})),
    Breach('key of a log group', 'a key that CloudWatch Logs may not use', _key_of_a_log_group(_ROOT)),
    Breach('key of a log group', 'a key for signatures', _key_of_a_log_group(_ROOT, _LOGS, KeySpec='RSA_2048', KeyUsage='SIGN_VERIFY')),
    Breach('ephemeral storage of a task', '10 GiB', put(_TASK, 'EphemeralStorage', value={'SizeInGiB': 10})),
    Breach('resources of containers', 'more CPU than the task has', _container(Cpu=4096)),
    Breach('resources of containers', 'more memory than the task has', _container(Memory=30_720)),
    Breach('health check of a container', 'each second', _container(HealthCheck={'Command': ['CMD-SHELL', 'true'], 'Interval': 1})),
    Breach('names of variables and secrets', 'a secret with the name of a variable', _container(Secrets=[_SECRET])),
    Breach('input of a schedule', 'a quotation mark that does not close', put(_SCHEDULE, 'Target', 'Input', value='{"Owner":"'), 'followed'),
    Breach('value of a metric filter', 'a field of JSON in words', _field_of_json, 'monitoring'),
    Breach('metric filters of a log group', '101 and more', _hundred_and_one_filters, 'monitoring'),
    Breach('runtime of a function', 'Node.js 12', put(_FUNCTION, 'Runtime', value='nodejs12.x')),
    Breach('actions of a topic policy', 'an action of Amazon S3', _action_of_another_service, 'monitoring'),
]
