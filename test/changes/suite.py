#!/usr/bin/env python3
"""Deploys each change that is more than in place to an emulated AWS account: before it, it, and its deletion.

Takes the folder that `main.ts` wrote. Each case prints one line; the last line is `N passed, M failed`.
"""
from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

_TEST = Path(__file__).resolve().parent.parent
sys.path += [str(_TEST / 'deploy'), str(_TEST / 'data-plane' / 'laboratory')]

from sandbox import WORKSHOP, enter_sandbox  # noqa: E402

from cases.case import Case, expect  # noqa: E402
from cases.outcomes import expect_status, expect_unchanged  # noqa: E402
from harness.templates import COPY_IMAGE, Template  # noqa: E402
from harness.testbed import Testbed, open_testbed  # noqa: E402

_TIME_LIMIT_SECONDS = 900
_OUTCOMES = {'refused by AWS': 'UPDATE_ROLLBACK_COMPLETE'}
_REASONS = ('already exists', 'Resource.AlreadyAssociated', 'InvalidSubnet', 'InvalidPermission.Duplicate', 'ConflictingDomainExists', 'ConflictException')
"""With which AWS refuses what is there already."""


def main(folder: Path, words: str = '') -> int:
    """Runs all cases; the exit code."""
    enter_sandbox(_TIME_LIMIT_SECONDS)
    changes = [each for each in json.loads((folder / 'changes.json').read_text()) if words.lower() in each['change'].lower()]
    cases = [Case(f"{each['change']}: {each['verdict']}", partial(_change, each)) for each in changes]
    with open_testbed(WORKSHOP) as testbed:
        failed = sum(not case.run(testbed) for case in cases)
    print(f'{len(cases) - failed} passed, {failed} failed')
    return 1 if failed or not cases else 0


def _change(change: dict[str, Any], testbed: Testbed) -> None:
    # Also what a case before could not delete.
    testbed.stack.delete()
    with testbed.account.hosted_zone('example.com') as zone_id:
        empty = testbed.inventory()
        before, after = (_prepared(each, testbed, zone_id) for each in change['templates'])
        expect_status(testbed.stack.create(before), 'CREATE_COMPLETE')
        deployed = testbed.inventory()
        outcome = testbed.stack.update(after)
        expect_status(outcome, _OUTCOMES.get(change['verdict'], 'UPDATE_COMPLETE'))
        if change['verdict'] in _OUTCOMES:
            reasons = [reason for _, reason in outcome.failures]
            expect(any(words in reason for words in _REASONS for reason in reasons), f'refused for another reason: {reasons}')
            expect_unchanged(deployed, testbed.inventory())
        expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
        expect_unchanged(empty, testbed.inventory())


def _prepared(body: dict[str, Any], testbed: Testbed, zone_id: str) -> Template:
    """With the account's hosted zone, and with images from the registry on loopback."""
    template = Template(json.loads(json.dumps(body).replace('Z0PUBLIC', zone_id)))
    for resource in template.resources(COPY_IMAGE):
        resource['Properties']['Registry'] = testbed.registry.url
    return template


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]).resolve(), *sys.argv[2:]))
