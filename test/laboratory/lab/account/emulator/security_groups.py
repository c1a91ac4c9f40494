"""Rules of security groups that are resources of their own, and the care that EC2 takes when rules are revoked.

What it refuses, and how:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (InvalidPermission)
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import ec2
from ministack.services.cloudformation import provisioners

from lab.account.emulator.resource_types import HANDLERS, Created, Properties, hexadecimal_id
from lab.account.emulator.responses import Response, ec2_error

Action = Callable[[dict[str, Any]], Response]

_INGRESS, _EGRESS = 'IpPermissions', 'IpPermissionsEgress'


def register() -> None:
    """Adds what is missing."""
    HANDLERS['AWS::EC2::SecurityGroupIngress'] = _rule_type(_INGRESS)
    HANDLERS['AWS::EC2::SecurityGroupEgress'] = _rule_type(_EGRESS)
    for action, rules in (('RevokeSecurityGroupIngress', _INGRESS), ('RevokeSecurityGroupEgress', _EGRESS)):
        ec2._ACTION_MAP[action] = _all_or_nothing(ec2._ACTION_MAP[action], rules)


def _rule_type(rules: str) -> dict[str, Callable[..., Any]]:
    def create(_logical_id: str, properties: Properties, _stack_name: str) -> Created:
        rule, existing = _rule(properties), ec2._security_groups[properties['GroupId']][rules]
        if any(ec2._rules_match(rule, each) for each in existing):
            raise ValueError('InvalidPermission.Duplicate: the specified rule already exists')
        existing.append(rule)
        physical_id = hexadecimal_id('sgr')
        return physical_id, {'Id': physical_id}

    def update(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
        replacement = create(physical_id, new, stack_name)
        provisioners._delete_predecessor(delete, physical_id, old)
        return replacement

    def delete(_physical_id: str, properties: Properties) -> None:
        ec2._security_groups[properties['GroupId']][rules].remove(_rule(properties))

    return {'create': create, 'update': update, 'delete': delete}


def _rule(properties: Properties) -> dict[str, Any]:
    rule: dict[str, Any] = provisioners._ec2_sg_permissions([properties])[0]
    return rule


def _all_or_nothing(revoke: Action, rules: str) -> Action:
    """EC2 revokes all the rules of a call or, if one of them is not there, none."""
    def revoke_if_all_exist(call: dict[str, Any]) -> Response:
        group = ec2._security_groups.get(ec2._p(call, 'GroupId'))
        wanted = ec2._parse_ip_permissions(call, 'IpPermissions')
        if group and not all(any(ec2._rules_match(each, held) for held in group[rules]) for each in wanted):
            return ec2_error('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
        return revoke(call)
    return revoke_if_all_exist
