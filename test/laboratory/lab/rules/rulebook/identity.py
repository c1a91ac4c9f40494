"""Roles and policies."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lab.rules.one_or_many import as_list
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_ROLE, _POLICY = 'AWS::IAM::Role', 'AWS::IAM::Policy'
_CONDITION_OPERATOR = re.compile(
    r'((ForAllValues|ForAnyValue):)?(String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|'
    r'Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?')
_INLINE_CHARACTERS, _TRUST_CHARACTERS = 10_240, 2_048

DOCUMENTS = {
    _ROLE: ('AssumeRolePolicyDocument',), 'AWS::EC2::VPCEndpoint': ('PolicyDocument',), 'AWS::ECR::Repository': ('RepositoryPolicyText',),
    'AWS::KMS::Key': ('KeyPolicy',), 'AWS::S3::BucketPolicy': ('PolicyDocument',), 'AWS::SNS::TopicPolicy': ('PolicyDocument',),
    'AWS::VpcLattice::AuthPolicy': ('Policy',),
}
"""Policies that say whom they are about."""


@rule((_ROLE, _POLICY), 'inline policies of a role', f'at most {_INLINE_CHARACTERS:,} characters together, white space not counted',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html', 'LimitExceeded')
def _size_of_the_inline_policies_of_a_role(resource: Resource, account: Account) -> Iterator[str]:
    roles = [resource.physical_id] if resource.type == _ROLE else resource.get('Roles', [])
    for role in roles:
        own = account.find(role)
        documents = [each['PolicyDocument'] for each in (own.get('Policies', []) if own else [])]
        documents += [each.get('PolicyDocument') for each in account.of_type(_POLICY) if role in each.get('Roles', [])]
        size = sum(map(_size, documents))
        if size > _INLINE_CHARACTERS:
            yield f'Maximum policy size of {_INLINE_CHARACTERS} bytes exceeded for role {role}: {size}'


@rule(_ROLE, '`AssumeRolePolicyDocument`', f'at most {_TRUST_CHARACTERS:,} characters',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html', 'LimitExceeded')
def _size_of_a_trust_policy(resource: Resource, _account: Account) -> Iterator[str]:
    size = _size(resource.get('AssumeRolePolicyDocument', {}))
    if size > _TRUST_CHARACTERS:
        yield f'Cannot exceed quota for ACLSizePerRole: {_TRUST_CHARACTERS}: {size}'


@rule(_ROLE, '`ManagedPolicyArns`', 'at most 10, none of them twice',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html', 'LimitExceeded')
def _managed_policies_of_a_role(resource: Resource, _account: Account) -> Iterator[str]:
    arns = resource.get('ManagedPolicyArns', [])
    if len(arns) > 10:
        yield f'Cannot exceed quota for PoliciesPerRole: 10: {len(arns)}'


@rule(tuple(DOCUMENTS), 'principals', 'a role or user of this account that is named exists; a service is named by its DNS name',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html', 'MalformedPolicyDocument')
def _principal_that_does_not_exist(resource: Resource, account: Account) -> Iterator[str]:
    for name in DOCUMENTS[resource.type]:
        for kind, principal in _principals(resource.get(name)):
            named = re.fullmatch(r'arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):(?!root$)(.+)', principal) if kind == 'AWS' else None
            if named and named[1] == account.id and named[2].startswith('role/') and account.find(principal) is None:
                yield f'Invalid principal in policy: "AWS":"{principal}"'
            if kind == 'Service' and not re.fullmatch(r'[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)', principal):
                yield f'Invalid principal in policy: "Service":"{principal}"'


@rule(_ROLE, 'inline policies', 'each under its own name',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-iam-role-policy.html', 'Invalid request provided')
def _names_of_inline_policies(resource: Resource, _account: Account) -> Iterator[str]:
    names = [each['PolicyName'] for each in resource.get('Policies', [])]
    if len(set(names)) < len(names):
        yield f'Duplicate policy names: {names}'


@rule((*DOCUMENTS, _POLICY, 'AWS::IAM::ManagedPolicy'), 'statements',
      'a known `Version` or none, `Allow` or `Deny`, conditions with operators that IAM has, actions as `service:Action`, resources and no principal in a policy of an identity, '
      'a principal and no resource in a trust policy; `Sid` of letters and digits, once',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html', 'MalformedPolicyDocument')
def _statements_of_a_policy(resource: Resource, _account: Account) -> Iterator[str]:
    for name in DOCUMENTS.get(resource.type, ('PolicyDocument',)):
        if resource.get(name):
            yield from _document_problems(resource.get(name), is_of_identity=resource.type not in DOCUMENTS, is_trust=resource.type == _ROLE)
    for each in resource.get('Policies', []) if resource.type == _ROLE else []:
        yield from _document_problems(each['PolicyDocument'], is_of_identity=True, is_trust=False)


@rule('AWS::ECR::Repository', '`RepositoryPolicyText`', 'no resource: the policy is about its repository',
      'https://github.com/aws/aws-cdk/issues/24314', 'InvalidParameterException')
def _resource_in_a_repository_policy(resource: Resource, _account: Account) -> Iterator[str]:
    for statement in as_list((resource.get('RepositoryPolicyText') or {}).get('Statement', [])):
        if 'Resource' in statement or 'NotResource' in statement:
            yield "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"


@rule('AWS::SNS::TopicPolicy', 'actions', 'actions of SNS on topics, by their names',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html', 'InvalidParameter')
def _actions_of_a_topic_policy(resource: Resource, _account: Account) -> Iterator[str]:
    for statement in as_list((resource.get('PolicyDocument') or {}).get('Statement', [])):
        for action in as_list(statement.get('Action', [])):
            if not action.lower().startswith('sns:'):
                yield f'Invalid parameter: Policy statement action out of service scope! {action}'


def _document_problems(document: Any, *, is_of_identity: bool, is_trust: bool) -> Iterator[str]:
    if document.get('Version', '2008-10-17') not in ('2012-10-17', '2008-10-17'):
        yield f"Version must be 2012-10-17, got {document['Version']}"
    statements = as_list(document.get('Statement', []))
    sids = [each['Sid'] for each in statements if 'Sid' in each]
    if len(set(sids)) < len(sids) or any(not re.fullmatch('[A-Za-z0-9]*', each) for each in sids):
        yield f'Statement IDs (SID) must be alpha-numeric and unique in a policy: {sids}'
    if not statements:
        yield 'Policy document must contain a statement'
    for each in statements:
        if each.get('Effect') not in ('Allow', 'Deny'):
            yield f"Invalid effect: {each.get('Effect')}"
        for operator in each.get('Condition', {}):
            if not _CONDITION_OPERATOR.fullmatch(operator):
                yield f'Invalid Condition type : {operator}.'
        actions = as_list(each.get('Action', each.get('NotAction', [])))
        if not actions or any(action != '*' and not re.fullmatch(r'[a-z0-9-]+:[A-Za-z0-9*?]+', action) for action in actions):
            yield f'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: {actions}'
        resources = as_list(each.get('Resource', each.get('NotResource', [])))
        if is_of_identity and not resources:
            yield 'Policy statement must contain resources.'
        if any(found != '*' and not re.match(r'arn:|\$\{', str(found)) for found in resources):
            yield f'Resource {resources} must be in ARN format or "*".'
        if is_trust and resources:
            yield 'Has prohibited field Resource'
        if is_of_identity == bool(each.get('Principal') or each.get('NotPrincipal')):
            yield 'Policy document should not specify a principal.' if is_of_identity else 'Missing required field Principal'


def _principals(document: Any) -> Iterator[tuple[str, str]]:
    for statement in as_list((document or {}).get('Statement', [])):
        principal = statement.get('Principal', {})
        for kind, values in principal.items() if isinstance(principal, dict) else []:
            for value in as_list(values):
                yield kind, value


def _size(document: Any) -> int:
    return len(re.sub(r'\s', '', json.dumps(document, separators=(',', ':'))))
