"""VPC Lattice's API: the list of the services of a service network, in pages."""
from __future__ import annotations

import json
from typing import Any

import ministack.app
from ministack.core import iam_actions, router

from lab.account.emulator.lattice import NAMED_SERVICES, SERVICE, services_in
from lab.account.emulator.resource_types import RECORDS
from lab.account.emulator.responses import Response

_SERVICE = 'vpc-lattice'
_ZONE_OF_GENERATED_NAMES = 'Z0123456789ABCDEFGHIJ'


def register() -> None:
    """Adds the API, with its permissions."""
    router.SERVICE_PATTERNS[_SERVICE] = {'host_patterns': [r'vpc-lattice\.'], 'credential_scope': _SERVICE}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[_SERVICE] = _SERVICE
    iam_actions._BOTOCORE_SERVICE_MAP[_SERVICE] = [_SERVICE]
    ministack.app.SERVICE_HANDLERS[_SERVICE] = _answer


def refusal(error: str) -> Response:
    """How the API says no."""
    return 400, {'Content-Type': 'application/json', 'x-amzn-errortype': error}, json.dumps({'message': 'as a test asked for'}).encode()


async def _answer(_method: str, path: str, _headers: dict[str, str], _body: bytes, query: dict[str, Any]) -> Response:
    if path != '/servicenetworkserviceassociations':
        return refusal('UnknownOperationException')
    asked = {key: value[0] if isinstance(value, list) else value for key, value in query.items()}
    network, size, first = asked['serviceNetworkIdentifier'], int(asked.get('maxResults', 10)), int(asked.get('nextToken', 0))
    if not 1 <= size <= 100:
        return refusal('ValidationException')
    listed = [_association(each) for each in services_in(network)]
    page = listed[first:first + size]
    more = {'nextToken': str(first + size)} if first + size < len(listed) else {}
    return 200, {'Content-Type': 'application/json'}, json.dumps({'items': page, **more}).encode()


def _association(arn: str) -> dict[str, Any]:
    made = RECORDS[SERVICE].get(arn, {})
    service_id = arn.rpartition('/')[2]
    domain = NAMED_SERVICES.get(service_id) or made.get('CustomDomainName')
    name = f"made-{service_id.removeprefix('svc-')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws"
    return {'serviceArn': arn, 'serviceId': service_id, 'status': 'ACTIVE', **({'customDomainName': domain} if domain else {}),
            'dnsEntry': {'domainName': name, 'hostedZoneId': _ZONE_OF_GENERATED_NAMES}}
