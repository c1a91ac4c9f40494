"""The runbook, followed by somebody who has nothing else: each step with what the steps before have printed."""
from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lab.account.commands import PLACEHOLDER, RUNBOOK, read_blocks, read_sections
from lab.account.shell import Shell, open_shell
from lab.account.templates import STACK_NAME
from lab.account.testbed import Testbed
from lab.deploy.cases.incidents import INCIDENTS, Incident, begin
from lab.deploy.cases.registry import case
from lab.running.case import BrokenPromise, expect, expect_equal

_NOT_FOLLOWED = {
    'cdk deploy': 'the cases of the CDK CLI deploy',
    'curl -fsS': 'the public registry is out of reach',
    "OutputKey=='HealthCheckId'": 'the case of two Regions does the drill',
    'aws route53 update-health-check': 'the case of two Regions does the drill',
    'curl --silent': 'the case of two Regions does the drill',
    '--metric-name ActiveFlowCount --statistics Average': 'the case of two Regions does the drill',
}
"""Blocks with these words are only checked for their form, and why."""

_PRINTED = {
    'HOSTED_ZONE': r'\B/hostedzone/Z[0-9A-Z]+\b',
    'ENDPOINT_ID': r'\bvpce-[0-9a-f]{17}\b',
    'LATTICE_SERVICE': r'\bsvc-[0-9a-f]{17}\b',
    'LOGICAL_ID': r'\bIngress\w+\b',
    'SECURITY_GROUP_ID': r'\bsg-[0-9a-f]{17}\b',
    'SERVICE_ID': r'\bvpce-svc-[0-9a-f]{17}\b',
    'SERVICE_NAME': r'\S+\.amazonaws\.com\b',
    'SERVICE_NETWORK': r'\bsn-[0-9a-f]{17}\b',
    'TARGET_GROUP': r'\btg-[0-9a-f]{17}\b',
    'TASK_ARN': r'\S+:task/\S+',
    'ZONE_ID': r'\b[a-z]+\d-az\d\b',
}
"""How what stands for a word in capitals looks."""

_TOLD = {'CLIENT_ADDRESS': '203.0.113.10'}
"""What a client says of itself."""

_SECTIONS = read_sections(RUNBOOK)


_FIRST = 3
"""How many incidents are followed in every run."""


@case('runbook: at the first incidents its commands print what its sentences decide by, and each step takes what a step before has printed')
def _followed_at_first(testbed: Testbed) -> None:
    _follow_all(INCIDENTS[:_FIRST], testbed)


@case('runbook: at every other incident its commands print what its sentences decide by, and each step takes what a step before has printed', takes_minutes=True)
def _followed(testbed: Testbed) -> None:
    _follow_all(INCIDENTS[_FIRST:], testbed)


def _follow_all(incidents: Sequence[Incident], testbed: Testbed) -> None:
    problems, subject = [], ''
    with tempfile.TemporaryDirectory() as folder, open_shell(testbed.account, Path(folder)) as shell:
        for incident in incidents:
            try:
                if incident.subject != subject:
                    subject = incident.subject
                    begin(testbed, subject)
                    _set_variables(shell)
                _follow(incident, testbed, shell)
            except (BrokenPromise, RuntimeError, ValueError) as error:
                problems.append(f'{incident.sections}: {error}')
    expect(not problems, '\n'.join(problems))


def _set_variables(shell: Shell) -> None:
    for block in read_blocks(_SECTIONS['']):
        shell.run(block.replace('stack=MyStack', f'stack={STACK_NAME}'))


@case('runbook: every block of commands belongs to an incident, or to the list of those that cannot be followed here')
def _complete(_testbed: Testbed) -> None:
    followed = {title for incident in INCIDENTS for title in incident.sections}
    missing = [block for title, text in _SECTIONS.items() if title and title not in followed for block in read_blocks(text) if not _reason(block)]
    expect_equal('blocks that nobody follows', missing, [])
    blocks = [block for text in _SECTIONS.values() for block in read_blocks(text)]
    expect_equal('reasons without a block', [words for words in _NOT_FOLLOWED if not any(words in block for block in blocks)], [])


def _reason(block: str) -> str:
    return next((reason for words, reason in _NOT_FOLLOWED.items() if words in block), '')


def _follow(incident: Incident, testbed: Testbed, shell: Shell) -> None:
    printed = ''
    with incident.happens(testbed) as clue:
        for block in (each for title in incident.sections for each in read_blocks(_SECTIONS[title]) if not _reason(each)):
            of_block = ''
            for commands in _steps(block):
                of_block += shell.run(_filled_in(commands, [of_block, printed], clue))
            printed += of_block
        for wanted in incident.printed:
            expect(wanted in printed, f'{wanted} is not in: {printed}')


def _steps(block: str) -> list[str]:
    """A block, parted before each command that somebody has to fill in."""
    commands = re.split(r'(?<!\\)\n', block)
    steps = ['']
    for command in commands:
        steps = [*steps, command] if PLACEHOLDER.search(command) else [*steps[:-1], f'{steps[-1]}\n{command}']
    return [each for each in steps if each.strip()]


def _filled_in(commands: str, printed: list[str], clue: str) -> str:
    """What somebody types: the newest print comes first, and in it the row with what is looked for."""
    def value(word: re.Match[str]) -> str:
        if word[0] in _TOLD:
            return _TOLD[word[0]]
        rows = [row for each in printed for row in each.splitlines() if re.search(_PRINTED[word[0]], row)]
        best = next((row for row in rows if clue and clue in row), rows[0] if rows else '')
        found = re.search(_PRINTED[word[0]], best)
        if not found:
            raise BrokenPromise(f'no step before has printed a {word[0]}, but: {printed}')
        return found[0]

    return PLACEHOLDER.sub(value, commands)
