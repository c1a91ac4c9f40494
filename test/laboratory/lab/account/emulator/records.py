"""Records of Route 53: a change of the routing is one batch, and records of one name have one routing policy."""
from __future__ import annotations

from typing import Any

from ministack.services import route53
from ministack.services.cloudformation import provisioners

from lab.account.emulator.resource_types import HANDLERS, Created, Properties

_TYPE = 'AWS::Route53::RecordSet'
_POLICIES = ('Weight', 'Region', 'Failover')
"""What tells a policy; none of them for simple routing."""


def register() -> None:
    """Changes what ministack does."""
    handler = HANDLERS[_TYPE]
    create, update = handler['create'], handler['update']

    def create_beside_its_like(logical_id: str, properties: Properties, stack_name: str) -> Created:
        for other in _others(properties):
            if _policy(other) != _policy(properties):
                raise ValueError(f"InvalidChangeBatch: RRSet with DNS name {properties['Name']}, type {properties['Type']} cannot be created "
                                 'as a set of another routing policy already exists with the same name and type')
        return create(logical_id, properties, stack_name)

    def update_in_one_batch(physical_id: str, old: Properties, new: Properties, stack_name: str) -> Created:
        """A set identifier tells records apart, so another one is another record. CloudFormation deletes and creates in one batch."""
        if old.get('SetIdentifier') == new.get('SetIdentifier'):
            return update(physical_id, old, new, stack_name)
        handler['delete'](physical_id, old)
        try:
            return create_beside_its_like(physical_id, new, stack_name)
        except ValueError:
            create(physical_id, old, stack_name)
            raise

    handler.update(create=create_beside_its_like, update=update_in_one_batch)


def _others(properties: Properties) -> list[dict[str, Any]]:
    name, record_type = (provisioners._r53_record_set_build_rs(properties)[key] for key in ('Name', 'Type'))
    records = route53._records.get(provisioners._r53_resolve_hosted_zone_id(properties), [])
    return [each for each in records if (each['Name'], each['Type']) == (name, record_type)]


def _policy(record: dict[str, Any]) -> str:
    return next((name for name in _POLICIES if record.get(name) is not None), 'simple')
