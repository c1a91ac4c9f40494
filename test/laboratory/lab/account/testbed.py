"""What every case works on."""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.account.account import Account, open_account
from lab.account.cdk_cli import CdkCli
from lab.account.function_caller import Caller, open_caller
from lab.account.inventory import Inventory, take_inventory
from lab.account.registry import Registry, open_registry
from lab.account.stack import Stack
from lab.account.templates import TEMPLATE, Template, read_snapshot, read_template, synthesise, synthesise_example
from lab.paths import ROOT

FIRST_TAG = re.findall(r"OFFICIAL_TAG = '(.+)'", (ROOT / 'src' / 'proxy' / 'image' / 'official-nginx.ts').read_text())[0]
"""What an ingress takes unless it is told otherwise."""

NEWER_TAG, ABSENT_TAG = '1.99.0', '1.99.1'
"""Another image of the registry, and one that it does not have."""


@dataclass(frozen=True)
class Testbed:
    """An account and a registry, and the stack that cases deploy, update and delete."""

    account: Account
    registry: Registry
    images: dict[str, dict[str, str]]
    """Digests of what is in the registry, by tag and architecture."""
    stack: Stack
    caller: Caller
    cdk: CdkCli
    assemblies: Path

    def template(self, name: str) -> Template:
        """One of the ingresses of `apps/ingresses.ts`."""
        return read_template(self.assemblies / name / TEMPLATE)

    def snapshot(self, path: Path) -> Template:
        """The template of an integ app or an example."""
        return read_snapshot(path, self.registry)

    def example(self, app: Path) -> Path:
        """Where the template of an app of the examples is that has one stack."""
        [template] = self.examples(app).values()
        return template

    def examples(self, app: Path, **context: str) -> dict[str, Path]:
        """Where the templates of an app of the examples are, by stack, with this context."""
        folder = '-'.join((app.parent.name, app.stem, *context.values()))
        return synthesise_example(app, self.assemblies.parent / 'examples' / folder, **context)

    def inventory(self) -> Inventory:
        """What exists now."""
        return take_inventory(self.account)

    def deployed(self, name: str = 'first') -> Inventory:
        """Deploys this ingress, unless exactly that is there already; what exists then."""
        if self.stack.template != self.template(name):
            self.without_stack()
            outcome = self.stack.create(self.template(name))
            if outcome.status != 'CREATE_COMPLETE':
                raise RuntimeError(f'the ingress {name!r} could not be deployed: {outcome.failures}')
        return self.inventory()

    def without_stack(self) -> Inventory:
        """Deletes the stack, if there is one; what exists then."""
        if self.stack.template:
            self.stack.delete()
        return self.inventory()


@contextmanager
def open_testbed(folder: Path, *ingresses: str) -> Iterator[Testbed]:
    """Everything, in a folder of its own, until the block ends; with the templates of these ingresses only, where some are named."""
    with open_registry(folder) as registry, open_account(folder, registry.url) as account, open_caller(account) as caller:
        images = {tag: registry.push_image(tag) for tag in (FIRST_TAG, NEWER_TAG)}
        assemblies = synthesise(folder / 'assemblies', registry, ingresses)
        yield Testbed(account, registry, images, Stack(account), caller, CdkCli(account, folder), assemblies)
