"""The intrinsic functions evaluate as CloudFormation does, and what is not known is an error."""
from __future__ import annotations

import unittest

from lab.proxy.intrinsics import Intrinsics, UnknownValue

_TEMPLATE = {
    'Parameters': {
        'Range': {'Type': 'String', 'Default': '10.0.0.0/16'}, 'NoDefault': {'Type': 'String'},
        'Size': {'Type': 'String', 'Default': 'small'}, 'Name': {'Type': 'String', 'Default': ''},
    },
    'Mappings': {'Sizes': {'small': {'Cpu': '256'}, 'large': {'Cpu': '4096'}}},
    'Conditions': {
        'HasName': {'Fn::Not': [{'Fn::Equals': [{'Ref': 'Name'}, '']}]},
        'IsSmall': {'Fn::Equals': [{'Ref': 'Size'}, 'small']},
        'Both': {'Fn::And': [{'Condition': 'HasName'}, {'Condition': 'IsSmall'}]},
        'Either': {'Fn::Or': [{'Condition': 'HasName'}, {'Condition': 'IsSmall'}]},
        'Odd': {'Fn::Xor': []},
    },
    'Resources': {'Vpc': {'Type': 'AWS::EC2::VPC', 'Properties': {'CidrBlock': {'Ref': 'Range'}}}, 'Other': {'Type': 'AWS::SNS::Topic'}},
}


class IntrinsicsTest(unittest.TestCase):
    """One test for each function."""

    def evaluate(self, value: object, **given: str) -> object:
        """Evaluates in the template above."""
        return Intrinsics(_TEMPLATE, given).evaluate(value)

    def test_plain_values_stay(self) -> None:
        self.assertEqual(self.evaluate({'a': [1, 'b', {'c': True}]}), {'a': [1, 'b', {'c': True}]})

    def test_ref_to_pseudo_parameter_parameter_and_given_value(self) -> None:
        self.assertEqual(self.evaluate({'Ref': 'AWS::Region'}), 'us-east-1')
        self.assertEqual(self.evaluate({'Ref': 'Range'}), '10.0.0.0/16')
        self.assertEqual(self.evaluate({'Ref': 'Range'}, Range='10.1.0.0/16'), '10.1.0.0/16')
        self.assertEqual(self.evaluate({'Ref': 'Other'}, Other='arn'), 'arn')

    def test_attributes_that_repeat_a_property_or_are_given(self) -> None:
        self.assertEqual(self.evaluate({'Fn::GetAtt': ['Vpc', 'CidrBlock']}), '10.0.0.0/16')
        self.assertEqual(self.evaluate({'Fn::GetAtt': 'Vpc.CidrBlock'}), '10.0.0.0/16')
        self.assertEqual(self.evaluate({'Fn::GetAtt': ['Other', 'DnsEntry.DomainName']}, **{'Other.DnsEntry.DomainName': 'x.on.aws'}), 'x.on.aws')

    def test_join_split_and_select(self) -> None:
        joined = {'Fn::Join': ['.', ['a', {'Ref': 'AWS::Region'}, 'c']]}
        self.assertEqual(self.evaluate(joined), 'a.us-east-1.c')
        self.assertEqual(self.evaluate({'Fn::Select': ['1', {'Fn::Split': ['.', joined]}]}), 'us-east-1')

    def test_substitute(self) -> None:
        self.assertEqual(self.evaluate({'Fn::Sub': '${AWS::Region} ${Vpc.CidrBlock} ${!Literal}'}), 'us-east-1 10.0.0.0/16 ${Literal}')
        self.assertEqual(self.evaluate({'Fn::Sub': ['${Mine}-${Range}', {'Mine': {'Ref': 'AWS::Partition'}}]}), 'aws-10.0.0.0/16')

    def test_cidr_counts_host_bits(self) -> None:
        block = {'Fn::GetAtt': ['Vpc', 'CidrBlock']}
        self.assertEqual(self.evaluate({'Fn::Cidr': [block, 2, '8']}), ['10.0.0.0/24', '10.0.1.0/24'])
        self.assertEqual(self.evaluate({'Fn::Cidr': ['2001:db8::/56', 2, 64]}), ['2001:db8::/64', '2001:db8:0:1::/64'])
        with self.assertRaises(UnknownValue):
            self.evaluate({'Fn::Cidr': ['10.0.0.0/24', 2, 8]})

    def test_if_and_conditions(self) -> None:
        def chosen(condition: str, **given: str) -> object:
            return self.evaluate({'Fn::If': [condition, 'one', {'Ref': 'Range'}]}, **given)

        self.assertEqual((chosen('HasName'), chosen('HasName', Name='x')), ('10.0.0.0/16', 'one'))
        self.assertEqual((chosen('Both', Name='x'), chosen('Both'), chosen('Both', Name='x', Size='large')), ('one', '10.0.0.0/16', '10.0.0.0/16'))
        self.assertEqual((chosen('Either'), chosen('Either', Size='large'), chosen('Either', Size='large', Name='x')), ('one', '10.0.0.0/16', 'one'))

    def test_resources_with_a_condition(self) -> None:
        self.assertTrue(Intrinsics(_TEMPLATE).is_made({}))
        self.assertTrue(Intrinsics(_TEMPLATE, {'Name': 'x'}).is_made({'Condition': 'HasName'}))
        self.assertFalse(Intrinsics(_TEMPLATE).is_made({'Condition': 'HasName'}))

    def test_find_in_map(self) -> None:
        value = {'Fn::FindInMap': ['Sizes', {'Ref': 'Size'}, 'Cpu']}
        self.assertEqual((self.evaluate(value), self.evaluate(value, Size='large')), ('256', '4096'))

    def test_what_is_not_known_is_an_error_that_names_it(self) -> None:
        for value, name in (
            ({'Ref': 'Other'}, "'Other'"),
            ({'Ref': 'NoDefault'}, "'NoDefault'"),
            ({'Ref': 'AWS::NoValue'}, "'AWS::NoValue'"),
            ({'Fn::GetAtt': ['Other', 'TopicArn']}, "'Other.TopicArn'"),
            ({'Fn::Sub': '${Gone}'}, "'Gone'"),
            ({'Fn::GetAZs': ''}, "'Fn::GetAZs'"),
            ({'Fn::If': ['Gone', 'a', 'b']}, "'Gone'"),
            ({'Fn::If': ['Odd', 'a', 'b']}, "'Fn::Xor'"),
            ({'Fn::FindInMap': ['Sizes', 'medium', 'Cpu']}, "'medium'"),
            ({'Fn::Select': [3, ['a']]}, 'item 3'),
        ):
            with self.subTest(value=value), self.assertRaisesRegex(UnknownValue, name):
                self.evaluate(value)
