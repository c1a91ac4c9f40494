"""Mistakes that a template could have, and that have to make the deployment fail here as they would on AWS."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import ROOT
from lab.running.case import expect

_SERVICE = 'AWS::ECS::Service'


def _name_unknown_group(template: Template) -> None:
    next(template.resources('AWS::EC2::SecurityGroupIngress'))['Properties']['SourceSecurityGroupId'] = 'sg-00000000000000000'


def _leave_out_log(template: Template) -> None:
    policy = template.only('AWS::IAM::Policy')['PolicyDocument']
    policy['Statement'] = [each for each in policy['Statement'] if 'logs:CreateLogStream' not in each['Action']]


def _change_policy(template: Template, service: str, **changed: Any) -> None:
    """Changes the first statement of an endpoint's policy."""
    [endpoint] = [each['Properties'] for each in template.resources('AWS::EC2::VPCEndpoint') if each['Properties']['ServiceName']['Fn::Join'][1][-1] == f'.{service}']
    endpoint['PolicyDocument']['Statement'][0].update(changed)


_MISTAKES: dict[str, tuple[str, Callable[[Template], None]]] = {
    'a rule for a security group that does not exist': ('AWS::EC2::SecurityGroupIngress', _name_unknown_group),
    'tasks that may not pull their image': (_SERVICE, lambda template: template.remove('AWS::IAM::Policy')),
    'tasks that may not write their log': (_SERVICE, _leave_out_log),
    'an endpoint whose policy lets nobody pull the image': (_SERVICE, lambda template: _change_policy(template, 'ecr.dkr', Action='ecr:GetAuthorizationToken')),
    'an endpoint whose policy lets only the tasks read image layers, which ECR signs for':
        (_SERVICE, lambda template: _change_policy(template, 's3', Principal={'AWS': {'Ref': 'AWS::AccountId'}})),
    'tasks that may not connect to the endpoints':
        (_SERVICE, lambda template: template.remove('AWS::EC2::SecurityGroupEgress', lambda rule: rule['Description'] == 'VPC endpoints')),
    'tasks that the health checks do not reach':
        (_SERVICE, lambda template: template.remove('AWS::EC2::SecurityGroupIngress', lambda rule: rule['Description'] == 'health check')),
    'target groups without a load balancer': (_SERVICE, lambda template: template.remove('AWS::ElasticLoadBalancingV2::Listener')),
    'a cluster without the capacity provider': (_SERVICE, lambda template: template.remove('AWS::ECS::ClusterCapacityProviderAssociations')),
}


def _expect_refused(testbed: Testbed, template: Template, type_name: str) -> None:
    empty = testbed.without_stack()
    outcome = testbed.stack.create(template)
    expect([each for each, _ in outcome.failures] == [type_name], f'it ended with {outcome.status}, failed: {outcome.failures}')
    expect_unchanged(empty, testbed.inventory())


def _add_case(mistake: str, type_name: str, change: Callable[[Template], None]) -> None:
    @case(f'the emulated account refuses: {mistake}')
    def _refused(testbed: Testbed) -> None:
        _expect_refused(testbed, testbed.template('first').changed(change), type_name)


for _mistake, (_type_name, _change) in _MISTAKES.items():
    _add_case(_mistake, _type_name, _change)


@case('the emulated account refuses: tasks without IPv4 that pull by the name of the registry without IPv6')
def _name_without_ipv6(testbed: Testbed) -> None:
    def rename(template: Template) -> None:
        parts = template.only('AWS::ECS::TaskDefinition')['ContainerDefinitions'][0]['Image']['Fn::Join'][1]
        parts[:] = [{'.dkr-ecr.': '.dkr.ecr.', '.on.aws/': '.amazonaws.com/'}.get(each, each) if isinstance(each, str) else each for each in parts]

    [path] = ROOT.glob('integ/integ.ipv6-only.ts.snapshot/LatticeExternalIngress*.template.json')
    _expect_refused(testbed, testbed.snapshot(path).changed(rename), _SERVICE)
