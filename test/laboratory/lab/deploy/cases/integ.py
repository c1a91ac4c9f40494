"""Every integ app, from its snapshot."""
from __future__ import annotations

from pathlib import Path

from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_status, expect_unchanged
from lab.deploy.cases.registry import case
from lab.paths import SNAPSHOTS


def _app(path: Path) -> str:
    return path.parent.name.split('.')[1]


def _add_case(path: Path) -> None:
    @case(f'integ app {_app(path)}: create and delete; nothing is left')
    def _life(testbed: Testbed) -> None:
        empty = testbed.without_stack()
        expect_status(testbed.stack.create(testbed.snapshot(path)), 'CREATE_COMPLETE')
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())


for _path in SNAPSHOTS:
    _add_case(_path)
