"""Mistakes that a template could have, and that have to make the deployment fail here as they would on AWS."""
from __future__ import annotations

from collections.abc import Callable

from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect

_SERVICE = 'AWS::ECS::Service'


def _name_unknown_group(template: Template) -> None:
    next(template.resources('AWS::EC2::SecurityGroupIngress'))['Properties']['SourceSecurityGroupId'] = 'sg-00000000000000000'


_MISTAKES: dict[str, tuple[str, Callable[[Template], None]]] = {
    'a rule for a security group that does not exist': ('AWS::EC2::SecurityGroupIngress', _name_unknown_group),
    'tasks that may not pull their image': (_SERVICE, lambda template: template.remove('AWS::IAM::Policy')),
    'tasks that may not connect to the endpoints':
        (_SERVICE, lambda template: template.remove('AWS::EC2::SecurityGroupEgress', lambda rule: rule['Description'] == 'VPC endpoints')),
    'tasks that the health checks do not reach':
        (_SERVICE, lambda template: template.remove('AWS::EC2::SecurityGroupIngress', lambda rule: rule['Description'] == 'health check')),
    'target groups without a load balancer': (_SERVICE, lambda template: template.remove('AWS::ElasticLoadBalancingV2::Listener')),
    'a cluster without the capacity provider': (_SERVICE, lambda template: template.remove('AWS::ECS::ClusterCapacityProviderAssociations')),
}


def _add_case(mistake: str, type_name: str, change: Callable[[Template], None]) -> None:
    @case(f'the emulated account refuses: {mistake}')
    def _refused(testbed: Testbed) -> None:
        empty = testbed.without_stack()
        outcome = testbed.stack.create(testbed.template('first').changed(change))
        expect([each for each, _ in outcome.failures] == [type_name], f'it ended with {outcome.status}, failed: {outcome.failures}')
        expect_unchanged(empty, testbed.inventory())


for _mistake, (_type_name, _change) in _MISTAKES.items():
    _add_case(_mistake, _type_name, _change)
