"""Deploys the ingress to an emulated AWS account on this machine and checks what a deployment promises.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys

from lab.account.testbed import open_testbed
from lab.deploy.cases.registry import CASES
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 900
_LOG_CHARACTERS = 4000
"""How much of the emulator's log is shown where a case failed."""


def main() -> int:
    """Runs the suite; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    parser.add_argument('--briefly', action='store_true', help='leave out the cases that take minutes')
    arguments = parser.parse_args()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report = Report()
    with open_testbed(WORKSHOP) as testbed:
        report.say("an emulated account; the functions run for real, with their role's permissions. The one change to the templates:")
        report.say(f'images come from {testbed.registry.url}, a real registry, in place of https://public.ecr.aws')
        report.run([case for case in CASES if case.holds(arguments.only) and not (arguments.briefly and case.takes_minutes)], testbed)
        if report.failed:
            print(testbed.account.log.read_text(errors='replace')[-_LOG_CHARACTERS:], file=sys.stderr)
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
