"""A rule: what AWS demands, where it says so, what it answers, and how to tell."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lab.rules.rulebook.account import Account, Resource

ResourceCheck = Callable[[Resource, Account], Iterator[str]]
TemplateCheck = Callable[[dict[str, Any]], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """One row of the table in `rules.md`."""

    name: str
    on: tuple[str, ...]
    """Resource types; one that ends in `*` stands for all that start so."""
    what: str
    """The property or the call."""
    demand: str
    source: str
    answer: str
    """The code of AWS's error, or how its message starts."""
    check: ResourceCheck
    shows_later: bool = False
    """Whether AWS takes the resource, and refuses the calls that need it."""

    def concerns(self, type_name: str) -> bool:
        """Whether resources of this type are judged."""
        return any(type_name == each or (each.endswith('*') and type_name.startswith(each[:-1])) for each in self.on)


@dataclass(frozen=True)
class TemplateRule:
    """A rule on the template itself, with the functions of CloudFormation in it."""

    name: str
    what: str
    demand: str
    source: str
    answer: str
    check: TemplateCheck
    shows_on_the_way: bool = False
    """Whether CloudFormation takes the template, and fails while it makes the resources, in one order or another."""


@dataclass(frozen=True)
class Refusal:
    """What AWS would not take, and by which rule."""

    rule: Rule | TemplateRule
    resource: str
    reason: str

    @property
    def shows_later(self) -> bool:
        """Whether AWS makes the resource all the same."""
        return isinstance(self.rule, Rule) and self.rule.shows_later

    @property
    def shows_on_the_way(self) -> bool:
        """Whether CloudFormation finds out only while it makes the resources."""
        return not isinstance(self.rule, TemplateRule) or self.rule.shows_on_the_way

    def __str__(self) -> str:
        return f'{self.rule.name}: {self.resource}: {self.rule.answer}: {self.reason}'


RULES: dict[str, Rule] = {}
TEMPLATE_RULES: dict[str, TemplateRule] = {}


def rule(
    on: str | tuple[str, ...], what: str, demand: str, source: str, answer: str, *, shows_later: bool = False,
) -> Callable[[ResourceCheck], ResourceCheck]:
    """Registers a function that yields what is wrong with a resource."""
    def register(check: ResourceCheck) -> ResourceCheck:
        name = _name_of(check)
        RULES[name] = Rule(name, (on,) if isinstance(on, str) else on, what, demand, source, answer, check, shows_later)
        return check
    return register


def template_rule(what: str, demand: str, source: str, answer: str, *, shows_on_the_way: bool = False) -> Callable[[TemplateCheck], TemplateCheck]:
    """Registers a function that yields what is wrong with a template."""
    def register(check: TemplateCheck) -> TemplateCheck:
        name = _name_of(check)
        TEMPLATE_RULES[name] = TemplateRule(name, what, demand, source, answer, check, shows_on_the_way)
        return check
    return register


def refusals_of(resource: Resource, account: Account) -> Iterator[Refusal]:
    """Why AWS would not make this resource in this account, of which it is already a part, or would refuse calls that need it."""
    for each in RULES.values():
        if each.concerns(resource.type):
            for reason in each.check(resource, account):
                yield Refusal(each, resource.name, reason)


def refusals_of_template(template: dict[str, Any]) -> Iterator[Refusal]:
    """Why CloudFormation would not take this template."""
    for each in TEMPLATE_RULES.values():
        for reason in each.check(template):
            yield Refusal(each, 'the template', reason)


def _name_of(check: ResourceCheck | TemplateCheck) -> str:
    name = check.__name__.strip('_').replace('_', ' ')
    if name in RULES or name in TEMPLATE_RULES:
        raise ValueError(f'there are two rules named {name!r}')
    return name
