"""The end."""
from __future__ import annotations

from harness.bench import Bench

from .case import case, expect_equal
from .outcomes import INACTIVE, expect_status


@case('delete: nothing is left but inactive task definitions, also with two images in the repository')
def _delete(bench: Bench) -> None:
    empty = bench.without_stack()
    bench.deployed()
    bench.stack.update(bench.template('newer-image'))
    expect_equal('images', bench.inventory().count()['image'], 2)
    expect_status(bench.stack.delete(), 'DELETE_COMPLETE')
    left = empty.changes_to(bench.inventory())
    expect_equal('kinds of what is left', {kind for kind, _ in left.added}, {INACTIVE})
    expect_equal('what else is different', (left.removed, left.changed), (set(), {}))
