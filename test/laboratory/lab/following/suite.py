"""Follows a service network of the emulated account through the real nginx, and measures how long names take.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed. A minute of the schedule and of DNS lasts a
second, so that the suite ends soon; `--minute 60` measures by the clock, which takes a quarter of an hour.
"""
from __future__ import annotations

import argparse
import sys

from lab.following.cases import CASES
from lab.following.followed import open_followed
from lab.following.vpc_dns import Clock
from lab.running.report import Report
from lab.sandbox.isolation import enter_sandbox

_TIME_LIMIT_SECONDS = 600
_TIME_LIMIT_MINUTES = 20


def main() -> int:
    """Runs the suite; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--minute', type=float, default=1, metavar='SECONDS', help='how long a minute of the schedule and of DNS lasts')
    minute = parser.parse_args().minute
    enter_sandbox(_TIME_LIMIT_SECONDS + int(_TIME_LIMIT_MINUTES * minute))
    report = Report()
    with open_followed(Clock(minute)) as followed:
        report.say(f'an emulated account, whose minutes last {minute:g} s, and {followed.lab.nginx}, whose seconds are real')
        report.run(CASES, followed)
        for what, took in followed.measured.items():
            report.say(f'{what}: {took}')
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
