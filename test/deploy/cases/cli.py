"""The real CDK CLI, for what it does with the assembly."""
from __future__ import annotations

from harness.bench import Bench

from .case import case, expect_equal
from .outcomes import expect_unchanged


@case('CDK CLI: bootstrap, deploy, diff, deploy a change, destroy; nothing is left')
def _life(bench: Bench) -> None:
    cli, first, changed = bench.cdk, bench.assemblies / 'cli-first', bench.assemblies / 'cli-domain-added'
    bench.without_stack()
    cli.bootstrap()
    before = bench.inventory()

    cli.run('deploy', '--require-approval', 'never', assembly=first)
    cli.run('diff', '--fail', assembly=first)
    cli.run('diff', '--fail', assembly=changed, exit_code=1)
    revision = bench.inventory().one('task definition')['revision']
    cli.run('deploy', '--require-approval', 'never', assembly=changed)
    expect_equal('revision', bench.inventory().one('task definition')['revision'], revision + 1)

    cli.run('destroy', '--force', assembly=changed)
    expect_unchanged(before, bench.inventory())
