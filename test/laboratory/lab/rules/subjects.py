"""What the rules are applied to: templates, with values for their parameters."""
from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lab.paths import EXAMPLE_SERVICE, ROOT, WITHOUT_CDK
from lab.rules.deployment import Surroundings
from lab.rules.nested import is_nested, with_nested
from lab.rules.rulebook.schemas import REGION

_SERVICE = 'api{}-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'
_ALL = range(1, 6)
_SUFFIX = '.template.json'
_UNKNOWN = 'unknown-region'


@dataclass(frozen=True)
class Subject:
    """A template, and what its parameters are given."""

    group: str
    path: Path
    given: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What to look for in a failure."""
        return ' '.join([str(self.path.relative_to(ROOT)), *(f'{name}={value}' for name, value in self.given)])

    def template(self) -> dict[str, Any]:
        """With all that its nested stacks make."""
        return with_nested(self.path)[0]

    def written(self) -> list[dict[str, Any]]:
        """Its template and those of its nested stacks, as they were written."""
        return with_nested(self.path)[1]

    def surroundings(self) -> Surroundings:
        """Its Region, and the other stacks of its app; an app of one stack has its template alone in a folder."""
        stacks = _regions_of_stacks(self.path.parent / 'manifest.json')
        others = {name: (with_nested(self.path.with_name(f'{name}{_SUFFIX}'))[0], Surroundings(region)) for name, region in stacks.items() if len(stacks) > 1}
        return Surroundings(stacks.get(self.path.name.removesuffix(_SUFFIX), REGION), others)


@cache
def _regions_of_stacks(manifest: Path) -> dict[str, str]:
    """From each stack of an app to its Region; none where a template has no app."""
    artifacts = json.loads(manifest.read_text())['artifacts'] if manifest.exists() else {}
    regions = {name: each['environment'].rpartition('/')[2] for name, each in artifacts.items() if each['type'] == 'aws:cloudformation:stack'}
    return {name: REGION if region == _UNKNOWN else region for name, region in regions.items() if (manifest.parent / f'{name}{_SUFFIX}').exists()}


def all_subjects(synthesised: Path) -> Iterator[Subject]:
    """Everything that is in the repository, and what was synthesised into a folder."""
    for group, pattern in (('snapshots of the integ apps', 'integ/*.snapshot/*.template.json'), ('baselines of upgrades', 'test/upgrade/baseline/*.template.json')):
        yield from (Subject(group, path) for path in sorted(ROOT.glob(pattern)))
    for folder in sorted(synthesised.resolve().iterdir()):
        group = {'recipes': 'recipes of the documents', 'joined': 'stacks that read other stacks', 'nested': 'nested stacks and stages',
                 'shapes': 'shapes drawn at random'}.get(folder.name, 'apps and examples')
        yield from (Subject(group, path) for path in sorted(folder.rglob('*.template.json')) if not is_nested(path))
    yield from (Subject('template without CDK', WITHOUT_CDK, tuple(given.items())) for given in _given())
    yield Subject('service for the template without CDK', EXAMPLE_SERVICE)


def _given() -> Iterator[dict[str, str]]:
    """Each parameter empty and given, in every combination with those that meet it in a resource; names none, one and all, because all of them are alike."""
    sizes = json.loads(WITHOUT_CDK.read_text())['Parameters']['TaskSize']['AllowedValues']
    choices: list[list[dict[str, str]]] = [
        [{}, {'AllowedIPv6Block': '2001:db8::/32'}],
        [{}, {'AllowedPrefixListId': 'pl-0123456789abcdef0'}],
        [{}, {'ServiceNetwork': 'sn-0123456789abcdef0'}, {'ServiceNetwork': 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1'}],
        [{}, {'PublicHostedZoneId': 'Z0123456789ABCDEFGHIJ'}],
        [{f'{kind}{number}': value.format(number) for number in numbers for kind, value in (('CustomDomain', 'api{}.example.com'), ('GeneratedName', _SERVICE))}
         for numbers in ([], [1], _ALL)],
        [{f'AllowedDomain{number}': f'*.apps{number}.example.com' for number in numbers} for numbers in ([], [1], _ALL)],
    ]
    watched: list[list[dict[str, str]]] = [
        [{}, {'AlarmTopicArn': 'arn:aws:sns:us-east-1:111122223333:alarms'}],
        [{}, {'HttpMode': 'redirect'}],
        [{}, {'AvailabilityZones': 'us-east-1a,us-east-1b,us-east-1c'}],
        [{}, {f'AllowedIPv4Block{number}': f'198.51.100.{number}/32' for number in _ALL[1:]} | {f'AllowedIPv6Block{number}': f'2001:db8:{number}::/48' for number in _ALL[1:]}],
        [{}, {'NginxVersion': '1.30.8-alpine-slim', 'LogRetentionDays': '365', 'DeletionProtection': 'true',
              'LogEncryptionKeyArn': 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'}],
    ]
    for chosen in itertools.chain(itertools.product(*choices), itertools.product(*watched)):
        yield {name: value for each in chosen for name, value in each.items()}
    for size in sizes:
        yield {'TaskSize': size, 'VpcCidr': '10.20.0.0/20', 'MinTasks': '4', 'MaxTasks': '12', 'AvailabilityZones': 'us-east-1a,us-east-1b,us-east-1c'}
