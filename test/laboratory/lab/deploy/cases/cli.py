"""The real CDK CLI, for what it does with the assembly."""
from __future__ import annotations

from lab.account.testbed import Testbed
from lab.deploy.cases.outcomes import expect_unchanged
from lab.deploy.cases.registry import case
from lab.running.case import expect_equal


@case('CDK CLI: bootstrap, deploy, diff, deploy a change, destroy; nothing is left')
def _life(testbed: Testbed) -> None:
    cli, first, changed = testbed.cdk, testbed.assemblies / 'cli-first', testbed.assemblies / 'cli-domain-added'
    testbed.without_stack()
    cli.bootstrap()
    before = testbed.inventory()

    cli.run('deploy', '--require-approval', 'never', assembly=first)
    cli.run('diff', '--fail', assembly=first)
    cli.run('diff', '--fail', assembly=changed, exit_code=1)
    revision = testbed.inventory().one('task definition')['revision']
    cli.run('deploy', '--require-approval', 'never', assembly=changed)
    expect_equal('revision', testbed.inventory().one('task definition')['revision'], revision + 1)

    cli.run('destroy', '--force', assembly=changed)
    expect_unchanged(before, testbed.inventory())
