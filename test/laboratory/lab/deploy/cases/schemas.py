"""Templates against the schemas that CloudFormation publishes."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from lab.account.testbed import Testbed
from lab.deploy.cases.registry import case
from lab.paths import BEHIND_CLOUDFRONT, END_TO_END, EXAMPLE_SERVICE, SNAPSHOTS, TWO_REGIONS, WITHOUT_CDK
from lab.running.case import expect, expect_equal

_LISTED = json.loads(Path(__file__).parents[1].joinpath('cfn-lint-findings.json').read_text())


@case('schemas: cfn-lint finds nothing in the snapshots of the integ apps, the examples and the template without CDK but what is listed with its reason')
def _snapshots(testbed: Testbed) -> None:
    expect(bool(SNAPSHOTS), 'there are no snapshots')
    in_two_regions = [*testbed.examples(BEHIND_CLOUDFRONT, region='eu-west-1').values(), *testbed.examples(TWO_REGIONS).values()]
    templates = [*SNAPSHOTS, *map(testbed.example, END_TO_END), *in_two_regions, EXAMPLE_SERVICE, WITHOUT_CDK]
    found = {(each['Rule']['Id'], _type_of(each)): each['Message'] for each in _lint(templates)}
    listed = {(each['rule'], each['type']) for each in _LISTED}
    expect_equal('what is not listed', {key: message for key, message in found.items() if key not in listed}, {})
    expect_equal('what is listed and no longer found', listed - found.keys(), set())


def _lint(templates: list[Path]) -> list[dict[str, Any]]:
    command = [str(Path(sys.executable).with_name('cfn-lint')), '--format', 'json', '--', *map(str, templates)]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    findings: list[dict[str, Any]] = json.loads(result.stdout)
    return findings


def _type_of(finding: dict[str, Any]) -> str:
    template = json.loads(Path(finding['Filename']).read_text())
    section, *path = finding['Location']['Path']
    return str(template[section][path[0]]['Type'] if section == 'Resources' and path else section)
