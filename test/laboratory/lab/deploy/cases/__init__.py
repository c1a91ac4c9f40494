"""What a deployment promises. Each module registers its cases.

The modules of a lane run in this order, on one emulated account; both lanes run at the same time, each on its own, and take about as long.
"""
from __future__ import annotations

from lab.running.lanes import Lanes

LANES = Lanes(__name__, {
    'life of a stack': ('schemas', 'refusals', 'mistakes', 'creation', 'updates', 'functions', 'failures', 'deletion'),
    'apps and documents': (
        'following', 'deployment_alarms', 'builds', 'integ', 'end_to_end', 'behind_cloudfront', 'two_regions', 'template', 'documents', 'runbook', 'cli',
    ),
})
