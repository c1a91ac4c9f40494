import { App, Aws, CfnParameter, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { isListToken, showValue } from '../../src/private/error-values';

const listToken = Lazy.list({ produce: () => ['a'] });

test.each<[unknown, string]>([
  ['', "''"],
  ['a'.repeat(200), `'${'a'.repeat(200)}'`],
  ['a'.repeat(201), `'${'a'.repeat(200)}...'`],
  [listToken[0], 'a list that is a token'],
  [listToken, 'a list that is a token'],
  [[], '[]'],
  [['a', 7, [undefined]], "['a', 7, [undefined]]"],
  [Array(2), '[undefined, undefined]'],
  [Array(10).fill(1), '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'],
  [Array(11).fill(1), '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ...]'],
  [Token.asAny('a'), 'a token'],
  [ec2.Peer.anyIpv4(), 'an object of the class AnyIPv4'],
  [{}, '{}'],
  [Object.create(null), '{}'],
  [{ port: 1, name: 'a' }, '{ port, name }'],
  [null, 'null'],
  [undefined, 'undefined'],
  [0.5, '0.5'],
  [true, 'true'],
  [Symbol('a'), 'Symbol(a)'],
  [() => 'secret', 'a function'],
])('%p is shown as %s', (value, shown) => {
  expect(showValue(value)).toBe(shown);
});

test('a text that refers to a construct is shown with its path, because nobody knows a token by its number', () => {
  const parameter = new CfnParameter(new Stack(new App(), 'Stack'), 'Name');

  expect(showValue(parameter.valueAsString)).toBe("'Stack/Name'");
  expect(showValue(`arn:${Aws.PARTITION}:iam::111122223333:role/${parameter.valueAsString}`)).toBe("'arn:a token:iam::111122223333:role/Stack/Name'");
});

test('a list that is a token is known by its only entry', () => {
  expect([listToken[0], Lazy.string({ produce: () => 'a' }), 'a'].map(isListToken)).toEqual([true, false, false]);
});
