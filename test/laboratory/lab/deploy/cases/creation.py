"""The first deployment."""
from __future__ import annotations

from collections import Counter

from lab.account.account import ECS_ROLES
from lab.account.inventory import Inventory
from lab.account.templates import COPY_IMAGE, SERVICE_LINKED_ROLES, Template, silence_copying
from lab.account.testbed import FIRST_TAG, Testbed
from lab.deploy.cases.outcomes import INACTIVE, default_security_group, expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal

_EVERYTHING = Counter({
    'VPC': 1, 'subnet': 6, 'route table': 7, 'internet gateway': 1, 'security group': 6, 'VPC endpoint': 4,
    'load balancer': 1, 'listener': 2, 'target group': 2, 'service network association': 1,
    'repository': 1, 'image': 1, 'task definition': 1, 'cluster': 1, 'service': 1, 'scalable target': 1, 'scaling policy': 1,
    'function': 4, 'log group': 6, 'role': 6, 'saved query': 6,
})
"""With the main route table and the default security group of the VPC."""


@case('create: the account holds what the template names, and nothing else')
def _everything(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    expect_equal('what was made', testbed.deployed().since(empty).count(), _EVERYTHING)


@case('create: a dual-stack load balancer in the public subnet of each zone, listening on 443 and 80')
def _edge(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    load_balancer = deployed.one('load balancer')
    expect_equal('the load balancer', [load_balancer[key] for key in ('Type', 'Scheme', 'IpAddressType')], ['network', 'internet-facing', 'dualstack'])
    subnets = [deployed.things['subnet', zone['SubnetId']] for zone in load_balancer['AvailabilityZones']]
    expect_equal('its zones', len({subnet['AvailabilityZone'] for subnet in subnets}), 3)
    expect(all(_reaches_internet(deployed, subnet['SubnetId']) for subnet in subnets), 'a subnet of the load balancer does not lead to the internet')
    leads_to = {each['Port']: deployed.things['target group', each['DefaultActions'][0]['TargetGroupArn']]['Port'] for each in deployed.all('listener')}
    expect_equal('where listeners lead', leads_to, {443: 8443, 80: 8080})


@case('create: tasks in subnets without a way out, one for each zone')
def _tasks(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    network = deployed.one('service')['networkConfiguration']['awsvpcConfiguration']
    zones = {deployed.things['subnet', each]['AvailabilityZone'] for each in network['subnets']}
    expect_equal('zones of the tasks', len(zones), 3)
    expect(not any(_reaches_internet(deployed, each) for each in network['subnets']), 'a subnet of the tasks leads to the internet')


@case("create: the VPC's default security group is left without a rule")
def _default_security_group(testbed: Testbed) -> None:
    group = default_security_group(testbed.deployed())
    expect_equal('its rules', group['IpPermissions'] + group['IpPermissionsEgress'], [])


@case('create: the VPC is associated with the service network, for the tasks only')
def _association(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    association = deployed.one('service network association')
    [group_id] = association['SecurityGroupIds']
    rules = deployed.things['security group', group_id]['IpPermissions']
    tasks = deployed.one('service')['networkConfiguration']['awsvpcConfiguration']['securityGroups']
    expect_equal('who may use it', [[pair['GroupId'] for pair in rule['UserIdGroupPairs']] for rule in rules], [tasks, tasks])
    expect_equal('ports', {rule['FromPort'] for rule in rules}, {80, 443})


@case("create: tasks may connect to VPC Lattice's prefix lists, S3's, the endpoints, and nothing else")
def _egress(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    [tasks] = deployed.one('service')['networkConfiguration']['awsvpcConfiguration']['securityGroups']
    rules = deployed.things['security group', tasks]['IpPermissionsEgress']
    named = testbed.account.client('ec2').describe_managed_prefix_lists()['PrefixLists']
    name_of = {each['PrefixListId']: each['PrefixListName'].removeprefix('com.amazonaws.us-east-1.') for each in named}
    lists = {(name_of[each['PrefixListId']], rule['FromPort']) for rule in rules for each in rule['PrefixListIds']}
    expect_equal('prefix lists and ports', lists, {('vpc-lattice', 80), ('vpc-lattice', 443), ('s3', 443)})
    [endpoints] = {group for each in deployed.all('VPC endpoint') for group in (item['GroupId'] for item in each['Groups'])}
    expect_equal('security groups', {pair['GroupId'] for rule in rules for pair in rule['UserIdGroupPairs']}, {endpoints})
    ranges = {each['CidrIp'] for rule in rules for each in rule['IpRanges']} | {each['CidrIpv6'] for rule in rules for each in rule['Ipv6Ranges']}
    expect_equal('ranges', ranges, {'255.255.255.255/32'})


@case("create: the image is in ECR with upstream's digest, and the tasks run it by that digest")
def _image(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    upstream = testbed.images[FIRST_TAG]['arm64']
    expect_equal('the image in ECR', deployed.one('image')['imageDigest'], upstream)
    [container] = deployed.one('task definition')['containerDefinitions']
    expect_equal("the tasks' image", container['image'], f"{deployed.one('repository')['repositoryUri']}@{upstream}")


@case('create and delete: both work in any order that the dependencies leave open')
def _any_order(testbed: Testbed) -> None:
    template = testbed.template('first')
    empty = testbed.without_stack()
    problems = []
    for type_name in sorted(template.types_that_nothing_names()):
        testbed.account.make_last(type_name)
        try:
            created = testbed.stack.create(template)
            deleted = testbed.stack.delete()
        finally:
            testbed.account.make_last('')
        if created.failures or deleted.failures:
            problems.append(f'{type_name} late: {created.failures or deleted.failures}')
        expect_unchanged(empty, testbed.inventory())
    expect(not problems, '; '.join(problems))


@case('create: an account that never used ECS gets its service-linked roles first, which stay; a cluster would fail without them')
def _cold(testbed: Testbed) -> None:
    testbed.without_stack()
    testbed.account.never_used_ecs()
    cold = testbed.inventory()
    outcome = testbed.stack.create(testbed.template('first').changed(lambda template: template.remove(SERVICE_LINKED_ROLES)))
    expect_failure(outcome, 'ROLLBACK_COMPLETE', 'AWS::ECS::Cluster', 'Unable to assume the service linked role')
    expect_status(testbed.stack.create(testbed.template('first')), 'CREATE_COMPLETE')
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    left = {key for key in cold.changes_to(testbed.inventory()).added if key[0] != INACTIVE}
    expect_equal('what is left', left, {('role', name) for name in ECS_ROLES.values()})


@case('create: while ECR throttles the copy of the image, the copy tries again')
def _throttled(testbed: Testbed) -> None:
    testbed.without_stack()
    testbed.account.fail_next('ecr', 'InitiateLayerUpload', 'ThrottlingException', times=2)
    expect_status(testbed.stack.create(testbed.template('first')), 'CREATE_COMPLETE')
    expect_equal('failures that nobody met', testbed.account.failures_to_come(), 0)


@case('create: a service network that another account shares is associated by its ARN')
def _shared(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    expect_status(testbed.stack.create(testbed.template('shared-service-network')), 'CREATE_COMPLETE')
    association = testbed.inventory().one('service network association')
    expect_equal('the service network', association['ServiceNetworkIdentifier'], 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1')
    testbed.stack.delete()
    expect_unchanged(empty, testbed.inventory())


@case('create: thirty services behind an endpoint are all found: no answer of a function is longer than CloudFormation takes')
def _many_services(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    expect_status(testbed.stack.create(testbed.template('many-services')), 'CREATE_COMPLETE')
    [container] = testbed.inventory().one('task definition')['containerDefinitions']
    [conf] = [each['value'] for each in container['environment'] if each['name'] == 'NGINX_CONF']
    [endpoint] = [each for each in testbed.inventory().all('VPC endpoint') if each['VpcEndpointType'] == 'ServiceNetwork']
    missing = [number for number in range(1, 31) if f"{endpoint['VpcEndpointId']}-snsa-{number:017x}." not in conf]
    expect_equal('services that nginx is not led to', missing, [])
    testbed.stack.delete()
    expect_unchanged(empty, testbed.inventory())


@case('create: a role that was just made is denied for some seconds, and the functions try again until it may')
def _fresh_roles(testbed: Testbed) -> None:
    testbed.without_stack()
    with testbed.account.denying_fresh_roles(4):
        expect_status(testbed.stack.create(testbed.template('first')), 'CREATE_COMPLETE')


@case('create: fails half-way where the service network does not exist; nothing is left')
def _half_way(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    outcome = testbed.stack.create(testbed.template('unknown-service-network'))
    expect_failure(outcome, 'ROLLBACK_COMPLETE', 'AWS::VpcLattice::ServiceNetworkVpcAssociation', 'sn-00000000000000000')
    expect_unchanged(empty, testbed.inventory())


@case('create: a deploy-time function that never answers is given up after its ServiceTimeout; nothing is left')
def _silence(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    outcome = testbed.stack.create(testbed.template('first').changed(silence_copying))
    expect_failure(outcome, 'ROLLBACK_COMPLETE', COPY_IMAGE)
    expect(outcome.seconds < 10, f'that took {outcome.seconds:.0f} seconds')
    expect_unchanged(empty, testbed.inventory())


@case("create: a function's role is enforced: without ecr:PutImage the image cannot be copied; nothing is left")
def _permissions(testbed: Testbed) -> None:
    def forbid(template: Template) -> None:
        role = template.resource(template.resource(template.id_of_function_behind(COPY_IMAGE))['Role']['Fn::GetAtt'][0])
        for statement in role['Policies'][0]['PolicyDocument']['Statement']:
            if 'ecr:PutImage' in statement['Action']:
                statement['Action'].remove('ecr:PutImage')

    empty = testbed.without_stack()
    outcome = testbed.stack.create(testbed.template('first').changed(forbid))
    expect_failure(outcome, 'ROLLBACK_COMPLETE', COPY_IMAGE, 'ecr:PutImage')
    expect_unchanged(empty, testbed.inventory())


def _reaches_internet(inventory: Inventory, subnet_id: str) -> bool:
    gateways = {each['InternetGatewayId'] for each in inventory.all('internet gateway')}
    tables = [table for table in inventory.all('route table') if subnet_id in [each.get('SubnetId') for each in table['Associations']]]
    return any(route.get('GatewayId') in gateways for table in tables for route in table['Routes'])
