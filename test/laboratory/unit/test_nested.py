"""What nested stacks make is judged with the rest: under names of its own, with the values that its parent gives."""
from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from lab.rules.nested import is_nested, with_nested

_TOP = 'ParentNestedStackResource01234567'
_DEEP = 'DeepNestedStackResource89ABCDEF'


def _stack(digest: str, **parameters: Any) -> dict[str, Any]:
    return {'Type': 'AWS::CloudFormation::Stack', 'Properties': {'TemplateURL': {'Fn::Join': ['', ['https://s3/', f'assets/{digest}.json']]}, 'Parameters': parameters}}


_TEMPLATES: dict[str, dict[str, Any]] = {
    'Stack.template.json': {
        'Resources': {
            'Vpc': {'Type': 'AWS::EC2::VPC'},
            _TOP: {**_stack('top', vpc={'Ref': 'Vpc'}), 'DependsOn': ['Vpc']},
            'Reader': {'Type': 'AWS::SNS::Topic', 'Properties': {'TopicName': {'Fn::GetAtt': [_TOP, 'Outputs.Name']}}, 'DependsOn': [_TOP]},
        },
    },
    'Top.nested.template.json': {
        'Parameters': {'vpc': {'Type': 'String'}, 'size': {'Type': 'String', 'Default': '1'}},
        'Conditions': {'Big': {'Fn::Equals': [{'Ref': 'size'}, '1']}},
        'Resources': {
            'Group': {'Type': 'AWS::EC2::SecurityGroup', 'Condition': 'Big', 'DependsOn': 'Topic',
                      'Properties': {'VpcId': {'Ref': 'vpc'}, 'Name': {'Fn::If': ['Big', {'Ref': 'AWS::StackName'}, {'Ref': 'Topic'}]}}},
            'Topic': {'Type': 'AWS::SNS::Topic'},
            _DEEP: _stack('deep', group={'Fn::GetAtt': ['Group', 'GroupId']}),
        },
        'Outputs': {'Name': {'Value': {'Fn::GetAtt': [_DEEP, 'Outputs.Group']}}},
    },
    'Deep.nested.template.json': {'Parameters': {'group': {'Type': 'String'}}, 'Resources': {}, 'Outputs': {'Group': {'Value': {'Ref': 'group'}}}},
    'Stack.assets.json': {'files': {'top': {'source': {'path': 'Top.nested.template.json'}}, 'deep': {'source': {'path': 'Deep.nested.template.json'}}}},
}


class NestedTest(unittest.TestCase):
    """One stack in another, and one in that."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, template in _TEMPLATES.items():
            (self.folder / name).write_text(json.dumps(template))
        self.template, self.written = with_nested(self.folder / 'Stack.template.json')

    def test_resources_have_names_of_their_own_and_no_stack_is_left(self) -> None:
        self.assertEqual(list(self.template['Resources']), ['Vpc', 'Reader', '01234567Group', '01234567Topic'])

    def test_references_parameters_and_conditions_of_a_nested_stack_lead_to_what_they_mean(self) -> None:
        self.assertEqual(self.template['Resources']['01234567Group'], {
            'Type': 'AWS::EC2::SecurityGroup', 'Condition': '01234567Big', 'DependsOn': ['01234567Topic', 'Vpc'],
            'Properties': {'VpcId': {'Ref': 'Vpc'}, 'Name': {'Fn::If': ['01234567Big', {'Ref': 'AWS::StackName'}, {'Ref': '01234567Topic'}]}}})
        self.assertEqual(self.template['Conditions'], {'01234567Big': {'Fn::Equals': ['1', '1']}})

    def test_outputs_are_read_through_every_level_and_others_wait_for_all_of_a_nested_stack(self) -> None:
        reader = self.template['Resources']['Reader']
        self.assertEqual(reader['Properties'], {'TopicName': {'Fn::GetAtt': ['01234567Group', 'GroupId']}})
        self.assertEqual(reader['DependsOn'], ['01234567Group', '01234567Topic'])

    def test_each_template_is_given_as_it_was_written(self) -> None:
        self.assertEqual(self.written, [_TEMPLATES[name] for name in ('Stack.template.json', 'Top.nested.template.json', 'Deep.nested.template.json')])
        self.assertEqual([each for each in sorted(_TEMPLATES) if is_nested(Path(each))], ['Deep.nested.template.json', 'Top.nested.template.json'])
