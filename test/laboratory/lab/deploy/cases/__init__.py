"""What a deployment promises. Each module registers its cases.

The modules of a lane run in this order, on one emulated account; both lanes run at the same time, each on its own, and take about as long.
"""
from __future__ import annotations

from importlib import import_module

from lab.account.testbed import Testbed
from lab.running.case import Case

LANES: dict[str, tuple[str, ...]] = {
    'life of a stack': ('schemas', 'refusals', 'mistakes', 'creation', 'updates', 'functions', 'failures', 'deletion'),
    'apps and documents': (
        'following', 'deployment_alarms', 'builds', 'integ', 'end_to_end', 'behind_cloudfront', 'two_regions', 'template', 'documents', 'runbook', 'cli',
    ),
}


def lane_of(case: Case[Testbed]) -> str:
    """The lane that a case runs in."""
    return _LANE_OF_MODULE[case.check.__module__]


_LANE_OF_MODULE = {f'{__name__}.{module}': lane for lane, modules in LANES.items() for module in modules}

for _module in _LANE_OF_MODULE:
    import_module(_module)
