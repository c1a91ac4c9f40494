"""What the AWS CLI finds wrong with a command before it sends it."""
from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

from awscli.clidriver import CLIDriver, create_clidriver
from awscli.customizations.commands import BasicCommand
from awscli.customizations.ecs.executecommand import ExecuteCommandCaller
from awscli.customizations.waiters import WaiterCaller

from lab.account.commands import PLACEHOLDER

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
            failed = _unconnected().main([*(PLACEHOLDER.sub('id-0123456789abcdef0', word) for word in words), '--region', 'us-east-1'])
        except SystemExit as end:
            failed = end.code
    return complaints.getvalue().strip()[-300:] if failed else ''


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
