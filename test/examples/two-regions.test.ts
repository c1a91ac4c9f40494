import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStacks, Routing } from '../../examples/two-regions/stacks';

const RECORD = 'AWS::Route53::RecordSet';
const CHECK = 'AWS::Route53::HealthCheck';

const regions = ['eu-west-1', 'eu-central-1'].map((name) => ({ name, healthCheckers: 'pl-0123456789abcdef0' }));
const stacksWith = (routing: Routing) => addStacks(new App(), { regions, routing, hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });
const failover = stacksWith(Routing.FAILOVER).map((stack) => Template.fromStack(stack));
const stacksByLatency = stacksWith(Routing.LATENCY);
const [primary] = failover;

/** The logical id of the health check of a type that the template has once. */
function only(template: Template, type: string): string {
  const [id, ...others] = Object.keys(template.findResources(CHECK, { Properties: { HealthCheckConfig: { Type: type } } }));
  expect(others).toEqual([]);
  return id;
}

test('with failover the first Region is the primary one, and each has its own health check', () => {
  ['PRIMARY', 'SECONDARY'].forEach((role, index) => failover[index].allResourcesProperties(RECORD, {
    Name: 'api.example.com.',
    Failover: role,
    SetIdentifier: regions[index].name,
    HealthCheckId: { Ref: only(failover[index], 'CALCULATED') },
    AliasTarget: { EvaluateTargetHealth: true },
  }));
});

test('with latency each Region is there for clients near it, while its health check is healthy', () => {
  stacksByLatency.forEach((stack, index) => {
    const template = Template.fromStack(stack);
    template.allResourcesProperties(RECORD, {
      Region: regions[index].name, HealthCheckId: { Ref: only(template, 'CALCULATED') }, Failover: Match.absent(),
    });
  });
});

test('a health check goes through each address of the load balancer to the service, under its name', () => {
  const addresses = Object.keys(primary.findResources('AWS::EC2::EIP'));

  primary.resourcePropertiesCountIs(CHECK, { HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: 'api.example.com', ResourcePath: '/health', EnableSNI: true } }, 2);
  addresses.forEach((id) => primary.hasResourceProperties(CHECK, { HealthCheckConfig: { IPAddress: { 'Fn::GetAtt': [id, 'PublicIp'] } } }));
  primary.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    SubnetMappings: addresses.map((id) => Match.objectLike({ AllocationId: { 'Fn::GetAtt': [id, 'AllocationId'] } })),
  });
  primary.hasResourceProperties(CHECK, { HealthCheckConfig: { Type: 'CALCULATED', HealthThreshold: 1, ChildHealthChecks: Object.keys(primary.findResources(CHECK, { Properties: { HealthCheckConfig: { Type: 'HTTPS' } } })).map((id) => ({ Ref: id })) } });
});

test('anybody may GET the path of the health check, on the service network as on the service, and nothing else without a signature', () => {
  const [serviceId] = Object.keys(primary.findResources('AWS::VpcLattice::Service'));
  const open = Match.objectLike({
    Principal: { AWS: '*' },
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [serviceId, 'Arn'] }, '/health']] },
    Condition: { StringEquals: { 'vpc-lattice-svcs:RequestMethod': 'GET' } },
  });

  primary.resourcePropertiesCountIs('AWS::VpcLattice::AuthPolicy', { Policy: { Statement: [Match.anyValue(), open] } }, 2);
});

test('AwsSolutions finds nothing in two Regions that is not acknowledged', () => {
  expect(new AwsSolutionsChecks().validateScope(stacksByLatency[0].node.root).violations).toEqual([]);
});
