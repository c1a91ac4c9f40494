"""What only the prose of the APIs says, of nearly every kind of resource."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put

_TASK, _SERVICE, _CLUSTER = 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service', 'AWS::ECS::Cluster'
_GROUP, _BALANCER, _TARGET_GROUP = 'AWS::EC2::SecurityGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup'
_SCHEDULE, _ALARM, _RECORD = 'AWS::Scheduler::Schedule', 'AWS::CloudWatch::Alarm', 'AWS::Route53::RecordSet'
_ASSOCIATION, _VPC = 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'AWS::EC2::VPC'


def _container(*path: str | int, value: Any) -> Change:
    return put(_TASK, 'ContainerDefinitions', 0, *path, value=value)


def _statement(name: str, value: Any) -> Change:
    return put('AWS::IAM::Policy', 'PolicyDocument', 'Statement', 0, name, value=value)


def _condition(key: str, value: str) -> Change:
    def change(template: Template) -> None:
        policies = (each['Properties']['PolicyDocument'] for each in template.body['Resources'].values() if each['Type'] == 'AWS::IAM::Policy')
        statements = [each for document in policies for each in document['Statement']]
        wanted = next((each for each in statements if any(key in found for found in each.get('Condition', {}).values())), statements[0])
        wanted['Condition'] = {'StringLike': {key: [value]}}
    return change


def _single(template: Template) -> dict[str, Any]:
    """The first alarm on one metric."""
    return next(each['Properties'] for each in template.body['Resources'].values() if each['Type'] == _ALARM and 'MetricName' in each['Properties'])


def _record(template: Template, **properties: Any) -> None:
    template.add(_RECORD, {'HostedZoneId': 'Z0123456789ABCDEFGHIJ', 'Name': 'www.example.com', 'Type': 'A', **properties})


def _exported_twice(template: Template) -> None:
    for name in ('One', 'Other'):
        template.body['Outputs'][name] = {'Value': 'x', 'Export': {'Name': 'same'}}


def _subnet_of_another_vpc(template: Template) -> None:
    template.add(_VPC, {'CidrBlock': '10.0.0.0/16'}, 'OtherVpc')
    template.add('AWS::EC2::VPCGatewayAttachment', {'VpcId': {'Ref': 'OtherVpc'}, 'InternetGatewayId': 'igw-0123456789abcdef0'}, 'OtherAttachment')
    template.add('AWS::EC2::Subnet', {'VpcId': {'Ref': 'OtherVpc'}, 'CidrBlock': '10.0.0.0/24', 'AvailabilityZone': 'us-east-1f'})
    template.wait(_BALANCER, 'AWS::EC2::VPCGatewayAttachment')
    balancer = template.first(_BALANCER)
    balancer['IpAddressType'] = 'ipv4'
    # The groups are of the first VPC.
    del balancer['SecurityGroups']
    balancer['Subnets'].append({'Ref': 'Added'})


def _policies_of_one_name(template: Template) -> None:
    template.first('AWS::IAM::Role')['Policies'] *= 2


BREACHES = [
    Breach('tags of a resource', 'a key that starts with aws:', put(_GROUP, 'Tags', value=[{'Key': 'aws:x', 'Value': 'y'}])),
    Breach('tags of a resource', 'a key twice', put(_GROUP, 'Tags', value=[{'Key': 'x', 'Value': 'y'}, {'Key': 'x', 'Value': 'z'}])),
    Breach('tags of a resource', '51', put(_GROUP, 'Tags', value=[{'Key': f'x{number}', 'Value': 'y'} for number in range(51)])),
    Breach('tags of a resource', 'a key of 129 characters', put(_GROUP, 'Tags', value=[{'Key': 'x' * 129, 'Value': 'y'}])),
    Breach('characters of tags', 'an apostrophe', put('AWS::Logs::LogGroup', 'Tags', value=[{'Key': 'owner', 'Value': "the company's"}])),
    Breach('characters of tags', 'a bracket', put('AWS::Lambda::Function', 'Tags', value=[{'Key': 'cost(centre)', 'Value': '7'}])),
    Breach('fields of a cron expression', 'four fields', put(_SCHEDULE, 'ScheduleExpression', value='cron(0 12 * *)'), 'followed'),
    Breach('fields of a cron expression', 'days of the month and of the week', put(_SCHEDULE, 'ScheduleExpression', value='cron(0 12 * * * *)'), 'followed'),
    Breach('fields of a cron expression', 'minute 61', put(_SCHEDULE, 'ScheduleExpression', value='cron(61 12 * * ? *)'), 'followed'),
    Breach('time of a schedule', 'a zone that there is not', put(_SCHEDULE, 'ScheduleExpressionTimezone', value='Mars/Phobos'), 'followed'),
    Breach('time of a schedule', 'flexible by nothing', put(_SCHEDULE, 'FlexibleTimeWindow', value={'Mode': 'FLEXIBLE'}), 'followed'),
    Breach('exports of a template', 'two of one name', _exported_twice),
    Breach('attributes of resources', 'Dependson', lambda template: template.body['Resources'][template.id_of(_GROUP)].update(Dependson=[])),
    Breach('family of a task definition', 'a blank', put(_TASK, 'Family', value='lattice ingress')),
    Breach('temporary file system of a container', 'an option that there is not', _container('LinuxParameters', 'Tmpfs', 0, 'MountOptions', value=['rwx'])),
    Breach('capabilities of a container', 'small letters', _container('LinuxParameters', 'Capabilities', value={'Drop': ['all']})),
    Breach('containers that a container waits for', 'one that there is not', _container('DependsOn', value=[{'ContainerName': 'nobody', 'Condition': 'START'}])),
    Breach('target type of a service', 'instances', put(_TARGET_GROUP, 'TargetType', value='instance')),
    Breach('numbers of a service', 'fewer tasks than none', put(_SERVICE, 'DesiredCount', value=-1)),
    Breach('settings of a cluster', 'on', put(_CLUSTER, 'ClusterSettings', value=[{'Name': 'containerInsights', 'Value': 'on'}])),
    Breach('health check port of a target group', 'a word', put(_TARGET_GROUP, 'HealthCheckPort', value='health')),
    Breach('health check port of a target group', '65,536', put(_TARGET_GROUP, 'HealthCheckPort', value='65536')),
    Breach('vpc of a load balancer', 'a subnet of another VPC', _subnet_of_another_vpc),
    Breach('values of a record', 'no time to live', lambda template: _record(template, ResourceRecords=['192.0.2.1'])),
    Breach('values of a record', 'no value', lambda template: _record(template, TTL='60')),
    Breach('statements of a policy', 'an operator that IAM does not have', _statement('Condition', {'StringEqualz': {'aws:PrincipalTag/team': 'x'}})),
    Breach('statements of a policy', 'an effect in small letters', _statement('Effect', 'allow')),
    Breach('names of inline policies', 'one name twice', _policies_of_one_name),
    Breach('grant that does nothing', 'an action that there is not', _statement('Action', 'ecr:GetImage')),
    Breach('grant that does nothing', 'a list on one resource', _statement('Action', 'ec2:DescribeSecurityGroups')),
    Breach('grant that does nothing', 'a resource of another service', _statement('Resource', 'arn:aws:s3:::bucket')),
    Breach('condition that never holds', 'a key of another service', _condition('ec2:Vpc', 'vpc-1')),
    Breach('condition that never holds', 'a key that is misspelled', _condition('aws:PrincipleArn', 'arn:aws:iam::111122223333:role/a')),
    Breach('condition that never holds', 'a record name in capital letters', _condition('route53:ChangeResourceRecordSetsNormalizedRecordNames', 'API.example.com'), 'followed'),
    Breach('condition that never holds', 'a record name with its full stop', _condition('route53:ChangeResourceRecordSetsNormalizedRecordNames', 'api.example.com.'), 'followed'),
    Breach('protocol of a security group rule', 'a word that there is not', put(_GROUP, 'SecurityGroupEgress', 0, 'IpProtocol', value='tpc')),
    Breach('name of a security group', 'the form of an id', put(_GROUP, 'GroupName', value='sg-proxy')),
    Breach('threshold and actions of an alarm', 'no threshold', lambda template: _single(template).pop('Threshold'), 'monitoring'),
    Breach('threshold and actions of an alarm', 'the name of a topic', lambda template: _single(template).update(AlarmActions=['topic']), 'monitoring'),
    Breach('name of a dashboard', 'a blank', put('AWS::CloudWatch::Dashboard', 'DashboardName', value='the ingress'), 'monitoring'),
    Breach('address of a nat gateway', 'none', lambda template: template.first('AWS::EC2::NatGateway').pop('AllocationId'), 'three-tiers'),
    Breach('capacity of a scalable target', 'fewer tasks than none', put('AWS::ApplicationAutoScaling::ScalableTarget', 'MinCapacity', value=-1)),
    Breach('ends of an association', 'no service network', lambda template: template.first(_ASSOCIATION).pop('ServiceNetworkIdentifier')),
    Breach('principals of an endpoint service', 'a name', put('AWS::EC2::VPCEndpointServicePermissions', 'AllowedPrincipals', value=['somebody']), 'internal'),
]
