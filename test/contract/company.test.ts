import { Aspects, CfnParameter, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { AvailabilityZones, Exposure, LatticeExternalIngress, LatticeExternalIngressProps, ProxyImage } from '../../src';
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
