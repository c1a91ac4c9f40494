"""A template as the account would see it once it is deployed: functions of CloudFormation resolved, ids and attributes made up.

What is made up has the form that AWS gives it, so that patterns and lengths mean something; parameters, conditions, rules and
functions are resolved by the engine of ministack.
"""
from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from ministack.services.cloudformation import engine

from lab.rules.conditions import evaluate_conditions
from lab.rules.made_up import attributes_of, physical_id_of, prefix_list_names, value_of_parameter
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import Refusal, refusals_of, refusals_of_template

STACK = 'Stack'
_STACK_ID = f'arn:aws:cloudformation:us-east-1:000000000000:stack/{STACK}/51af3dc0-da77-11e4-872e-1234567db123'


@dataclass(frozen=True)
class Deployment:
    """Everything that a stack would make."""

    template: dict[str, Any]
    account: Account

    def refusals(self) -> list[Refusal]:
        """Why AWS would refuse its resources."""
        return [refusal for each in self.account.resources for refusal in refusals_of(each, self.account)]


def refusals_of_stack(template: dict[str, Any], given: dict[str, str] | None = None) -> list[Refusal]:
    """Why AWS would refuse a template, or else the resources that it makes with these parameters."""
    return list(refusals_of_template(template)) or deployment_of(template, given).refusals()


def deployment_of(template: dict[str, Any], given: dict[str, str] | None = None) -> Deployment:
    """What a template makes with these values of its parameters; an error where CloudFormation does not take them."""
    parameters = _parameters(template, given or {})
    conditions = evaluate_conditions(template, parameters)
    engine._evaluate_rules(template, parameters, conditions)
    definitions, mappings = template['Resources'], template.get('Mappings', {})
    wanted = {name: each for name, each in definitions.items() if conditions.get(each.get('Condition'), True)}
    made: dict[str, dict[str, Any]] = {}
    resources = []
    for name in _in_order(wanted):
        definition = wanted[name]
        properties = engine._resolve_refs(copy.deepcopy(definition.get('Properties', {})), made, parameters, conditions, mappings, STACK, _STACK_ID)
        physical_id = physical_id_of(definition['Type'], name, properties)
        attributes = attributes_of(definition['Type'], physical_id, properties)
        made[name] = {'PhysicalResourceId': physical_id, 'Attributes': attributes, 'ResourceType': definition['Type']}
        resources.append(Resource(definition['Type'], name, properties, physical_id, attributes))
    account = Account(resources, prefix_lists=prefix_list_names(resources))
    return Deployment(template, account)


def _parameters(template: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    values = {name: given.get(name, value_of_parameter(name, each)) for name, each in template.get('Parameters', {}).items()}
    # There is no Parameter Store here to look anything up in: CDK's version of the bootstrap is all that templates ask for.
    plain = {**template, 'Parameters': {name: {**each, 'Type': 'String'} if each['Type'].startswith('AWS::SSM') else each
                                        for name, each in template.get('Parameters', {}).items()}}
    parameters: dict[str, Any] = engine._resolve_parameters(plain, [{'Key': name, 'Value': value} for name, value in values.items()])
    return parameters


def _in_order(definitions: dict[str, Any]) -> list[str]:
    """First what others refer to."""
    waiting = {name: engine._extract_deps(each, set(definitions)) for name, each in definitions.items()}
    order: list[str] = []
    while waiting:
        ready = [name for name, others in waiting.items() if not others & waiting.keys()] or [next(iter(waiting))]
        order += ready
        waiting = {name: others for name, others in waiting.items() if name not in ready}
    return order
