import { Validations } from 'aws-cdk-lib';
import { Place, SHAPES } from './shapes';
import { textsOf } from './texts';

/** Where a console shows what a resource is for. */
const DESCRIPTIONS: Record<string, string> = {
  'AWS::IAM::Role': 'Description',
  'AWS::Lambda::Function': 'Description',
  'AWS::Scheduler::Schedule': 'Description',
  'AWS::CodeBuild::Project': 'Description',
  'AWS::CloudWatch::Alarm': 'AlarmDescription',
  'AWS::EC2::SecurityGroup': 'GroupDescription',
  'AWS::EC2::SecurityGroupEgress': 'Description',
  'AWS::EC2::SecurityGroupIngress': 'Description',
};

/** Without a description, CDK writes the path of a security group. */
const isDescription = (text: unknown) => Boolean(text) && !String(text).startsWith('Stack/');

/** Roles that CDK makes for a task definition and for flow logs. Their constructs take no description. */
const ROLES_OF_CDK = /(?:TaskDefinitionTaskRole|TaskDefinitionExecutionRole|FlowLogIAMRole)[0-9A-F]{8}$/;

const places = Object.keys(SHAPES).map((shape) => [shape, new Place(shape)] as const);

test.each(places)('%s: each resource says what it is for', (_, { resources }) => {
  const silent = Object.entries(resources)
    .filter(([id, { Type, Properties }]) => DESCRIPTIONS[Type] && !isDescription(Properties[DESCRIPTIONS[Type]]) && !ROLES_OF_CDK.test(id));

  expect(silent).toEqual([]);
});

test.each(places)('%s: no text is empty', (_, { template }) => {
  expect(textsOf(template).filter(({ text }) => text === '')).toEqual([]);
});

test.each(places)('%s: each acknowledged finding has its rule and a reason', (_, { ingress }) => {
  const acknowledged = ingress.node.findAll().flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries<string>(data));

  expect(acknowledged.length).toBeGreaterThan(10);
  // cdk-nag takes no reason of fewer characters.
  expect(acknowledged.filter(([rule, reason]) => !/^\w.*[^:]$/.test(rule) || reason.length < 10)).toEqual([]);
});

test('each kind of resource that has a description is in one of the shapes', () => {
  const types = places.flatMap(([, { resources }]) => Object.values(resources).map(({ Type }) => Type));

  expect(types).toEqual(expect.arrayContaining(Object.keys(DESCRIPTIONS)));
});
