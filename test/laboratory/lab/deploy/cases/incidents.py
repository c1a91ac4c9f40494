"""What happens at night: each incident puts the account into its state, and says what somebody has to find out by the runbook."""
from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from lab.account.templates import COPY_IMAGE, Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status
from lab.paths import TEST
from lab.running.case import expect, expect_equal

SUBJECT = 'on-call'
"""The ingress for which somebody is on call."""

_SERVICE = 'svc-00000000000000a01'
_ENDPOINT_OF_OTHERS = 'vpce-0fedcba9876543210'
_RECORDED = TEST / 'monitoring' / 'access-log.json'
_MINUTE = 60
_EMERGENCY = '2026/11/05 10:00:00 [emerg] 7#7: host not found in upstream "a.example.com" in /tmp/nginx.conf:14'

Happening = AbstractContextManager[str]
"""Yields what somebody looks for in the rows that are printed: the address of a target, the name of a zone."""


@dataclass(frozen=True)
class Incident:
    """Sections of the runbook, the state of the account in which they are read, and what has to be printed."""

    sections: tuple[str, ...]
    printed: tuple[str, ...]
    happens: Callable[[Testbed], Happening] = lambda _: nullcontext('')


@contextmanager
def _unhealthy_zone(testbed: Testbed) -> Iterator[str]:
    with testbed.account.unhealthy_tasks({address: 'Health checks failed' for address, zone in _tasks(testbed).values() if zone == 'us-east-1a'}):
        yield 'us-east-1a'


@contextmanager
def _unhealthy_target(testbed: Testbed) -> Iterator[str]:
    """The section ends with a new task in the place of the one that is unhealthy."""
    before = _tasks(testbed)
    [*_, (task, (address, _zone))] = before.items()
    with testbed.account.unhealthy_tasks({address: 'Health checks failed'}):
        yield address
    after = _tasks(testbed)
    expect(task not in after, f'{task} still runs')
    expect_equal('number of tasks', len(after), len(before))


@contextmanager
def _no_capacity(testbed: Testbed) -> Iterator[str]:
    testbed.account.write_service_event('was unable to place a task. Reason: Capacity is unavailable at this time.')
    yield ''


@contextmanager
def _memory_full(testbed: Testbed) -> Iterator[str]:
    testbed.account.end_task(reason='Essential container in task exited', stopCode='EssentialContainerExited', exitCode=137,
                             containerReason='OutOfMemoryError: Container killed due to memory usage')
    yield ''


@contextmanager
def _ports_full(testbed: Testbed) -> Iterator[str]:
    """The section ends with twice as many tasks."""
    before = _tasks(testbed)
    _measure(testbed, ActiveFlowCount=165_000)
    yield ''
    expect_equal('number of tasks', len(_tasks(testbed)), 2 * len(before))


@contextmanager
def _resets(testbed: Testbed) -> Iterator[str]:
    _measure(testbed, TCP_ELB_Reset_Count=12, TCP_Target_Reset_Count=345, NewFlowCount=6789)
    yield ''


@contextmanager
def _failing_service(testbed: Testbed) -> Iterator[str]:
    with testbed.account.services({_SERVICE: 'api.example.com'}), testbed.account.unhealthy_services({_SERVICE: 'HealthCheckFailed'}):
        yield _SERVICE


@contextmanager
def _stuck_follower(testbed: Testbed) -> Iterator[str]:
    """A run fails, and somebody has switched the schedule off. The section ends with the schedule switched on, and otherwise as it was."""
    scheduler = testbed.account.client('scheduler')
    [schedule] = scheduler.list_schedules()['Schedules']
    before = scheduler.get_schedule(Name=schedule['Name'])
    kept = {key: before[key] for key in ('Name', 'GroupName', 'ScheduleExpression', 'FlexibleTimeWindow', 'Target')}
    scheduler.update_schedule(**kept, State='DISABLED')
    testbed.account.fail_next('vpc-lattice', 'ListServiceNetworkServiceAssociations', 'ResourceNotFoundException', times=1)
    testbed.account.client('lambda').invoke(FunctionName=before['Target']['Arn'], Payload=before['Target']['Input'].encode())
    yield ''
    after = scheduler.get_schedule(Name=schedule['Name'])
    expect_equal('the schedule', {key: after[key] for key in (*kept, 'State')}, {**kept, 'State': 'ENABLED'})


@contextmanager
def _no_image(testbed: Testbed) -> Iterator[str]:
    def name_another(template: Template) -> None:
        template.only(COPY_IMAGE).update(Reference='1.99.1', TargetTag='1.99.1-arm64')

    outcome = testbed.stack.update(testbed.template(SUBJECT).changed(name_another))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', COPY_IMAGE, '1.99.1')
    yield ''


@contextmanager
def _bad_rollout(testbed: Testbed) -> Iterator[str]:
    another = Template(json.loads(json.dumps(testbed.template(SUBJECT).body).replace('api.example.com', 'old.example.com')))
    with testbed.account.clients_asking({'api.example.com': 100}):
        expect_failure(testbed.stack.update(another), 'UPDATE_ROLLBACK_COMPLETE', 'AWS::ECS::Service', 'alarm detected')
    yield ''


@contextmanager
def _tasks_that_do_not_start(testbed: Testbed) -> Iterator[str]:
    _write_log(testbed, [_EMERGENCY])
    testbed.account.end_task(reason='CannotPullContainerError: failed to resolve ref: not found', stopCode='TaskFailedToStart')
    yield ''


@contextmanager
def _no_service_linked_role(testbed: Testbed) -> Iterator[str]:
    """The section ends with the role that somebody has read is missing."""
    testbed.account.never_used_ecs()
    yield 'ecs.amazonaws.com None'
    testbed.account.client('iam').create_service_linked_role(AWSServiceName='ecs.application-autoscaling.amazonaws.com')


@contextmanager
def _things_of_others(testbed: Testbed) -> Iterator[str]:
    """GuardDuty has put an endpoint and a security group into the VPC. The section ends with a stack that can be deleted."""
    ec2 = testbed.account.client('ec2')
    vpc_id = testbed.inventory().one('load balancer')['VpcId']
    group = ec2.create_security_group(GroupName='GuardDutyManagedSecurityGroup', Description='of GuardDuty', VpcId=vpc_id)['GroupId']
    ec2.create_vpc_endpoint(VpcEndpointType='Interface', VpcId=vpc_id, ServiceName='com.amazonaws.us-east-1.guardduty-data', SecurityGroupIds=[group])
    with testbed.account.connected_endpoints({_ENDPOINT_OF_OTHERS: 'vpce-svc-0123456789abcdef0'}):
        yield 'uardDuty'
        [connection] = ec2.describe_vpc_endpoint_connections()['VpcEndpointConnections']
        expect_equal('the connection of others', connection['VpcEndpointState'], 'rejected')
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')


INCIDENTS = (
    Incident(('What a client sees',), ('"verdict":"refused-not-allowed"', '"verdict":"over-limit"')),
    Incident(('No healthy target',), ('us-east-1a', 'unhealthy', 'use1-az1'), _unhealthy_zone),
    Incident(('Unhealthy target',), ('unhealthy', '[emerg]'), _unhealthy_target),
    Incident(('Fewer tasks than desired',), ('Capacity is unavailable',), _no_capacity),
    Incident(('CPU utilization',), ('fewest', 'connections=')),
    Incident(('Memory utilization',), ('137', 'OutOfMemoryError'), _memory_full),
    Incident(('Port allocation errors',), ('165000', '3 tasks, at most 9'), _ports_full),
    Incident(('Resets',), ('TCP_Target_Reset_Count', '345'), _resets),
    Incident(('Refusals',), ('verdict=refused-not-allowed', 'client=203.0.113.')),
    Incident(('Unreadable requests',), ('status=400', 'method=')),
    Incident(('Over the limit',), ('turned_away=',)),
    Incident(('Upstream failures',), ('verdict=unreachable', 'slowest=', 'ACTIVE')),
    Incident(('Service failures',), ('status=502', 'api.example.com', 'UNHEALTHY'), _failing_service),
    Incident(('Follower stopped',), ('ResourceNotFoundException', 'DISABLED'), _stuck_follower),
    Incident(('A deployment fails', 'The image is not copied'), (COPY_IMAGE, '1.99.1'), _no_image),
    Incident(('A rollout is taken back by an alarm',), ('ALARM', '#refusals'), _bad_rollout),
    Incident(('No prefix list of VPC Lattice',), ('com.amazonaws.us-east-1.vpc-lattice',)),
    Incident(('A deploy-time function is denied something',), ('IngressNetworkPrefixListsFindRole',)),
    Incident(('A deploy-time function does not answer',), ('START RequestId', 'REPORT RequestId')),
    Incident(('Tasks do not start',), ('CannotPullContainerError', 'TaskFailedToStart', '[emerg]'), _tasks_that_do_not_start),
    Incident(('The VPC is not associated',), ('ACTIVE', 'PENDING')),
    Incident(('An endpoint is not made',), ('us-east-1a', 'com.amazonaws.us-east-1.ecr.api')),
    Incident(('The account lists too few zones',), ('use1-az1',)),
    Incident(('A quota is reached',), ('VPCs per Region', 'Fargate On-Demand vCPU')),
    Incident(('A service-linked role is missing',), ('ecs.amazonaws.com None',), _no_service_linked_role),
    Incident(('Something exists already',), ('/aws/ecs/containerinsights/',)),
    Incident(('The stack is not deleted',), ('guardduty-data',), _things_of_others),
)
"""In the order of the runbook: the last one leaves no stack."""


def begin(testbed: Testbed) -> None:
    """Deploys the ingress, with a night's log: lines that a real nginx wrote."""
    testbed.deployed(SUBJECT)
    _write_log(testbed, [each['line'] for each in json.loads(_RECORDED.read_text())['lines']] + [_EMERGENCY])


def _write_log(testbed: Testbed, lines: list[str]) -> None:
    logs, stream = testbed.account.client('logs'), f'proxy/proxy/{time.time_ns():x}'
    [group] = [each['logGroupName'] for each in logs.describe_log_groups()['logGroups'] if 'ProxyLogGroup' in each['logGroupName']]
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[{'timestamp': int(time.time() * 1000), 'message': line} for line in lines])


def _tasks(testbed: Testbed) -> dict[str, tuple[str, str]]:
    """Addresses and zones of the running tasks, by their ARNs."""
    ecs = testbed.account.client('ecs')
    [cluster] = ecs.list_clusters()['clusterArns']
    tasks: list[dict[str, Any]] = ecs.describe_tasks(cluster=cluster, tasks=ecs.list_tasks(cluster=cluster)['taskArns'])['tasks']
    return {each['taskArn']: (each['attachments'][0]['details'][-1]['value'], each['availabilityZone']) for each in tasks}


def _measure(testbed: Testbed, **values: float) -> None:
    """Writes what the load balancer measures."""
    dimension = {'Name': 'LoadBalancer', 'Value': testbed.inventory().one('load balancer')['LoadBalancerArn'].partition('loadbalancer/')[2]}
    testbed.account.client('cloudwatch').put_metric_data(Namespace='AWS/NetworkELB', MetricData=[
        {'MetricName': name, 'Dimensions': [dimension], 'Value': value, 'Timestamp': time.time() - _MINUTE} for name, value in values.items()
    ])
