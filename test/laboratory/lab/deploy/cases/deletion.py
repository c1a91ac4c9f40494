"""The end."""
from __future__ import annotations

from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import INACTIVE, expect_status
from lab.deploy.cases.registry import case
from lab.running.case import expect_equal


@case('delete: nothing is left but inactive task definitions, also with two images in the repository')
def _delete(testbed: Testbed) -> None:
    empty = testbed.without_stack()
    testbed.deployed()
    testbed.stack.update(testbed.template('newer-image'))
    expect_equal('images', testbed.inventory().count()['image'], 2)
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    left = empty.changes_to(testbed.inventory())
    expect_equal('kinds of what is left', {kind for kind, _ in left.added}, {INACTIVE})
    expect_equal('what else is different', (left.removed, left.changed), (set(), {}))
