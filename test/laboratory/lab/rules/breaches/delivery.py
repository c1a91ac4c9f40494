"""Tasks, functions, roles, the template itself."""
from __future__ import annotations

import copy
from typing import Any

from lab.rules.breaches.breach import Breach, Template, put

_TASK, _SERVICE = 'AWS::ECS::TaskDefinition', 'AWS::ECS::Service'
_ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations'
_FUNCTION, _ROLE = 'AWS::Lambda::Function', 'AWS::IAM::Role'
_COPY = 'Custom::LatticeExternalIngressCopyImage'


def _container(template: Template) -> dict[str, Any]:
    container: dict[str, Any] = template.first(_TASK)['ContainerDefinitions'][0]
    return container


def _add_501_resources(template: Template) -> None:
    for number in range(501):
        template.add('AWS::EC2::InternetGateway', {}, f'Added{number}')


def _policy(statements: int) -> dict[str, Any]:
    return {'PolicyName': 'Large', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [
        {'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': f'arn:aws:s3:::{"b" * 60}{number}/*'} for number in range(statements)]}}


def _many_inline_policies(template: Template) -> None:
    template.first(_ROLE).setdefault('Policies', []).append(_policy(100))


def _inline_and_attached(template: Template) -> None:
    """Each fits, and both together do not."""
    template.first(_ROLE).setdefault('Policies', []).append(_policy(50))
    template.add('AWS::IAM::Policy', {**_policy(50), 'Roles': [{'Ref': template.id_of(_ROLE)}]})


def _large_trust_policy(template: Template) -> None:
    document = template.first(_ROLE)['AssumeRolePolicyDocument']
    document['Statement'] += [copy.deepcopy(document['Statement'][0]) for _ in range(30)]


def _trust(principal: dict[str, str]) -> Any:
    """Lets somebody else in too, so that the role is not closed to those who have it."""
    return lambda template: template.first(_ROLE)['AssumeRolePolicyDocument']['Statement'].append(
        {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': principal})


def _image_without_role(template: Template) -> None:
    del template.first(_TASK)['ExecutionRoleArn']
    del _container(template)['LogConfiguration']


def _associated_twice(template: Template) -> None:
    template.again(_ASSOCIATIONS)
    template.wait(_SERVICE, _ASSOCIATIONS)


def _two_bases(template: Template) -> None:
    template.first(_SERVICE)['CapacityProviderStrategy'] = [{'CapacityProvider': each, 'Base': 1, 'Weight': 1} for each in ('FARGATE', 'FARGATE_SPOT')]


def _grace_without_load_balancers(template: Template) -> None:
    del template.first(_SERVICE)['LoadBalancers']


def _conditional(template: Template) -> str:
    """A new role that is made only where a condition of the template holds."""
    template.add(_ROLE, copy.deepcopy(template.first(_ROLE)), 'Conditional')
    [condition] = template.body['Conditions']
    template.body['Resources']['Conditional']['Condition'] = condition
    return str(condition)


def _output_of_conditional(template: Template) -> None:
    _conditional(template)
    template.body['Outputs']['Added'] = {'Value': {'Fn::Sub': '${Conditional.Arn}'}}


def _other_branch(template: Template) -> None:
    condition = _conditional(template)
    template.first(_TASK)['TaskRoleArn'] = {'Fn::If': [condition, template.first(_TASK)['TaskRoleArn'], {'Fn::GetAtt': ['Conditional', 'Arn']}]}


def _circle(template: Template) -> None:
    vpc, task = template.id_of('AWS::EC2::VPC'), template.id_of(_TASK)
    template.body['Resources'][vpc]['DependsOn'] = [task]
    template.body['Resources'][task]['DependsOn'] = [vpc]


def _select_a_fourth_zone(template: Template) -> None:
    template.first('AWS::EC2::Subnet')['AvailabilityZone'] = {'Fn::Select': [3, {'Fn::GetAZs': ''}]}


def _eleven_conditions(template: Template) -> None:
    template.body.setdefault('Conditions', {})['Any'] = {'Fn::Or': [{'Fn::Equals': [{'Ref': 'AWS::Region'}, str(number)]} for number in range(11)]}


def _output(template: Template, **output: Any) -> None:
    template.body.setdefault('Outputs', {})['Added'] = {'Value': 'x', **output}


BREACHES = [
    Breach('schema of the resource type', '0.5 vCPU with 8 GiB', put(_TASK, 'Memory', value='8192')),
    Breach('memory of a function', '10,241 MB', put(_FUNCTION, 'MemorySize', value=10_241)),
    Breach('schema of the resource type', 'a runtime that there is not', put(_FUNCTION, 'Runtime', value='nodejs11.x')),
    Breach('schema of the resource type', 'a description of a function of 257 characters', put(_FUNCTION, 'Description', value='x' * 257)),
    Breach('size of a task definition', '64 KiB in a variable', lambda template: _container(template)['Environment'].append({'Name': 'LARGE', 'Value': 'x' * 65_536})),
    Breach('system controls of a task', 'a limit of the whole machine', lambda template: _container(template).setdefault('SystemControls', []).append(
        {'Namespace': 'net.core.rmem_max', 'Value': '1'})),
    Breach('system controls of a task', "tcp_mem, which is the machine's", lambda template: _container(template).setdefault('SystemControls', []).append(
        {'Namespace': 'net.ipv4.tcp_mem', 'Value': '1 2 3'})),
    Breach('stop timeout of a container', '121 seconds', lambda template: _container(template).update(StopTimeout=121)),
    Breach('what fargate does not have', 'shared memory', lambda template: _container(template).setdefault('LinuxParameters', {}).update(SharedMemorySize=64)),
    Breach('containers of a task', 'an image in ECR without an execution role', _image_without_role),
    Breach('containers of a task', 'another port on the host', lambda template: _container(template)['PortMappings'][0].update(HostPort=1)),
    Breach('log options of a container', 'an option that awslogs does not have', lambda template: _container(template)['LogConfiguration']['Options'].update({'awslogs-color': 'red'})),
    Breach('log options of a container', 'a size in words', lambda template: _container(template)['LogConfiguration']['Options'].update({'max-buffer-size': '25 MiB'})),
    Breach('load balancers of a service', 'a grace period without any', _grace_without_load_balancers),
    Breach('load balancers of a service', 'a port that the container does not have', put(_SERVICE, 'LoadBalancers', 0, 'ContainerPort', value=1)),
    Breach('capacity providers of a service', 'two bases', _two_bases),
    Breach('capacity providers of a service', 'one that the cluster does not have', put(_ASSOCIATIONS, 'CapacityProviders', value=['FARGATE_SPOT'])),
    Breach('deployment of a service', 'no room for a rollout', put(_SERVICE, 'DeploymentConfiguration', 'MaximumPercent', value=100)),
    Breach('capacity providers of a cluster', 'associated twice', _associated_twice),
    Breach('inline source of a function', 'a handler in another file', put(_FUNCTION, 'Handler', value='main.handler')),
    Breach('environment of a function', '4 KB', put(_FUNCTION, 'Environment', 'Variables', 'LARGE', value='x' * 4096)),
    Breach('service timeout of a custom resource', 'more than an hour', put(_COPY, 'ServiceTimeout', value=3601)),
    Breach('service timeout and the function behind', 'a second', put(_COPY, 'ServiceTimeout', value=1)),
    Breach('type of a custom resource', '61 characters', lambda template: template.add(f'Custom::{"X" * 53}', {'ServiceToken': template.first(_COPY)['ServiceToken']})),
    Breach('service token of a custom resource', 'a name', lambda template: template.add('Custom::X', {'ServiceToken': 'function'})),
    Breach('size of the inline policies of a role', '100 statements', _many_inline_policies),
    Breach('size of the inline policies of a role', 'an inline and an attached policy that fit alone', _inline_and_attached),
    Breach('size of a trust policy', '30 statements', _large_trust_policy),
    Breach('managed policies of a role', '11', put(_ROLE, 'ManagedPolicyArns', value=[f'arn:aws:iam::aws:policy/Policy{number}' for number in range(11)])),
    Breach('principal that does not exist', 'a role that nobody made', _trust({'AWS': 'arn:aws:iam::000000000000:role/nobody'})),
    Breach('principal that does not exist', 'a service without its domain', _trust({'Service': 'lambda'})),
    Breach('statements of a policy', 'a principal in a policy of an identity', lambda template: template.first('AWS::IAM::Policy')['PolicyDocument']['Statement'][0].update(Principal='*')),
    Breach('statements of a policy', 'an action without its service', lambda template: template.first('AWS::IAM::Policy')['PolicyDocument']['Statement'][0].update(Action=['GetObject'])),
    Breach('sections of a template', '501 resources', _add_501_resources),
    Breach('size of a template', 'more than 1 MB', lambda template: template.body.setdefault('Metadata', {}).update(Large='x' * 1_000_000)),
    Breach('descriptions in a template', 'an output of 1,025 bytes', lambda template: _output(template, Description='x' * 1025)),
    Breach('logical ids', 'a hyphen', lambda template: template.add('AWS::EC2::InternetGateway', {}, 'Added-Gateway')),
    Breach('references in a template', 'a dependency that there is not', lambda template: template.body['Resources'][template.id_of(_TASK)].update(DependsOn=['Nothing'])),
    Breach('references in a template', 'resources that wait for each other', _circle),
    Breach('references where a condition may be false', 'an output that names what is not always there', _output_of_conditional),
    Breach('references where a condition may be false', 'the other branch of Fn::If', _other_branch),
    Breach('zones that a template selects', 'the fourth zone', _select_a_fourth_zone),
    Breach('conditions that are combined', '11', _eleven_conditions),
]
