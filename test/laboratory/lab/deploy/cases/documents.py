"""The commands of the documents: nobody wants to find a mistake in them when an alarm goes off."""
from __future__ import annotations

import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from lab.account.aws_cli import check
from lab.account.commands import RUNBOOK, read_blocks, read_inline_commands, read_pages, read_sections, words_of
from lab.account.testbed import Testbed
from lab.deploy.cases.registry import case
from lab.paths import NODE_MODULES, ROOT, WITHOUT_CDK
from lab.rules.rulebook.functions import LIFE_OF_RUNTIMES
from lab.running.case import expect, expect_equal

_NO_NETWORK = {5, 6, 7}
"""What curl ends with where it understood everything and reaches nobody."""

_INCOMPLETE = 'the following arguments are required'


@case('documents: every command is one that the shell, the AWS CLI, the CDK CLI and curl take')
def _form(_testbed: Testbed) -> None:
    pages = read_pages()
    for name in ('docs/operations.md', 'docs/getting-started.md', 'docs/first-deployment.md', 'examples/cloudformation/README.md'):
        expect(ROOT / name in pages, f'no command of {name} was found')
    calls = {(page.name, *call): complaint for page in pages for call, complaint in _complaints(page)}
    expect(len(calls) > 100, f'only {len(calls)} commands were found')
    expect_equal('what is wrong', {' '.join(call): complaint for call, complaint in calls.items() if complaint}, {})


@case('documents: a command that does not exist, lacks an option, or has a wrong one, would be noticed')
def _noticed(_testbed: Testbed) -> None:
    for wrong in ('aws ecs describe-task --cluster a', 'aws ecs describe-tasks --cluster a', 'aws ec2 delete-security-group --group a',
                  "aws ecs list-clusters --query 'clusterArns[?'", 'aws ec2 describe-subnets --filters Name=vpc-id,Vales=a',
                  'aws logs tail a --filter b', 'aws cloudformation deploy --stack-name a', 'aws cloudformation wait stack-deleted --stack-name a',
                  'aws ecs execute-command --cluster a --task b --comand c', 'aws s3 list',
                  'cdk deploy --no-roll-back', 'curl -fsS --heather a https://example.com/'):
        expect(bool(_complaint(tuple(shlex.split(wrong)))), f'nobody noticed: {wrong}')


@case('documents: operations says on which days Lambda takes no function with the runtime of the functions any more')
def _days_of_the_runtime(_testbed: Testbed) -> None:
    functions = [each['Properties'] for each in json.loads(WITHOUT_CDK.read_text())['Resources'].values() if each['Type'] == 'AWS::Lambda::Function']
    days = {date.fromisoformat(LIFE_OF_RUNTIMES[each['Runtime']][event]) for each in functions for event in ('deprecated', 'create-block', 'update-block')}
    page = (ROOT / 'docs/operations.md').read_text()
    expect_equal('days that are not said', {f'{day.day} {day:%B %Y}' for day in days if f'{day.day} {day:%B %Y}' not in page}, set())


def _complaints(page: Path) -> Iterator[tuple[list[str], str]]:
    """The commands of a page with what is wrong with each. What they build on is the first part of the runbook."""
    introduction = read_blocks(read_sections(RUNBOOK)[''])
    blocks = [*([] if page == RUNBOOK else introduction), *read_blocks(page.read_text())]
    with tempfile.TemporaryDirectory() as folder:
        for call in words_of('\n'.join(blocks), Path(folder)):
            yield call, _complaint(tuple(call))
    for call in map(shlex.split, read_inline_commands(page)):
        complaint = _complaint(tuple(call))
        # Other pages mention commands by their names.
        yield call, '' if page != RUNBOOK and _INCOMPLETE in complaint else complaint


@cache
def _complaint(call: tuple[str, ...]) -> str:
    program, *words = call
    if program == 'aws':
        return check(words)
    if program == 'cdk':
        # The CDK CLI does not mind options that it does not know; its help lists those that it does.
        return ' '.join(word for word in words if word.startswith('-') and word.replace('--no-', '--') not in _options_of_cdk(words[0]))
    ended = subprocess.run(['curl', *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return '' if ended.returncode in _NO_NETWORK else ended.stderr


@cache
def _options_of_cdk(command: str) -> set[str]:
    described = subprocess.run([NODE_MODULES / '.bin' / 'cdk', command, '--help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return set(re.findall(r'(?<!\S)--?[a-z][a-z-]*', described))
