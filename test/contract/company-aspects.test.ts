import { App, Aspects, CfnParameter, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { AvailabilityZones, Exposure, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, ProxyImage } from '../../src';
import { compulsoryProps, TestIngress } from '../ingress';

describe('what an aspect of a company adds is kept:', () => {
  test('rights of the deploy-time functions', () => {
    const { app, template } = withStatements(lambda.Function, {});
    app.synth();

    const functions = Object.keys(template().findResources('AWS::Lambda::Function'));
    template().resourcePropertiesCountIs('AWS::IAM::Policy', withTraces(), functions.length);
  });

  test('rights of the project that builds the image, which still may not make log groups', () => {
    const { template } = withStatements(codebuild.Project, { image: ProxyImage.buildOnDeploy() });

    template().resourcePropertiesCountIs('AWS::IAM::Policy', withTraces(), 1);
    expect(JSON.stringify(template().toJSON())).not.toContain('logs:CreateLogGroup');
  });
});

describe('a list that is a token is refused by the name of its prop:', () => {
  const list = (stack: Stack) => new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;

  test.each<[string, (values: string[]) => Partial<LatticeExternalIngressProps>]>([
    ['allowedDomains', (allowedDomains) => ({ allowedDomains })],
    ['trustedProxies', (trustedProxies) => ({ trustedProxies })],
    ['elasticIpAllocationIds', (elasticIpAllocationIds) => ({ exposure: Exposure.internet({ elasticIpAllocationIds }) })],
    ['names', (names) => ({ availabilityZones: AvailabilityZones.named(...names) })],
  ])('%s', (prop, props) => {
    const stack = new Stack();

    expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(list(stack)) }))
      .toThrow(`'${prop}' must be known at synth, because each entry is checked and has resources of its own; got a list that is a token`);
  });
});

test.each<[string, (value: number) => Duration]>([['seconds', Duration.seconds], ['minutes', Duration.minutes]])(
  'an idle timeout of %s that is a token is refused by its name', (_, unit) => {
    const stack = new Stack();
    const idleTimeout = unit(new CfnParameter(stack, 'Idle', { type: 'Number' }).valueAsNumber);

    expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), idleTimeout }))
      .toThrow('\'idleTimeout\' must be known at synth, because the proxy waits as long as the load balancer; got a token');
  });

test('a second association of the VPC is refused where another copy of aws-cdk-lib made it', () => {
  const { app, stack, ingress } = new TestIngress();
  const other = new CfnResource(stack, 'Other', { type: vpclattice.CfnServiceNetworkVpcAssociation.CFN_RESOURCE_TYPE_NAME });
  Object.assign(other, { vpcIdentifier: ingress.vpc.vpcId });

  expect(() => app.synth()).toThrow('\'lattice\' must not associate a VPC that has an association already, at \'Stack/Other\'');
});

/** An ingress to whose constructs of a kind an aspect gives the right to write traces. */
function withStatements(kind: typeof lambda.Function | typeof codebuild.Project, props: Partial<LatticeExternalIngressProps>) {
  const made = new TestIngress(props);
  Aspects.of(made.app).add({
    visit: (node) => {
      if (node instanceof kind) {
        node.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['xray:PutTraceSegments'], resources: ['*'] }));
      }
    },
  });
  return { app: made.app, template: () => Template.fromStack(made.stack) };
}

function withTraces() {
  return { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'xray:PutTraceSegments' })]) } };
}

describe('stacks that need each other have a way without a cycle:', () => {
  const elsewhere = (app: App) => new Stack(app, 'Elsewhere');

  test('an auth policy in the stack of the ingress, of a service in another stack', () => {
    const app = new App();
    const service = new vpclattice.CfnService(elsewhere(app), 'Service');
    const stack = new Stack(app, 'Stack');
    const ingress = new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack), services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(service) }],
    });
    new vpclattice.CfnAuthPolicy(stack, 'AuthPolicy', {
      resourceIdentifier: service.attrArn,
      policy: new iam.PolicyDocument({ statements: [ingress.authPolicyStatement(new iam.AccountRootPrincipal())] }),
    });

    expect(() => app.synth()).not.toThrow();
  });

  test('a private zone in another stack, with the VPC in a stack that needs neither', () => {
    const app = new App();
    const vpc = new ec2.Vpc(new Stack(app, 'Ground'), 'Vpc', { restrictDefaultSecurityGroup: false });
    const zone = new route53.PrivateHostedZone(elsewhere(app), 'Zone', { vpc, zoneName: 'example.com' });

    addIngressWithRecord(app, zone, vpc);

    expect(() => app.synth()).not.toThrow();
  });

  test('and the error about a zone of another stack advises exactly that', () => {
    const app = new App();
    const stack = elsewhere(app);
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });

    addIngressWithRecord(app, new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'example.com' }));

    expect(() => app.synth()).toThrow('add the VPC to it with addVpc(), with the VPC in a stack that needs neither the zone nor the ingress; ' +
      'or make the zone in the stack of the ingress');
  });

  function addIngressWithRecord(app: App, zone: route53.IHostedZone, vpc?: ec2.IVpc): void {
    const stack = new Stack(app, 'Stack');
    const service = LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', { hostedZoneId: 'Z1' });
    new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack), vpc, allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service, zone }],
    });
  }
});
