"""Proves each rule: templates that break it, one way at a time, which it has to refuse and no other rule may."""
from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from lab.paths import ROOT
from lab.rules.breaches import BREACHES, Template
from lab.rules.deployment import refusals_of_stack


def prove(rule: str) -> str:
    """Breaks a rule in each way that is listed for it; a line that says who refused."""
    breaches = [each for each in BREACHES if each.rule == rule]
    if not breaches:
        return f'FAIL {rule}: nothing is listed that breaks it'
    for each in breaches:
        base = _base(each.base)
        if refused := _refusing(base):
            return f'FAIL {rule}: the unbroken template {each.base} is refused: {sorted(refused)}'
        broken = copy.deepcopy(base)
        each.change(Template(broken))
        if broken == base:
            return f'FAIL {rule}: {each.what}: nothing was changed'
        if (refused := _refusing(broken)) != {rule}:
            return f'FAIL {rule}: {each.what}: refused by {sorted(refused)}'
    return f"ok   {rule}: refuses {', '.join(each.what for each in breaches)}"


def _refusing(template: dict[str, Any]) -> set[str]:
    """Names of the rules that refuse a template."""
    return {each.rule.name for each in refusals_of_stack(template)}


@cache
def _base(name: str) -> dict[str, Any]:
    """The template of an integ app."""
    [path] = ROOT.glob(f'integ/integ.{name}.ts.snapshot/LatticeExternalIngress*.template.json')
    return json.loads(path.read_text())
