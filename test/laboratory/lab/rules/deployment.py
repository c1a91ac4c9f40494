"""A template as the account would see it once it is deployed: functions of CloudFormation resolved, ids and attributes made up.

What is made up has the form that AWS gives it, so that patterns and lengths mean something; parameters, conditions, rules and
functions are resolved by the engine of ministack.
"""
from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import request_scope
from ministack.services.cloudformation import engine

from lab.rules.conditions import evaluate_conditions
from lab.rules.made_up_values import attributes_of, physical_id_of, prefix_list_names, value_of_parameter
from lab.rules.rulebook.account import Account, Resource
from lab.rules.rulebook.rule import Refusal, refusals_of, refusals_of_template
from lab.rules.rulebook.schemas import REGION

STACK = 'Stack'
_ACCOUNT = '000000000000'
_OUTPUT_OF_A_STACK, _EXPORT_OF_A_STACK = 'Fn::GetStackOutput', 'Fn::ImportValue'
_STACK_ID = f'arn:aws:cloudformation:us-east-1:000000000000:stack/{STACK}/51af3dc0-da77-11e4-872e-1234567db123'


@dataclass(frozen=True)
class Surroundings:
    """Where a stack is, and the stacks of its app, whose outputs it may read."""

    region: str = REGION
    others: dict[str, tuple[dict[str, Any], Surroundings]] = field(default_factory=dict)
    """By the name of the stack."""

    def output_behind(self, value: dict[str, Any]) -> tuple[str, str] | None:
        """The stack and the output that a function of CloudFormation reads; nothing for any other function."""
        if _OUTPUT_OF_A_STACK in value:
            return value[_OUTPUT_OF_A_STACK]['StackName'], value[_OUTPUT_OF_A_STACK]['OutputName']
        outputs = ((stack, name, each) for stack, (template, _) in self.others.items() for name, each in template.get('Outputs', {}).items())
        wanted = value.get(_EXPORT_OF_A_STACK)
        return next(((stack, name) for stack, name, each in outputs if wanted and each.get('Export', {}).get('Name') == wanted), None)


_ALONE = Surroundings()


@dataclass(frozen=True)
class Deployment:
    """Everything that a stack would make, and what the stacks have made whose outputs it reads."""

    resources: list[Resource]
    account: Account
    outputs: dict[str, Any]

    def refusals(self) -> list[Refusal]:
        """Why AWS would refuse its resources."""
        return [refusal for each in self.resources for refusal in refusals_of(each, self.account)]


def refusals_of_stack(template: dict[str, Any], given: dict[str, str] | None = None, surroundings: Surroundings = _ALONE) -> list[Refusal]:
    """Why AWS would refuse a template, or else the resources that it makes with these parameters."""
    return list(refusals_of_template(template)) or deployment_of(template, given, surroundings).refusals()


def deployment_of(template: dict[str, Any], given: dict[str, str] | None = None, surroundings: Surroundings = _ALONE) -> Deployment:
    """What a template makes with these values of its parameters; an error where CloudFormation does not take them."""
    earlier = {name: deployment_of(surroundings.others[name][0], given, surroundings.others[name][1]) for name in _stacks_read(template, surroundings)}
    template = _with_outputs(template, surroundings, earlier)
    parameters = _parameters(template, given or {})
    conditions = evaluate_conditions(template, parameters)
    engine._evaluate_rules(template, parameters, conditions)
    made: dict[str, dict[str, Any]] = {}

    def resolved(value: Any) -> Any:
        with request_scope(_ACCOUNT, surroundings.region):
            return engine._resolve_refs(copy.deepcopy(value), made, parameters, conditions, template.get('Mappings', {}), STACK, _STACK_ID)

    wanted = {name: each for name, each in template['Resources'].items() if conditions.get(each.get('Condition'), True)}
    resources = []
    for name in _in_order(wanted):
        definition = wanted[name]
        properties = resolved(definition.get('Properties', {}))
        with request_scope(_ACCOUNT, surroundings.region):
            physical_id = physical_id_of(definition['Type'], name, properties)
            attributes = attributes_of(definition['Type'], physical_id, properties)
        made[name] = {'PhysicalResourceId': physical_id, 'Attributes': attributes, 'ResourceType': definition['Type']}
        resources.append(Resource(definition['Type'], name, properties, physical_id, attributes))
    everything = [*(each for deployment in earlier.values() for each in deployment.resources), *resources]
    outputs = {name: resolved(each['Value']) for name, each in template.get('Outputs', {}).items() if conditions.get(each.get('Condition'), True)}
    return Deployment(resources, Account(everything, prefix_lists=prefix_list_names(everything), region=surroundings.region), outputs)


def _stacks_read(value: Any, surroundings: Surroundings) -> set[str]:
    """The names of the stacks whose outputs a template reads."""
    if isinstance(value, dict):
        read = surroundings.output_behind(value)
        return {read[0]} if read else set().union(*(_stacks_read(each, surroundings) for each in value.values()))
    return set().union(*(_stacks_read(each, surroundings) for each in value)) if isinstance(value, list) else set()


def _with_outputs(value: Any, surroundings: Surroundings, earlier: dict[str, Deployment]) -> Any:
    """With what the other stacks say in place of the functions that read it."""
    if isinstance(value, list):
        return [_with_outputs(each, surroundings, earlier) for each in value]
    if not isinstance(value, dict):
        return value
    if read := surroundings.output_behind(value):
        return earlier[read[0]].outputs[read[1]]
    return {name: _with_outputs(each, surroundings, earlier) for name, each in value.items()}


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
