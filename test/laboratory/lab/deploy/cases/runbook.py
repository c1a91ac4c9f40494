"""The commands of the runbook: nobody wants to find a mistake in them when an alarm goes off."""
from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path

from lab.account.aws_cli import check
from lab.account.runbook import follow, read_commands, read_inline_commands, words_of
from lab.account.testbed import Testbed
from lab.deploy.cases.registry import case
from lab.paths import NODE_MODULES
from lab.running.case import expect, expect_equal

_PROGRAMS = {'aws', 'cdk', 'curl'}
_NO_NETWORK = {5, 6, 7}
"""What curl ends with where it understood everything and reaches nobody."""

_FOLLOWED = ('', 'No healthy target', 'No prefix list of VPC Lattice', 'An endpoint is not made', 'The stack is not deleted')
"""Sections that say nothing without a deployed stack, and that the emulated account can answer."""

_IN_THE_VPC = {'subnet': 'SubnetId', 'security group': 'GroupId', 'VPC endpoint': 'VpcEndpointId'}


@case('runbook: every command is one that the shell, the AWS CLI, the CDK CLI and curl take')
def _form(_testbed: Testbed) -> None:
    with tempfile.TemporaryDirectory() as folder:
        calls = words_of('\n'.join(read_commands().values()), _PROGRAMS, Path(folder))
    calls += [shlex.split(each) for each in read_inline_commands()]
    unique = {tuple(call): call for call in calls}.values()
    expect(len(unique) > 50, f'only {len(unique)} commands were found')
    wrong = {' '.join(call): complaint for call in unique if (complaint := _complaint(call))}
    expect_equal('what is wrong', wrong, {})


@case('runbook: a command that does not exist, lacks an option, or has a wrong one, would be noticed')
def _noticed(_testbed: Testbed) -> None:
    for wrong in ('aws ecs describe-task --cluster a', 'aws ecs describe-tasks --cluster a', 'aws ec2 delete-security-group --group a',
                  "aws ecs list-clusters --query 'clusterArns[?'", 'aws ec2 describe-subnets --filters Name=vpc-id,Vales=a',
                  'cdk deploy --no-roll-back', 'curl -fsS --heather a https://example.com/'):
        expect(bool(_complaint(shlex.split(wrong))), f'nobody noticed: {wrong}')


@case('runbook: its commands find what is deployed')
def _found(testbed: Testbed) -> None:
    deployed, commands = testbed.deployed(), read_commands()
    with tempfile.TemporaryDirectory() as folder:
        printed = follow('\n'.join(commands[title] for title in _FOLLOWED), testbed.account, Path(folder))
    vpc_id = deployed.one('load balancer')['VpcId']
    inside = {each[identity] for kind, identity in _IN_THE_VPC.items() for each in deployed.all(kind) if each['VpcId'] == vpc_id}
    for wanted in (*inside, 'com.amazonaws.us-east-1.vpc-lattice'):
        expect(wanted in printed, f'{wanted} is not in: {printed}')


def _complaint(call: list[str]) -> str:
    program, *words = call
    if program == 'aws':
        return check(words)
    if program == 'cdk':
        return _missing_option(words)
    ended = subprocess.run(['curl', *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return '' if ended.returncode in _NO_NETWORK else ended.stderr


def _missing_option(words: list[str]) -> str:
    """The CDK CLI does not mind options that it does not know; its help lists those that it does."""
    described = subprocess.run([NODE_MODULES / '.bin' / 'cdk', words[0], '--help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return ' '.join(word for word in words if word.startswith('-') and word.replace('--no-', '--') not in described.split())
