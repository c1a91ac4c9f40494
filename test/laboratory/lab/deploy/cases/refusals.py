"""What AWS refuses, in the smallest templates that hold it: the emulated account refuses it too, at the same resource and with AWS's error."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal

Resources = dict[str, dict[str, Any]]

_GROUP, _ENDPOINT = 'AWS::EC2::SecurityGroup', 'AWS::EC2::VPCEndpoint'
_LOAD_BALANCER, _RECORD = 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::Route53::RecordSet'
_ASSOCIATION = 'AWS::VpcLattice::ServiceNetworkVpcAssociation'
_CLUSTER, _PROVIDERS = 'AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'
_SERVICE, _FILTER, _SCHEDULE, _SUBNET, _ALARM = 'AWS::ECS::Service', 'AWS::Logs::MetricFilter', 'AWS::Scheduler::Schedule', 'AWS::EC2::Subnet', 'AWS::CloudWatch::Alarm'


def _resource(type_name: str, *depends_on: str, **properties: Any) -> dict[str, Any]:
    return {'Type': type_name, 'Properties': properties, **({'DependsOn': list(depends_on)} if depends_on else {})}


def _network() -> Resources:
    """A VPC with a subnet that has IPv4 only, and with a group."""
    return {
        'Vpc': _resource('AWS::EC2::VPC', CidrBlock='10.0.0.0/16', EnableDnsSupport=True, EnableDnsHostnames=True),
        'Subnet': _resource('AWS::EC2::Subnet', VpcId={'Ref': 'Vpc'}, CidrBlock='10.0.0.0/24', AvailabilityZone='us-east-1a'),
        'Group': _group(),
    }


def _group(**properties: Any) -> dict[str, Any]:
    return _resource(_GROUP, VpcId={'Ref': 'Vpc'}, GroupDescription='a group', **properties)


def _load_balancer(**properties: Any) -> dict[str, Any]:
    return _resource(_LOAD_BALANCER, Type='network', Scheme='internal', Subnets=[{'Ref': 'Subnet'}], SecurityGroups=[{'Ref': 'Group'}], **properties)


def _association(network: str, *depends_on: str) -> dict[str, Any]:
    return _resource(_ASSOCIATION, *depends_on, VpcIdentifier={'Ref': 'Vpc'}, ServiceNetworkIdentifier=network, SecurityGroupIds=[{'Ref': 'Group'}])


def _interface(*depends_on: str, groups: list[Any] | None = None) -> dict[str, Any]:
    return _resource(_ENDPOINT, *depends_on, VpcId={'Ref': 'Vpc'}, VpcEndpointType='Interface', ServiceName='com.amazonaws.us-east-1.logs',
                     SubnetIds=[{'Ref': 'Subnet'}], SecurityGroupIds=groups or [{'Ref': 'Group'}], PrivateDnsEnabled=True)


def _gateway(*depends_on: str) -> dict[str, Any]:
    return _resource(_ENDPOINT, *depends_on, VpcId={'Ref': 'Vpc'}, VpcEndpointType='Gateway', ServiceName='com.amazonaws.us-east-1.s3', RouteTableIds=[{'Ref': 'Table'}])


def _service(**properties: Any) -> Resources:
    return {
        **_network(), 'Cluster': _resource(_CLUSTER),
        'Task': _resource('AWS::ECS::TaskDefinition', Cpu='256', Memory='512', NetworkMode='awsvpc', RequiresCompatibilities=['FARGATE'],
                          ContainerDefinitions=[{'Name': 'proxy', 'Image': 'public.ecr.aws/docker/library/nginx:1.30.7'}]),
        'Service': _resource(_SERVICE, Cluster={'Ref': 'Cluster'}, TaskDefinition={'Ref': 'Task'}, LaunchType='FARGATE', NetworkConfiguration={
            'AwsvpcConfiguration': {'Subnets': [{'Ref': 'Subnet'}], 'SecurityGroups': [{'Ref': 'Group'}]}}, **properties),
    }


def _rules(count: int) -> list[dict[str, Any]]:
    return [{'CidrIp': f'10.0.{number}.0/24', 'IpProtocol': 'tcp', 'FromPort': 443, 'ToPort': 443} for number in range(count)]


_REFUSED: dict[str, tuple[Callable[[], Resources], str, str]] = {
    'an apostrophe in the description of a rule': (
        lambda: {**_network(), 'Group': _group(SecurityGroupEgress=[{**_rules(1)[0], 'Description': "in place of EC2's rule"}])}, _GROUP, 'InvalidParameterValue'),
    'a group with 61 rules': (lambda: {**_network(), 'Group': _group(SecurityGroupIngress=_rules(61))}, _GROUP, 'RulesPerSecurityGroupLimitExceeded'),
    'an interface with six groups': (
        lambda: {**_network(), **{f'Group{number}': _group() for number in range(6)}, 'Endpoint': _interface(groups=[{'Ref': f'Group{number}'} for number in range(6)])},
        _ENDPOINT, 'SecurityGroupsPerInterfaceLimitExceeded'),
    'a dual-stack load balancer in a subnet without IPv6': (lambda: {**_network(), 'Balancer': _load_balancer(IpAddressType='dualstack')}, _LOAD_BALANCER, 'ValidationError'),
    'an attribute that a load balancer of this type does not have': (
        lambda: {**_network(), 'Balancer': _load_balancer(LoadBalancerAttributes=[{'Key': 'routing.http2.enabled', 'Value': 'true'}])}, _LOAD_BALANCER, 'ValidationError'),
    'a second service network for a VPC': (
        lambda: {**_network(), 'First': _association('sn-0123456789abcdef0'),
                 'Second': _association('arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1', 'First')}, _ASSOCIATION, 'ConflictException'),
    'a second gateway endpoint of a service on a route table': (
        lambda: {**_network(), 'Table': _resource('AWS::EC2::RouteTable', VpcId={'Ref': 'Vpc'}), 'First': _gateway(), 'Second': _gateway('First')},
        _ENDPOINT, 'RouteAlreadyExists'),
    'a second endpoint with the private DNS name of a service': (
        lambda: {**_network(), 'First': _interface(), 'Second': _interface('First')}, _ENDPOINT, 'InvalidParameter'),
    'an alias with dualstack. before the name of a Network Load Balancer': (
        lambda: {**_network(), 'Balancer': _load_balancer(), 'Zone': _resource('AWS::Route53::HostedZone', Name='example.com.'),
                 'Record': _resource(_RECORD, HostedZoneId={'Ref': 'Zone'}, Name='api.example.com.', Type='A', AliasTarget={
                     'HostedZoneId': {'Fn::GetAtt': ['Balancer', 'CanonicalHostedZoneID']},
                     'DNSName': {'Fn::Join': ['', ['dualstack.', {'Fn::GetAtt': ['Balancer', 'DNSName']}]]}})},
        _RECORD, 'InvalidChangeBatch'),
    'a service network of another Region': (
        lambda: {**_network(), 'Far': _association('arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-0123456789abcdef1')}, _ASSOCIATION, 'ValidationException'),
    'a subnet that assigns IPv6 addresses and has none': (
        lambda: {**_network(), 'Other': _resource(_SUBNET, VpcId={'Ref': 'Vpc'}, CidrBlock='10.0.1.0/24', AvailabilityZone='us-east-1a', AssignIpv6AddressOnCreation=True)},
        _SUBNET, 'InvalidParameterValue'),
    'a metric filter that writes to a namespace of AWS': (
        lambda: {'Log': _resource('AWS::Logs::LogGroup'), 'Filter': _resource(_FILTER, LogGroupName={'Ref': 'Log'}, FilterPattern='', MetricTransformations=[
            {'MetricNamespace': 'AWS/NetworkELB', 'MetricName': 'Lines', 'MetricValue': '1'}])},
        _FILTER, 'InvalidParameterException'),
    'an alarm that notifies through a FIFO topic': (
        lambda: {'Alarm': _resource(_ALARM, Namespace='Tried', MetricName='Lines', Statistic='Sum', Period=60, EvaluationPeriods=1, Threshold=1,
                                    ComparisonOperator='GreaterThanThreshold', AlarmActions=['arn:aws:sns:us-east-1:111122223333:alarms.fifo'])},
        _ALARM, 'Failed to execute action'),
    'a schedule in a group that there is not': (
        lambda: {'Schedule': _resource(_SCHEDULE, GroupName='nowhere', ScheduleExpression='rate(5 minutes)', FlexibleTimeWindow={'Mode': 'OFF'}, Target={
            'Arn': 'arn:aws:lambda:us-east-1:111122223333:function:work', 'RoleArn': 'arn:aws:iam::111122223333:role/schedules'})},
        _SCHEDULE, 'ResourceNotFoundException'),
    'a placement constraint of a service on Fargate': (lambda: _service(PlacementConstraints=[{'Type': 'distinctInstance'}]), _SERVICE, 'InvalidParameterException'),
    'a property that a resource type does not have': (
        lambda: {'Group': _resource('AWS::Logs::LogGroup', Retention=30)}, 'AWS::Logs::LogGroup', 'Properties validation failed'),
}


def _add_case(what: str, resources: Callable[[], Resources], type_name: str, error: str) -> None:
    @case(f'the emulated account refuses, as AWS: {what} ({error})')
    def _refused(testbed: Testbed) -> None:
        empty = testbed.without_stack()
        expect_failure(testbed.stack.create(Template({'Resources': resources()})), 'ROLLBACK_COMPLETE', type_name, error)
        testbed.stack.delete()
        expect_unchanged(empty, testbed.inventory())


for _what, _refusal in _REFUSED.items():
    _add_case(_what, *_refusal)


@case('the emulated account refuses, as AWS: a template with 501 resources, before it makes anything')
def _large_template(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    gateways = {f'Gateway{number}': _resource('AWS::EC2::InternetGateway') for number in range(501)}
    try:
        testbed.stack.create(Template({'Resources': gateways}))
    except ClientError as error:
        expect('Number of resources, 501' in str(error), f'it is refused with other words: {error}')
    else:
        expect(False, 'it is taken')
    expect_unchanged(empty, testbed.inventory())


@case('the emulated account refuses, as AWS: calls that the model of an API does not allow')
def _calls(testbed: Testbed) -> None:
    for service, call, arguments, error in (
        ('iam', 'create_service_linked_role', {'AWSServiceName': 'ecs.amazonaws.com', 'Description': 'x' * 1001}, 'ValidationError'),
        ('ecr', 'put_image', {'repositoryName': 'Capital', 'imageManifest': '{}'}, 'InvalidParameterException'),
        ('cloudwatch', 'put_metric_data', {'Namespace': 'AWS/NetworkELB', 'MetricData': [{'MetricName': 'Lines', 'Value': 1}]}, 'InvalidParameterValue'),
        ('codebuild', 'batch_get_builds', {'ids': [f'build:{number}' for number in range(101)]}, 'InvalidParameterException'),
    ):
        try:
            getattr(testbed.account.client(service), call)(**arguments)
        except ClientError as refused:
            expect_equal(f'the error of {call}', refused.response['Error']['Code'], error)
        else:
            expect(False, f'{call} is taken')


_ANSWER = """
const answer = async (event, status, more) => {
  const body = JSON.stringify({
    Status: status, RequestId: event.RequestId, StackId: event.StackId, LogicalResourceId: event.LogicalResourceId, PhysicalResourceId: 'id', ...more });
  await fetch(event.ResponseURL, { method: 'PUT', body });
};
"""


def _custom_resource(body: str, *actions: str) -> Resources:
    """A resource behind a function that does this."""
    allowed = {'PolicyName': 'Allowed', 'PolicyDocument': {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': list(actions), 'Resource': '*'}]}}
    return {
        'Role': _resource('AWS::IAM::Role', Policies=[allowed] if actions else [], AssumeRolePolicyDocument={'Version': '2012-10-17', 'Statement': [
            {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'}}]}),
        'Log': _resource('AWS::Logs::LogGroup', RetentionInDays=1),
        'Function': _resource('AWS::Lambda::Function', LoggingConfig={'LogGroup': {'Ref': 'Log'}}, Runtime='nodejs24.x', Handler='index.handler', Role={'Fn::GetAtt': ['Role', 'Arn']}, Timeout=20,
                              Code={'ZipFile': f'{_ANSWER}exports.handler = async (event) => {{ {body} }};'}),
        'Custom': _resource('Custom::Tried', ServiceToken={'Fn::GetAtt': ['Function', 'Arn']}, ServiceTimeout=30),
    }


@case('the emulated account refuses, as AWS: an answer of a function that is longer than 4,096 bytes')
def _long_answer(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    template = Template({'Resources': _custom_resource("await answer(event, 'SUCCESS', event.RequestType === 'Delete' ? {} : { Data: { Long: 'x'.repeat(4096) } });")})
    expect_failure(testbed.stack.create(template), 'ROLLBACK_COMPLETE', 'Custom::Tried', 'Response object is too long')
    testbed.stack.delete()
    expect_unchanged(empty, testbed.inventory())


@case('the emulated account denies, as AWS may: the calls of a role in the first seconds after it was made')
def _fresh_role(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    asks = """
      const { EC2Client, DescribeManagedPrefixListsCommand } = require('@aws-sdk/client-ec2');
      try {
        if (event.RequestType !== 'Delete') { await new EC2Client({}).send(new DescribeManagedPrefixListsCommand({})); }
        await answer(event, 'SUCCESS', {});
      } catch (error) {
        await answer(event, 'FAILED', { Reason: error.name });
      }"""
    template = Template({'Resources': _custom_resource(asks, 'ec2:DescribeManagedPrefixLists')})
    with testbed.account.denying_fresh_roles(300):
        expect_failure(testbed.stack.create(template), 'ROLLBACK_COMPLETE', 'Custom::Tried', 'UnauthorizedOperation')
    testbed.stack.delete()
    expect_status(testbed.stack.create(template), 'CREATE_COMPLETE')
    testbed.stack.delete()
    expect_unchanged(empty, testbed.inventory())


@case('the emulated account refuses, as AWS: to take capacity providers from a cluster while a service uses them (ResourceInUseException)')
def _capacity_providers_in_use(testbed: Testbed) -> None:
    def forget_order(template: Template) -> None:
        associations = template.id_of(_PROVIDERS)
        service = template.body['Resources'][template.id_of('AWS::ECS::Service')]
        service['DependsOn'] = [each for each in service['DependsOn'] if each != associations]

    empty = testbed.without_stack()
    expect_status(testbed.stack.create(testbed.template('first').changed(forget_order)), 'CREATE_COMPLETE')
    testbed.account.make_last(_PROVIDERS)       # and so it is the first to be deleted
    try:
        refused = testbed.stack.delete()
    finally:
        testbed.account.make_last('')
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    expect_status(refused, 'DELETE_FAILED')
    expect(any(kind == _PROVIDERS and 'ResourceInUseException' in reason for kind, reason in refused.failures), f'what failed: {refused.failures}')
    expect_unchanged(empty, testbed.inventory())


@case('the emulated account does as AWS: Container Insights makes its log group again, without retention, after the cluster is deleted')
def _late_writer(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    name = '/aws/ecs/containerinsights/tried/performance'
    expect_status(testbed.stack.create(Template({'Resources': {
        'Group': _resource('AWS::Logs::LogGroup', LogGroupName=name, RetentionInDays=1),
        'Cluster': _resource(_CLUSTER, 'Group', ClusterName='tried', ClusterSettings=[{'Name': 'containerInsights', 'Value': 'enabled'}]),
    }})), 'CREATE_COMPLETE')
    with testbed.account.writing_late():
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    expect_equal('what is left', set(testbed.inventory().since(empty).things), {('log group', name)})
    testbed.account.client('logs').delete_log_group(logGroupName=name)
    expect_unchanged(empty, testbed.inventory())
