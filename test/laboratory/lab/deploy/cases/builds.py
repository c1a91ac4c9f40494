"""Images that are built when the stack is deployed: the build specification's commands are run, for an image in ECR."""
from __future__ import annotations

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lab.account.inventory import Inventory
from lab.account.templates import BUILD_IMAGE
from lab.account.testbed import ABSENT_TAG, FIRST_TAG, Testbed
from lab.deploy.cases.outcomes import INACTIVE, expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal

_OF_A_BUILD = {'repository', 'image', 'build project', 'function', 'log group'}


@case('build on deploy: create; the image is in the repository before the service uses it, for the processors of the tasks')
def _create(testbed: Testbed) -> None:
    empty, mark = testbed.without_stack(), len(testbed.account.journal())
    deployed = testbed.deployed('built').since(empty)
    arrived, rolled_out = testbed.account.journal()[mark:]
    expect_equal('what happened first', (arrived['event'], arrived['tag']), ('image', testbed.template('built').only(BUILD_IMAGE)['Tag']))
    expect_equal('what the tasks run', rolled_out['images'], [f"{deployed.one('repository')['repositoryUri']}@{arrived['digest']}"])
    config = _config(testbed, deployed, arrived['digest'])
    expect_equal('processors', config['architecture'], 'arm64')
    expect_equal('what it was made from', config['history'][0], f'FROM public.ecr.aws/docker/library/nginx:{FIRST_TAG}')


@case('build on deploy: a build that fails is rolled back before any rollout; the reason names the log and says what to do')
def _failing(testbed: Testbed) -> None:
    before, mark = testbed.deployed('built'), len(testbed.account.journal())
    outcome = testbed.stack.update(testbed.template('built-from-what-nobody-has'))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', BUILD_IMAGE, 'FAILED in phase BUILD', 'Its log: ', 'Correct the Dockerfile given to ProxyImage.buildOnDeploy')
    expect_unchanged(before, testbed.inventory())
    expect_equal('what happened', testbed.account.journal()[mark:], [])
    expect(f'nginx:{ABSENT_TAG}: Not Found' in _log_of_failure(testbed, before), 'the log does not say why')


@case('build on deploy: another revision is built before the service uses it, and the image before is still there')
def _revision(testbed: Testbed) -> None:
    before, mark = testbed.deployed('built'), len(testbed.account.journal())
    expect_status(testbed.stack.update(testbed.template('built-again')), 'UPDATE_COMPLETE')
    changes = before.changes_to(testbed.inventory())
    expect_equal('kinds of what is new', {kind for kind, _ in changes.added}, {'image', 'task definition', INACTIVE})
    expect_equal('kinds of what is gone', {kind for kind, _ in changes.removed}, {'task definition'})
    arrived, rolled_out = testbed.account.journal()[mark:]
    expect_equal('what happened', (arrived['event'], rolled_out['event']), ('image', 'rollout'))
    expect(rolled_out['images'][0].endswith(arrived['digest']), f"the rollout is of {rolled_out['images']}")


@case('build on deploy: back to a revision that was built before, nothing is built')
def _back(testbed: Testbed) -> None:
    testbed.deployed('built-again')
    expect_status(testbed.stack.update(testbed.template('built')), 'UPDATE_COMPLETE')
    mark, builds = len(testbed.account.journal()), _builds(testbed)
    expect_status(testbed.stack.update(testbed.template('built-again')), 'UPDATE_COMPLETE')
    expect_equal('what happened', [each['event'] for each in testbed.account.journal()[mark:]], ['rollout'])
    expect_equal('builds', _builds(testbed), builds)


@case('build on deploy: an event that comes twice builds nothing, one that comes late fails, and two at the same time leave one image under the tag')
def _events(testbed: Testbed) -> None:
    deployed = testbed.deployed('built-again')
    ecr, repository = testbed.account.client('ecr'), deployed.one('repository')['repositoryName']
    properties = {'Project': deployed.one('build project')['name'], 'Repository': repository, 'Tag': testbed.template('built-again').only(BUILD_IMAGE)['Tag']}
    image_id = {'imageTag': properties['Tag']}
    builds = _builds(testbed)
    twice = _send(testbed, 'Create', properties)
    expect_equal('answer to the second event', twice['Data']['Digest'], _digest(testbed, repository, image_id))
    expect_equal('builds', _builds(testbed), builds)
    late = _send(testbed, 'Create', {**properties, 'Tag': 'built-arm64-0123456789abcdef'})
    expect_equal('answer to a late event', late['Status'], 'FAILED')
    expect('the event is late' in late['Reason'], late['Reason'])

    ecr.batch_delete_image(repositoryName=repository, imageIds=[image_id])
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda _: _send(testbed, 'Update', properties), range(2)))
    expect_equal('answers', [each.get('Data', each) for each in answers], [{'Digest': _digest(testbed, repository, image_id)}] * 2)


@case('build on deploy: delete; nothing is left of it but the history of builds')
def _delete(testbed: Testbed) -> None:
    before = testbed.deployed('built-again')
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    left = testbed.inventory()
    expect_equal('what is left', left.things.keys() & {key for key in before.things if key[0] in _OF_A_BUILD}, set())
    expect(_builds(testbed) > 0, 'AWS keeps the history of builds')


def _send(testbed: Testbed, request_type: str, properties: dict[str, Any]) -> dict[str, Any]:
    function_id = testbed.template('built').id_of_function_behind(BUILD_IMAGE)
    return testbed.caller.send(testbed.stack.physical_id(function_id), request_type, properties, 'older' if request_type == 'Update' else None)


def _builds(testbed: Testbed) -> int:
    return len(testbed.account.client('codebuild').list_builds()['ids'])


def _config(testbed: Testbed, deployed: Inventory, digest: str) -> dict[str, Any]:
    """What the image says of itself."""
    ecr, repository = testbed.account.client('ecr'), deployed.one('repository')['repositoryName']
    [image] = ecr.batch_get_image(repositoryName=repository, imageIds=[{'imageDigest': digest}])['images']
    layer = json.loads(image['imageManifest'])['config']['digest']
    with urllib.request.urlopen(f'{testbed.account.url}/v2/{repository}/blobs/{layer}') as response:
        config: dict[str, Any] = json.load(response)
    return config


def _log_of_failure(testbed: Testbed, deployed: Inventory) -> str:
    codebuild = testbed.account.client('codebuild')
    ids = codebuild.list_builds_for_project(projectName=deployed.one('build project')['name'])['ids']
    [failed] = [each for each in codebuild.batch_get_builds(ids=ids)['builds'] if each['buildStatus'] == 'FAILED']
    place = {'logGroupName': failed['logs']['groupName'], 'logStreamName': failed['logs']['streamName']}
    return '\n'.join(each['message'] for each in testbed.account.client('logs').get_log_events(**place)['events'])


def _digest(testbed: Testbed, repository: str, image_id: dict[str, str]) -> str:
    [image] = testbed.account.client('ecr').batch_get_image(repositoryName=repository, imageIds=[image_id])['images']
    return str(image['imageId']['imageDigest'])
