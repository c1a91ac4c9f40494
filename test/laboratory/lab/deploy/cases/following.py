"""A service network that is followed: what comes and goes after the deployment, as the schedule finds it."""
from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal

_FOLLOW = 'Custom::LatticeExternalIngressFollowServices'
_API, _ORDERS = 'svc-00000000000000a01', 'svc-00000000000000a02'


@case('follow: a service that is there is reached from the deployment on, one that comes later after a run, and none that went')
def _comes_and_goes(testbed: Testbed) -> None:
    testbed.without_stack()
    with testbed.account.services({_API: 'api.apps.example.com'}):
        testbed.deployed('followed')
        expect_equal('records after the deployment', _records(testbed), _both('api.apps.example.com', _API))
    with testbed.account.services({_ORDERS: 'orders.apps.example.com', _API: 'api.example.com'}):
        _run(testbed)
        expect_equal('records of what came', _records(testbed), _both('orders.apps.example.com', _ORDERS))
    _run(testbed)
    expect_equal('records of what went', _records(testbed), {})


@case('follow: the zones of the stack say that DNS keeps for a minute that a name does not exist')
def _negative_answers(testbed: Testbed) -> None:
    testbed.deployed('followed')
    values = [record['ResourceRecords'][0]['Value'] for zone in testbed.inventory().all('hosted zone') for record in zone['Records'] if record['Type'] == 'SOA']
    expect_equal('the last numbers of SOA records', [value.split()[-1] for value in values], ['60'])


@case('follow: each run writes a line into its log that is JSON as a whole, as a metric filter needs it')
def _line_for_the_metric(testbed: Testbed) -> None:
    testbed.deployed('followed')
    logs = testbed.account.client('logs')
    [group] = [each['logGroupName'] for each in testbed.inventory().all('log group') if 'Follower' in each['logGroupName']]
    with testbed.account.services({_API: 'api.apps.example.com'}):
        _run(testbed)
    messages = [event['message'] for event in logs.filter_log_events(logGroupName=group)['events']]
    expect({'followedNames': 1, 'changedNames': 1} in [json.loads(each) for each in messages if each.startswith('{')], f'no such line among {messages}')
    _run(testbed)


@case('follow: a service that gets another name, and one that takes its place, are followed')
def _renamed(testbed: Testbed) -> None:
    testbed.deployed('followed')
    for services in ({_API: 'api.apps.example.com'}, {_API: 'new.apps.example.com'}, {_ORDERS: 'new.apps.example.com'}, {_ORDERS: '*.shop.apps.example.com'}):
        with testbed.account.services(services):
            _run(testbed)
            [(service, name)] = services.items()
            expect_equal('records', _records(testbed), _both(name.replace('*', r'\052'), service))


@case('follow: a name that two services claim stays where it was, and a record of somebody else stays as it is')
def _claimed(testbed: Testbed) -> None:
    testbed.deployed('followed')
    with testbed.account.services({_API: 'api.apps.example.com'}):
        _run(testbed)
    _change(testbed, 'CREATE', 'orders.apps.example.com')
    with testbed.account.services({_ORDERS: 'api.apps.example.com', _API: 'api.apps.example.com', 'svc-00000000000000a03': 'orders.apps.example.com'}):
        _run(testbed)
        expect_equal('records', _records(testbed), {**_both('api.apps.example.com', _API), ('orders.apps.example.com', 'A'): '192.0.2.1'})
    _change(testbed, 'DELETE', 'orders.apps.example.com')


@case('follow: three hundred services on several pages get their records, by two runs at once')
def _many(testbed: Testbed) -> None:
    testbed.deployed('followed')
    many = {f'svc-{number:017x}': f's{number}.apps.example.com' for number in range(0xb000, 0xb000 + 300)}
    with testbed.account.services(many):
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda _: _run(testbed), range(2)))
        expect_equal('records', len(_records(testbed)), 600)
    _run(testbed)
    expect_equal('records of what went', _records(testbed), {})


@case('follow: a run that is throttled tries again, and a run that is denied the list fails and leaves every record as it is')
def _unlucky(testbed: Testbed) -> None:
    testbed.deployed('followed')
    with testbed.account.services({_API: 'api.apps.example.com'}):
        testbed.account.fail_next('vpc-lattice', 'ListServiceNetworkServiceAssociations', 'ThrottlingException', times=2)
        _run(testbed)
        expect_equal('failures that nobody met', testbed.account.failures_to_come(), 0)
    before = testbed.inventory()
    with testbed.account.services({_ORDERS: 'orders.apps.example.com'}):
        testbed.account.fail_next('vpc-lattice', 'ListServiceNetworkServiceAssociations', 'AccessDeniedException', times=1)
        expect('as a test asked for' in _run(testbed, fails=True), 'the run does not say what failed')
        expect_unchanged(before, testbed.inventory())
    _run(testbed)


@case('follow: a run that is denied a change of records leaves every record as it is, and says which action is denied')
def _denied_change(testbed: Testbed) -> None:
    testbed.deployed('followed')
    with testbed.account.services({_API: 'api.apps.example.com'}):
        _run(testbed)
    before = testbed.inventory()
    with testbed.account.services({_ORDERS: 'orders.apps.example.com', _API: 'new.apps.example.com'}), _denying(testbed, 'route53:ChangeResourceRecordSets'):
        expect('route53:ChangeResourceRecordSets is denied to this function' in _run(testbed, fails=True), 'the run does not say what is denied')
    expect_unchanged(before, testbed.inventory())
    _run(testbed)
    expect_equal('records after the denial', _records(testbed), {})


@case('follow: names that are not allowed any more lose their records, zones that leave the template go, and the stack with the last ones')
def _fewer_names(testbed: Testbed) -> None:
    testbed.deployed('followed')
    with testbed.account.services({_API: 'api.apps.example.com', _ORDERS: 'orders.apps.example.com'}):
        _run(testbed)
        expect_status(testbed.stack.update(testbed.template('followed-by-fewer-names')), 'UPDATE_COMPLETE')
        expect_equal('zones', sorted(each['Name'] for each in testbed.inventory().all('hosted zone')), ['api.apps.example.com.', 'shop.example.com.'])
        expect_equal('records', _records(testbed), _both('api.apps.example.com', _API))
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
        expect_equal('what is left', [each for kind in ('hosted zone', 'schedule', 'function') for each in testbed.inventory().all(kind)], [])


@case('follow: switched off, its schedule, its function, its records and its zone go, and the ingress stays')
def _switched_off(testbed: Testbed) -> None:
    testbed.deployed('followed')
    with testbed.account.services({_API: 'api.apps.example.com'}):
        _run(testbed)
        kept = [testbed.inventory().one(kind) for kind in ('load balancer', 'service network association')]
        expect_status(testbed.stack.update(testbed.template('first')), 'UPDATE_COMPLETE')
        after = testbed.inventory()
        followers = [each for each in after.all('function') if 'Follower' in each['FunctionName']]
        expect_equal('what is left', [*followers, *after.all('hosted zone'), *after.all('schedule')], [])
        expect_equal('what stays', [after.one(kind) for kind in ('load balancer', 'service network association')], kept)


@case('follow: a deployment that may not make the records is rolled back with its zones, and says why')
def _denied(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    with testbed.account.services({_API: 'api.apps.example.com'}):
        testbed.account.fail_next('route53', 'ChangeResourceRecordSets', 'InvalidInput', times=1)
        expect_failure(testbed.stack.create(testbed.template('followed')), 'ROLLBACK_COMPLETE', _FOLLOW, 'InvalidInput')
        testbed.stack.delete()
        expect_unchanged(empty, testbed.inventory())


@case('follow: at service-network endpoints, custom domains lead to the names that the services have there')
def _endpoints(testbed: Testbed) -> None:
    testbed.deployed('followed-at-endpoints')
    [endpoint] = [each['VpcEndpointId'] for each in testbed.inventory().all('VPC endpoint') if each['VpcEndpointType'] == 'ServiceNetwork']
    with testbed.account.services({_API: 'api.apps.example.com'}):
        _run(testbed)
        expect_equal('where it leads', set(_records(testbed).values()), {f"{endpoint}-snsa-{_API.removeprefix('svc-')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws."})


def _run(testbed: Testbed, fails: bool = False) -> str:
    """Calls the function as the schedule does: with its target's input. What it answers."""
    scheduler = testbed.account.client('scheduler')
    [schedule] = scheduler.list_schedules()['Schedules']
    target = scheduler.get_schedule(Name=schedule['Name'])['Target']
    answer = testbed.account.client('lambda').invoke(FunctionName=target['Arn'], Payload=target['Input'].encode())
    text: str = answer['Payload'].read().decode()
    expect_equal(f'whether the run failed ({text})', 'FunctionError' in answer, fails)
    return text


@contextmanager
def _denying(testbed: Testbed, action: str) -> Iterator[None]:
    """The account denies the action to every function, as a service control policy does, until the block ends."""
    iam = testbed.account.client('iam')
    [role] = [each['Role'].rpartition('/')[2] for each in testbed.inventory().all('function') if each['Handler'] and 'Follower' in each['FunctionName']]
    policy = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Action': action, 'Resource': '*'}]}
    iam.put_role_policy(RoleName=role, PolicyName='Denial', PolicyDocument=json.dumps(policy))
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName='Denial')


def _records(testbed: Testbed) -> dict[tuple[str, str], str]:
    """Where names lead in all zones, by name and type."""
    records = [record for zone in testbed.inventory().all('hosted zone') for record in zone['Records'] if record['Type'] in ('A', 'AAAA')]
    return {(each['Name'].removesuffix('.'), each['Type']): _target(each) for each in records}


def _target(record: dict[str, Any]) -> str:
    target: str = record['AliasTarget']['DNSName'] if 'AliasTarget' in record else record['ResourceRecords'][0]['Value']
    return target


def _both(name: str, service_id: str) -> dict[tuple[str, str], str]:
    target = f"made-{service_id.removeprefix('svc-')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws."
    return {(name, 'A'): target, (name, 'AAAA'): target}


def _change(testbed: Testbed, action: str, name: str) -> None:
    """A record that somebody else makes or removes, in the zone of the ingress."""
    [zone] = testbed.inventory().all('hosted zone')
    record = {'Name': name, 'Type': 'A', 'TTL': 60, 'ResourceRecords': [{'Value': '192.0.2.1'}]}
    testbed.account.client('route53').change_resource_record_sets(HostedZoneId=zone['Id'], ChangeBatch={'Changes': [{'Action': action, 'ResourceRecordSet': record}]})
