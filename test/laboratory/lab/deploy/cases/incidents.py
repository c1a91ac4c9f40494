"""What happens at night: each incident puts the account into a state, and says what somebody has to find out by the runbook."""
from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from lab.account.templates import COPY_IMAGE, FIND_ENDPOINT_SERVICES
from lab.account.testbed import ABSENT_TAG, Testbed
from lab.deploy.cases import incident_states as states
from lab.deploy.cases.incident_states import AT_ENDPOINTS, BUILT, EMERGENCY, SUBJECT, empty_log, write_log
from lab.paths import TEST

_RECORDED = TEST / 'monitoring' / 'access-log.json'

Happening = AbstractContextManager[str]
"""Yields what somebody looks for in the rows that are printed: the address of a target, the name of a zone."""


@dataclass(frozen=True)
class Incident:
    """Sections of the runbook, the state of the account in which they are read, and what has to be printed."""

    sections: tuple[str, ...]
    printed: tuple[str, ...]
    happens: Callable[[Testbed], Happening] = lambda _: nullcontext('')
    subject: str = SUBJECT
    """The ingress that it happens to."""


INCIDENTS = (
    Incident(('First look',), ('CREATE_COMPLETE', 'COMPLETED', 'healthy')),
    Incident(('What a client sees',), ('"verdict":"refused-not-allowed"', '"verdict":"over-limit"')),
    Incident(('No healthy target',), ('us-east-1a', 'unhealthy', 'use1-az1'), states.unhealthy_zone),
    Incident(('Unhealthy target',), ('unhealthy', '[emerg]'), states.unhealthy_target),
    Incident(('Find what somebody changed',), ('AWS::Logs::LogGroup', 'MODIFIED'), states.changed_by_hand),
    Incident(('Fewer tasks than desired',), ('Capacity is unavailable',), states.no_capacity),
    Incident(('CPU utilization',), ('91.5', 'highest=95.0', 'fewest', 'connections='), states.busy),
    Incident(('Memory utilization',), ('97.5', '137', 'OutOfMemoryError'), states.memory_full),
    Incident(('Port allocation errors', 'Run more tasks'), ('165000', '3 tasks, at most 9'), states.ports_full),
    Incident(('Resets',), ('TCP_Target_Reset_Count', '345'), states.resets),
    Incident(('Refusals',), ('verdict=refused-not-allowed', 'client=203.0.113.')),
    Incident(('Unreadable requests',), ('status=400', 'method=')),
    Incident(('Over the limit',), ('turned_away=1', 'connections=')),
    Incident(('Upstream failures',), ('verdict=unreachable', 'slowest=', 'ACTIVE', 'HTTPS', 'apps.example.com.'), states.unreached_service),
    Incident(('Service failures',), ('status=502', 'api.example.com', 'UNHEALTHY'), states.failing_service),
    Incident(('Follower stopped',), ('ValidationException', 'DISABLED'), states.stuck_follower),
    Incident(('A deployment fails', 'The image is not copied'), (COPY_IMAGE, ABSENT_TAG), states.no_image),
    Incident(('A rollout is taken back by an alarm',), ('ALARM', '#refusals'), states.bad_rollout),
    Incident(('No prefix list of VPC Lattice',), ('com.amazonaws.us-east-1.vpc-lattice',)),
    Incident(('A deploy-time function is denied something',), ('IngressNetworkPrefixListsFindRole',)),
    Incident(('A deploy-time function does not answer',), ('START RequestId', 'REPORT RequestId')),
    Incident(('Tasks do not start',), ('CannotPullContainerError', 'TaskFailedToStart', '[emerg]'), states.tasks_that_do_not_start),
    Incident(('The VPC is not associated',), ('ACTIVE', 'PENDING')),
    Incident(('An endpoint is not made',), ('us-east-1a', 'com.amazonaws.us-east-1.ecr.api')),
    Incident(('The account lists too few zones',), ('use1-az1',)),
    Incident(('A quota is reached',), ('VPCs per Region', 'Fargate On-Demand vCPU')),
    Incident(('A service-linked role is missing',), ('ecs.amazonaws.com None',), states.no_service_linked_role),
    Incident(('Something exists already',), ('/aws/ecs/containerinsights/',)),
    Incident(('A deployment fails', 'A rollback does not end'), ('RepositoryNotFoundException', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE'), states.stuck_rollback),
    Incident(('The stack is not deleted',), ('guardduty-data',), states.things_of_others),
    Incident(('The image is not built',), ('FAILED', 'Concurrently running builds'), states.no_build, BUILT),
    Incident(('A deployment fails', 'A service has no name at the endpoints'),
             (FIND_ENDPOINT_SERVICES, 'ServiceNetwork', 'servicenetwork/sn-', 'the service network is not shared any more', 'ACTIVE'),
             states.no_name_at_endpoint, AT_ENDPOINTS),
)
"""In the order of the runbook, the incidents of other ingresses last."""


def begin(testbed: Testbed, subject: str) -> None:
    """Deploys the ingress, with a night's log: lines that a real nginx wrote."""
    testbed.deployed(subject)
    empty_log(testbed)
    write_log(testbed, [each['line'] for each in json.loads(_RECORDED.read_text())['lines']] + [EMERGENCY])
