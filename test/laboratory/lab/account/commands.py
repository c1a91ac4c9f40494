"""The commands of the documents, as somebody at a keyboard would follow them."""
from __future__ import annotations

import re
import subprocess
from pathlib import Path

from lab.paths import ROOT

RUNBOOK = ROOT / 'docs' / 'runbook.md'

PLACEHOLDER = re.compile(r'\b[A-Z]+(?:_[A-Z]+)+\b')
"""What somebody has to put in: TASK_ARN."""

_SECONDS = 180
_PROGRAMS = ('aws', 'cdk', 'npx', 'curl')
"""What is written down."""

_SILENT = ('nc', 'npm', 'openssl', 'sleep', 'ss')
"""What the documents call besides, and what does nothing here."""

_UTILITIES = ('awk', 'cat', 'cut', 'date', 'head', 'sed', 'sh', 'sort', 'tr')
"""What a POSIX system has anyway."""

_BLOCK = re.compile(r'^```sh\n(.*?)^```', flags=re.DOTALL | re.MULTILINE)
_CALL = re.compile(r'(?:^|[ (])(?:aws|cdk|curl|ask|insights|health|tasks|inside) ', flags=re.MULTILINE)
"""Programs, and the functions of the pages that call them."""

_RECORDER = r"""#!/bin/sh
words=$(printf '%s\036' "${0##*/}" "$@")
printf '%s\035' "$words" >> "$RECORD"
case "$*" in
  *'configure export-credentials'*) echo 'export AWS_SESSION_TOKEN=token' ;;
  *get-schedule*) echo '{"Name": "name", "ScheduleExpression": "rate(1 minute)", "FlexibleTimeWindow": {"Mode": "OFF"}, "Target": {"Arn": "arn", "RoleArn": "arn"}}' ;;
  *'--output json'*) echo '{"Name": "api.example.com.", "Type": "A"}' ;;
  *'--query status'*) echo Complete ;;
  *DNSName* | *DnsName*) echo name.elb.us-east-1.amazonaws.com ;;
  *desiredCount* | *Capacity*) echo 3 ;;
  *) echo arn:aws:ecs:us-east-1:000000000000:service/cluster/name ;;
esac
"""
"""In the place of a program: writes down what it is asked, at once, because others may write too, and answers with something of the form that the next command needs."""

_ANSWERS = {'dig': '192.0.2.1', 'seq': '1'}
"""What other programs print; so a loop that counts goes round once."""

_GIVEN = {
    'AWS_REGION': 'us-east-1', 'AWS_ACCESS_KEY_ID': 'key', 'AWS_SECRET_ACCESS_KEY': 'secret', 'AWS_SESSION_TOKEN': 'token',
    'NAME': 'api.example.com', 'STATE_MACHINE_ARN': 'arn:aws:states:us-east-1:000000000000:stateMachine:name', 'LOG_GROUP_NAME': 'name',
}
"""Variables that a sentence tells the reader to set."""


def read_pages() -> list[Path]:
    """The documents and examples with commands for an account, the runbook first."""
    found = [*ROOT.glob('docs/*.md'), *ROOT.glob('examples/*/README.md')]
    return [RUNBOOK, *sorted(each for each in found if each != RUNBOOK and read_blocks(each.read_text()))]


def read_sections(page: Path) -> dict[str, str]:
    """The sections of a page by their titles; the introduction has none."""
    introduction, *sections = re.split(r'^## ', page.read_text(), flags=re.MULTILINE)
    return {'': introduction, **{each.partition('\n')[0]: each for each in sections}}


def read_blocks(text: str) -> list[str]:
    """The blocks of commands for an account, in order."""
    return [each for each in _BLOCK.findall(text) if _CALL.search(each)]


def read_inline_commands(page: Path) -> list[str]:
    """The commands within sentences."""
    return re.findall(r'`(aws [^`]+)`', _BLOCK.sub('', page.read_text()))


def words_of(commands: str, folder: Path) -> list[list[str]]:
    """With which words a shell calls programs when it follows the commands: each loop goes round once."""
    record = folder / 'record'
    record.write_bytes(b'')
    for program in _PROGRAMS:
        put(folder, program, _RECORDER)
    for program in _SILENT:
        put(folder, program, '#!/bin/sh\n')
    for program, answer in _ANSWERS.items():
        put(folder, program, f'#!/bin/sh\necho {answer}\n')
    for program in _UTILITIES:
        put(folder, program, f'#!/bin/sh\nPATH=/usr/bin:/bin exec {program} "$@"\n')
    run(commands, {'PATH': str(folder), **_GIVEN, 'RECORD': str(record)})
    calls = [call.split('\036')[:-1] for call in record.read_text().split('\035')[:-1]]
    return [call[1:] if call[:2] == ['npx', 'cdk'] else call for call in calls if call[0] != 'npx' or call[1] == 'cdk']


def put(folder: Path, name: str, text: str) -> None:
    """Makes a program of this text."""
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)


def run(commands: str, environment: dict[str, str]) -> str:
    """What a shell prints that follows the commands; fails where one of them fails, or where the shell warns."""
    result = subprocess.run(['/bin/sh', '-eu'], input=commands, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False)
    if result.returncode or result.stderr:
        raise RuntimeError(f'the shell ended with {result.returncode}: {result.stderr}')
    return result.stdout
