"""The conditions of a template, with those functions in them that CloudFormation resolves there and ministack does not."""
from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import engine

_OF_VALUES = {'Fn::FindInMap', 'Fn::Join', 'Fn::Select', 'Fn::Split', 'Fn::Sub'}
"""@see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html"""

_PSEUDO_PARAMETERS = [{'Ref': f'AWS::{name}'} for name in ('AccountId', 'Partition', 'Region', 'StackName', 'URLSuffix')]

_evaluate = engine._evaluate_conditions


def evaluate_conditions(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, bool]:
    """Which conditions are true."""
    def with_values(expression: Any) -> Any:
        if isinstance(expression, list):
            return [with_values(each) for each in expression]
        if not isinstance(expression, dict):
            return expression
        if expression.keys() & _OF_VALUES or expression in _PSEUDO_PARAMETERS:
            return engine._resolve_refs(expression, {}, parameters, {}, template.get('Mappings', {}), '', '')
        return {name: with_values(each) for name, each in expression.items()}

    conditions: dict[str, bool] = _evaluate({**template, 'Conditions': with_values(template.get('Conditions', {}))}, parameters)
    return conditions
