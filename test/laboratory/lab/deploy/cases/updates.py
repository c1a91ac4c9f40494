"""Changes to what is deployed."""
from __future__ import annotations

from lab.account.inventory import differing_fields
from lab.account.stack import Stack
from lab.account.templates import COPY_IMAGE
from lab.account.testbed import FIRST_TAG, NEWER_TAG, Testbed
from lab.deploy.cases.outcomes import INACTIVE, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal

_OF_A_ROLLOUT = {'task definition', INACTIVE}
"""Kinds of which a new one comes, and an old one goes, with each rollout."""


@case('update: a domain added is a new task definition and a rollout; nothing else is touched')
def _domain(testbed: Testbed) -> None:
    before = testbed.deployed()
    expect_status(testbed.stack.update(testbed.template('domain-added')), 'UPDATE_COMPLETE')
    after = testbed.inventory()
    changes = before.changes_to(after)
    expect_equal('kinds of what is new', {kind for kind, _ in changes.added}, _OF_A_ROLLOUT)
    expect_equal('kinds of what is gone', {kind for kind, _ in changes.removed}, {'task definition'})
    expect_equal('what is changed', [(kind, fields) for (kind, _), fields in changes.changed.items()], [('service', {'taskDefinition'})])
    old, new = before.one('task definition'), after.one('task definition')
    expect_equal('revision', new['revision'], old['revision'] + 1)
    expect_equal('what the service runs', after.one('service')['taskDefinition'], new['taskDefinitionArn'])
    expect_equal('what differs in the container', differing_fields(old['containerDefinitions'][0], new['containerDefinitions'][0]), {'environment'})


@case('update: another image version is in the repository before the service uses it; the old one is still there')
def _image(testbed: Testbed) -> None:
    before = testbed.deployed()
    mark = len(testbed.account.journal())
    expect_status(testbed.stack.update(testbed.template('newer-image')), 'UPDATE_COMPLETE')
    after = testbed.inventory()
    expect_equal('images', {each['imageDigest'] for each in after.all('image')}, {testbed.images[tag]['arm64'] for tag in (FIRST_TAG, NEWER_TAG)})
    expect_equal('kinds of what is new', {kind for kind, _ in before.changes_to(after).added}, {'image', *_OF_A_ROLLOUT})
    arrived, rolled_out = testbed.account.journal()[mark:]
    newer = testbed.images[NEWER_TAG]['arm64']
    expect_equal('what happened first', (arrived['event'], arrived['digest']), ('image', newer))
    expect_equal('what happened then', rolled_out['event'], 'rollout')
    expect(all(image.endswith(newer) for image in rolled_out['images']), f'the rollout is of {rolled_out["images"]}')


@case('update: back to the version before, the registry is not needed')
def _back(testbed: Testbed) -> None:
    testbed.deployed()
    expect_status(testbed.stack.update(testbed.template('newer-image')), 'UPDATE_COMPLETE')
    mark = len(testbed.account.journal())
    without_registry = testbed.template('first').changed(lambda template: template.only(COPY_IMAGE).update(Registry='http://127.0.0.1:9'))
    expect_status(testbed.stack.update(without_registry), 'UPDATE_COMPLETE')
    [rolled_out] = testbed.account.journal()[mark:]
    expect_equal('what happened', rolled_out['event'], 'rollout')
    expect(all(image.endswith(testbed.images[FIRST_TAG]['arm64']) for image in rolled_out['images']), f'the rollout is of {rolled_out["images"]}')


@case('two stacks of an account, one with the longest name: one is updated and deleted, and the other is left as it is')
def _two_stacks(testbed: Testbed) -> None:
    first = testbed.deployed()
    other = Stack(testbed.account, 'D' * 128)
    expect_status(other.create(testbed.template('first')), 'CREATE_COMPLETE')
    expect_equal('services', testbed.inventory().count()['service'], 2)
    expect_status(other.update(testbed.template('domain-added')), 'UPDATE_COMPLETE')
    expect_status(other.delete(), 'DELETE_COMPLETE')
    expect_unchanged(first, testbed.inventory())
