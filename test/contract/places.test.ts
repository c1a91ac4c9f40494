import { App, CfnResource, NestedStack, RemovalPolicy, Stack, Stage, TagManager, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { AvailabilityZones, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, TestIngress } from '../ingress';
import { ACCOUNT, Place, SHAPES } from './shapes';
import { refusedTexts } from './texts';

const SHARED = `arn:aws:vpc-lattice:us-east-1:${ACCOUNT}:servicenetwork/sn-0123456789abcdef1`;
const shapes = Object.keys(SHAPES);

/** Every text in a template but what functions and nginx are given, which say names of their own. */
function textsIn(value: any, path: string[] = []): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') {
    return [{ path: path.join('.'), text: value }];
  }
  return Object.entries(value ?? {}).flatMap(([key, each]) => (key === 'ZipFile' ? [] : textsIn(each, [...path, key])));
}

describe.each(shapes)('with %s', (shape) => {
  test.each([undefined, 'cn-north-1'])('no partition and no DNS suffix is written out (%s)', (region) => {
    const texts = textsIn(new Place(shape, { region }).resources);
    // The names of principals are the same in every partition.
    const isPrincipal = ({ path, text }: { path: string; text: string }) =>
      /Principal\.Service|Services\.|iam:AWSServiceName/.test(path) || text.includes(':role/aws-service-role/');

    expect(texts.filter(({ text }) => /arn:aws/.test(text))).toEqual([]);
    expect(texts.filter((each) => /amazonaws\.com|api\.aws/.test(each.text) && !isPrincipal(each))).toEqual([]);
  });

  test('AwsSolutions finds nothing that is not acknowledged', () => {
    const rules = new AwsSolutionsChecks().validateScope(new Place(shape).app).violations.map(({ ruleName }) => ruleName);

    // The agent's repository is in an account that differs by Region. CDK takes no acknowledgement whose id holds `::` twice.
    expect(rules.filter((rule) => !rule.endsWith(':*:repository/aws-guardduty-agent-fargate]'))).toEqual([]);
  });

  test('a stack that moves into a stage, or gets another construct id, and keeps its name keeps its template', () => {
    const withoutPath = (key: string, value: unknown) => (key === 'aws:cdk:path' ? undefined : value);
    const textOf = (place: Place) => JSON.stringify(place.template, withoutPath, 1);
    const before = textOf(new Place(shape, { stackName: 'Edge' }));

    expect(textOf(new Place(shape, { stackName: 'Edge', stage: 'Production' }))).toBe(before);
    expect(textOf(new Place(shape, { stackName: 'Edge', stackId: 'Another' }))).toBe(before);
  });

  test('a permissions boundary reaches every role, and a tag everything that can have tags', () => {
    const { app, stack } = new Place(shape);
    iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    Tags.of(app).add('team', 'edge');
    const { Resources } = Template.fromStack(stack).toJSON();

    const resources = stack.node.findAll().filter((each): each is CfnResource => each instanceof CfnResource);
    const without = resources.filter((each) => TagManager.of(each) && !JSON.stringify(Resources[stack.resolve(each.logicalId)].Properties).includes('"edge"'));
    expect(without.map(({ cfnResourceType }) => cfnResourceType)).toEqual([]);
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('names stay within their limits in a stack with the longest name, deep in a tree', () => {
    const nest = (scope: Construct, depth: number): Construct => (depth === 0 ? scope : nest(new Construct(scope, `${'Deep'.repeat(10)}${depth}`), depth - 1));
    const { stack, resources, template } = new Place(shape, { stackName: 'S'.repeat(128), below: (each) => nest(each, 6) });

    expect(refusedTexts(template, 'x'.repeat(128))).toEqual([]);
    expect(Object.keys(resources).filter((id) => id.length > 255)).toEqual([]);
    expect(stack.stackName).toHaveLength(128);
  });

  test('construct ids may hold characters that AWS does not take in names', () => {
    const { template } = new Place(shape, { below: (stack) => new Construct(stack, 'Team\'s: edge* & "co" (<x>, {1} [2] %?)') });

    expect(refusedTexts(template)).toEqual([]);
  });
});

describe('in other scopes', () => {
  test.each([shapes[0], shapes[3]])('a nested stack holds the same, and nothing is exported (%s)', (shape) => {
    const place = new Place(shape);
    const nested = new Place(shape, { below: (stack) => new NestedStack(stack, 'Nested', { removalPolicy: RemovalPolicy.DESTROY }) });
    const inside = Template.fromStack(Stack.of(nested.ingress));

    const around = typesOf(nested.resources).filter((type) => type !== 'AWS::CloudFormation::Stack');
    expect([...typesOf(inside.toJSON().Resources), ...around].sort()).toEqual(typesOf(place.resources));
    expect(JSON.stringify(nested.app.synth().stacks.map(({ template }) => template.Outputs ?? {}))).not.toContain('Export');
  });

  test('stages hold the same ingress side by side, for two Regions', () => {
    const app = new App();
    const [first, second] = ['us-east-2', 'eu-north-1'].map((region) => {
      const stack = new Stack(new Stage(app, `Stage-${region}`, { env: { account: ACCOUNT, region } }), 'Stack');
      new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...SHAPES[shapes[0]](stack) });
      return Template.fromStack(stack).toJSON().Resources;
    });

    expect(typesOf(first)).toEqual(typesOf(second));
    expect(app.synth().nestedAssemblies).toHaveLength(2);
  });
});

test('a pipeline of CDK Pipelines deploys the ingress in a stage', () => {
  const app = new App();
  const stage = new Stage(app, 'Production', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const stack = new Stack(stage, 'Stack', { stackName: 'Stack' });
  new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  const pipeline = new pipelines.CodePipeline(new Stack(app, 'Pipeline', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Pipeline', {
    synth: new pipelines.ShellStep('Synth', {
      input: pipelines.CodePipelineSource.connection('company/edge', 'main', { connectionArn: `arn:aws:codeconnections:eu-west-1:${ACCOUNT}:connection/1` }),
      commands: ['npx cdk synth'],
    }),
  });
  pipeline.addStage(stage);

  const { Stages } = Object.values(Template.fromStack(Stack.of(pipeline)).findResources('AWS::CodePipeline::Pipeline'))[0].Properties;
  // No stage that publishes assets: the ingress has none.
  expect(Stages.map(({ Name, Actions }: any) => [Name, Actions.length])).toEqual([['Source', 1], ['Build', 1], ['UpdatePipeline', 1], ['Production', 2]]);
  expect(Template.fromStack(stack).toJSON().Resources).toEqual(new TestIngress({}, { env: { account: ACCOUNT, region: 'eu-west-1' } }).template.toJSON().Resources);
});

test('a service network that another account shares is associated by its ARN', () => {
  const { template } = new TestIngress({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(new Stack(), 'Shared', SHARED)),
  });

  template.hasResourceProperties('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: SHARED });
});

describe('VPC Lattice is not everywhere:', () => {
  const warningsIn = (region: string | undefined, props: Partial<LatticeExternalIngressProps> = {}) => {
    const { stack } = new TestIngress(props, { env: region ? { account: ACCOUNT, region } : undefined });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('VPC Lattice')).map(({ entry }) => String(entry.data));
  };

  // The pages of AWS, and the endpoints that its SDKs know, name VPC Lattice in no Region of these partitions, and not in three young Regions.
  const otherPartitions = ['aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'];
  const elsewhere = RegionInfo.regions.filter(({ partition }) => otherPartitions.includes(partition!)).map(({ name }) => name);
  test.each([...elsewhere, 'ap-east-2', 'ap-southeast-6', 'ap-southeast-7'])('a stack for %s, which has none, warns', (region) => {
    expect(warningsIn(region)).toEqual([
      expect.stringMatching(`VPC Lattice was not in ${region} when this version was made.*ack: cdk-lattice-external-ingress:regionWithoutLattice`),
    ]);
  });

  test.each([['us-east-1', 'use1-az3'], ['ca-central-1', 'cac1-az3']])('a stack for %s warns of zone %s', (region, zone) => {
    expect(warningsIn(region)).toEqual([expect.stringMatching(`VPC Lattice is not in zone ${zone} of ${region}.*AvailabilityZones.named`)]);
  });

  test('a stack for any Region warns of each of these zones, and says what to do', () => {
    expect(warningsIn(undefined)).toEqual([expect.stringMatching('zone use1-az3 of us-east-1.*zone cac1-az3 of ca-central-1.*first 3 zones.*AvailabilityZones.named')]);
    expect(warningsIn(undefined, { availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1c') })).toEqual([]);
  });

  test('nothing is said where zones are named, and where all zones have it', () => {
    expect(warningsIn('us-east-1', { availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1c') })).toEqual([]);
    expect(warningsIn('eu-north-1')).toEqual([]);
    expect(warningsIn('xx-unknown-1')).toEqual([]);
  });
});

function typesOf(resources: Record<string, any>): string[] {
  return Object.values(resources).map(({ Type }) => Type).sort();
}
