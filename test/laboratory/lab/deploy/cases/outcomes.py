"""What cases expect of an operation and of what it leaves."""
from __future__ import annotations

from typing import Any

from lab.account.inventory import Inventory
from lab.account.stack import Outcome
from lab.running.case import expect, expect_equal

INACTIVE = 'inactive task definition'
"""All that ECS keeps of what is deleted."""


def expect_status(outcome: Outcome, status: str) -> None:
    """The operation ended so."""
    expect(outcome.status == status, f'it ended with {outcome.status}, expected {status}; failed: {outcome.failures}')


def expect_failure(outcome: Outcome, status: str, type_name: str, *advice: str) -> None:
    """The operation was rolled back because of one resource of this type, whose reason says this to whoever reads the stack's events."""
    expect_status(outcome, status)
    expect(bool(outcome.failures), 'nothing failed')
    [(failed_type, reason)] = outcome.failures
    expect_equal('what failed', failed_type, type_name)
    for words in advice:
        expect(words in reason, f'the reason does not say {words!r}: {reason}')


def expect_unchanged(before: Inventory, after: Inventory) -> None:
    """Nothing is there, gone or different because of the operation, but task definitions that ECS keeps as inactive."""
    changes = before.changes_to(after)
    added = {key for key in changes.added if key[0] != INACTIVE}
    expect(not (added or changes.removed or changes.changed), f'added {added}, removed {changes.removed}, changed {changes.changed}')


def default_security_group(deployed: Inventory) -> dict[str, Any]:
    """The one that came with the VPC of the ingress."""
    vpc_id = deployed.one('load balancer')['VpcId']
    [group] = [each for each in deployed.all('security group') if (each['GroupName'], each['VpcId']) == ('default', vpc_id)]
    return group
