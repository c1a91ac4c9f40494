"""Keys of KMS, and what is encrypted with them."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_KEY, _GROUP = 'AWS::KMS::Key', 'AWS::Logs::LogGroup'
_SYMMETRIC = 'SYMMETRIC_DEFAULT'
_ADMINISTRATION = ('*', 'kms:*', 'kms:Put*', 'kms:PutKeyPolicy')


@rule(_KEY, '`KeyPolicy`', 'lets somebody of the account change the policy, and has at most 32 KiB',
      'https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html', 'MalformedPolicyDocumentException')
def _policy_of_a_key(resource: Resource, _account: Account) -> Iterator[str]:
    policy = resource.get('KeyPolicy')
    if policy and not any(_allows_administration(each) for each in _statements(policy)) and not resource.get('BypassPolicyLockoutSafetyCheck'):
        yield 'The new key policy will not allow you to update the key policy in the future.'
    if len(json.dumps(policy, separators=(',', ':'))) > 32 * 1024:
        yield 'The key policy is longer than 32 KiB'


# See also https://github.com/hashicorp/terraform-provider-aws/issues/8042.
@rule(_GROUP, '`KmsKeyId`', 'a symmetric key whose policy lets CloudWatch Logs of the Region use it',
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html', 'InvalidParameterException')
def _key_of_a_log_group(resource: Resource, account: Account) -> Iterator[str]:
    key = account.find(resource.get('KmsKeyId'))
    if key is None or key.type != _KEY:
        return
    if key.get('KeySpec', _SYMMETRIC) != _SYMMETRIC:
        yield f"CloudWatch Logs takes symmetric keys only, got {key.get('KeySpec')}"
    principals = [json.dumps(each.get('Principal')) for each in _statements(key.get('KeyPolicy') or {}) if each.get('Effect') == 'Allow']
    if not any(name in each for each in principals for name in ('"*"', f'"logs.{account.region}.amazonaws.com', '"logs.amazonaws.com')):
        yield f'The specified KMS key does not exist or is not allowed to be used with LogGroup {resource.name}'


def _allows_administration(statement: dict[str, Any]) -> bool:
    actions = statement.get('Action', [])
    is_for_people = 'AWS' in principal if isinstance(principal := statement.get('Principal'), dict) else principal == '*'
    return statement.get('Effect') == 'Allow' and is_for_people and any(each in _ADMINISTRATION for each in (actions if isinstance(actions, list) else [actions]))


def _statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    statements = policy.get('Statement', [])
    return statements if isinstance(statements, list) else [statements]
