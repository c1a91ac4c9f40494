"""What policies grant: IAM takes a grant that does nothing, and the call that needs it is refused later."""
from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import cfnlint.data.AdditionalSpecs

from lab.rules.one_or_many import as_list
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_OF_IDENTITIES, _ENDPOINT = ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'), 'AWS::EC2::VPCEndpoint'
_SERVICES: dict[str, Any] = json.loads(Path(cfnlint.data.AdditionalSpecs.__path__[0], 'Policies.json').read_text())
"""The service authorization reference, as cfn-lint keeps it: actions in lower case, with the resource types that they take."""


@rule((*_OF_IDENTITIES, _ENDPOINT), 'actions and resources', 'actions that the service has; for each a resource of a type that it takes, or `*` where it takes none',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html', 'AccessDenied', shows_later=True)
def _grant_that_does_nothing(resource: Resource, _account: Account) -> Iterator[str]:
    for document in [resource.get('PolicyDocument') or {}, *(each['PolicyDocument'] for each in resource.get('Policies', []))]:
        for statement in as_list(document.get('Statement', [])):
            if statement.get('Effect') == 'Allow' and 'Action' in statement and 'Resource' in statement:
                resources = [str(each) for each in as_list(statement['Resource'])]
                yield from (f'{action} is not granted on {resources}' for action in as_list(statement['Action']) if not _does_anything(action, resources))


def _does_anything(action: str, resources: list[str]) -> bool:
    """Whether one action of this name takes one of these resources."""
    service, colon, name = action.lower().partition(':')
    if not colon:           # `*`, or what is no action and another rule refuses
        return True
    known = _SERVICES.get(service, {'Actions': {}, 'Resources': {}})
    return any('*' in resources or any(_overlap(each, own) for each in resources for own in _formats(service, tuple(found.get('Resources', []))))
               for candidate, found in known['Actions'].items() if fnmatchcase(candidate, name))


@functools.cache
def _formats(service: str, types: tuple[str, ...]) -> list[str]:
    """The ARNs of resources of these types, with an asterisk for whatever is free."""
    return [re.sub(r'\$\{\w+\}|\.\*', '*', each) for name in types for each in _SERVICES[service]['Resources'].get(name.lower(), {}).get('ARNFormats', [])]


def _overlap(left: str, right: str) -> bool:
    """Whether there is a text that both patterns match."""
    rest = [set(right[index:]) <= {'*'} for index in range(len(right) + 1)]
    for one in reversed(left):
        overlaps = [one == '*' and rest[-1]]
        for index in reversed(range(len(right))):
            overlaps.append(rest[index] or overlaps[-1] if '*' in (one, right[index]) else one == right[index] and rest[index + 1])
        rest = overlaps[::-1]
    return rest[0]
