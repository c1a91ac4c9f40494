"""A stack of the account, through its whole life."""
from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from lab.account.account import REGION, Account
from lab.account.templates import STACK_NAME, Template

_BUCKET = 'templates'
_OPERATION_SECONDS = 300
"""On a quiet machine they take a few."""
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Outcome:
    """How an operation on a stack ended."""

    status: str
    events: list[dict[str, Any]]
    seconds: float

    @property
    def failures(self) -> list[tuple[str, str]]:
        """What failed and why, in order: types and reasons."""
        return [(each['ResourceType'], each.get('ResourceStatusReason', '')) for each in self.events if each['ResourceStatus'].endswith('_FAILED')]


class Stack:
    """A stack that the cases deploy."""

    def __init__(self, account: Account, name: str = STACK_NAME) -> None:
        self._account = account
        self._name = name
        self._cloudformation = account.client('cloudformation')
        self.template: Template | None = None
        """What is deployed now."""

    def create(self, template: Template, **parameters: str) -> Outcome:
        """Creates the stack; one that failed to be created before has to be deleted first."""
        if self._status() == 'ROLLBACK_COMPLETE':
            self.delete()
        outcome = self._operate(self._cloudformation.create_stack, TemplateURL=self._upload(template), Capabilities=['CAPABILITY_IAM'],
                                Parameters=_as_list(parameters))
        self.template = template if outcome.status == 'CREATE_COMPLETE' else None
        return outcome

    def update(self, template: Template, **parameters: str) -> Outcome:
        """Updates the stack."""
        outcome = self._operate(self._cloudformation.update_stack, TemplateURL=self._upload(template), Capabilities=['CAPABILITY_IAM'],
                                Parameters=_as_list(parameters))
        self.template = template if outcome.status == 'UPDATE_COMPLETE' else self.template
        return outcome

    def start_update_and_cancel(self, template: Template, during: str) -> Outcome:
        """Begins to update the stack, and changes its mind while this resource is being updated."""
        def update_and_cancel(**arguments: Any) -> None:
            earlier = len(self._events())
            self._cloudformation.update_stack(**arguments)
            while not any(each['LogicalResourceId'] == during for each in self._events()[earlier:]):
                time.sleep(_POLL_SECONDS)
            self._cloudformation.cancel_update_stack(StackName=self._name)
        return self._operate(update_and_cancel, TemplateURL=self._upload(template), Capabilities=['CAPABILITY_IAM'])

    def delete(self) -> Outcome:
        """Deletes the stack."""
        self.template = None
        return self._operate(self._cloudformation.delete_stack)

    def settled(self) -> str:
        """The state of the stack, once nothing is in progress."""
        start = time.monotonic()
        while (status := self._status()).endswith('_IN_PROGRESS'):
            if time.monotonic() - start > _OPERATION_SECONDS:
                raise TimeoutError(f'the stack is still {status} after {_OPERATION_SECONDS} seconds')
            time.sleep(_POLL_SECONDS)
        return status

    def outputs(self) -> dict[str, str]:
        """What the stack says of itself."""
        [stack] = self._cloudformation.describe_stacks(StackName=self._name)['Stacks']
        return {each['OutputKey']: each['OutputValue'] for each in stack.get('Outputs', [])}

    def physical_id(self, logical_id: str) -> str:
        """What a resource is called outside of the template."""
        detail = self._cloudformation.describe_stack_resource(StackName=self._name, LogicalResourceId=logical_id)
        return str(detail['StackResourceDetail']['PhysicalResourceId'])

    def _upload(self, template: Template) -> str:
        """Templates of this size do not fit into a request."""
        s3 = self._account.elsewhere(REGION).client('s3')
        s3.create_bucket(Bucket=_BUCKET)
        s3.put_object(Bucket=_BUCKET, Key=self._name, Body=json.dumps(template.body).encode())
        return f'{self._account.url}/{_BUCKET}/{self._name}'

    def _operate(self, operation: Any, **arguments: Any) -> Outcome:
        start = time.monotonic()
        seen = {each['EventId'] for each in self._events()}
        operation(StackName=self._name, **arguments)
        return Outcome(self.settled(), [each for each in self._events() if each['EventId'] not in seen], time.monotonic() - start)

    def _status(self) -> str:
        stacks = self._cloudformation.describe_stacks()['Stacks']
        return next((each['StackStatus'] for each in stacks if each['StackName'] == self._name), 'DELETE_COMPLETE')

    def _events(self) -> list[dict[str, Any]]:
        """Oldest first; those of earlier stacks of this name too."""
        try:
            pages = self._cloudformation.get_paginator('describe_stack_events').paginate(StackName=self._name)
            return [each for page in pages for each in page['StackEvents']][::-1]
        except self._cloudformation.exceptions.ClientError:
            return []


def _as_list(parameters: dict[str, str]) -> list[dict[str, str]]:
    return [{'ParameterKey': name, 'ParameterValue': value} for name, value in parameters.items()]
