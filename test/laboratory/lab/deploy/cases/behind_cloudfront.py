"""The example behind CloudFront: the distribution and AWS WAF, with the ingress in us-east-1 and in another Region."""
from __future__ import annotations

from lab.account.account import REGION
from lab.account.inventory import Inventory, take_inventory
from lab.account.stack import Stack
from lab.account.templates import Template
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import BEHIND_CLOUDFRONT
from lab.running.case import expect_equal

_ZONE, _NAME = 'example.com', 'api.example.com'
_ELSEWHERE = 'eu-west-1'
_DISTRIBUTION, _VPC_ORIGIN, _WEB_ACL = 'AWS::CloudFront::Distribution', 'AWS::CloudFront::VpcOrigin', 'AWS::WAFv2::WebACL'


@case('behind CloudFront, ingress in us-east-1: create, change of the web ACL and the distribution in place, delete; nothing is left')
def _one_stack(testbed: Testbed) -> None:
    testbed.without_stack()
    with testbed.account.hosted_zone(_ZONE) as zone_id:
        empty = testbed.inventory()
        template = _templates(testbed, REGION, zone_id)['BehindCloudFront']
        expect_status(testbed.stack.create(template), 'CREATE_COMPLETE')
        created = testbed.inventory()
        _expect_front(created, created.since(empty))
        expect_status(testbed.stack.update(template.changed(_strengthen)), 'UPDATE_COMPLETE')
        changes = created.changes_to(testbed.inventory())
        expect_equal('what is new or gone', (changes.added, changes.removed), (set(), set()))
        expect_equal('what is changed', {kind for kind, _ in changes.changed}, {'distribution', 'VPC origin', 'web ACL'})
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())


@case('behind CloudFront, ingress in another Region: the stack in us-east-1 finds its load balancer; deleted in the other order, nothing is left')
def _two_stacks(testbed: Testbed) -> None:
    testbed.without_stack()
    elsewhere = testbed.account.elsewhere(_ELSEWHERE)
    with testbed.account.hosted_zone(_ZONE) as zone_id:
        empty, empty_elsewhere = testbed.inventory(), take_inventory(elsewhere)
        templates = _templates(testbed, _ELSEWHERE, zone_id)
        back, front = Stack(elsewhere, 'BehindCloudFront'), Stack(testbed.account, 'BehindCloudFrontFront')
        expect_status(back.create(templates['BehindCloudFront']), 'CREATE_COMPLETE')
        expect_status(front.create(templates['BehindCloudFrontFront']), 'CREATE_COMPLETE')
        _expect_front(take_inventory(elsewhere), testbed.inventory().since(empty))
        expect_status(front.update(templates['BehindCloudFrontFront'].changed(_strengthen)), 'UPDATE_COMPLETE')
        outcome = back.delete()
        expect_equal('what keeps the ingress while CloudFront names it', [each for each, _ in outcome.failures][:1], ['AWS::ElasticLoadBalancingV2::LoadBalancer'])
        expect_status(front.delete(), 'DELETE_COMPLETE')
        expect_status(back.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())
        expect_unchanged(empty_elsewhere, take_inventory(elsewhere))


@case('behind CloudFront: the emulated account refuses a web ACL for a distribution outside of us-east-1')
def _in_the_wrong_region(testbed: Testbed) -> None:
    testbed.without_stack()
    elsewhere = testbed.account.elsewhere(_ELSEWHERE)
    empty, stack = take_inventory(elsewhere), Stack(elsewhere)
    web_acl = {'Type': _WEB_ACL, 'Properties': _templates(testbed, REGION, 'Z0123456789ABCDEFGHIJ')['BehindCloudFront'].only(_WEB_ACL)}
    expect_failure(stack.create(Template({'Resources': {'WebAcl': web_acl}})), 'ROLLBACK_COMPLETE', _WEB_ACL, 'WAFInvalidParameterException')
    expect_status(stack.delete(), 'DELETE_COMPLETE')
    expect_unchanged(empty, take_inventory(elsewhere))


def _templates(testbed: Testbed, region: str, zone_id: str) -> dict[str, Template]:
    [prefix_list] = testbed.account.elsewhere(region).client('ec2').describe_managed_prefix_lists(
        Filters=[{'Name': 'prefix-list-name', 'Values': ['com.amazonaws.global.cloudfront.origin-facing']}])['PrefixLists']
    paths = testbed.examples(BEHIND_CLOUDFRONT, region=region, hostedZoneId=zone_id, zoneName=_ZONE, cloudFrontPrefixList=prefix_list['PrefixListId'])
    return {name: testbed.snapshot(path) for name, path in paths.items()}


def _strengthen(template: Template) -> None:
    """A lower rate, a longer wait for answers, another name of the origin."""
    template.only(_WEB_ACL)['Rules'][0]['Statement']['RateBasedStatement']['Limit'] = 1000
    template.only(_DISTRIBUTION)['DistributionConfig']['Origins'][0]['VpcOriginConfig']['OriginReadTimeout'] = 45
    template.only(_VPC_ORIGIN)['VpcOriginEndpointConfig']['Name'] = 'renamed'


def _expect_front(ingress: Inventory, front: Inventory) -> None:
    """That CloudFront leads from the name of the service to the load balancer of the ingress, through the web ACL."""
    load_balancer, distribution = ingress.one('load balancer'), front.one('distribution')
    expect_equal('names', distribution['Aliases']['Items'], [_NAME])
    [origin] = distribution['Origins']['Items']
    [(_, vpc_origin_id)] = [key for key in front.things if key[0] == 'VPC origin']
    expect_equal('the origin', (origin['DomainName'], origin['VpcOriginConfig']['VpcOriginId']), (load_balancer['DNSName'], vpc_origin_id))
    expect_equal('where it leads', front.one('VPC origin')['VpcOriginEndpointConfig']['Arn'], load_balancer['LoadBalancerArn'])
    expect_equal('the web ACL', distribution['WebACLId'], front.one('web ACL')['ARN'])
    expect_equal('what is logged', front.one('delivery source')['ResourceArn'].rpartition('/')[2], distribution['Id'])

