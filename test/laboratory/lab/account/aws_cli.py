"""The AWS CLI, for what the emulated account can answer; the rest is only checked for its form, and answered with nothing."""
from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

from awscli.clidriver import CLIDriver, create_clidriver
from awscli.customizations.commands import BasicCommand
from awscli.customizations.ecs.executecommand import ExecuteCommandCaller
from awscli.customizations.waiters import WaiterCaller

_READING = ('describe-', 'list-', 'get-', 'filter-')
_NOT_EMULATED = {'ec2 describe-vpc-endpoint-connections'}
_PLACEHOLDER = re.compile(r'\b[A-Z]+(_[A-Z]+)+\b')
"""What somebody has to put in: TASK_ID."""

_ONLY_IN_VERSION_2 = {
    'logs tail': {'--since', '--follow', '--format', '--filter-pattern', '--log-stream-names', '--log-stream-name-prefix'},
    'configure export-credentials': {'--format', '--profile'},
    'sso login': {'--profile', '--sso-session', '--no-browser'},
}
"""Commands that no package of the registry has, with their options.

@see https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html,
     https://docs.aws.amazon.com/cli/latest/reference/configure/export-credentials.html,
     https://docs.aws.amazon.com/cli/latest/reference/sso/login.html
"""


def check(words: list[str]) -> str:
    """What the AWS CLI finds wrong with a command; nothing if it would send it."""
    options = _ONLY_IN_VERSION_2.get(' '.join(words[:2]))
    if options is not None:
        return ' '.join(word for word in words[2:] if word.startswith('--') and word not in options)
    complaints = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(complaints):
        try:
            failed = _unconnected().main([*(_PLACEHOLDER.sub('id-0123456789abcdef0', word) for word in words), '--region', 'us-east-1'])
        except SystemExit as end:
            failed = end.code
    return complaints.getvalue().strip()[-300:] if failed else ''


def main(words: list[str]) -> int:
    """Runs one command; the exit code."""
    service, operation = words[0], words[1]
    reads = operation.startswith(_READING) and not any(_PLACEHOLDER.fullmatch(word) for word in words)
    if reads and f'{service} {operation}' not in _NOT_EMULATED:
        return int(create_clidriver().main(words))
    complaint = check(words)
    if complaint:
        print(complaint, file=sys.stderr)
    return 1 if complaint else 0


@cache
def _unconnected() -> CLIDriver:
    """One that checks all that it would send, and takes an empty answer for sent."""
    driver = create_clidriver()
    driver.session.register('before-call', _answer)
    # What makes several calls ends when its options are read.
    for command in _subclasses(BasicCommand):
        command._run_main = _done
    for caller in (ExecuteCommandCaller, WaiterCaller):
        caller.invoke = _done
    return driver


def _answer(**_: Any) -> tuple[SimpleNamespace, dict[str, Any]]:
    return SimpleNamespace(status_code=200), {}


def _done(*_: Any) -> int:
    return 0


def _subclasses(of: Any) -> Iterator[Any]:
    for each in of.__subclasses__():
        yield each
        yield from _subclasses(each)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
