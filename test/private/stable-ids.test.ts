import { App, Aws, CfnParameter, Fn, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { identityOf, inOrder, pathFromStackName, pathHashOf } from '../../src/private/stable-ids';

const app = new App();
const stack = new Stack(app, 'Stack');
const nested = new NestedStack(stack, 'Nested');
const queueIn = (scope: Construct) => new sqs.CfnQueue(scope, 'Queue');
const [own, ofNested, ofOther] = [stack, nested, new Stack(app, 'Other')].map(queueIn);
const parameter = new CfnParameter(stack, 'Parameter').valueAsString;
const identity = (text: string) => identityOf(stack, text);

test.each<[of: string, text: string, expected: string]>([
  ['a text', 'vpc-1', 'vpc-1'],
  ['a value that is known later in synthesis', Lazy.string({ produce: () => 'vpc-1' }), 'vpc-1'],
  ['a resource', own.ref, 'Queue'],
  ['an attribute of a resource', own.attrArn, 'Queue.Arn'],
  ['a parameter', parameter, 'Parameter'],
  ['a pseudo parameter', Aws.REGION, 'AWS::Region'],
  ['a text around a token', `arn:${own.ref}:*`, 'arn:Queue:*'],
  ['a resource of another stack', ofOther.ref, 'Other.Queue'],
  ['a resource of a nested stack', ofNested.attrArn, 'Stack.NestedNestedStackNestedNestedStackResourceDEFDAA4D.Queue.Arn'],
])('the identity of %s is readable', (_, text, expected) => {
  expect(identity(text)).toBe(expected);
});

test('the identity of any other expression follows from what it says', () => {
  const [first, second] = [0, 1].map((index) => identity(Fn.select(index, Fn.split(',', parameter))));

  expect(first).toMatch(/^[0-9a-f]{8}$/);
  expect(identity(Fn.select(0, Fn.split(',', parameter)))).toBe(first);
  expect(second).not.toBe(first);
});

test('things are in the same order however they are given', () => {
  const texts = ['b', own.ref, 'a', 'b', 'C'];

  expect(inOrder(stack, texts, (text) => text)).toEqual(['C', own.ref, 'a', 'b', 'b']);
  expect(inOrder(stack, [...texts].reverse(), (text) => text)).toEqual(['C', own.ref, 'a', 'b', 'b']);
});

describe('the path and the hash of a construct', () => {
  const made = (scope: Construct, stackId: string, ids: string[]) =>
    ids.reduce<Construct>((parent, id) => new Construct(parent, id), new Stack(scope, stackId, { stackName: 'Edge' }));
  const before = made(new App(), 'Edge', ['Ingress', 'Network']);

  test.each([['moves into a stage', made(new Stage(new App(), 'Production'), 'Edge', ['Ingress', 'Network'])], ['gets another construct id', made(new App(), 'Another', ['Ingress', 'Network'])]])(
    'stay the same where the stack %s', (_, after) => {
      expect(pathFromStackName(before)).toBe('Edge/Ingress/Network');
      expect(pathFromStackName(after)).toBe('Edge/Ingress/Network');
      expect(pathHashOf(after)).toBe(pathHashOf(before));
    });

  test('are those of one construct only', () => {
    const second = made(new App(), 'Edge', ['Second', 'Network']);

    expect(pathFromStackName(second)).not.toBe(pathFromStackName(before));
    expect(pathHashOf(second)).not.toBe(pathHashOf(before));
    expect(pathFromStackName(ofNested)).toBe('Stack/Nested/Queue');
  });
});
