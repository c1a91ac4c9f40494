"""What an account knows of itself: its quotas, what others share with it, and zonal shifts."""
from __future__ import annotations

import time
import uuid
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, ec2

from lab.account.emulator.apis import Call, Refused, add_api

_QUOTAS: dict[str, dict[str, float]] = {
    'vpc': {'VPCs per Region': 5, 'Internet gateways per Region': 5, 'Interface VPC endpoints per VPC': 50, 'Inbound or outbound rules per security group': 60},
    'ec2': {'EC2-VPC Elastic IPs': 5},
    'elasticloadbalancing': {'Network Load Balancers per Region': 50},
    'fargate': {'Fargate On-Demand vCPU resource count': 6, 'Fargate Spot vCPU resource count': 6},
    'vpc-lattice': {'VPC associations per service network': 500},
    'codebuild': {'Concurrently running builds for Linux/Small environment': 1},
}
"""As a new account has them: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"""


def register() -> None:
    """Adds the APIs."""
    add_api('service-quotas', {'ListServiceQuotas': _list_quotas})
    add_api('ram', {'GetResourceShareInvitations': _list_invitations})
    add_api('arc-zonal-shift', {'StartZonalShift': _start_shift})


def _list_quotas(call: Call) -> dict[str, Any]:
    service = call['ServiceCode']
    if service not in _QUOTAS:
        raise Refused('NoSuchResourceException', f'The request failed because the specified service does not exist: {service}')
    return {'Quotas': [{'ServiceCode': service, 'QuotaName': name, 'Value': value} for name, value in _QUOTAS[service].items()]}


def _list_invitations(_call: Call) -> dict[str, Any]:
    return {'resourceShareInvitations': [{
        'resourceShareInvitationArn': f'arn:aws:ram:{get_region()}:111122223333:resource-share-invitation/{uuid.uuid5(uuid.NAMESPACE_DNS, "invitation")}',
        'resourceShareName': 'service-network', 'senderAccountId': '111122223333', 'receiverAccountId': get_account_id(), 'status': 'PENDING',
    }]}


def _start_shift(call: Call) -> dict[str, Any]:
    """For load balancers that have zonal shift on, away from one of their zones."""
    arn, zone, now = call['resourceIdentifier'], call['awayFrom'], int(time.time())
    if {'Key': 'zonal_shift.config.enabled', 'Value': 'true'} not in alb._lb_attrs.get(arn, []):
        raise Refused('ResourceNotFoundException', f'The input requested a resource that was not found: {arn}')
    zones = {ec2._az_id_for_zone_name(ec2._subnets[each]['AvailabilityZone']) for each in alb._lbs[arn]['Subnets']}
    if zone not in zones:
        raise Refused('ValidationException', f'The resource {arn} is not in the zone {zone}, but in {sorted(zones)}')
    count, unit = int(call['expiresIn'][:-1]), call['expiresIn'][-1]
    return {'zonalShiftId': str(uuid.uuid4()), 'resourceIdentifier': arn, 'awayFrom': zone, 'comment': call['comment'], 'status': 'ACTIVE',
            'startTime': now, 'expiryTime': now + count * {'m': 60, 'h': 3600}[unit]}
