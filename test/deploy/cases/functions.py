"""Deploy-time functions as Lambda may call them: twice, late, and for things that never were."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness.bench import FIRST_TAG, NEWER_TAG, Bench
from harness.inventory import Inventory
from harness.templates import COPY_IMAGE, SERVICE_LINKED_ROLES

from .case import case, expect_equal
from .outcomes import default_security_group, expect_unchanged

_FIND = 'Custom::LatticeExternalIngressFindPrefixLists'
_CLOSE = 'Custom::LatticeExternalIngressCloseDefaultSecurityGroup'
_NEVER_CREATED = 'CustomResource::NeverCreated'


@case('functions: an event that comes twice is answered the same both times, and changes nothing')
def _twice(bench: Bench) -> None:
    before = bench.deployed()
    for type_name, properties in _all_properties(bench, before).items():
        first, second = (_send(bench, type_name, 'Create', properties) for _ in range(2))
        expect_equal(f'answer of {type_name}', first['Status'], 'SUCCESS')
        expect_equal(f'second answer of {type_name}', _content(second), _content(first))
    expect_unchanged(before, bench.inventory())


@case('functions: the same image copied twice at the same time is there once')
def _at_the_same_time(bench: Bench) -> None:
    deployed = bench.deployed()
    properties = _copy_properties(bench, deployed, 'newer-image')
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda _: _send(bench, COPY_IMAGE, 'Update', properties, 'older'), range(2)))
    newer = bench.images[NEWER_TAG]['arm64']
    expect_equal('answers', [(each['Status'], each['Data']['Digest']) for each in answers], [('SUCCESS', newer)] * 2)
    expect_equal('what is new', deployed.changes_to(bench.inventory()).added, {('image', newer)})
    bench.without_stack()


@case('functions: an older event that comes late leaves the newer image where it is')
def _late(bench: Bench) -> None:
    first = _copy_properties(bench, bench.deployed(), 'first')
    bench.stack.update(bench.template('newer-image'))
    before = bench.inventory()
    answer = _send(bench, COPY_IMAGE, 'Create', first)
    expect_equal('answer', (answer['Status'], answer['Data']['Digest']), ('SUCCESS', bench.images[FIRST_TAG]['arm64']))
    expect_unchanged(before, bench.inventory())


@case('functions: deleting an older image by its id deletes nothing: a rollback may need it')
def _delete_older(bench: Bench) -> None:
    first = _copy_properties(bench, bench.deployed(), 'first')
    bench.stack.update(bench.template('newer-image'))
    before = bench.inventory()
    physical_id = f"{first['TargetRepository']}:{first['TargetTag']}"
    expect_equal('answer', _send(bench, COPY_IMAGE, 'Delete', first, physical_id)['Status'], 'SUCCESS')
    expect_unchanged(before, bench.inventory())


@case('functions: deleting what was never created succeeds, and changes nothing')
def _never_created(bench: Bench) -> None:
    before = bench.deployed()
    for type_name, properties in _all_properties(bench, before).items():
        answer = _send(bench, type_name, 'Delete', properties, _NEVER_CREATED)
        expect_equal(f'answer of {type_name}', (answer['Status'], answer['PhysicalResourceId']), ('SUCCESS', _NEVER_CREATED))
    expect_unchanged(before, bench.inventory())


def _send(bench: Bench, type_name: str, request_type: str, properties: dict[str, Any], physical_id: str | None = None) -> dict[str, Any]:
    function_id = bench.template('first').id_of_function_behind(type_name)
    return bench.caller.send(bench.stack.physical_id(function_id), request_type, properties, physical_id)


def _all_properties(bench: Bench, deployed: Inventory) -> dict[str, dict[str, Any]]:
    """What CloudFormation calls each function with."""
    group = default_security_group(deployed)['GroupId']
    names = {key: f'com.amazonaws.us-east-1.{name}' for key, name in (('VpcLatticeIpv4', 'vpc-lattice'), ('S3', 's3'))}
    roles = {'Services': bench.template('first').only(SERVICE_LINKED_ROLES)['Services']}
    return {COPY_IMAGE: _copy_properties(bench, deployed, 'first'), _CLOSE: {'SecurityGroupId': group}, _FIND: {'Names': names}, SERVICE_LINKED_ROLES: roles}


def _copy_properties(bench: Bench, deployed: Inventory, template: str) -> dict[str, Any]:
    return {**bench.template(template).only(COPY_IMAGE), 'ServiceToken': '', 'TargetRepository': deployed.one('repository')['repositoryName']}


def _content(answer: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    return answer['PhysicalResourceId'], answer.get('Data')
