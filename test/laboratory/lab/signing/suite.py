"""Runs the clients of examples/signing, as their README says, through the proxy of a synthesised template to a stand-in that verifies SigV4.

Each check prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed. A client that cannot run here is
named and counted as skipped, in CI as failed.
"""
from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lab.proxy.laboratory import open_laboratory
from lab.sandbox.isolation import WORKSHOP, enter_sandbox
from lab.signing.checks import CHECKS, Check
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
    for name, missing in absent.items():
        print(f"{'skip' if lenient else 'FAIL'} {name}: there is no {', '.join(missing)}")
    print('# stand-ins: STS, IAM Identity Center, the signing helper of IAM Roles Anywhere, and version 2 of the AWS CLI', flush=True)
    start = time.monotonic()
    with open_laboratory(Path(sys.argv[1])) as lab:
        lab.wait_until_ready()
        surroundings = prepare(lab, WORKSHOP)
        with open_identity(lab.client.namespace), ThreadPoolExecutor(_AT_ONCE) as pool:
            clients = [Client(command, surroundings) for command in commands if command.name not in absent]
            kept = list(pool.map(lambda pair: _run(*pair), [(client, check) for check in CHECKS for client in clients]))
    print(f'# {time.monotonic() - start:.1f} seconds')
    failed = kept.count(False) + (0 if lenient else len(absent))
    print(f'{kept.count(True)} passed, {failed} failed' + (f', {len(absent)} skipped' if lenient and absent else ''))
    return 1 if failed or not kept else 0


def _run(client: Client, check: Check) -> bool:
    start = time.monotonic()
    try:
        check.run(client)
    except Exception as error:  # noqa: BLE001 (whatever goes wrong is this check's failure, and the next one runs)
        print(f'FAIL {client.name}: {check.promise}: {type(error).__name__}: {error}', flush=True)
        return False
    print(f'ok   {client.name}: {check.promise} ({time.monotonic() - start:.1f} s)', flush=True)
    return True


if __name__ == '__main__':
    sys.exit(main())
