import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { requirePropsOfApp } from '../../src/private/same-app';

const env = { account: '111122223333', region: 'us-east-1' };
const group = (scope: Construct) => new ec2.CfnSecurityGroup(scope, 'Group', { groupDescription: 'group' });

test.each<[what: string, thing: (app: App) => unknown]>([
  ['makes in the stack', (app) => group(app.node.findChild('Stack') as Stack)],
  ['makes in another stack', (app) => group(new Stack(app, 'Further', { env }))],
  ['makes in another stage for another Region, which CDK reads when it deploys', (app) => group(new Stack(new Stage(app, 'Stage'), 'Far', { env: { ...env, region: 'eu-west-1' } }))],
  ['does not make: another app imports it', () => ec2.SecurityGroup.fromSecurityGroupId(new Stack(new App(), 'Other', { env }), 'Group', 'sg-0123456789abcdef0')],
  ['does not look into: an object of a class', () => new (class { public readonly group = group(new Stack()); })()],
])('a prop may hold what the app %s', (_, thing) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env });
  const value = thing(app);

  expect(() => requirePropsOfApp(stack, { prop: value, list: [undefined, null, value], struct: { text: 'text', value } })).not.toThrow();
});

test.each<[where: string, props: (value: unknown) => object]>([
  ['prop', (prop) => ({ prop })],
  ['list[1]', (value) => ({ list: [undefined, value] })],
  ['struct.inner', (inner) => ({ struct: { inner } })],
  ['list[0].inner[0]', (value) => ({ list: [{ inner: [value] }] })],
])('the message names where it is: %s', (where, props) => {
  const value = group(new Stack(new App(), 'Other', { env }));

  expect(() => requirePropsOfApp(new Stack(new App(), 'Stack', { env }), props(value))).toThrow(`'${where}' must be of the app of the ingress, got 'Other/Group' of another app`);
});
