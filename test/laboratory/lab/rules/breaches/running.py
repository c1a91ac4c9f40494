"""Services, tasks, functions and builds, and the roles that they run with."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put
from lab.rules.breaches.joined import other_vpc

_TASK, _SERVICE, _TARGETS = 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::TargetGroup'
_FUNCTION, _PROJECT, _ROLE, _FLOW_LOG = 'AWS::Lambda::Function', 'AWS::CodeBuild::Project', 'AWS::IAM::Role', 'AWS::EC2::FlowLog'


def _container(**properties: Any) -> Change:
    return lambda template: template.first(_TASK)['ContainerDefinitions'][0].update(properties)


def _commands_without_role(template: Template) -> None:
    template.first(_SERVICE)['EnableExecuteCommand'] = True
    del template.first(_TASK)['TaskRoleArn']


def _tasks_of_another_vpc(template: Template) -> None:
    other_vpc(template)
    network = template.first(_SERVICE)['NetworkConfiguration']['AwsvpcConfiguration']
    network.update(Subnets=[{'Ref': 'OtherSubnet'}], SecurityGroups=[{'Fn::GetAtt': ['OtherGroup', 'GroupId']}])


def _tasks_of_two_vpcs(template: Template) -> None:
    """With the group that their VPC has by itself, because no other group fits both."""
    other_vpc(template)
    network = template.first(_SERVICE)['NetworkConfiguration']['AwsvpcConfiguration']
    network['Subnets'].append({'Ref': 'OtherSubnet'})
    del network['SecurityGroups']


def _closed_role(type_name: str, *path: str) -> Change:
    """The role that a resource names is one that EC2 alone may assume."""
    def change(template: Template) -> None:
        role: Any = template.first(type_name)
        for step in path:
            role = role[step]
        trust = template.body['Resources'][role['Fn::GetAtt'][0]]['Properties']['AssumeRolePolicyDocument']
        trust['Statement'][0]['Principal'] = {'Service': 'ec2.amazonaws.com'}
    return change


def _flow_log(template: Template) -> None:
    template.again(_ROLE, 'Delivers')
    template.add(_FLOW_LOG, {
        'ResourceId': {'Ref': template.id_of('AWS::EC2::VPC')}, 'ResourceType': 'VPC', 'TrafficType': 'ALL', 'LogGroupName': 'flows',
        'DeliverLogsPermissionArn': {'Fn::GetAtt': ['Delivers', 'Arn']}})


def _specification(text: str) -> Change:
    return put(_PROJECT, 'Source', 'BuildSpec', value=text)


BREACHES = [
    Breach('placement of a service', 'a constraint', put(_SERVICE, 'PlacementConstraints', value=[{'Type': 'distinctInstance'}])),
    Breach('placement of a service', 'a strategy', put(_SERVICE, 'PlacementStrategies', value=[{'Type': 'spread', 'Field': 'attribute:ecs.availability-zone'}])),
    Breach('placement of a service', 'one task on each instance', put(_SERVICE, 'SchedulingStrategy', value='DAEMON')),
    Breach('network of a service', 'none', lambda template: template.first(_SERVICE).pop('NetworkConfiguration')),
    Breach('task role for commands', 'none', _commands_without_role),
    Breach('addresses of the targets of a service', 'IPv4 of tasks that have IPv6 only', lambda template: [
        each['Properties'].pop('IpAddressType', None) for each in template.body['Resources'].values() if each['Type'] == _TARGETS], 'ipv6-only'),
    Breach('vpc of a service', 'another than that of its target groups', _tasks_of_another_vpc),
    Breach('zones of a service', 'one in which the load balancer has no subnet', lambda template: template.first('AWS::ElasticLoadBalancingV2::LoadBalancer')['Subnets'].pop()),
    Breach('subnets of a service', 'of two VPCs', _tasks_of_two_vpcs),
    Breach('volumes of a container', 'one that there is not', _container(MountPoints=[{'SourceVolume': 'certificates', 'ContainerPath': '/certificates'}])),
    Breach('volumes of a container', 'those of the container itself', _container(VolumesFrom=[{'SourceContainer': 'proxy'}])),
    Breach('role of a function', 'one for EC2', _closed_role(_FUNCTION, 'Role')),
    Breach('roles of a task', 'a task role for EC2', _closed_role(_TASK, 'TaskRoleArn')),
    Breach('roles of a task', 'an execution role for EC2', _closed_role(_TASK, 'ExecutionRoleArn')),
    Breach('role of a project', 'one for EC2', _closed_role(_PROJECT, 'ServiceRole'), 'build-on-deploy'),
    Breach('role of a flow log', 'one for Lambda', _flow_log),
    Breach('build specification', 'a bracket that does not close', _specification('version: 0.2\nphases: ['), 'build-on-deploy'),
    Breach('build specification', 'a phase that there is not', _specification('version: 0.2\nphases:\n  compile:\n    commands: [make]'), 'build-on-deploy'),
    Breach('build specification', 'a phase without commands', _specification('version: 0.2\nphases:\n  build:\n    command: make'), 'build-on-deploy'),
    Breach('image of a project', 'an image for arm64 on x86-64', put(_PROJECT, 'Environment', 'Type', value='LINUX_CONTAINER'), 'build-on-deploy'),
    Breach('compute type of a project', 'a size for Lambda', put(_PROJECT, 'Environment', 'ComputeType', value='BUILD_LAMBDA_2GB'), 'build-on-deploy'),
    Breach('compute type of a project', 'a size that follows from attributes, without them', put(_PROJECT, 'Environment', 'ComputeType', value='ATTRIBUTE_BASED_COMPUTE'), 'build-on-deploy'),
    Breach('compute type of a project', 'the instance of a fleet, without a fleet', put(_PROJECT, 'Environment', 'ComputeType', value='CUSTOM_INSTANCE_TYPE'), 'build-on-deploy'),
    Breach('resource type of the region', 'CodeBuild in Calgary', lambda template: template.add(_PROJECT, {
        'Artifacts': {'Type': 'NO_ARTIFACTS'}, 'Source': {'Type': 'NO_SOURCE', 'BuildSpec': 'version: 0.2\nphases:\n  build:\n    commands: [make]'},
        'ServiceRole': 'arn:aws:iam::000000000000:role/of-builds',
        'Environment': {'Type': 'LINUX_CONTAINER', 'ComputeType': 'BUILD_GENERAL1_SMALL', 'Image': 'aws/codebuild/amazonlinux-x86_64-standard:5.0'}}), region='ca-west-1'),
]
