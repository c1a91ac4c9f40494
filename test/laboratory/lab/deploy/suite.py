"""Deploys the ingress to an emulated AWS account on this machine and checks what a deployment promises.

Each case prints one line; the last line is `N passed, M failed`. Exit code 1 if any failed.
"""
from __future__ import annotations

import argparse
import sys
import time

from lab.account.testbed import open_testbed
from lab.deploy.cases.case import CASES
from lab.sandbox.isolation import WORKSHOP, enter_sandbox

_TIME_LIMIT_SECONDS = 900
_LOG_CHARACTERS = 4000
"""How much of the emulator's log is shown where a case failed."""


def main() -> int:
    """Runs the suite; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--only', default='', metavar='WORDS', help='run the cases whose promise holds these words')
    words = parser.parse_args().only.lower()
    enter_sandbox(_TIME_LIMIT_SECONDS)
    chosen = [case for case in CASES if words in case.promise.lower()]
    start = time.monotonic()
    with open_testbed(WORKSHOP) as testbed:
        print("# an emulated account; the functions run for real, with their role's permissions. The one change to the templates:")
        print(f'# images come from {testbed.registry.url}, a real registry, in place of https://public.ecr.aws', flush=True)
        failed = sum(not case.run(testbed) for case in chosen)
        if failed:
            print(testbed.account.log.read_text(errors='replace')[-_LOG_CHARACTERS:], file=sys.stderr)
    print(f'# {time.monotonic() - start:.1f} seconds')
    print(f'{len(chosen) - failed} passed, {failed} failed')
    return 1 if failed or not chosen else 0


if __name__ == '__main__':
    sys.exit(main())
