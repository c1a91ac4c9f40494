"""The runbook, as somebody at a keyboard would follow it."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from lab.account.account import Account
from lab.account.templates import STACK_NAME
from lab.paths import ROOT

_RUNBOOK = ROOT / 'docs' / 'runbook.md'
_SECONDS = 180

_RECORDER = r"""#!/bin/sh
{ for word in "${0##*/}" "$@"; do printf '%s\036' "$word"; done; printf '\035'; } >> "$RECORD"
echo arn:aws:ecs:us-east-1:000000000000:service/cluster/name
"""
"""In the place of a command: writes down what it is asked, and answers with something that has the form of an ARN."""


def read_commands() -> dict[str, str]:
    """The commands of each section, by its title; those of the introduction, which all others build on, have none."""
    introduction, *sections = re.split(r'^## ', _RUNBOOK.read_text(), flags=re.MULTILINE)
    return {'': _commands(introduction), **{each.partition('\n')[0]: _commands(each) for each in sections}}


def read_inline_commands() -> list[str]:
    """The commands within sentences."""
    return re.findall(r'`(aws [^`]+)`', re.sub(r'```.*?```', '', _RUNBOOK.read_text(), flags=re.DOTALL))


def words_of(commands: str, programs: set[str], folder: Path) -> list[list[str]]:
    """With which words a shell calls these programs when it follows the commands: each loop goes round once."""
    record = folder / 'record'
    record.write_bytes(b'')
    for program in programs:
        _put(folder, program, _RECORDER)
    _run(commands, folder, {'RECORD': str(record)})
    calls = record.read_text().split('\035')[:-1]
    return [call.split('\036')[:-1] for call in calls]


def follow(commands: str, account: Account, folder: Path) -> str:
    """What is printed when the commands are followed in the account."""
    _put(folder, 'aws', f'#!/bin/sh\nexec {sys.executable} -m lab.account.aws_cli "$@"\n')
    return _run(commands, folder, account.environment)


def _commands(text: str) -> str:
    blocks = re.findall(r'```sh\n(.*?)```', text, flags=re.DOTALL)
    return '\n'.join(blocks).replace('stack=MyStack', f'stack={STACK_NAME}')


def _put(folder: Path, program: str, text: str) -> None:
    path = folder / program
    path.write_text(text)
    path.chmod(0o755)


def _run(commands: str, folder: Path, environment: dict[str, str]) -> str:
    # Nobody has to wait for a query that nobody answers.
    _put(folder, 'sleep', '#!/bin/sh\n')
    result = subprocess.run(['sh', '-eu'], input=commands, env={'PATH': f'{folder}:{os.environ["PATH"]}', 'HOME': str(folder), **environment},
                            capture_output=True, text=True, timeout=_SECONDS, check=False)
    if result.returncode or result.stderr:
        raise RuntimeError(f'the shell ended with {result.returncode}: {result.stderr}')
    return result.stdout
