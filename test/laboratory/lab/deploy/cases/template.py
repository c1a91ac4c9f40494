"""The template for people without CDK, with its parameters."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from lab.account.inventory import Inventory
from lab.account.stack import Stack
from lab.account.templates import COPY_IMAGE, Template, read_template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import INACTIVE, expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import EXAMPLE_SERVICE, WITHOUT_CDK
from lab.running.case import expect, expect_equal

_SERVICE = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'
_LEAST = {'AllowedIPv4Block': '203.0.113.0/24'}
_MUCH = {
    **_LEAST,
    'AllowedIPv6Block': '2001:db8::/32',
    'ServiceNetwork': 'sn-0123456789abcdef0',
    **{f'CustomDomain{number}': f'api{number}.example.com' for number in range(1, 6)},
    **{f'GeneratedName{number}': _SERVICE.replace('api', f'api{number}') for number in range(1, 6)},
    **{f'AllowedDomain{number}': f'*.apps{number}.example.com' for number in range(1, 6)},
    'VpcCidr': '10.20.0.0/20',
    'TaskSize': '1vCPU-2GB',
    'MinTasks': '4',
    'MaxTasks': '12',
    'AllowedIPv4Block2': '198.51.100.0/24',
    'AllowedIPv6Block5': '2001:db8:5::/48',
    'HttpMode': 'redirect',
    'LogRetentionDays': '365',
    'AlarmTopicArn': 'arn:aws:sns:us-east-1:111122223333:alarms',
    'DeletionProtection': 'true',
}
_OUTPUTS = {'VpcId', 'LoadBalancerDnsName', 'LoadBalancerHostedZoneId', 'LoadBalancerArn', 'TlsSecurityGroupId', 'HttpSecurityGroupId',
            'TaskSecurityGroupId', 'ClusterName', 'ServiceName', 'LogGroupName'}


@case('template without CDK: create with the required parameter alone; delete leaves nothing')
def _least(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    deployed = _created(testbed, empty, **_LEAST)
    expect_equal('associations and records', (deployed.count()['service network association'], deployed.count()['hosted zone']), (0, 0))
    expect_equal('who may connect', _clients(deployed), {('203.0.113.0/24', 443), ('203.0.113.0/24', 80)})
    expect('vpc-lattice-svcs' in _nginx_conf(deployed), 'the generated names of the Region are not allowed')
    expect('$route_by_wildcard' not in _nginx_conf(deployed), 'there are listed names')
    expect_equal('outputs', testbed.stack.outputs().keys(), _OUTPUTS)
    expect_equal('what clients connect to', testbed.stack.outputs()['LoadBalancerDnsName'], deployed.one('load balancer')['DNSName'])
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    expect_unchanged(empty, testbed.inventory())


@case('template without CDK: create with every parameter; each has its effect; delete leaves nothing')
def _much(testbed: Testbed) -> None:
    testbed.without_stack()
    with testbed.account.hosted_zone('example.com') as zone_id:
        empty = testbed.inventory()
        prefix_list = _prefix_list(testbed)
        deployed = _created(testbed, empty, **_MUCH, AllowedPrefixListId=prefix_list, PublicHostedZoneId=zone_id)
        expect_equal('who may connect', _clients(deployed), {
            (client, port) for client in ('203.0.113.0/24', '198.51.100.0/24', '2001:db8::/32', '2001:db8:5::/48', prefix_list) for port in (443, 80)
        })
        expect_equal('ranges of the subnets', {each['CidrBlock'] for each in deployed.all('subnet')}, {f'10.20.{number}.0/24' for number in (0, 1, 2, 8, 9, 10)})
        expect_equal('the service network', deployed.one('service network association')['ServiceNetworkIdentifier'].rpartition('/')[2], 'sn-0123456789abcdef0')
        for name in (value for key, value in _MUCH.items() if key.startswith(('CustomDomain', 'AllowedDomain', 'GeneratedName'))):
            expect(f' {name}' in _nginx_conf(deployed), f'nginx.conf does not hold {name}')
        [zone] = [each for each in testbed.inventory().all('hosted zone') if each['Id'].endswith(zone_id)]
        records = {(each['Name'].replace('\\052', '*'), each['Type']) for each in zone['Records'] if each['Type'] in ('A', 'AAAA')}
        names = [value for key, value in _MUCH.items() if key.startswith(('CustomDomain', 'AllowedDomain'))]
        expect_equal('records', records, {(f'{name}.', kind) for name in names for kind in ('A', 'AAAA')})
        task, target = deployed.one('task definition'), deployed.one('scalable target')
        expect_equal('size', (task['cpu'], task['memory']), ('1024', '2048'))
        expect_equal('scaling', (str(target['MinCapacity']), str(target['MaxCapacity'])), ('4', '12'))
        expect('return 301' in _nginx_conf(deployed), 'HTTP is not redirected')
        expect_equal('who is told of alarms', {topic for each in deployed.all('alarm') for topic in each['AlarmActions']}, {_MUCH['AlarmTopicArn']})
        protected = testbed.stack.delete()
        expect_status(protected, 'DELETE_FAILED')
        expect(any('deletion protection is enabled' in reason for _, reason in protected.failures), f'nothing says why: {protected.failures}')
        testbed.account.client('elbv2').modify_load_balancer_attributes(
            LoadBalancerArn=deployed.one('load balancer')['LoadBalancerArn'], Attributes=[{'Key': 'deletion_protection.enabled', 'Value': 'false'}],
        )
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())


@case('template without CDK: the outputs of the example service are the parameters of the ingress, and both stacks deploy and are deleted')
def _example(testbed: Testbed) -> None:
    testbed.without_stack()
    with testbed.account.hosted_zone('example.com') as zone_id:
        empty = testbed.inventory()
        service = Stack(testbed.account, 'ExampleService')
        expect_status(service.create(read_template(EXAMPLE_SERVICE), HostedZoneId=zone_id, HostedZoneName='example.com'), 'CREATE_COMPLETE')
        outputs = service.outputs()
        deployed = _created(
            testbed, testbed.inventory(), **_LEAST, ServiceNetwork=outputs['ServiceNetwork'], CustomDomain1=outputs['CustomDomain'],
            GeneratedName1=outputs['GeneratedName'], PublicHostedZoneId=zone_id,
        )
        expect_equal('the service network', deployed.one('service network association')['ServiceNetworkIdentifier'], outputs['ServiceNetwork'])
        expect(f"#service api.example.com {outputs['GeneratedName']}" in _nginx_conf(deployed).replace(' CustomDomain1 ', ' '), 'the name does not lead to the service')
        for stack in (testbed.stack, service):
            expect_status(stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())


@case('template without CDK: a name added later is a rollout; the service network given later is an association, and nothing else is touched')
def _later(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    _created(testbed, empty, **_LEAST)
    named = {**_LEAST, 'CustomDomain1': 'api.example.com', 'GeneratedName1': _SERVICE}
    before = testbed.inventory()
    expect_status(testbed.stack.update(_template(testbed), **named), 'UPDATE_COMPLETE')
    changes = before.changes_to(testbed.inventory())
    expect_equal('kinds of what is new', {kind for kind, _ in changes.added}, {'task definition', INACTIVE})
    expect_equal('what is changed', [(kind, fields) for (kind, _), fields in changes.changed.items()], [('service', {'taskDefinition'})])

    before = testbed.inventory()
    expect_status(testbed.stack.update(_template(testbed), **named, ServiceNetwork='sn-0123456789abcdef0'), 'UPDATE_COMPLETE')
    changes = before.changes_to(testbed.inventory())
    expect_equal('kinds of what is new', {kind for kind, _ in changes.added}, {'service network association', 'security group'})
    expect_equal('what is gone or changed', (changes.removed, changes.changed), (set(), {}))

    expect_status(testbed.stack.update(_template(testbed), **_LEAST), 'UPDATE_COMPLETE')
    expect_equal('what is back to the beginning', testbed.inventory().count()['service network association'], 0)


@case('template without CDK: a service network that does not exist; rolled back, nothing is left')
def _unknown_network(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    outcome = testbed.stack.create(_template(testbed), **_LEAST, ServiceNetwork='sn-00000000000000000')
    expect_failure(outcome, 'ROLLBACK_COMPLETE', 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'sn-00000000000000000')
    testbed.stack.delete()
    expect_unchanged(empty, testbed.inventory())


@case('template without CDK: CloudFormation refuses hostile values, half pairs and a name that is given twice, before it makes anything')
def _refused(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    pair = {'CustomDomain2': 'api.example.com', 'GeneratedName2': _SERVICE}
    for words, given in (
        ("Parameter 'AllowedIPv4Block'", {}),
        ('must be an IPv4 range', {'AllowedIPv4Block': '203.0.113.0/24; }'}),
        ('must be a DNS name', {**pair, 'CustomDomain2': 'api.example.com tls-0; } http {'}),
        ('must be a DNS name', {'AllowedDomain1': 'api.example.com\n'}),
        ('must be the name that VPC Lattice generated', {**pair, 'GeneratedName2': f'{_SERVICE}:443;'}),
        ('AllowedValues', {'TaskSize': '1vCPU-2GB;'}),
        ("'CustomDomain2' needs 'GeneratedName2'", {'CustomDomain2': 'api.example.com'}),
        ("'GeneratedName2' needs 'CustomDomain2'", {'GeneratedName2': _SERVICE}),
        ("'AllowedIPv4Block3' must differ", {'AllowedIPv4Block3': '203.0.113.0/24'}),
        ('must be a tag of the official image', {'NginxVersion': '1.30.6'}),
        ("'AllowedDomain3' must differ", {**pair, 'AllowedDomain3': 'api.example.com'}),
    ):
        parameters: dict[str, str] = {**_LEAST, **given} if given else {}
        try:
            testbed.stack.create(_template(testbed), **parameters)
        except ClientError as error:
            expect(words in str(error), f'{given} is refused with other words: {error}')
        else:
            expect(False, f'{given} is not refused')
    expect_unchanged(empty, testbed.inventory())


def _template(testbed: Testbed) -> Template:
    """With images that come from the registry on loopback."""
    return read_template(WITHOUT_CDK).changed(lambda template: template.only(COPY_IMAGE).update(Registry=testbed.registry.url))


def _created(testbed: Testbed, empty: Inventory, **parameters: str) -> Inventory:
    expect_status(testbed.stack.create(_template(testbed), **parameters), 'CREATE_COMPLETE')
    return testbed.inventory().since(empty)


def _clients(deployed: Inventory) -> set[tuple[str, int]]:
    """Who may connect to the load balancer, and on which port."""
    groups = [deployed.things['security group', each] for each in deployed.one('load balancer')['SecurityGroups']]
    return {(client, rule['FromPort']) for group in groups for rule in group['IpPermissions'] for client in _sources(rule)}


def _sources(rule: dict[str, Any]) -> Iterator[str]:
    for kind, key in (('IpRanges', 'CidrIp'), ('Ipv6Ranges', 'CidrIpv6'), ('PrefixListIds', 'PrefixListId')):
        yield from (each[key] for each in rule.get(kind, []))


def _nginx_conf(deployed: Inventory) -> str:
    [variable] = deployed.one('task definition')['containerDefinitions'][0]['environment']
    return str(variable['value'])


def _prefix_list(testbed: Testbed) -> str:
    """One that exists."""
    return str(testbed.account.client('ec2').describe_managed_prefix_lists()['PrefixLists'][0]['PrefixListId'])
