"""The end-to-end examples: the far end and the ingress in one stack, and that one leads to the other."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab.account.inventory import Inventory
from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import END_TO_END
from lab.running.case import expect_equal

_ZONE, _NAME = 'example.com', 'api.example.com'
_CALLER = 'arn:aws:sts::000000000000:assumed-role/Caller/session'
_CALL = {'path': '/orders', 'requestContext': {'identity': {'type': 'AWS_IAM', 'principal': _CALLER}}}
"""What VPC Lattice tells a function of a signed request, as far as the example's reads it."""


def _generated_name(_deployed: Inventory, service_id: str) -> str:
    """In an associated VPC the service has the name that VPC Lattice gave it."""
    return f'{service_id.replace("svc", "made")}.7d67968.vpc-lattice-svcs.us-east-1.on.aws'


def _name_at_endpoint(deployed: Inventory, service_id: str) -> str:
    """At an endpoint the service has a name of the endpoint's."""
    [endpoint] = [each for each in deployed.all('VPC endpoint') if each['VpcEndpointType'] == 'ServiceNetwork']
    return f'{endpoint["VpcEndpointId"]}-snsa-{service_id.removeprefix("svc-")}.7d67968.vpc-lattice-svcs.us-east-1.on.aws'


_NAME_ON_THE_WAY: dict[str, Callable[[Inventory, str], str]] = {'association': _generated_name, 'endpoint': _name_at_endpoint}


def _add_case(app: Path) -> None:
    @case(f'end to end, {app.stem}: the custom domain leads from Route 53 to the service, which lets in its caller; delete leaves nothing')
    def _life(testbed: Testbed) -> None:
        testbed.without_stack()
        with testbed.account.hosted_zone(_ZONE) as zone_id:
            empty = testbed.inventory()
            template = testbed.snapshot(testbed.example(app))
            testbed.account.make_last('AWS::VpcLattice::ServiceNetworkServiceAssociation')        # as late as the template allows
            try:
                expect_status(testbed.stack.create(template, HostedZoneId=zone_id, HostedZoneName=_ZONE), 'CREATE_COMPLETE')
            finally:
                testbed.account.make_last('')
            deployed = testbed.inventory().since(empty)
            [zone] = [each for each in testbed.inventory().all('hosted zone') if each['Id'].endswith(zone_id)]
            _expect_records(deployed, zone['Records'])
            _expect_way(deployed, _NAME_ON_THE_WAY[app.stem])
            _expect_policies(testbed, deployed)
            _expect_answer(testbed, template.only('AWS::VpcLattice::TargetGroup')['Targets'][0]['Id']['Fn::GetAtt'][0])
            expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
            expect_unchanged(empty, testbed.inventory())


def _expect_records(deployed: Inventory, records: list[dict[str, Any]]) -> None:
    load_balancer = deployed.one('load balancer')['DNSName']
    aliases = {(each['Name'], each['Type'], each['AliasTarget']['DNSName']) for each in records if 'AliasTarget' in each}
    expect_equal('public records', aliases, {(f'{_NAME}.', kind, f'{load_balancer}.') for kind in ('A', 'AAAA')})
    expect_equal('the certificate', deployed.one('certificate')['DomainName'], _NAME)


def _expect_way(deployed: Inventory, name_on_the_way: Callable[[Inventory, str], str]) -> None:
    [(_, service_arn)] = [key for key in deployed.things if key[0] == 'service of VPC Lattice']
    [variable] = deployed.one('task definition')['containerDefinitions'][0]['environment']
    upstream = name_on_the_way(deployed, service_arn.rpartition('/')[2])
    expect_equal('that nginx.conf holds the domain, and the name of the service', [name in variable['value'] for name in (_NAME, upstream)], [True, True])


def _expect_policies(testbed: Testbed, deployed: Inventory) -> None:
    conditions = [each['Policy']['Statement'][0].get('Condition') for each in deployed.all('auth policy')]
    wanted = {
        'StringEquals': {'vpc-lattice-svcs:SourceVpc': deployed.one('load balancer')['VpcId']},
        'StringNotEqualsIgnoreCase': {'aws:PrincipalType': 'anonymous'},
    }
    expect_equal('conditions of the auth policies', sorted(conditions, key=bool), [None, wanted])
    [principal] = [each['Policy']['Statement'][0]['Principal']['AWS'] for each in deployed.all('auth policy') if 'Condition' in each['Policy']['Statement'][0]]
    expect_equal('who may call', principal, testbed.stack.outputs()['CallerRoleArn'])


def _expect_answer(testbed: Testbed, function_id: str) -> None:
    function = testbed.stack.physical_id(function_id)
    answer = json.load(testbed.account.client('lambda').invoke(FunctionName=function, Payload=json.dumps(_CALL))['Payload'])
    told = json.loads(answer['body'])
    expect_equal('the answer', (answer['statusCode'], told), (200, {'caller': _CALLER, 'path': '/orders'}))


for _app in END_TO_END:
    _add_case(_app)
