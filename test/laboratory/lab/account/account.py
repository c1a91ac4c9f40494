"""An AWS account of which nothing is real but the functions that run in it."""
from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.session import get_session

from lab.account.processes import free_port, running
from lab.paths import NODE_MODULES, ROOT

REGION = 'us-east-1'
ID = '000000000000'
ECS_ROLES = {
    'ecs.amazonaws.com': 'AWSServiceRoleForECS',
    'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
}
"""Service-linked roles, by who assumes them."""

_ERRORS_OF_EVERY_CALL = {'AccessDeniedException', 'ThrottlingException'}
"""Those that the model of a call need not list: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html."""

_PYTHON = ROOT / '.venv-deploy' / 'bin' / 'python'
"""Has ministack, whichever environment asks for an account."""


@dataclass(frozen=True)
class Account:
    """The emulated account, and what can be asked of the emulator itself."""

    url: str
    log: Path

    region: str = REGION
    """Where its clients look."""

    def elsewhere(self, region: str) -> Account:
        """The same account, seen in another Region."""
        return replace(self, region=region)

    @property
    def environment(self) -> dict[str, str]:
        """What leads any AWS client here, and nowhere else."""
        return {
            'AWS_ENDPOINT_URL': self.url, 'AWS_REGION': self.region, 'AWS_DEFAULT_REGION': self.region,
            'AWS_ACCESS_KEY_ID': 'test', 'AWS_SECRET_ACCESS_KEY': 'test', 'AWS_EC2_METADATA_DISABLED': 'true',
        }

    def client(self, service: str) -> Any:
        """A client of the AWS SDK, of the account's administrator."""
        return _client(service, self.url, self.region)

    @contextmanager
    def hosted_zone(self, name: str) -> Iterator[str]:
        """The id of a public zone that was there before, until the block ends."""
        route53 = self.client('route53')
        zone_id = route53.create_hosted_zone(Name=name, CallerReference=name)['HostedZone']['Id'].removeprefix('/hostedzone/')
        try:
            yield zone_id
        finally:
            route53.delete_hosted_zone(Id=zone_id)

    def use_ecs(self) -> None:
        """Leaves what the first use of ECS leaves in an account."""
        for principal in ECS_ROLES:
            self.client('iam').create_service_linked_role(AWSServiceName=principal)

    def never_used_ecs(self) -> None:
        """Makes the account one that never used ECS."""
        for name in ECS_ROLES.values():
            self.client('iam').delete_service_linked_role(RoleName=name)

    def journal(self) -> list[dict[str, Any]]:
        """Images that arrived in ECR and rollouts that began, in order."""
        journal: list[dict[str, Any]] = self._ask('journal')
        return journal

    def records(self, type_name: str) -> dict[str, dict[str, Any]]:
        """What exists of a resource type that has no API here."""
        records: dict[str, dict[str, Any]] = self._ask('records')[type_name]
        return records

    def fail_next(self, service: str, action: str, error: str, times: int) -> None:
        """Lets so many calls fail with this error, which has to be one that AWS may answer to the call."""
        known = {each.name for each in self.client(service).meta.service_model.operation_model(action).error_shapes} | _ERRORS_OF_EVERY_CALL
        if error not in known:
            raise ValueError(f'{service}:{action} never answers {error}, but {sorted(known)}: let it fail with one of these')
        self._ask('fault', {'service': service, 'action': action, 'error': error, 'times': times})

    def failures_to_come(self) -> int:
        """How many of the failures that were asked for nobody has met yet."""
        return int(self._ask('faults-to-come'))

    def services(self, domains: dict[str, str]) -> AbstractContextManager[None]:
        """Services in the account's service network, by id, with their custom domain names, until the block ends."""
        return self._telling('named-services', domains, {})

    def name_services(self, domains: dict[str, str]) -> None:
        """The same until something else is said."""
        self._ask('named-services', domains)

    def clients_asking(self, names: dict[str, int]) -> AbstractContextManager[None]:
        """Clients that ask for each name so often in a minute, until the block ends."""
        return self._telling('clients-ask', names, {})

    def tasks_logging(self, metrics: dict[str, dict[str, int]]) -> AbstractContextManager[None]:
        """What metrics count in a minute of what tasks log, by their nginx.conf, until the block ends."""
        return self._telling('tasks-log', metrics, {})

    def minutes_lasting(self, seconds: float) -> AbstractContextManager[None]:
        """Schedules run by themselves, by minutes of this length, until the block ends."""
        return self._telling('minutes-last', seconds, None)

    def unhealthy_tasks(self, reasons: dict[str, str]) -> AbstractContextManager[None]:
        """Tasks that the load balancer finds unhealthy, by their addresses, until the block ends."""
        return self._telling('unhealthy-tasks', reasons, {})

    def unhealthy_services(self, reasons: dict[str, str]) -> AbstractContextManager[None]:
        """Services whose targets VPC Lattice finds unhealthy, by their ids, until the block ends."""
        return self._telling('unhealthy-services', reasons, {})

    def connected_endpoints(self, services: dict[str, str]) -> AbstractContextManager[None]:
        """Endpoints of other accounts with the services that they are connected to, until the block ends."""
        return self._telling('endpoint-connections', services, {})

    def failed_associations(self, failures: dict[str, tuple[str, str]]) -> AbstractContextManager[None]:
        """Services whose associations with service-network endpoints failed: a code and a reason, by their ids, until the block ends."""
        return self._telling('failed-associations', failures, {})

    def write_metrics(self, namespace: str, dimensions: dict[str, str], values: dict[str, float], age_seconds: float) -> None:
        """Lets AWS measure something, in a namespace that nobody else may write to."""
        self._ask('measured', {'namespace': namespace, 'dimensions': dimensions, 'values': values, 'age_seconds': age_seconds})

    def end_task(self, **end: object) -> None:
        """Ends a running task for this reason."""
        self._ask('end-task', end)

    def write_service_event(self, message: str) -> None:
        """Lets ECS say something about each service."""
        self._ask('service-event', message)

    def make_last(self, type_name: str) -> None:
        """Lets CloudFormation make resources of this type as late as their dependents allow; none for the order of the alphabet."""
        self._ask('last', type_name)

    def denying_fresh_roles(self, seconds: float) -> AbstractContextManager[None]:
        """Denies every call of a role for so long after the role was made, until the block ends."""
        return self._telling('fresh-roles', seconds, 0)

    def writing_late(self) -> AbstractContextManager[None]:
        """Lets Container Insights write once more about each cluster that is deleted, until the block ends."""
        return self._telling('late-writers', True, False)

    @contextmanager
    def _telling(self, what: str, told: object, afterwards: object) -> Iterator[None]:
        """Tells the account something, and something else when the block ends."""
        self._ask(what, told)
        try:
            yield
        finally:
            self._ask(what, afterwards)

    def _ask(self, question: str, details: object = None) -> Any:
        with urllib.request.urlopen(f'{self.url}/_emulator/{question}', data=json.dumps(details).encode()) as response:
            return json.load(response)


@contextmanager
def open_account(folder: Path, registry_url: str) -> Iterator[Account]:
    """An empty account that used ECS before and enforces permissions, until the block ends."""
    port = free_port()
    account = Account(f'http://127.0.0.1:{port}', folder / 'emulator.log')
    environment = {
        'PATH': os.environ['PATH'], 'HOME': str(folder), 'TMPDIR': str(folder),
        'BIND_HOST': '127.0.0.1', 'MINISTACK_HOST': '127.0.0.1', 'GATEWAY_PORT': str(port),
        # Where machines that build find the images of the public registry.
        'REGISTRY_MIRROR': registry_url,
        'AUTH': 'true', 'LOG_LEVEL': 'WARNING',
        # The SDK that Lambda has in its runtimes.
        'NODE_PATH': str(NODE_MODULES), 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED': 'true',
    }
    with running([str(_PYTHON), '-m', 'lab.account.emulator'], f'{account.url}/_emulator/journal', account.log, environment, folder):
        account.use_ecs()
        yield account


@cache
def _client(service: str, url: str, region: str) -> Any:
    return get_session().create_client(service, endpoint_url=url, region_name=region, aws_access_key_id='test', aws_secret_access_key='test',
                                       config=Config(retries={'total_max_attempts': 1}))
