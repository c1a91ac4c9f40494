import { Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requireTaskAddresses } from '../../src/proxy/free-addresses';

/** Two subnets of sixteen addresses, of which EC2 keeps five each: 22 are left. */
const SMALL = ['10.0.0.0/28', '10.0.0.16/28'];

/** What is said to tasks in subnets of these ranges: an error, a warning, or nothing. */
function saidTo(maxTasks: number | undefined, ranges: (string | undefined)[]): string {
  const stack = new Stack();
  const subnets = ranges.map((ipv4CidrBlock, index) => ec2.Subnet.fromSubnetAttributes(stack, `Subnet${index}`, { subnetId: `subnet-${index}`, ipv4CidrBlock }));
  try {
    requireTaskAddresses(stack, subnets, { maxTasks });
  } catch (error) {
    return (error as Error).message;
  }
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-lattice-external-ingress')).map(({ entry }) => String(entry.data)).join();
}

test.each([
  ['half as many tasks as addresses', 11, SMALL],
  ['a number of tasks that is a token', Token.asNumber({ Ref: 'MaxTasks' }), SMALL],
  ['any number of tasks in a subnet of an unknown range', 5000, [...SMALL, undefined]],
  ['any number of tasks while CDK has yet to look the subnets up', 5000, []],
  ['the default number of tasks in a /24', undefined, ['10.0.0.0/24']],
])('%s fit, and nothing is said', (_, maxTasks, ranges) => {
  expect(saidTo(maxTasks, ranges)).toBe('');
});

test.each([
  ['a twelfth task', 12, SMALL, '22 addresses, and a deployment while 12 tasks run needs 24'],
  ['as many tasks as addresses', 22, SMALL, '22 addresses, and a deployment while 22 tasks run needs 44'],
])('%s is a warning, because a deployment starts as many again', (_, maxTasks, ranges, text) => {
  expect(saidTo(maxTasks, ranges)).toMatch(`the subnets of the tasks have ${text}: it would not end.`);
});

test('one more task than addresses is an error', () => {
  expect(saidTo(23, SMALL)).toBe('\'maxTasks\' must be at most 22, the addresses that the subnets of the tasks have, got 23: lower it, or select larger subnets with \'taskSubnets\'');
});
