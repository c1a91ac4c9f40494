import { App, CfnResource, NestedStack, RemovalPolicy, Stack, Stage, TagManager, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  AvailabilityZones, Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork,
  ProxyImage,
} from '../../src';
import { compulsoryProps, service, TestIngress } from '../ingress';

const ACCOUNT = '111122223333';
const SHARED = `arn:aws:vpc-lattice:us-east-1:${ACCOUNT}:servicenetwork/sn-0123456789abcdef1`;
const SERVICES = [service('api.example.com')];

/** Between them, everything that can be made. */
const SHAPES: Record<string, (stack: Stack) => Partial<LatticeExternalIngressProps>> = {
  'an association': () => ({ services: SERVICES, allowedDomains: ['*.apps.example.com'] }),
  'a build on deploy': () => ({ image: ProxyImage.buildOnDeploy(), enableExecuteCommand: true }),
  'IPv6 only, with flow logs': () => ({ egress: Egress.ipv6Only(), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() }),
  'endpoints, internal, with PrivateLink': (stack) => ({
    services: SERVICES,
    exposure: Exposure.privateNetwork(),
    http: HttpMode.redirectToHttps(),
    privateLink: { allowedPrincipals: [new iam.AccountPrincipal(ACCOUNT)] },
    lattice: LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Endpoint', 'sn-0123456789abcdef2')]),
  }),
  'DNS and GuardDuty': (stack) => ({
    services: SERVICES,
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
    allowGuardDutyAgent: true,
  }),
};
const shapes = Object.keys(SHAPES);

class Place {
  public readonly app = new App({ analyticsReporting: false });
  public readonly stack: Stack;
  public readonly ingress: LatticeExternalIngress;

  constructor(shape: string, options: { readonly region?: string; readonly stackName?: string; readonly below?: (stack: Stack) => Construct } = {}) {
    const { region, stackName, below = (stack: Stack) => stack } = options;
    this.stack = new Stack(this.app, 'Stack', { stackName, env: region ? { account: ACCOUNT, region } : undefined });
    this.ingress = new LatticeExternalIngress(below(this.stack), 'Ingress', { ...compulsoryProps(this.stack), ...SHAPES[shape](this.stack) });
    this.ingress.addAlarms();
    this.ingress.addDashboard();
  }

  public get resources(): Record<string, any> {
    return Template.fromStack(this.stack).toJSON().Resources;
  }
}

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
    const { stack, resources } = new Place(shape, { stackName: 'S'.repeat(128), below: (each) => nest(each, 6) });
    const limits: Record<string, number> = {
      'AWS::Logs::QueryDefinition.Name': 255,
      'AWS::Logs::MetricFilter.FilterName': 512,
      'AWS::ApplicationAutoScaling::ScalingPolicy.PolicyName': 256,
      'AWS::CloudWatch::Dashboard.DashboardName': 255,
      'AWS::CloudWatch::Alarm.AlarmName': 255,
      'AWS::CloudWatch::Alarm.AlarmDescription': 1024,
      'AWS::EC2::SecurityGroup.GroupDescription': 255,
      'AWS::ElasticLoadBalancingV2::TargetGroup.Name': 32,
      'AWS::ElasticLoadBalancingV2::LoadBalancer.Name': 32,
      'AWS::IAM::Role.Description': 1000,
      'AWS::IAM::Role.RoleName': 64,
      'AWS::IAM::Policy.PolicyName': 128,
      'AWS::Lambda::Function.Description': 256,
      'AWS::Logs::LogGroup.LogGroupName': 512,
    };

    const tooLong = Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
      Object.entries(Properties).filter(([name, value]) => lengthOf(value) > (limits[`${Type}.${name}`] ?? Infinity)).map(([name]) => `${id}.${name}`));
    expect(tooLong).toEqual([]);
    expect(Object.keys(resources).filter((id) => id.length > 255)).toEqual([]);
    expect(stack.stackName).toHaveLength(128);
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

  test.each(['cn-north-1', 'us-gov-west-1', 'ap-southeast-7'])('a stack for %s, which has none, warns', (region) => {
    expect(warningsIn(region)).toEqual([expect.stringContaining(`VPC Lattice was not in ${region} when this version was made`)]);
  });

  test.each([['us-east-1', 'use1-az3'], ['ca-central-1', 'cac1-az3']])('a stack for %s warns of zone %s', (region, zone) => {
    expect(warningsIn(region)).toEqual([expect.stringMatching(`VPC Lattice is not in zone ${zone} of ${region}.*AvailabilityZones.named`)]);
  });

  test('nothing is said where zones are named, where all zones have it, and where the Region is not known', () => {
    expect(warningsIn('us-east-1', { availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1c') })).toEqual([]);
    expect(warningsIn('eu-north-1')).toEqual([]);
    expect(warningsIn(undefined)).toEqual([]);
  });
});

function typesOf(resources: Record<string, any>): string[] {
  return Object.values(resources).map(({ Type }) => Type).sort();
}

/** Of a text that is only known when the stack is deployed: a token counts with the longest name of a stack. */
function lengthOf(value: any): number {
  if (typeof value === 'string') {
    return value.length;
  }
  const [separator, parts] = value['Fn::Join'] ?? ['', []];
  return parts.reduce((sum: number, part: any) => sum + (typeof part === 'string' ? part.length : 128) + separator.length, 0);
}
