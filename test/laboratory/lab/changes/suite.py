"""Deploys each change that is more than in place to an emulated AWS account: what it starts from, the change, the way back, the deletion.

Takes the folder that `main.ts` wrote. Each case prints one line; the last line is `N passed, M failed`.
"""
from __future__ import annotations

import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from lab.account.inventory import Inventory
from lab.account.registry import REPOSITORY
from lab.account.templates import COPY_IMAGE, Template
from lab.account.testbed import Testbed, open_testbed
from lab.changes.several_deployments import deploy_each
from lab.deploy.cases.outcomes import INACTIVE, expect_status, expect_unchanged
from lab.running.case import Case, expect, expect_equal
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 1500
_REFUSED, _ROLLOUT, _BRIEFLY = 'refused by AWS', 'rollout', '--briefly'
_REASONS = ('already exists', 'Resource.AlreadyAssociated', 'InvalidConfigurationRequest', 'InvalidSubnet.Conflict', 'InvalidPermission.Duplicate', 'ConflictingDomainExists', 'ConflictException',
            'Updates are not supported', 'already a conflicting DNS domain', 'RouteAlreadyExists', 'TargetGroupAssociationLimit')
"""With which AWS refuses what is there already, or what cannot be changed."""


def main(folder: Path, words: str = '') -> int:
    """Runs the cases of changes that these words name, or with `--briefly` of those that are more than a rollout; the exit code."""
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report = Report()
    with open_testbed(WORKSHOP) as testbed, testbed.account.hosted_zone('example.com') as zone_id:
        cases = [
            *(case for start in _read(folder / 'changes.json') for case in _cases(start, words, zone_id, testbed)),
            *(_several(each, zone_id, testbed) for each in _read(folder / 'several-deployments.json')
              if words == _BRIEFLY or words.lower() in each['heading'].lower()),
        ]
        report.run(cases, testbed)
        # What a failed case left: the zone has to be empty.
        testbed.stack.delete()
    return report.end()


def _read(file: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(file.read_text())
    return entries


def _cases(start: dict[str, Any], words: str, zone_id: str, testbed: Testbed) -> list[Case[Testbed]]:
    """What is deployed, each change of it and back again, and its deletion."""
    changes = [each for each in start['changes'] if _is_chosen(each, words)]
    before = _prepared(start['before'], testbed, zone_id)
    cases = [Case(f"{each['change']}: {each['verdict']}, and back: {each['back']}",
                  partial(_change, before, _prepared(each['after'], testbed, zone_id), each['verdict'], each['back'])) for each in changes]
    return [*cases, Case('the deletion of the changed stack leaves nothing', partial(_delete, testbed.inventory()))] if cases else []


def _several(change: dict[str, Any], zone_id: str, testbed: Testbed) -> Case[Testbed]:
    """Deployments one after the other."""
    steps = [{name: _prepared(template, testbed, zone_id) for name, template in step.items()} for step in change['steps']]
    return Case(', '.join(filter(None, (change['heading'], change.get('variant')))), partial(deploy_each, steps, change['heading'], zone_id))


def _is_chosen(change: dict[str, Any], words: str) -> bool:
    if words == _BRIEFLY:
        return {change['verdict'], change['back']} != {_ROLLOUT}
    return words.lower() in change['change'].lower()


def _change(before: Template, after: Template, verdict: str, back: str, testbed: Testbed) -> None:
    # What a case before left half-way cannot be changed further.
    if testbed.stack.template != before:
        testbed.stack.delete()
        expect_status(testbed.stack.create(before), 'CREATE_COMPLETE')
    deployed = testbed.inventory()
    if _takes(after, verdict, testbed):
        changed = testbed.inventory()
        if _takes(before, back, testbed):
            expect_equal('what there is after the way back', _live(testbed.inventory()), _live(deployed))
        else:
            expect_unchanged(changed, testbed.inventory())
    else:
        expect_unchanged(deployed, testbed.inventory())


def _takes(template: Template, verdict: str, testbed: Testbed) -> bool:
    """Whether the account takes an update, which has to be as the verdict says."""
    outcome = testbed.stack.update(template)
    # The account takes an update of nothing, which AWS answers with 'No updates are to be performed'.
    if verdict != _REFUSED:
        expect_status(outcome, 'UPDATE_COMPLETE')
        return True
    expect_status(outcome, 'UPDATE_ROLLBACK_COMPLETE')
    reasons = [reason for _, reason in outcome.failures]
    expect(any(words in reason for words in _REASONS for reason in reasons), f'refused for another reason: {reasons}')
    return False


def _delete(empty: Inventory, testbed: Testbed) -> None:
    expect_status(testbed.stack.delete(), 'DELETE_COMPLETE')
    expect_unchanged(empty, testbed.inventory())


def _live(inventory: Inventory) -> Counter[str]:
    """How many there are of each kind, without images and revisions that are kept for a way back."""
    return Counter({kind: count for kind, count in inventory.count().items() if kind not in (INACTIVE, 'image')})


def _prepared(body: dict[str, Any], testbed: Testbed, zone_id: str) -> Template:
    """With the account's hosted zone, and with images from the registry on loopback."""
    template = Template(json.loads(json.dumps(body).replace('Z0PUBLIC', zone_id)))
    for resource in template.resources(COPY_IMAGE):
        source = resource['Properties']
        source['Registry'] = testbed.registry.url
        if source['SourceRepository'] != REPOSITORY:
            testbed.registry.push_image(source['Reference'], source['SourceRepository'])
    return template


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]).resolve(), *sys.argv[2:]))
