"""Takes a bad rollout back, with real tasks that serve and log, and an emulated account that decides by what they logged.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import sys

from lab.account.testbed import open_testbed
from lab.proxy.task_definition import ingress_of
from lab.rollouts.cases import CASES, Rollouts
from lab.rollouts.two_tasks import TwoTasks
from lab.running.report import Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 600


def main() -> int:
    """Runs the suite; the exit code."""
    enter_sandbox(_TIME_LIMIT_SECONDS)
    report, folder = Report(), WORKSHOP / 'account'
    folder.mkdir()
    with open_testbed(folder, 'watched', 'watched-refusing') as testbed:
        testbed.deployed('watched')
        with TwoTasks(ingress_of(testbed.template('watched').body)) as lab:
            lab.wait_until_ready()
            report.run(CASES, Rollouts(testbed, lab))
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
