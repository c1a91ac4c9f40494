"""Runs the clients of examples/signing, as their README says, through the proxy of a synthesised template to a stand-in that verifies SigV4.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed. A client that cannot run here is
named and counted as skipped, in CI as failed.
"""
from __future__ import annotations

import itertools
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.proxy.laboratory import open_laboratory
from lab.running.report import Outcome, Report
from lab.sandbox.isolation import WORKSHOP, enter_sandbox
from lab.signing.cases import CASES
from lab.signing.clients import Client, prepare
from lab.signing.identity import open_identity
from lab.signing.readme import client_commands

_TIME_LIMIT_SECONDS = 300
_AT_ONCE = 2


def main() -> int:
    """Runs the suite; the exit code."""
    if len(sys.argv) != 2:
        print('usage: python -m lab.signing.suite TEMPLATE.json', file=sys.stderr)
        return 2
    enter_sandbox(_TIME_LIMIT_SECONDS)
    commands = client_commands()
    absent = {command.name: command.missing() for command in commands if command.missing()}
    lenient = 'CI' not in os.environ
    report = Report()
    for name, missing in absent.items():
        why = f"there is no {', '.join(missing)}"
        if lenient:
            report.skip(name, why)
        else:
            report.add(Outcome(name, why))
    report.say('stand-ins: STS, IAM Identity Center, the signing helper of IAM Roles Anywhere, and version 2 of the AWS CLI')
    with open_laboratory(Path(sys.argv[1])) as lab:
        lab.wait_until_ready()
        surroundings = prepare(lab, WORKSHOP)
        with open_identity(lab.client.namespace), ThreadPoolExecutor(_AT_ONCE) as pool:
            clients = [Client(command, surroundings) for command in commands if command.name not in absent]
            list(pool.map(lambda pair: report.run([pair[0].about(pair[1].name)], pair[1]), itertools.product(CASES, clients)))
    return report.end()


if __name__ == '__main__':
    sys.exit(main())
