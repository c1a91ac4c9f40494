"""Lets nginx and gixy read the configuration of each template: nginx takes it without a word, and gixy finds nothing that is not listed.

Each check prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lab.proxy.nginx_binary import NginxBinary, environment_for_nginx, find_nginx
from lab.proxy.task_definition import read_ingress
from lab.running.report import Outcome, Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 300
_LISTED = Path(__file__).with_name('findings.toml')
_NO_OBJECTION = ('syntax is ok', 'test is successful')

Finding = dict[str, Any]


def main() -> int:
    """Runs the analysers; the exit code."""
    templates = _arguments().template
    enter_sandbox(_TIME_LIMIT_SECONDS)
    configurations = {path.name.removesuffix('.template.json'): read_ingress(path).container.written_nginx_conf for path in templates}
    listed: list[Finding] = tomllib.loads(_LISTED.read_text(encoding='utf-8'))['finding']
    nginx, report, met = find_nginx(), Report(), set[int]()
    report.say(str(nginx))
    for name, text in configurations.items():
        path = WORKSHOP / f'{name}.conf'
        path.write_text(text.replace('/tmp/', f'{WORKSHOP}/'), encoding='utf-8')    # nginx makes its directories even for a test
        findings = _gixy(path)
        met |= {number for number, entry in enumerate(listed) if any(_is(finding, entry) for finding in findings)}
        for what, objections in (('nginx takes it', _objections(nginx, path)), ('gixy finds nothing new', list(_unlisted(findings, listed)))):
            report.add(Outcome(f'{name}: {what}', '; '.join(objections)))
    for entry in (entry for number, entry in enumerate(listed) if number not in met):
        report.add(Outcome(f"{_LISTED.name}: '{entry['plugin']}' at '{entry['holds']}'", 'is found nowhere: remove it'))
    return report.end()


def _objections(nginx: NginxBinary, path: Path) -> list[str]:
    """What nginx says of the configuration, but that it is good."""
    command: list[str | Path] = [nginx.path, '-t', '-p', WORKSHOP, '-e', 'stderr', '-c', path]
    result = subprocess.run(command, env=environment_for_nginx(), capture_output=True, text=True, check=False)
    return [line for line in (result.stdout + result.stderr).splitlines() if not line.endswith(_NO_OBJECTION) and 'setrlimit' not in line]


def _gixy(path: Path) -> list[Finding]:
    gixy = Path(sys.executable).with_name('gixy')
    result = subprocess.run([gixy, '--format', 'json', path], capture_output=True, text=True, check=False)
    try:
        found: list[Finding] = json.loads(result.stdout)
    except ValueError:
        sys.exit(f'gixy could not read {path.name}: {result.stderr.strip()}')
    return found


def _unlisted(findings: list[Finding], listed: list[Finding]) -> Iterator[str]:
    for finding in findings:
        if not any(_is(finding, entry) for entry in listed):
            yield f"{finding['plugin']} in line {finding['line']}: {finding['summary']} {finding['reason']}"


def _is(finding: Finding, entry: Finding) -> bool:
    return finding['plugin'] == entry['plugin'] and entry['holds'] in finding['config']


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, nargs='+', help='a synthesised CloudFormation template with an ingress')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
