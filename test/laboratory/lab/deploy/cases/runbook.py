"""The runbook, followed in the account."""
from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from lab.account.commands import RUNBOOK, put, read_blocks, read_sections, run
from lab.account.templates import STACK_NAME
from lab.account.testbed import Testbed
from lab.deploy.cases.registry import case
from lab.running.case import expect

_FOLLOWED = ('', 'No healthy target', 'No prefix list of VPC Lattice', 'An endpoint is not made', 'The stack is not deleted')
"""Sections that say nothing without a deployed stack, and that the emulated account can answer."""

_IN_THE_VPC = {'subnet': 'SubnetId', 'security group': 'GroupId', 'VPC endpoint': 'VpcEndpointId'}


@case('runbook: its commands find what is deployed')
def _found(testbed: Testbed) -> None:
    deployed, sections = testbed.deployed(), read_sections(RUNBOOK)
    commands = '\n'.join(block for title in _FOLLOWED for block in read_blocks(sections[title]))
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), 'aws', f'#!/bin/sh\nexec {sys.executable} -m lab.account.aws_cli "$@"\n')
        printed = run(commands.replace('stack=MyStack', f'stack={STACK_NAME}'),
                      {'PATH': f'{folder}:{os.environ["PATH"]}', 'HOME': folder, **testbed.account.environment})
    vpc_id = deployed.one('load balancer')['VpcId']
    inside = {each[identity] for kind, identity in _IN_THE_VPC.items() for each in deployed.all(kind) if each['VpcId'] == vpc_id}
    for wanted in (*inside, 'com.amazonaws.us-east-1.vpc-lattice'):
        expect(wanted in printed, f'{wanted} is not in: {printed}')
