"""Tasks of a service as far as somebody who looks at them sees: their addresses, zones and targets, and how they end.

ministack keeps tasks without Docker as records that run. Here they get what Fargate gives to a task, and ECS replaces one that stops.
"""
from __future__ import annotations

import ipaddress
import itertools
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from ministack.services import alb, ec2, ecs

from lab.account.emulator.resource_types import hexadecimal_id
from lab.account.emulator.responses import Response

Task = dict[str, Any]

_FIRST_ADDRESSES = 4
"""The network, the router, the DNS server and a reserved one: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"""

_unhealthy: dict[str, str] = {}
"""Why targets are unhealthy, by their addresses."""


def register() -> None:
    """Adds what is missing."""
    original: Callable[[dict[str, Any]], Response] = ecs._run_task

    def run(call: dict[str, Any]) -> Response:
        earlier = set(ecs._tasks)
        answer = original(call)
        _place([task for arn, task in ecs._tasks.items() if arn not in earlier], call)
        return answer

    # As ECS makes the ids of tasks.
    ecs.new_uuid = lambda: uuid.uuid4().hex
    ecs._run_task = ecs._ACTION_MAP['RunTask'] = run
    stop: Callable[[dict[str, Any]], Response] = ecs._ACTION_MAP['StopTask']
    ecs._ACTION_MAP['StopTask'] = lambda call: _replaced(stop(call))
    alb._ACTION_MAP['DescribeTargetHealth'] = _describe_target_health


def make_unhealthy(reasons: dict[str, str]) -> None:
    """Lets the load balancer find these addresses unhealthy, and no others."""
    _unhealthy.clear()
    _unhealthy.update(reasons)


def end_task(end: dict[str, Any]) -> None:
    """Ends a running task, as its container or its start would; ECS starts another."""
    task = _running()[0]
    ecs._mark_task_stopped(task['taskArn'], task, end['reason'], end['stopCode'], exit_code=end.get('exitCode'))
    task['containers'][0].update({'reason': end['containerReason']} if 'containerReason' in end else {})
    _replaced(None)


def write_event(message: str) -> None:
    """Lets ECS say something about every service."""
    for service in ecs._services.values():
        service['events'].insert(0, {'id': hexadecimal_id('event'), 'createdAt': ecs._iso(), 'message': f"(service {service['serviceName']}) {message}"})


def _place(tasks: list[Task], call: dict[str, Any]) -> None:
    """Spreads tasks over the subnets of the call."""
    subnets = call.get('networkConfiguration', {}).get('awsvpcConfiguration', {}).get('subnets', [])
    for task in tasks if subnets else []:
        used = Counter(each['_subnet'] for each in _running() if each['group'] == task['group'] and each.get('_container_ip'))
        subnet_id = min(subnets, key=lambda each: used[each])
        subnet, identity = ec2._subnets[subnet_id], task['taskArn'].rpartition('/')[2]
        del task['containerInstanceArn']
        task['_subnet'] = subnet_id
        task['availabilityZone'] = subnet['AvailabilityZone']
        # Where there is no IPv4 address, ministack asks for this one.
        task['_container_ip'] = address = _free_address(subnet)
        task['attachments'] = [{'id': identity, 'type': 'ElasticNetworkInterface', 'status': 'ATTACHED', 'details': [
            {'name': 'subnetId', 'value': subnet_id}, {'name': 'networkInterfaceId', 'value': hexadecimal_id('eni')},
            {'name': 'privateIPv6Address' if ':' in address else 'privateIPv4Address', 'value': address},
        ]}]


def _running() -> list[Task]:
    return [each for each in ecs._tasks.values() if each['lastStatus'] == 'RUNNING']


def _free_address(subnet: dict[str, Any]) -> str:
    taken = {ecs._task_ip(each) for each in _running()}
    addresses = map(str, itertools.islice(ipaddress.ip_network(subnet['CidrBlock'] or subnet['Ipv6CidrBlock']), _FIRST_ADDRESSES, None))
    return next(each for each in addresses if each not in taken)


def _replaced(answer: Any) -> Any:
    for key in ecs._services:
        ecs._reconcile_service_tasks(key.partition('/')[0], key)
    return answer


def _describe_target_health(call: dict[str, Any]) -> Response:
    arn = alb._p(call, 'TargetGroupArn')
    if arn not in alb._tgs:
        return _error('TargetGroupNotFound', f"Target groups '{arn}' not found")
    members = ''.join(_health(each) for each in alb._targets.get(arn, []))
    answer: Response = alb._xml(200, 'DescribeTargetHealth', f'<TargetHealthDescriptions>{members}</TargetHealthDescriptions>')
    return answer


def _health(target: dict[str, Any]) -> str:
    reason = _unhealthy.get(target['Id'])
    state = f'<State>unhealthy</State><Reason>Target.FailedHealthChecks</Reason><Description>{reason}</Description>' if reason else '<State>healthy</State>'
    zone = next((each['availabilityZone'] for each in ecs._tasks.values() if ecs._task_ip(each) == target['Id']), 'all')
    return (f"<member><Target><Id>{target['Id']}</Id><Port>{target['Port']}</Port><AvailabilityZone>{zone}</AvailabilityZone></Target>"
            f'<TargetHealth>{state}</TargetHealth></member>')


def _error(code: str, message: str) -> Response:
    answer: Response = alb._error(code, message)
    return answer
