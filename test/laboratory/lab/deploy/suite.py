"""Deploys the ingress to an emulated AWS account on this machine and checks what a deployment promises.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed. The lanes of `cases/__init__.py` run
at the same time, each on an emulated account of its own.
"""
from __future__ import annotations

import argparse
import sys

from lab.account.testbed import Testbed, open_testbed
from lab.deploy.cases import LANES
from lab.deploy.cases.registry import CASES
from lab.running.case import Case
from lab.running.lanes import run_lanes
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 1500
_LOG_CHARACTERS = 4000
"""How much of the emulator's log is shown where a case failed."""


def main() -> int:
    """Runs the suite; the exit code."""
    arguments = _arguments()
    chosen = [case for case in CASES if case.holds(arguments.only) and arguments.lane in (None, LANES.of(case)) and not (arguments.briefly and case.takes_minutes)]
    lanes = [lane for lane in LANES.names if any(LANES.of(case) == lane for case in chosen)]
    report = Report()
    if len(lanes) > 1:
        run_lanes(report, lanes, '--lane')
    else:
        enter_sandbox(_TIME_LIMIT_SECONDS)
        _run(report, chosen)
    return report.end(f" for '{arguments.lane}'" if arguments.lane else '')


def _run(report: Report, chosen: list[Case[Testbed]]) -> None:
    """Runs cases on one emulated account."""
    with open_testbed(WORKSHOP) as testbed:
        report.say("an emulated account; the functions run for real, with their role's permissions. The one change to the templates:")
        report.say(f'images come from {testbed.registry.url}, a real registry, in place of https://public.ecr.aws')
        report.run(chosen, testbed)
        if report.failed:
            print(testbed.account.log.read_text(errors='replace')[-_LOG_CHARACTERS:], file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    parser.add_argument('--lane', choices=LANES.names, help='run the cases of one lane')
    parser.add_argument('--briefly', action='store_true', help='leave out the cases that take minutes')
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
