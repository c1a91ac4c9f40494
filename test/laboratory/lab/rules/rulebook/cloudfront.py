"""Distributions of CloudFront, their VPC origins, and the web ACLs of AWS WAF in front of them."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import rule

_DISTRIBUTION, _VPC_ORIGIN, _WEB_ACL = 'AWS::CloudFront::Distribution', 'AWS::CloudFront::VpcOrigin', 'AWS::WAFv2::WebACL'
_VPC_ORIGINS = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html'

_MOST_CAPACITY = 5000
_CAPACITY_OF_GROUPS = {'AWSManagedRulesCommonRuleSet': 700, 'AWSManagedRulesKnownBadInputsRuleSet': 200, 'AWSManagedRulesAmazonIpReputationList': 25}


@rule(_VPC_ORIGIN, '`VpcOriginEndpointConfig.Arn`', 'a Network Load Balancer is internal, has IPv4 addresses only, has a security group, and no TLS listener',
      _VPC_ORIGINS, 'InvalidArgument')
def _load_balancer_of_a_vpc_origin(resource: Resource, account: Account) -> Iterator[str]:
    load_balancer = _load_balancer(resource, account)
    if not load_balancer or load_balancer.get('Type') != 'network':
        return
    if load_balancer.get('Scheme') != 'internal':
        yield f'{load_balancer.name} faces the internet'
    if load_balancer.get('IpAddressType', 'ipv4') != 'ipv4':
        yield f'{load_balancer.name} is dual-stack, which VPC origins do not support'
    if not load_balancer.get('SecurityGroups'):
        yield f'{load_balancer.name} has no security group'
    for listener in account.of_type('AWS::ElasticLoadBalancingV2::Listener'):
        if account.find(listener.get('LoadBalancerArn')) is load_balancer and listener.get('Protocol') == 'TLS':
            yield f'{load_balancer.name} has the TLS listener {listener.name}, which VPC origins do not support'


@rule(_VPC_ORIGIN, 'the VPC of the load balancer', 'has an internet gateway', _VPC_ORIGINS, 'InvalidArgument')
def _vpc_of_a_vpc_origin(resource: Resource, account: Account) -> Iterator[str]:
    load_balancer = _load_balancer(resource, account)
    subnets = [account.find(each) for each in load_balancer.get('Subnets', [])] if load_balancer else []
    for vpc_id in {each.get('VpcId') for each in subnets if each}:
        attached = [each for each in account.of_type('AWS::EC2::VPCGatewayAttachment') if each.get('VpcId') == vpc_id and each.get('InternetGatewayId')]
        if account.find(vpc_id) and not attached:
            yield f'{vpc_id} has no internet gateway'


@rule(_DISTRIBUTION, '`ViewerCertificate`, `Aliases`', 'the certificate is in us-east-1 and covers every alternate domain name',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html', 'InvalidViewerCertificate')
def _certificate_of_a_distribution(resource: Resource, account: Account) -> Iterator[str]:
    config = resource.get('DistributionConfig')
    arn = config.get('ViewerCertificate', {}).get('AcmCertificateArn')
    if config.get('Aliases') and not arn:
        yield 'alternate domain names need a certificate'
    if arn and arn.split(':')[3] != 'us-east-1':
        yield f"The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain: {arn}"
    certificate = account.find(arn)
    names = {certificate.get('DomainName'), *certificate.get('SubjectAlternativeNames', [])} if certificate else set()
    for alias in config.get('Aliases', []):
        if names and not names & {alias, f"*.{alias.partition('.')[2]}"}:
            yield f"The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) {alias}"


@rule(_DISTRIBUTION, '`Aliases`', 'a name belongs to one distribution',
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-restrictions', 'CNAMEAlreadyExists')
def _alternate_domain_name(resource: Resource, account: Account) -> Iterator[str]:
    for other in account.of_type(_DISTRIBUTION):
        if other is not resource:
            for alias in {*resource.get('DistributionConfig').get('Aliases', [])} & {*other.get('DistributionConfig').get('Aliases', [])}:
                yield f'{alias} is already associated with {other.name}'


@rule(_DISTRIBUTION, '`WebACLId`', 'the ARN of a web ACL with the scope CLOUDFRONT, in us-east-1',
      'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html', 'InvalidWebACLId')
def _web_acl_of_a_distribution(resource: Resource, _account: Account) -> Iterator[str]:
    arn = resource.get('DistributionConfig').get('WebACLId')
    if arn and not (arn.startswith('arn:aws:wafv2:us-east-1:') and ':global/webacl/' in arn):
        yield f'Web ACL is not accessible by the requester: {arn}'


@rule(_DISTRIBUTION, '`TargetOriginId`', 'the id of one of the origins, of which each has its own',
      'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html', 'NoSuchOrigin')
def _origin_of_a_cache_behavior(resource: Resource, _account: Account) -> Iterator[str]:
    config = resource.get('DistributionConfig')
    ids = [each['Id'] for each in config.get('Origins', [])]
    groups = [each['Id'] for each in config.get('OriginGroups', {}).get('Items', [])]
    for behavior in (config['DefaultCacheBehavior'], *config.get('CacheBehaviors', [])):
        if behavior['TargetOriginId'] not in (*ids, *groups):
            yield f"One or more of your origins or origin groups do not exist: {behavior['TargetOriginId']}"
    yield from (f'the origin {each} is there twice' for each in _twice(ids))


@rule(_DISTRIBUTION, '`AllowedMethods`', 'GET and HEAD; GET, HEAD and OPTIONS; or all',
      'https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html', 'InvalidArgument')
def _methods_of_a_cache_behavior(resource: Resource, _account: Account) -> Iterator[str]:
    some = {'GET', 'HEAD'}
    allowed = (some, {*some, 'OPTIONS'}, {*some, 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'})
    config = resource.get('DistributionConfig')
    for behavior in (config['DefaultCacheBehavior'], *config.get('CacheBehaviors', [])):
        if 'AllowedMethods' in behavior and {*behavior['AllowedMethods']} not in allowed:
            yield f"The parameter AllowedMethods contains an invalid combination: {behavior['AllowedMethods']}"


@rule(_WEB_ACL, '`Rules`', 'each has its own name and its own priority',
      'https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html', 'WAFInvalidParameterException')
def _rules_of_a_web_acl(resource: Resource, _account: Account) -> Iterator[str]:
    for what in ('Priority', 'Name'):
        yield from (f'You have used the same {what.lower()} twice: {each}' for each in _twice([each[what] for each in resource.get('Rules', [])]))


@rule(_WEB_ACL, '`Action`, `OverrideAction`', 'a rule group has an override action; any other statement has an action',
      'https://docs.aws.amazon.com/waf/latest/APIReference/API_Rule.html', 'WAFInvalidParameterException')
def _action_of_a_rule(resource: Resource, _account: Account) -> Iterator[str]:
    for each in resource.get('Rules', []):
        is_group = bool({*each['Statement']} & {'ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'})
        if ('OverrideAction' in each, 'Action' in each) != (is_group, not is_group):
            yield f"A reference in your rule statement is not valid: {each['Name']} needs {'an override action' if is_group else 'an action'} and nothing else"


@rule(_WEB_ACL, '`Rules`', f'no more than {_MOST_CAPACITY} web ACL capacity units',
      'https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html', 'WAFLimitsExceededException')
def _capacity_of_a_web_acl(resource: Resource, _account: Account) -> Iterator[str]:
    used = sum(_CAPACITY_OF_GROUPS.get(each['Statement'].get('ManagedRuleGroupStatement', {}).get('Name'), 2) for each in resource.get('Rules', []))
    if used > _MOST_CAPACITY:
        yield f'the rules need {used} units'


def _load_balancer(vpc_origin: Resource, account: Account) -> Resource | None:
    return account.find(vpc_origin.get('VpcOriginEndpointConfig').get('Arn'))


def _twice(values: list[Any]) -> list[Any]:
    return [each for each, times in Counter(values).items() if times > 1]
