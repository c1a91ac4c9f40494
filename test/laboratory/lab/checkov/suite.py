"""Runs checkov over templates, and fails where it finds what is not listed with its reason, or no longer finds what is.

It runs in a sandbox without a network, because it would call home at its start.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from lab.running.report import Outcome, Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 600
_LISTED = Path(__file__).with_name('findings.json')

Finding = tuple[str, str]
"""The check, and the type of the resource."""


def main() -> int:
    """Compares; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('templates', nargs='+')
    templates = parser.parse_args().templates
    enter_sandbox(_TIME_LIMIT_SECONDS)
    found = {(each['check_id'], each['resource'].partition('.')[0]): each for each in _findings(templates)}
    listed = {(each['check'], each['type']) for each in json.loads(_LISTED.read_text())}
    report = Report()
    report.say(f'{len(templates)} templates, {len(found)} kinds of findings, {len(listed)} listed with their reasons')
    for key in sorted(found.keys() | listed):
        report.add(Outcome(' '.join(key), _problem(found.get(key), key in listed)))
    return report.end()


def _problem(finding: dict[str, Any] | None, is_listed: bool) -> str:
    if finding is None:
        return f'listed in {_LISTED.name}, and no longer found'
    return '' if is_listed else f"{finding['check_name']} ({finding['file_path']}, {finding['resource']})"


def _findings(templates: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(Path(sys.executable).with_name('checkov')), *(argument for each in templates for argument in ('--file', each)),
               '--framework', 'cloudformation', '--skip-download', '--quiet', '--compact', '--output', 'json']
    environment = {'PATH': '/usr/bin:/bin', 'HOME': str(WORKSHOP), 'TMPDIR': str(WORKSHOP), 'LOG_LEVEL': 'ERROR'}
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    report = json.loads(result.stdout)
    if report['summary']['parsing_errors'] or not report['summary']['passed']:
        raise RuntimeError(f"checkov could not read the templates: {report['summary']}")
    findings: list[dict[str, Any]] = report['results']['failed_checks']
    return findings


if __name__ == '__main__':
    sys.exit(main())
