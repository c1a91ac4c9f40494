"""Deploy-time functions as Lambda may call them: twice, late, and for things that never were."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lab.account.inventory import Inventory
from lab.account.templates import COPY_IMAGE, SERVICE_LINKED_ROLES
from lab.account.testbed import FIRST_TAG, NEWER_TAG, Testbed
from lab.deploy.cases.outcomes import default_security_group, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect_equal

_FIND = 'Custom::LatticeExternalIngressFindPrefixLists'
_CLOSE = 'Custom::LatticeExternalIngressCloseDefaultSecurityGroup'
_NEVER_CREATED = 'CustomResource::NeverCreated'


@case('functions: an event that comes twice is answered the same both times, and changes nothing')
def _twice(testbed: Testbed) -> None:
    before = testbed.deployed()
    for type_name, properties in _all_properties(testbed, before).items():
        first, second = (_send(testbed, type_name, 'Create', properties) for _ in range(2))
        expect_equal(f'answer of {type_name}', first['Status'], 'SUCCESS')
        expect_equal(f'second answer of {type_name}', _content(second), _content(first))
    expect_unchanged(before, testbed.inventory())


@case('functions: the same image copied twice at the same time is there once')
def _at_the_same_time(testbed: Testbed) -> None:
    deployed = testbed.deployed()
    properties = _copy_properties(testbed, deployed, 'newer-image')
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda _: _send(testbed, COPY_IMAGE, 'Update', properties, 'older'), range(2)))
    newer = testbed.images[NEWER_TAG]['arm64']
    expect_equal('answers', [(each['Status'], each['Data']['Digest']) for each in answers], [('SUCCESS', newer)] * 2)
    expect_equal('what is new', deployed.changes_to(testbed.inventory()).added, {('image', newer)})
    testbed.without_stack()


@case('functions: an older event that comes late leaves the newer image where it is')
def _late(testbed: Testbed) -> None:
    first = _copy_properties(testbed, testbed.deployed(), 'first')
    testbed.stack.update(testbed.template('newer-image'))
    before = testbed.inventory()
    answer = _send(testbed, COPY_IMAGE, 'Create', first)
    expect_equal('answer', (answer['Status'], answer['Data']['Digest']), ('SUCCESS', testbed.images[FIRST_TAG]['arm64']))
    expect_unchanged(before, testbed.inventory())


@case('functions: deleting an older image by its id deletes nothing: a rollback may need it')
def _delete_older(testbed: Testbed) -> None:
    first = _copy_properties(testbed, testbed.deployed(), 'first')
    testbed.stack.update(testbed.template('newer-image'))
    before = testbed.inventory()
    physical_id = f"{first['TargetRepository']}:{first['TargetTag']}"
    expect_equal('answer', _send(testbed, COPY_IMAGE, 'Delete', first, physical_id)['Status'], 'SUCCESS')
    expect_unchanged(before, testbed.inventory())


@case('functions: deleting what was never created succeeds, and changes nothing')
def _never_created(testbed: Testbed) -> None:
    before = testbed.deployed()
    for type_name, properties in _all_properties(testbed, before).items():
        answer = _send(testbed, type_name, 'Delete', properties, _NEVER_CREATED)
        expect_equal(f'answer of {type_name}', (answer['Status'], answer['PhysicalResourceId']), ('SUCCESS', _NEVER_CREATED))
    expect_unchanged(before, testbed.inventory())


def _send(testbed: Testbed, type_name: str, request_type: str, properties: dict[str, Any], physical_id: str | None = None) -> dict[str, Any]:
    function_id = testbed.template('first').id_of_function_behind(type_name)
    return testbed.caller.send(testbed.stack.physical_id(function_id), request_type, properties, physical_id)


def _all_properties(testbed: Testbed, deployed: Inventory) -> dict[str, dict[str, Any]]:
    """What CloudFormation calls each function with."""
    group = default_security_group(deployed)['GroupId']
    names = {key: f'com.amazonaws.us-east-1.{name}' for key, name in (('VpcLatticeIpv4', 'vpc-lattice'), ('S3', 's3'))}
    roles = {'Roles': testbed.template('first').only(SERVICE_LINKED_ROLES)['Roles']}
    return {COPY_IMAGE: _copy_properties(testbed, deployed, 'first'), _CLOSE: {'SecurityGroupId': group}, _FIND: {'Names': names}, SERVICE_LINKED_ROLES: roles}


def _copy_properties(testbed: Testbed, deployed: Inventory, template: str) -> dict[str, Any]:
    return {**testbed.template(template).only(COPY_IMAGE), 'ServiceToken': '', 'TargetRepository': deployed.one('repository')['repositoryName']}


def _content(answer: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    return answer['PhysicalResourceId'], answer.get('Data')
