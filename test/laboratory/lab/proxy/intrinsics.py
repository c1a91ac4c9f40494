"""Evaluates the intrinsic functions of CloudFormation, as far as a task definition needs them.

What cannot be known from the template must be given; anything unknown is an error that says so. A guess here would let the
laboratory test a configuration that nobody deploys.
"""
from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any

Json = Any

PSEUDO_PARAMETERS: dict[str, str] = {
    'AWS::Region': 'us-east-1',
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::AccountId': '123456789012',
    'AWS::StackName': 'Laboratory',
}
_REPEATED_PROPERTIES = {'AWS::EC2::VPC': ('CidrBlock',), 'AWS::EC2::Subnet': ('CidrBlock',)}
"""Attributes that give back what the property of the same name says."""


class UnknownValue(ValueError):
    """Something in the template is not known here."""


class Intrinsics:
    """Evaluates values of one template."""

    def __init__(self, template: Mapping[str, Json], given: Mapping[str, str] | None = None) -> None:
        self._resources: Mapping[str, Json] = template.get('Resources', {})
        self._parameters: Mapping[str, Json] = template.get('Parameters', {})
        self._mappings: Mapping[str, Json] = template.get('Mappings', {})
        self._conditions: Mapping[str, Json] = template.get('Conditions', {})
        self._given = {**PSEUDO_PARAMETERS, **(given or {})}
        self._functions: dict[str, Callable[[Json], Json]] = {
            'Ref': self._ref,
            'Fn::GetAtt': self._get_attribute,
            'Fn::Join': self._join,
            'Fn::Sub': self._substitute,
            'Fn::Select': self._select,
            'Fn::Split': self._split,
            'Fn::Cidr': self._cidr,
            'Fn::If': self._if,
            'Fn::FindInMap': self._find_in_map,
            'Fn::Base64': lambda text: base64.b64encode(self._text(text).encode()).decode(),
        }

    def evaluate(self, value: Json) -> Json:
        """The value with every intrinsic function replaced by its result."""
        if isinstance(value, list):
            return [self.evaluate(item) for item in value]
        if not isinstance(value, dict):
            return value
        names = list(value)
        if len(names) == 1 and (names[0] == 'Ref' or names[0] == 'Condition' or names[0].startswith('Fn::')):
            function = self._functions.get(names[0])
            if function is None:
                raise UnknownValue(f"the intrinsic function '{names[0]}' is not known here: add it to laboratory/intrinsics.py")
            return function(value[names[0]])
        return {name: self.evaluate(item) for name, item in value.items()}

    def is_made(self, resource: Json) -> bool:
        """Whether the condition of a resource holds; without one it is always made."""
        return 'Condition' not in resource or self._holds(resource['Condition'])

    def _holds(self, name: str) -> bool:
        if name not in self._conditions:
            raise UnknownValue(f"the condition '{name}' is not in the template")
        return self._is_true(self._conditions[name])

    def _is_true(self, condition: Json) -> bool:
        [(name, argument)] = condition.items()
        if name == 'Condition':
            return self._holds(argument)
        if name == 'Fn::Equals':
            one, other = map(self._text, argument)
            return one == other
        if name == 'Fn::Not':
            return not self._is_true(argument[0])
        if name in ('Fn::And', 'Fn::Or'):
            return (all if name == 'Fn::And' else any)(map(self._is_true, argument))
        raise UnknownValue(f"the condition function '{name}' is not known here: add it to laboratory/intrinsics.py")

    def _if(self, arguments: list[Json]) -> Json:
        condition, one, other = arguments
        return self.evaluate(one if self._holds(condition) else other)

    def _find_in_map(self, arguments: list[Json]) -> Json:
        name, first, second = map(self._text, arguments)
        try:
            return self._mappings[name][first][second]
        except KeyError as missing:
            raise UnknownValue(f"the mapping '{name}' has no '{first}' with '{second}'") from missing

    def _text(self, value: Json) -> str:
        result = self.evaluate(value)
        if isinstance(result, (str, int)):
            return str(result)
        raise UnknownValue(f'expected a string, got {result!r}')

    def _list(self, value: Json) -> list[Json]:
        result = self.evaluate(value)
        if isinstance(result, list):
            return result
        raise UnknownValue(f'expected a list, got {result!r}')

    def _ref(self, name: str) -> str:
        if name in self._given:
            return self._given[name]
        default = self._parameters.get(name, {}).get('Default')
        if default is not None:
            return str(default)
        raise UnknownValue(f"the value of '{name}' is not known: give it as {name}=VALUE")

    def _get_attribute(self, path: str | list[Json]) -> str:
        name, attribute = path.split('.', 1) if isinstance(path, str) else (path[0], self._text(path[1]))
        key = f'{name}.{attribute}'
        if key in self._given:
            return self._given[key]
        resource = self._resources.get(name, {})
        if attribute in _REPEATED_PROPERTIES.get(resource.get('Type', ''), ()):
            return self._text(resource['Properties'][attribute])
        raise UnknownValue(f"the attribute '{key}' is not known: give it as {key}=VALUE")

    def _join(self, arguments: list[Json]) -> str:
        separator, parts = arguments
        return str(separator).join(self._text(part) for part in self._list(parts))

    def _substitute(self, arguments: str | list[Json]) -> str:
        text, variables = (arguments, {}) if isinstance(arguments, str) else arguments

        def value_of(match: re.Match[str]) -> str:
            name = match.group(1)
            if name.startswith('!'):
                return '${' + name[1:] + '}'
            if name in variables:
                return self._text(variables[name])
            return self._get_attribute(name) if '.' in name else self._ref(name)

        return re.sub(r'\$\{([^}]+)\}', value_of, text)

    def _select(self, arguments: list[Json]) -> Json:
        index, values = int(self._text(arguments[0])), self._list(arguments[1])
        if not 0 <= index < len(values):
            raise UnknownValue(f'Fn::Select of item {index} from a list of {len(values)}')
        return values[index]

    def _split(self, arguments: list[Json]) -> list[str]:
        separator, text = arguments
        return self._text(text).split(separator)

    def _cidr(self, arguments: list[Json]) -> list[str]:
        block, count, host_bits = ipaddress.ip_network(self._text(arguments[0])), int(self._text(arguments[1])), int(self._text(arguments[2]))
        size = 1 << host_bits
        if count * size > block.num_addresses:
            raise UnknownValue(f'Fn::Cidr: {block} does not hold {count} ranges of {size} addresses')
        first = int(block.network_address)
        make = ipaddress.IPv4Network if block.version == 4 else ipaddress.IPv6Network
        return [str(make((first + number * size, block.max_prefixlen - host_bits))) for number in range(count)]
