"""A template with its nested stacks in place of the resources that stand for them.

The account sees resources, and not the stack that each is in. So the rules judge all of them together.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lab.rules.one_or_many import as_list

_STACK = 'AWS::CloudFormation::Stack'
_OWN_ENTRIES = ('Resources', 'Conditions', 'Mappings')
_HASH_CHARACTERS = 8
"""CDK ends the id of each resource with a hash of its path, which is short and tells stacks apart."""

Template = dict[str, Any]


def with_nested(path: Path) -> tuple[Template, list[Template]]:
    """One template with all resources, and the templates as they were written: CloudFormation's own limits are about these."""
    template, written = _read(path), [_read(path)]
    files = json.loads(_assets_of(path).read_text())['files'] if _assets_of(path).exists() else {}
    while stacks := [name for name, each in template['Resources'].items() if each['Type'] == _STACK]:
        file = _file_of(template['Resources'][stacks[0]], files)
        written.append(_read(path.parent / file))
        template = _inlined(template, stacks[0], _read(path.parent / file))
    return template, written


def is_nested(path: Path) -> bool:
    """Whether a template is that of a nested stack, which only its parent gives values for its parameters."""
    return path.name.endswith('.nested.template.json')


def _inlined(outer: Template, stack: str, inner: Template) -> Template:
    """The outer template with what the inner one makes."""
    prefix = stack[-_HASH_CHARACTERS:]
    given = outer['Resources'][stack]['Properties'].get('Parameters', {})
    waits = as_list(outer['Resources'][stack].get('DependsOn', []))
    own = {name for each in _OWN_ENTRIES for name in inner.get(each, {})}
    values = {name: given.get(name, each.get('Default')) for name, each in inner.get('Parameters', {}).items()}
    outputs = {name: _renamed(each['Value'], prefix, own, values) for name, each in inner.get('Outputs', {}).items()}
    made = {entry: {f'{prefix}{name}': _renamed(each, prefix, own, values) for name, each in inner.get(entry, {}).items()} for entry in _OWN_ENTRIES}
    for each in made['Resources'].values():
        each['DependsOn'] = [*each.get('DependsOn', []), *waits]
    others = {name: each for name, each in outer['Resources'].items() if name != stack}
    joined = {**outer, 'Resources': others}
    found: Template = _read_from({**joined, **{entry: {**joined.get(entry, {}), **made[entry]} for entry in _OWN_ENTRIES}}, stack, outputs, list(made['Resources']))
    return found


def _renamed(value: Any, prefix: str, own: set[str], values: dict[str, Any]) -> Any:
    """What a nested stack says, under names that no other stack has."""
    def again(each: Any) -> Any:
        return _renamed(each, prefix, own, values)

    if isinstance(value, list):
        return [again(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {'Ref'}:
        name = value['Ref']
        return values.get(name, {'Ref': f'{prefix}{name}' if name in own else name})
    if set(value) == {'Fn::GetAtt'}:
        name, attribute = value['Fn::GetAtt']
        return {'Fn::GetAtt': [f'{prefix}{name}', attribute]}
    if set(value) & {'Fn::If', 'Fn::FindInMap'}:
        [(function, [name, *rest])] = value.items()
        return {function: [f'{prefix}{name}', *map(again, rest)]}
    renamed = {name: again(each) for name, each in value.items()}
    if isinstance(value.get('Condition'), str):
        renamed['Condition'] = f"{prefix}{value['Condition']}"
    if 'DependsOn' in value:
        renamed['DependsOn'] = [f'{prefix}{each}' for each in as_list(value['DependsOn'])]
    return renamed


def _read_from(value: Any, stack: str, outputs: dict[str, Any], resources: list[str]) -> Any:
    """The outputs of a nested stack where others read them, and its resources where others wait for it."""
    if isinstance(value, list):
        return [_read_from(each, stack, outputs, resources) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get('Fn::GetAtt', [None])[0] == stack:
        return outputs[value['Fn::GetAtt'][1].removeprefix('Outputs.')]
    found = {name: _read_from(each, stack, outputs, resources) for name, each in value.items()}
    if stack in as_list(value.get('DependsOn', [])):
        found['DependsOn'] = [each for each in as_list(value['DependsOn']) if each != stack] + resources
    return found


def _file_of(resource: dict[str, Any], files: dict[str, Any]) -> str:
    url = json.dumps(resource['Properties']['TemplateURL'])
    return next(str(each['source']['path']) for digest, each in files.items() if f'/{digest}.json' in url)


def _assets_of(path: Path) -> Path:
    return path.with_name(path.name.replace('.template.json', '.assets.json'))


def _read(path: Path) -> Template:
    template: Template = json.loads(path.read_text())
    return template
