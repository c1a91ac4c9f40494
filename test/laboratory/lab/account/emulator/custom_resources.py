"""What CloudFormation takes for an answer of a custom resource's function."""
from __future__ import annotations

import json
from typing import Any

from ministack.services.cloudformation import custom_resource

MOST_BYTES = 4096
"""@see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html"""

_MOST_BYTES_OF_AN_ID = 1024
_REQUIRED = ('Status', 'PhysicalResourceId', 'StackId', 'RequestId', 'LogicalResourceId')


def register() -> None:
    """Judges each answer before CloudFormation reads it."""
    deliver = custom_resource.deliver_response
    custom_resource.deliver_response = lambda token, answer: deliver(token, judged(answer))


def judged(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, or the failure that CloudFormation makes of it."""
    missing = [name for name in _REQUIRED if not answer.get(name)]
    if len(json.dumps(answer, separators=(',', ':'), ensure_ascii=False).encode()) > MOST_BYTES:
        return _failure(answer, 'Response object is too long.')
    if missing:
        return _failure(answer, f'Invalid response object: {missing} missing')
    if len(answer['PhysicalResourceId'].encode()) > _MOST_BYTES_OF_AN_ID:
        return _failure(answer, 'Invalid PhysicalResourceId: longer than 1,024 bytes')
    return answer


def _failure(answer: dict[str, Any], reason: str) -> dict[str, Any]:
    return {**answer, 'Status': 'FAILED', 'Reason': reason, 'Data': {}}
