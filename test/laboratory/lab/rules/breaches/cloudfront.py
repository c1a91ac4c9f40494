"""CloudFront and AWS WAF in front of the load balancer."""
from __future__ import annotations

from typing import Any

from lab.rules.breaches.breach import Breach, Change, Template, put

_BASE = 'cloudfront'
_DISTRIBUTION, _VPC_ORIGIN, _WEB_ACL = 'AWS::CloudFront::Distribution', 'AWS::CloudFront::VpcOrigin', 'AWS::WAFv2::WebACL'
_LOAD_BALANCER, _LISTENER = 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancingV2::Listener'
_TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup'
_SOURCE = 'AWS::Logs::DeliverySource'


def _dual_stack(template: Template) -> None:
    """Only where the subnets have IPv6, which the new VPC has."""
    template.first(_LOAD_BALANCER)['IpAddressType'] = 'dualstack'


def _facing_the_internet(template: Template) -> None:
    template.first(_LOAD_BALANCER)['Scheme'] = 'internet-facing'
    template.wait(_LOAD_BALANCER, 'AWS::EC2::Route')


def _without_group(template: Template) -> None:
    del template.first(_LOAD_BALANCER)['SecurityGroups']


def _tls_listener(template: Template) -> None:
    template.again(_TARGET_GROUP, 'TlsTargets', Protocol='TLS')
    template.again(_LISTENER, 'TlsListener', Protocol='TLS', Port=8443, ListenerAttributes=[], DefaultActions=[{'Type': 'forward', 'TargetGroupArn': {'Ref': 'TlsTargets'}}],
                   Certificates=[{'CertificateArn': {'Ref': template.id_of('AWS::CertificateManager::Certificate')}}])


def _without_gateway(template: Template) -> None:
    attachment = template.id_of('AWS::EC2::VPCGatewayAttachment')
    del template.body['Resources'][attachment]
    for each in template.body['Resources'].values():
        if attachment in each.get('DependsOn', []):
            each['DependsOn'].remove(attachment)


def _again(template: Template) -> None:
    template.again(_DISTRIBUTION)


def _config(*path: str | int, value: Any) -> Change:
    return put(_DISTRIBUTION, 'DistributionConfig', *path, value=value)


def _rule(number: int, **changed: Any) -> Change:
    return lambda template: template.first(_WEB_ACL)['Rules'][number].update(changed)


def _many_groups(template: Template) -> None:
    rules = template.first(_WEB_ACL)['Rules']
    rules += [{**rules[1], 'Name': f'Again{number}', 'Priority': 2 + number} for number in range(8)]


BREACHES = [
    Breach('load balancer of a vpc origin', 'one that faces the internet', _facing_the_internet, _BASE),
    Breach('load balancer of a vpc origin', 'a dual-stack one', _dual_stack, _BASE),
    Breach('load balancer of a vpc origin', 'one without security groups', _without_group, _BASE),
    Breach('load balancer of a vpc origin', 'one with a TLS listener', _tls_listener, _BASE),
    Breach('vpc of a vpc origin', 'one without an internet gateway', _without_gateway, _BASE),
    Breach('model of the call', 'a blank in the type of a log', put(_SOURCE, 'LogType', value='ACCESS LOGS'), _BASE),
    Breach('type of a delivered log', 'one of AWS WAF', put(_SOURCE, 'LogType', value='WAF_LOGS'), _BASE),
    Breach('source of a resource', 'a second one under another name', lambda template: template.again(_SOURCE, Name='another'), _BASE),
    Breach('format of a delivery', 'parquet to a log group', put('AWS::Logs::DeliveryDestination', 'OutputFormat', value='parquet'), _BASE),
    Breach('certificate of a distribution', 'one in another Region', _config('ViewerCertificate', 'AcmCertificateArn',
           value='arn:aws:acm:eu-west-1:000000000000:certificate/12345678-1234-1234-1234-123456789012'), _BASE),
    Breach('certificate of a distribution', 'a name that it does not cover', _config('Aliases', 0, value='www.example.com'), _BASE),
    Breach('certificate of a distribution', 'none', lambda template: template.first(_DISTRIBUTION)['DistributionConfig'].pop('ViewerCertificate'), _BASE),
    Breach('alternate domain name', 'a second distribution of the name', _again, _BASE),
    Breach('web acl of a distribution', 'one of a Region', _config('WebACLId', value='arn:aws:wafv2:us-east-1:000000000000:regional/webacl/a/12345678-1234-1234-1234-123456789012'), _BASE),
    Breach('origin of a cache behavior', 'an origin that is not there', _config('DefaultCacheBehavior', 'TargetOriginId', value='another'), _BASE),
    Breach('methods of a cache behavior', 'all but DELETE', _config('DefaultCacheBehavior', 'AllowedMethods', value=['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST']), _BASE),
    Breach('schema of the resource type', 'HTTP/4', _config('HttpVersion', value='http4'), _BASE),
    Breach('rules of a web acl', 'a priority twice', _rule(1, Priority=0), _BASE),
    Breach('rules of a web acl', 'a name twice', _rule(1, Name='RequestsOfOneAddress'), _BASE),
    Breach('action of a rule', 'an action for a rule group', _rule(1, Action={'Block': {}}), _BASE),
    Breach('action of a rule', 'none for a rate', lambda template: template.first(_WEB_ACL)['Rules'][0].pop('Action'), _BASE),
    Breach('capacity of a web acl', 'the common rules nine times', _many_groups, _BASE),
    Breach('schema of the resource type', 'a limit below what AWS WAF has', lambda template: template.first(_WEB_ACL)['Rules'][0]['Statement']['RateBasedStatement'].update(Limit=9), _BASE),
]
