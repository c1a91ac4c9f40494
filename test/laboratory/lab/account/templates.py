"""The templates that are deployed: synthesised from the library as it is, with the least that a deployment without AWS needs changed."""
from __future__ import annotations

import copy
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.account.registry import Registry
from lab.paths import ROOT, TEST

STACK_NAME = 'Deployed'
COPY_IMAGE = 'Custom::LatticeExternalIngressCopyImage'
BUILD_IMAGE = 'Custom::LatticeExternalIngressBuildImage'
FIND_ENDPOINT_SERVICES = 'Custom::LatticeExternalIngressFindEndpointServices'
SERVICE_LINKED_ROLES = 'Custom::LatticeExternalIngressMakeServiceLinkedRoles'
TEMPLATE = f'{STACK_NAME}.template.json'


@dataclass(frozen=True)
class Template:
    """A template, as something to be changed."""

    body: dict[str, Any]

    def changed(self, change: Callable[[Template], None]) -> Template:
        """A copy in which something is different."""
        result = Template(copy.deepcopy(self.body))
        change(result)
        return result

    def resources(self, type_name: str) -> Iterator[dict[str, Any]]:
        """The resources of a type."""
        return (each for each in self.body['Resources'].values() if each['Type'] == type_name)

    def only(self, type_name: str) -> dict[str, Any]:
        """The properties of the only resource of a type."""
        [resource] = self.resources(type_name)
        properties: dict[str, Any] = resource['Properties']
        return properties

    def id_of(self, type_name: str) -> str:
        """The logical id of the only resource of a type."""
        [logical_id] = [each for each, resource in self.body['Resources'].items() if resource['Type'] == type_name]
        return str(logical_id)

    def id_of_function_behind(self, type_name: str) -> str:
        """The logical id of the function that a custom resource calls."""
        return str(self.only(type_name)['ServiceToken']['Fn::GetAtt'][0])

    def resource(self, logical_id: str) -> dict[str, Any]:
        """The properties of a resource."""
        properties: dict[str, Any] = self.body['Resources'][logical_id]['Properties']
        return properties

    def remove(self, type_name: str, which: Callable[[dict[str, Any]], bool] = lambda _: True) -> None:
        """Takes out the resources of a type whose properties are such, and every dependency on them."""
        resources = self.body['Resources']
        removed = {name for name, each in resources.items() if each['Type'] == type_name and which(each['Properties'])}
        for name in removed:
            del resources[name]
        for each in resources.values():
            if 'DependsOn' in each:
                each['DependsOn'] = [name for name in each['DependsOn'] if name not in removed]

    def types_that_nothing_names(self) -> set[str]:
        """Types with a resource that others may need, but to which they can say so only with `DependsOn`."""
        named = {name for resource in self.body['Resources'].values() for name in _names_in(resource.get('Properties'))}
        return {resource['Type'] for logical_id, resource in self.body['Resources'].items() if logical_id not in named}


def silence_copying(template: Template) -> None:
    """Puts a function that never answers in the place of the one that copies the image, and lets nobody wait for it for long."""
    template.resource(template.id_of_function_behind(COPY_IMAGE))['Code'] = {'ZipFile': 'exports.handler = async () => {};'}
    template.only(COPY_IMAGE)['ServiceTimeout'] = '2'


def synthesise(folder: Path, registry: Registry, only: Sequence[str] = ()) -> Path:
    """Synthesises the ingresses of `apps/` into the folder, or only some of them; the images are to come from this registry."""
    _run_app(TEST / 'deploy' / 'apps' / 'ingresses.ts', str(folder), *only)
    for assembly in folder.iterdir():
        template = read_template(assembly / TEMPLATE).changed(lambda each: _copy_images_from(registry, each))
        (assembly / TEMPLATE).write_text(json.dumps(template.body))
    return folder


def synthesise_example(app: Path, folder: Path, **context: str) -> dict[str, Path]:
    """The templates of an app of the examples, by stack: like its user's, against the compiled library."""
    if not folder.exists():
        _run_app(app, CDK_OUTDIR=str(folder), CDK_CONTEXT_JSON=json.dumps(context))
    return {each.name.removesuffix('.template.json'): each for each in folder.glob('*.template.json')}


def read_snapshot(path: Path, registry: Registry) -> Template:
    """The template of an integ app or an example, for an account that is not bootstrapped; the images are to come from this registry."""
    def prepare(template: Template) -> None:
        _copy_images_from(registry, template)
        template.body['Parameters'].pop('BootstrapVersion', None)
        template.body.get('Rules', {}).pop('CheckBootstrapVersion', None)
    return read_template(path).changed(prepare)


def read_template(path: Path) -> Template:
    """A template as it was written."""
    return Template(json.loads(path.read_text()))


def _run_app(app: Path, *arguments: str, **variables: str) -> None:
    environment = {**os.environ, 'TS_NODE_PROJECT': str(ROOT / 'tsconfig.dev.json'), 'TS_NODE_TRANSPILE_ONLY': 'true', **variables}
    subprocess.run(['node', '--require', 'ts-node/register', str(app), *arguments], cwd=ROOT, env=environment, check=True)


def _copy_images_from(registry: Registry, template: Template) -> None:
    for resource in template.resources(COPY_IMAGE):
        resource['Properties']['Registry'] = registry.url


def _names_in(value: Any) -> Iterator[str]:
    """Logical ids that an expression refers to."""
    if isinstance(value, list):
        for each in value:
            yield from _names_in(each)
    elif isinstance(value, dict):
        if 'Ref' in value:
            yield value['Ref']
        elif 'Fn::GetAtt' in value:
            yield value['Fn::GetAtt'][0]
        else:
            yield from _names_in(list(value.values()))
