"""What conditions of policies compare: IAM takes any key, and a key that the request does not hold never matches, or always."""
from __future__ import annotations

import re
from collections.abc import Iterator

from lab.rules.one_or_many import as_list
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.identity import DOCUMENTS
from lab.rules.rulebook.rule import rule

_OF_IDENTITIES = ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')

_GLOBAL = re.compile(
    r'(Principal(Arn|Account|OrgPaths|OrgID|IsAWSService|ServiceName|ServiceNamesList|Type)|userid|username|Source(Ip|Vpc|Vpce|VpcArn|Account|Arn|OrgID|OrgPaths|Identity)|'
    r'Vpce(Account|OrgID|OrgPaths)|VpcSourceIp|Ec2InstanceSource(Vpc|PrivateIPv4)|FederatedProvider|TokenIssueTime|MultiFactorAuth(Age|Present)|CurrentTime|EpochTime|'
    r'SecureTransport|CalledVia(First|Last)?|ViaAWSService|RequestedRegion|Resource(Account|OrgID|OrgPaths)|UserAgent|referer|TagKeys|(Principal|Request|Resource)Tag/.+)', re.IGNORECASE)
"""See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html."""

_OF_ACTIONS = [(re.compile(key, re.IGNORECASE), re.compile(actions, re.IGNORECASE)) for key, actions in (
    ('iam:AWSServiceName', 'iam:CreateServiceLinkedRole'),
    ('route53:ChangeResourceRecordSets(NormalizedRecordNames|RecordTypes|Actions)', 'route53:ChangeResourceRecordSets'),
    ('vpc-lattice-svcs:(Port|ServiceArn|ServiceNetworkArn|SourceVpc|SourceVpcOwnerAccount)', 'vpc-lattice-svcs:(Invoke|Connect)'),
    ('vpc-lattice-svcs:Request(Method|Path|Header/.+|QueryString/.+)', 'vpc-lattice-svcs:Invoke'),
    # `Describe` has no such key, but AWS's own key policy for CloudWatch Logs lists it with them, and so does CDK.
    ('kms:(EncryptionContext:.+|EncryptionContextKeys)', r'kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|CreateGrant|Describe)\w*'),
    ('ecs:cluster', 'ecs:(Poll|StartTelemetrySession)'),
    ('kms:(ViaService|CallerAccount)', 'kms:.+'),
    ('sts:(ExternalId|RoleSessionName)', 'sts:AssumeRole'),
)]
"""From the service authorization reference, for what is written here. The list of cfn-lint does not say which keys an action has."""

_VALUES = {
    'route53:changeresourcerecordsetsnormalizedrecordnames': (r'[a-z0-9_.*?\\-]+(?<!\.)', 'a name in small letters, without the full stop at its end'),
    'route53:changeresourcerecordsetsrecordtypes': ('[A-Z0-9]+', 'a type of records in capital letters'),
    'route53:changeresourcerecordsetsactions': ('CREATE|UPSERT|DELETE', 'an action in capital letters'),
}
"""See https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html."""


@rule((*_OF_IDENTITIES, *DOCUMENTS), 'condition keys', 'keys that every request has, or that the actions of the statement have; values as the service writes them',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html', 'AccessDenied', shows_later=True)
def _condition_that_never_holds(resource: Resource, _account: Account) -> Iterator[str]:
    inline = [each['PolicyDocument'] for each in resource.get('Policies', [])] if resource.type == 'AWS::IAM::Role' else []
    for document in [*(resource.get(name) for name in DOCUMENTS.get(resource.type, ('PolicyDocument',))), *inline]:
        for statement in as_list((document or {}).get('Statement', [])):
            for conditions in statement.get('Condition', {}).values():
                for key, values in conditions.items():
                    yield from (f'{action} has no key {key}' for action in as_list(statement.get('Action', [])) if not _has(action, key))
                    pattern, wanted = _VALUES.get(key.lower(), ('.*', ''))
                    yield from (f'{key} is never {value}: it is {wanted}' for value in as_list(values) if not re.fullmatch(pattern, str(value)))


def _has(action: str, key: str) -> bool:
    """Whether requests for an action have a key. A wildcard has to lead to such actions only."""
    service, _, name = key.partition(':')
    if service.lower() == 'aws':
        return _GLOBAL.fullmatch(name) is not None
    return any(of.fullmatch(key) and actions.fullmatch(action.replace('*', '')) for of, actions in _OF_ACTIONS)
