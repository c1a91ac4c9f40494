"""Names that a template gives to resources, where AWS would otherwise make one."""
from __future__ import annotations

from collections.abc import Iterator

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_NAMES = {
    'AWS::CloudWatch::Alarm': 'AlarmName', 'AWS::CloudWatch::Dashboard': 'DashboardName', 'AWS::CodeBuild::Project': 'Name', 'AWS::ECR::Repository': 'RepositoryName',
    'AWS::ECS::Cluster': 'ClusterName', 'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name', 'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
    'AWS::IAM::Role': 'RoleName', 'AWS::Lambda::Function': 'FunctionName', 'AWS::SNS::Topic': 'TopicName', 'AWS::Scheduler::Schedule': 'Name',
    'AWS::VpcLattice::Service': 'Name', 'AWS::VpcLattice::ServiceNetwork': 'Name',
}
"""By type, the property that holds the name. Log groups, saved queries and scaling policies have rules of their own."""


@rule(tuple(_NAMES), 'the name of the resource', 'once in the account and the Region',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html', 'AlreadyExists')
def _name_that_is_taken(resource: Resource, account: Account) -> Iterator[str]:
    prop = _NAMES[resource.type]
    name = resource.get(prop)
    if name and sum(each.get(prop) == name for each in account.of_type(resource.type)) > 1:
        yield f'Resource of type {resource.type!r} with identifier {name!r} already exists.'
