"""Waits until every proxy serves what it will be asked for, so that nothing of a start is measured."""
from __future__ import annotations

from functools import partial

from lab.bench.contender import Contender
from lab.bench.stage import Stage
from lab.bench.workloads import HTTP_KEPT, LOOKED_UP, TLS_NEW, Workload
from lab.sandbox.waiting import wait_for


def wait_until_all_serve(stage: Stage) -> None:
    """An error if one of them does not get there."""
    for contender in stage.contenders.values():
        for workload in (TLS_NEW, HTTP_KEPT, LOOKED_UP):
            wait_for(f'{contender.name} to serve {workload.title}', partial(_serves, stage, contender, workload), timeout=15)


def _serves(stage: Stage, contender: Contender, workload: Workload) -> bool:
    contender.require_running()
    options = {**workload.generator, 'slots': 1, 'seconds': 0}
    try:
        with stage.asking(contender.name, workload.kind, options) as generator:
            generator.measure()
    except RuntimeError:
        return False
    return True
