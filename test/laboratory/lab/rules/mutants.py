"""Proves each rule: templates that break it, one way at a time, which it has to refuse and no other rule may."""
from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from lab.paths import ROOT
from lab.rules.breaches import BREACHES, Template
from lab.rules.deployment import Surroundings, refusals_of_stack
from lab.running.report import Outcome


def prove(rule: str) -> Outcome:
    """Breaks a rule in each way that is listed for it; says who refused."""
    breaches = [each for each in BREACHES if each.rule == rule]
    if not breaches:
        return Outcome(rule, 'nothing is listed that breaks it')
    for each in breaches:
        base = _base(each.base)
        if refused := _refusing(base, each.region):
            return Outcome(rule, f'the unbroken template {each.base} is refused: {sorted(refused)}')
        broken = copy.deepcopy(base)
        each.change(Template(broken))
        if broken == base:
            return Outcome(rule, f'{each.what}: nothing was changed')
        if (refused := _refusing(broken, each.region)) != {rule}:
            return Outcome(rule, f'{each.what}: refused by {sorted(refused)}')
    return Outcome(f"{rule}: refuses {', '.join(each.what for each in breaches)}")


def _refusing(template: dict[str, Any], region: str) -> set[str]:
    """Names of the rules that refuse a template in a Region."""
    return {each.rule.name for each in refusals_of_stack(template, surroundings=Surroundings(region))}


@cache
def _base(name: str) -> dict[str, Any]:
    """The template of an integ app."""
    [path] = ROOT.glob(f'integ/integ.{name}.ts.snapshot/LatticeExternalIngress*.template.json')
    template: dict[str, Any] = json.loads(path.read_text())
    return template
