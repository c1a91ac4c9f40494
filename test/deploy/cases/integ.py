"""Every integ app, from its snapshot."""
from __future__ import annotations

from pathlib import Path

from harness.bench import Bench
from harness.paths import SNAPSHOTS

from .case import case
from .outcomes import expect_status, expect_unchanged


def _app(path: Path) -> str:
    return path.parent.name.split('.')[1]


def _add_case(path: Path) -> None:
    @case(f'integ app {_app(path)}: create and delete; nothing is left')
    def _life(bench: Bench) -> None:
        empty = bench.without_stack()
        expect_status(bench.stack.create(bench.snapshot(path)), 'CREATE_COMPLETE')
        expect_status(bench.stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, bench.inventory())


for _path in SNAPSHOTS:
    _add_case(_path)
