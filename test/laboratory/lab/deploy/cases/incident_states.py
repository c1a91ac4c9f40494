"""The states of the account at the incidents of the runbook: each holds until its block ends."""
from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lab.account.stack import Outcome
from lab.account.templates import BUILD_IMAGE, COPY_IMAGE, FIND_ENDPOINT_SERVICES, STACK_NAME, Template
from lab.account.testbed import ABSENT_TAG, NEWER_TAG, Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status
from lab.running.case import expect, expect_equal

SUBJECT, BUILT, AT_ENDPOINTS = 'on-call', 'built', 'many-services'
"""The ingress of most incidents, one whose image is built, and one with a service-network endpoint."""

EMERGENCY = '2026/11/05 10:00:00 [emerg] 7#7: host not found in upstream "a.example.com" in /tmp/nginx.conf:14'

_SERVICE = 'svc-00000000000000a01'

_LOST = '00000000000000001'
"""The service whose association fails: what its id and its generated name have in common."""

_ENDPOINT_OF_OTHERS = 'vpce-0fedcba9876543210'
_MINUTE = 60
_OTHER_RETENTION = 3
"""Days that no ingress has as its default."""
_UPDATE_AND_ROLLBACK, _ATTEMPT_TO_GO_ON = 2, 1
"""How many calls fail."""


@contextmanager
def unhealthy_zone(testbed: Testbed) -> Iterator[str]:
    """Every task of a zone fails its health check."""
    with testbed.account.unhealthy_tasks({address: 'Health checks failed' for address, zone in _tasks(testbed).values() if zone == 'us-east-1a'}):
        yield 'us-east-1a'


@contextmanager
def unhealthy_target(testbed: Testbed) -> Iterator[str]:
    """The section ends with a new task in the place of the one that is unhealthy."""
    before = _tasks(testbed)
    [*_, (task, (address, _zone))] = before.items()
    with testbed.account.unhealthy_tasks({address: 'Health checks failed'}):
        yield address
    after = _tasks(testbed)
    expect(task not in after, f'{task} still runs')
    expect_equal('number of tasks', len(after), len(before))


@contextmanager
def changed_by_hand(testbed: Testbed) -> Iterator[str]:
    """Somebody keeps the log of the proxy for another time than the template says."""
    logs, group = testbed.account.client('logs'), _log_group(testbed)
    [before] = [each['retentionInDays'] for each in logs.describe_log_groups()['logGroups'] if each['logGroupName'] == group]
    logs.put_retention_policy(logGroupName=group, retentionInDays=_OTHER_RETENTION)
    yield ''
    logs.put_retention_policy(logGroupName=group, retentionInDays=before)


@contextmanager
def no_capacity(testbed: Testbed) -> Iterator[str]:
    """Fargate has no capacity for a task."""
    testbed.account.write_service_event('was unable to place a task. Reason: Capacity is unavailable at this time.')
    yield ''


@contextmanager
def busy(testbed: Testbed) -> Iterator[str]:
    """The tasks use most of their CPU, one of them more than the others."""
    _measure_tasks(testbed, CPUUtilization=91.5)
    [cluster] = [each.rpartition('/')[2] for each in testbed.account.client('ecs').list_clusters()['clusterArns']]
    loads = zip(_tasks(testbed), (95, 90, 89), strict=True)
    _write_lines(testbed, f'/aws/ecs/containerinsights/{cluster}/performance', 'FargateTelemetry-0', [
        json.dumps({'Type': 'Task', 'TaskId': _id_of(task), 'TaskDefinitionFamily': 'ingress', 'CpuUtilized': 512 * load / 100, 'CpuReserved': 512,
                    'MemoryUtilized': 300, 'MemoryReserved': 2048}) for task, load in loads
    ])
    yield ''


@contextmanager
def memory_full(testbed: Testbed) -> Iterator[str]:
    """A task ran out of memory."""
    _measure_tasks(testbed, MemoryUtilization=97.5)
    testbed.account.end_task(reason='Essential container in task exited', stopCode='EssentialContainerExited', exitCode=137,
                             containerReason='OutOfMemoryError: Container killed due to memory usage')
    yield ''


@contextmanager
def ports_full(testbed: Testbed) -> Iterator[str]:
    """The section ends with twice as many tasks."""
    before = _tasks(testbed)
    _measure(testbed, ActiveFlowCount=165_000)
    yield ''
    expect_equal('number of tasks', len(_tasks(testbed)), 2 * len(before))


@contextmanager
def resets(testbed: Testbed) -> Iterator[str]:
    """The load balancer and tasks have sent resets."""
    _measure(testbed, TCP_ELB_Reset_Count=12, TCP_Target_Reset_Count=345, NewFlowCount=6789)
    yield ''


@contextmanager
def unreached_service(_testbed: Testbed) -> Iterator[str]:
    """Clients do not reach a service whose name is in a private zone."""
    yield 'apps.example.com.'


@contextmanager
def failing_service(testbed: Testbed) -> Iterator[str]:
    """The targets of a service are unhealthy."""
    with testbed.account.services({_SERVICE: 'api.example.com'}), testbed.account.unhealthy_services({_SERVICE: 'HealthCheckFailed'}):
        yield _SERVICE


@contextmanager
def stuck_follower(testbed: Testbed) -> Iterator[str]:
    """A run fails, and somebody has switched the schedule off. The section ends with the schedule switched on, and otherwise as it was."""
    scheduler = testbed.account.client('scheduler')
    [schedule] = scheduler.list_schedules()['Schedules']
    before = scheduler.get_schedule(Name=schedule['Name'])
    # What an update does not name, EventBridge Scheduler sets to its default.
    kept = {key: before[key] for key in scheduler.meta.service_model.operation_model('UpdateSchedule').input_shape.members if key in before and key != 'State'}
    scheduler.update_schedule(**kept, State='DISABLED')
    testbed.account.fail_next('vpc-lattice', 'ListServiceNetworkServiceAssociations', 'ValidationException', times=1)
    testbed.account.client('lambda').invoke(FunctionName=before['Target']['Arn'], Payload=before['Target']['Input'].encode())
    yield ''
    after = scheduler.get_schedule(Name=schedule['Name'])
    expect_equal('the schedule', {key: after[key] for key in (*kept, 'State')}, {**kept, 'State': 'ENABLED'})


@contextmanager
def no_image(testbed: Testbed) -> Iterator[str]:
    """A deployment names an image that the registry does not have."""
    outcome = _update_with_image(testbed, ABSENT_TAG)
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', COPY_IMAGE, ABSENT_TAG)
    yield ''


@contextmanager
def no_build(testbed: Testbed) -> Iterator[str]:
    """A deployment builds on an image that the registry does not have."""
    outcome = testbed.stack.update(testbed.template('built-from-what-nobody-has'))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', BUILD_IMAGE, 'FAILED in phase BUILD')
    yield ''


@contextmanager
def stuck_rollback(testbed: Testbed) -> Iterator[str]:
    """ECR does not find the repository, so an update fails, its rollback too, and the attempt to go on. The section ends with a rollback that left it out."""
    testbed.account.fail_next('ecr', 'BatchGetImage', 'RepositoryNotFoundException', times=_UPDATE_AND_ROLLBACK + _ATTEMPT_TO_GO_ON)
    outcome = _update_with_image(testbed, NEWER_TAG)
    _expect_stuck(outcome, COPY_IMAGE, 'RepositoryNotFoundException')
    yield testbed.template(SUBJECT).id_of(COPY_IMAGE)
    expect_equal('failures that nobody met', testbed.account.failures_to_come(), 0)
    expect_equal('the state of the stack', testbed.stack.settled(), 'UPDATE_ROLLBACK_COMPLETE')


@contextmanager
def no_name_at_endpoint(testbed: Testbed) -> Iterator[str]:
    """
    The association of a service has failed, so an update that looks the names up again fails, and its rollback too.

    The incident ends when the service is associated again, and the rollback goes on.
    """
    def change(template: Template) -> None:
        [lookup] = [each for each in template.resources(FIND_ENDPOINT_SERVICES) if _LOST in str(each['Properties']['Services'])]
        lookup['Properties']['Revision'] = 'another'

    with testbed.account.failed_associations({f'svc-{_LOST}': ('NotAuthorized', 'the service network is not shared any more')}):
        _expect_stuck(testbed.stack.update(testbed.template(AT_ENDPOINTS).changed(change)), FIND_ENDPOINT_SERVICES, 'gets no name at')
        yield 'NotAuthorized'
    testbed.account.client('cloudformation').continue_update_rollback(StackName=STACK_NAME)
    expect_equal('the state of the stack', testbed.stack.settled(), 'UPDATE_ROLLBACK_COMPLETE')


@contextmanager
def bad_rollout(testbed: Testbed) -> Iterator[str]:
    """A deployment no longer allows the name that clients ask for."""
    another = Template(json.loads(json.dumps(testbed.template(SUBJECT).body).replace('api.example.com', 'old.example.com')))
    with testbed.account.clients_asking({'api.example.com': 100}):
        expect_failure(testbed.stack.update(another), 'UPDATE_ROLLBACK_COMPLETE', 'AWS::ECS::Service', 'alarm detected')
    yield ''


@contextmanager
def tasks_that_do_not_start(testbed: Testbed) -> Iterator[str]:
    """A task could not pull its image, and another one could not read its configuration."""
    write_log(testbed, [EMERGENCY])
    testbed.account.end_task(reason='CannotPullContainerError: failed to resolve ref: not found', stopCode='TaskFailedToStart')
    yield ''


@contextmanager
def no_service_linked_role(testbed: Testbed) -> Iterator[str]:
    """The section ends with the role that somebody has read is missing."""
    testbed.account.never_used_ecs()
    yield 'ecs.amazonaws.com None'
    testbed.account.client('iam').create_service_linked_role(AWSServiceName='ecs.application-autoscaling.amazonaws.com')


@contextmanager
def things_of_others(testbed: Testbed) -> Iterator[str]:
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


def _update_with_image(testbed: Testbed, tag: str) -> Outcome:
    """An update to another version of the image."""
    def change(template: Template) -> None:
        template.only(COPY_IMAGE).update(Reference=tag, TargetTag=f'{tag}-arm64')

    return testbed.stack.update(testbed.template(SUBJECT).changed(change))


def _expect_stuck(outcome: Outcome, type_name: str, words: str) -> None:
    """The update failed because of a resource, and so did its rollback."""
    expect_status(outcome, 'UPDATE_ROLLBACK_FAILED')
    of_resource = [reason for kind, reason in outcome.failures if kind == type_name]
    expect(len(of_resource) > 1 and all(words in reason for reason in of_resource), f'what failed: {outcome.failures}')


def write_log(testbed: Testbed, lines: list[str]) -> None:
    """Writes lines into the log of the proxy, in the stream of one of its tasks."""
    _write_lines(testbed, _log_group(testbed), f'ingress/proxy/{_id_of(next(iter(_tasks(testbed))))}', lines)


def empty_log(testbed: Testbed) -> None:
    """Deletes every line of the log of the proxy."""
    logs, group = testbed.account.client('logs'), _log_group(testbed)
    for stream in logs.describe_log_streams(logGroupName=group)['logStreams']:
        logs.delete_log_stream(logGroupName=group, logStreamName=stream['logStreamName'])


def _log_group(testbed: Testbed) -> str:
    group: str
    [group] = [each['logGroupName'] for each in testbed.account.client('logs').describe_log_groups()['logGroups'] if 'ProxyLogGroup' in each['logGroupName']]
    return group


def _write_lines(testbed: Testbed, group: str, stream: str, lines: list[str]) -> None:
    logs = testbed.account.client('logs')
    if not logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=stream)['logStreams']:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[{'timestamp': int(time.time() * 1000), 'message': line} for line in lines])


def _id_of(task: str) -> str:
    return task.rpartition('/')[2]


def _tasks(testbed: Testbed) -> dict[str, tuple[str, str]]:
    """Addresses and zones of the running tasks, by their ARNs."""
    ecs = testbed.account.client('ecs')
    [cluster] = ecs.list_clusters()['clusterArns']
    tasks: list[dict[str, Any]] = ecs.describe_tasks(cluster=cluster, tasks=ecs.list_tasks(cluster=cluster)['taskArns'])['tasks']
    return {each['taskArn']: (each['attachments'][0]['details'][-1]['value'], each['availabilityZone']) for each in tasks}


def _measure(testbed: Testbed, **values: float) -> None:
    """Writes what the load balancer measures."""
    name = testbed.inventory().one('load balancer')['LoadBalancerArn'].partition('loadbalancer/')[2]
    testbed.account.write_metrics('AWS/NetworkELB', {'LoadBalancer': name}, values, _MINUTE)


def _measure_tasks(testbed: Testbed, **values: float) -> None:
    """Writes what ECS measures of the tasks of the service."""
    ecs = testbed.account.client('ecs')
    [cluster] = ecs.list_clusters()['clusterArns']
    [service] = ecs.list_services(cluster=cluster)['serviceArns']
    testbed.account.write_metrics('AWS/ECS', {'ClusterName': cluster.rpartition('/')[2], 'ServiceName': service.rpartition('/')[2]}, values, _MINUTE)
