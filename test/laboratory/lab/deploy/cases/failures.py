"""Changes that cannot be made: what was there is there again, and whoever reads the stack's events knows what to do."""
from __future__ import annotations

from lab.account.templates import COPY_IMAGE, silence_copying
from lab.account.testbed import ABSENT_TAG, NEWER_TAG, Testbed
from lab.deploy.cases.outcomes import expect_failure, expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect, expect_equal


@case('failing update: an image that the registry does not have is rolled back before any rollout; the reason says what to do')
def _image_nobody_has(testbed: Testbed) -> None:
    before, mark = testbed.deployed(), len(testbed.account.journal())
    outcome = testbed.stack.update(testbed.template('image-that-nobody-has'))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', COPY_IMAGE, ABSENT_TAG, 'check the name and version given to ProxyImage.copyOnDeploy')
    expect_unchanged(before, testbed.inventory())
    expect_equal('what happened', testbed.account.journal()[mark:], [])


@case('failing update: an image that ECR does not have is rolled back')
def _image_not_in_ecr(testbed: Testbed) -> None:
    before = testbed.deployed()
    outcome = testbed.stack.update(testbed.template('image-not-in-ecr'))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', 'AWS::ECS::Service', 'elsewhere')
    expect_unchanged(before, testbed.inventory())


@case('failing update: an image that ECR refuses to take is rolled back')
def _refused_by_ecr(testbed: Testbed) -> None:
    before = testbed.deployed()
    testbed.account.fail_next('ecr', 'PutImage', 'KmsException', times=1)
    outcome = testbed.stack.update(testbed.template('newer-image'))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', COPY_IMAGE, 'KmsException')
    expect_unchanged(before, testbed.inventory())


@case('failing update: a deploy-time function that never answers is given up after its ServiceTimeout, and rolled back')
def _silence(testbed: Testbed) -> None:
    before = testbed.deployed()
    outcome = testbed.stack.update(testbed.template('newer-image').changed(silence_copying))
    expect_failure(outcome, 'UPDATE_ROLLBACK_COMPLETE', COPY_IMAGE)
    expect(outcome.seconds < 10, f'that took {outcome.seconds:.0f} seconds')
    expect_unchanged(before, testbed.inventory())


@case('cancelled update: rolled back without a rollout; the image that came meanwhile may stay, and serves the next attempt')
def _cancelled(testbed: Testbed) -> None:
    before, mark = testbed.deployed(), len(testbed.account.journal())
    template = testbed.template('newer-image')
    testbed.account.fail_next('ecr', 'PutImage', 'ThrottlingException', times=4)       # so that copying takes its time, by seconds
    outcome = testbed.stack.start_update_and_cancel(template, during=template.id_of(COPY_IMAGE))
    expect_status(outcome, 'UPDATE_ROLLBACK_COMPLETE')
    changes = before.changes_to(testbed.inventory())
    newer = testbed.images[NEWER_TAG]['arm64']
    expect(changes.added <= {('image', newer)} and not changes.removed and not changes.changed, f'it left {changes}')
    expect_equal('rollouts', [each for each in testbed.account.journal()[mark:] if each['event'] == 'rollout'], [])
    expect_status(testbed.stack.update(template), 'UPDATE_COMPLETE')
    [container] = testbed.inventory().one('task definition')['containerDefinitions']
    expect(container['image'].endswith(newer), f"the next attempt runs {container['image']}")
