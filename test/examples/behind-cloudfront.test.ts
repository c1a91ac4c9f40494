import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStacks, Stacks } from '../../examples/behind-cloudfront/stacks';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';

/** The stacks with the ingress in this Region. */
function stacksIn(region: string): Stacks {
  return addStacks(new App(), {
    region,
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    zoneName: 'example.com',
    cloudFrontPrefixList: 'pl-0123456789abcdef0',
  });
}

const inUsEast1 = stacksIn('us-east-1');
const elsewhere = stacksIn('eu-west-1');
const template = Template.fromStack(inUsEast1.stack);

test('what a client signed passes: every header with Host, every cookie, every query string and every method, and nothing is cached', () => {
  template.hasResourceProperties(DISTRIBUTION, {
    DistributionConfig: {
      DefaultCacheBehavior: {
        AllowedMethods: Match.arrayWith(['GET', 'PUT', 'PATCH', 'POST', 'DELETE']),
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // CachingDisabled
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3', // AllViewer
        Compress: false,
      },
    },
  });
});

test('clients speak HTTP/2 and HTTP/3 over IPv4 and IPv6, under a certificate for the name of the service', () => {
  template.hasResourceProperties(DISTRIBUTION, {
    DistributionConfig: { HttpVersion: 'http2and3', IPV6Enabled: true, Aliases: ['api.example.com'], ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' } },
  });
  template.hasResourceProperties('AWS::VpcLattice::Service', { CustomDomainName: 'api.example.com' });
  template.allResourcesProperties('AWS::CertificateManager::Certificate', { DomainName: 'api.example.com' });
});

test('AWS WAF limits one address and applies the common rules, but lets large bodies through', () => {
  template.hasResourceProperties('AWS::WAFv2::WebACL', {
    Scope: 'CLOUDFRONT',
    Rules: [
      Match.objectLike({ Action: { Block: {} }, Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2000, EvaluationWindowSec: 300 } } }),
      Match.objectLike({
        OverrideAction: { None: {} },
        Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesCommonRuleSet', RuleActionOverrides: [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }] } },
      }),
    ],
  });
});

test('CloudFront reaches the load balancer over HTTPS only, and the internet gateway is there first', () => {
  template.hasResource('AWS::CloudFront::VpcOrigin', {
    Properties: { VpcOriginEndpointConfig: { Arn: { Ref: only('AWS::ElasticLoadBalancingV2::LoadBalancer') }, OriginProtocolPolicy: 'https-only' } },
    DependsOn: Match.arrayWith(Object.keys(template.findResources('AWS::EC2::Route', { Properties: { DestinationCidrBlock: '0.0.0.0/0' } }))),
  });
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
});

test('in us-east-1 one stack holds all of it; elsewhere the certificate, the web ACL, the distribution and its log are in a stack in us-east-1', () => {
  const [front, back] = [elsewhere.frontStack, elsewhere.stack].map((stack) => Template.fromStack(stack));

  expect(inUsEast1.frontStack).toBe(inUsEast1.stack);
  expect([elsewhere.frontStack.region, elsewhere.stack.region]).toEqual(['us-east-1', 'eu-west-1']);
  for (const type of [DISTRIBUTION, 'AWS::WAFv2::WebACL', 'AWS::CertificateManager::Certificate', 'AWS::Logs::DeliverySource']) {
    front.resourceCountIs(type, 1);
  }
  back.resourceCountIs(DISTRIBUTION, 0);
  expect(elsewhere.frontStack.dependencies).toEqual([elsewhere.stack]);
});

test('what the stack in us-east-1 knows of the load balancer is an output of the other stack, read without a function', () => {
  const [front, back] = [elsewhere.frontStack, elsewhere.stack].map((stack) => Template.fromStack(stack));
  const { Arn } = Object.values(front.findResources('AWS::CloudFront::VpcOrigin'))[0].Properties.VpcOriginEndpointConfig;

  expect(Arn['Fn::GetStackOutput']).toMatchObject({ StackName: elsewhere.stack.stackName, Region: 'eu-west-1' });
  expect(back.findOutputs(Arn['Fn::GetStackOutput'].OutputName)).not.toEqual({});
  front.resourceCountIs('AWS::Lambda::Function', 0);
});

test.each([inUsEast1, elsewhere])('AwsSolutions finds nothing that is not acknowledged', ({ stack }) => {
  expect(new AwsSolutionsChecks().validateScope(stack.node.root).violations).toEqual([]);
});

function only(type: string): string {
  const [id, ...others] = Object.keys(template.findResources(type));
  expect(others).toEqual([]);
  return id;
}
