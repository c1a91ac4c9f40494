import { App, Aws, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Exposure, LatticeExternalIngress, LatticeExternalIngressProps, RecordRouting, RoutingPolicyOptions } from '../../src';
import { compulsoryProps, errorOf, service } from '../ingress';

function inZone(props: Partial<LatticeExternalIngressProps> = {}, stack = new Stack(new App(), 'Stack')): Template {
  const publicZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new LatticeExternalIngress(stack, 'Ingress', {
    ...compulsoryProps(stack), services: [service('api.example.com')], allowedDomains: ['*.apps.example.com'], publicZone, ...props,
  });
  return Template.fromStack(stack);
}

describe('public records', () => {
  test('lead each name to the load balancer, over IPv4 and IPv6', () => {
    const template = inZone();

    template.resourceCountIs('AWS::Route53::RecordSet', 4);
    for (const name of ['api.example.com.', '*.apps.example.com.']) {
      for (const type of ['A', 'AAAA']) {
        template.hasResourceProperties('AWS::Route53::RecordSet', {
          Name: name,
          Type: type,
          HostedZoneId: 'Z1',
          AliasTarget: { DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('LoadBalancer'), 'DNSName'] }, HostedZoneId: { 'Fn::GetAtt': [Match.stringLikeRegexp('LoadBalancer'), 'CanonicalHostedZoneID'] } },
        });
      }
    }
  });

  test.each(['EXAMPLE.com', 'example.com.', 'a token'])('have whole names, which CDK does not put the name of the zone behind: %s', (zoneName) => {
    const stack = new Stack(new App(), 'Stack');
    const publicZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z1', zoneName: zoneName === 'a token' ? Fn.importValue('ZoneName') : zoneName,
    });

    Object.values(inZone({ publicZone }).findResources('AWS::Route53::RecordSet'))
      .forEach(({ Properties }) => expect(['api.example.com.', '*.apps.example.com.']).toContain(Properties.Name));
  });

  test.each([
    [RecordRouting.weighted('blue', 10), { Weight: 10, SetIdentifier: 'blue' }],
    [RecordRouting.latency('ireland', 'eu-west-1'), { Region: 'eu-west-1', SetIdentifier: 'ireland' }],
    [RecordRouting.primary('first'), { Failover: 'PRIMARY', SetIdentifier: 'first' }],
    [RecordRouting.secondary('second'), { Failover: 'SECONDARY', SetIdentifier: 'second' }],
  ])('share their names with other ingresses, while healthy (%#)', (recordRouting, properties) => {
    inZone({ recordRouting }).allResourcesProperties('AWS::Route53::RecordSet', { ...properties, AliasTarget: { EvaluateTargetHealth: true } });
  });

  test.each([
    ['weighted', (options: RoutingPolicyOptions) => RecordRouting.weighted('a', 1, options)],
    ['latency', (options: RoutingPolicyOptions) => RecordRouting.latency('a', 'eu-west-1', options)],
    ['primary', (options: RoutingPolicyOptions) => RecordRouting.primary('a', options)],
    ['secondary', (options: RoutingPolicyOptions) => RecordRouting.secondary('a', options)],
  ])('have the health check of %s routing', (_, routing) => {
    const healthCheck = route53.HealthCheck.fromHealthCheckId(new Stack(), 'Check', 'check-of-the-region');

    inZone({ recordRouting: routing({ healthCheck }) }).allResourcesProperties('AWS::Route53::RecordSet', { HealthCheckId: 'check-of-the-region' });
    inZone({ recordRouting: routing({}) }).allResourcesProperties('AWS::Route53::RecordSet', { HealthCheckId: Match.absent() });
  });

  test.each([
    ['not of the Region of the stack', 'us-east-1', 'us-east-1', 0],
    ['of another Region', 'eu-west-1', 'us-east-1', 1],
    ['not of a Region in a stack for any Region', 'eu-west-1', Aws.REGION, 0],
    ['not of a Region that is a token', Aws.REGION, 'us-east-1', 0],
  ])('warn %s', (_, region, own, warnings) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: own } });
    inZone({ recordRouting: RecordRouting.latency('a', region) }, stack);

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('recordsOfAnotherRegion'))).toHaveLength(warnings);
  });

  test('warn of no Region where routing names none', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
    inZone({ recordRouting: RecordRouting.weighted('a', 1) }, stack);

    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('recordsOfAnotherRegion'));
  });

  test('by default are alone with their names, and no condition for an answer', () => {
    inZone().allResourcesProperties('AWS::Route53::RecordSet', { SetIdentifier: Match.absent(), AliasTarget: { EvaluateTargetHealth: false } });
  });

  test('have set identifiers of 128 characters at most', () => {
    expect(RecordRouting.weighted('x'.repeat(128), 1)._config).toMatchObject({ setIdentifier: 'x'.repeat(128) });
    expect(() => RecordRouting.weighted('x'.repeat(129), 1)).toThrow('\'setIdentifier\' must have 1 to 128 characters');
  });

  test.each(['us-gov-west-1', 'ap-southeast-10'])('may name the Region %s', (region) => {
    expect(RecordRouting.latency('a', region)._config).toMatchObject({ region });
  });

  test.each(['in eu-west-1', 'eu-west-1a', 'EU-WEST-1', 'west-1b'])('name no Region that there cannot be: %s', (region) => {
    expect(() => RecordRouting.latency('a', region)).toThrow(`'region' must be the name of a Region, such as eu-west-1, got '${region}'`);
  });

  test.each([Exposure.internet(), Exposure.privateNetwork()])(
    'lead to the plain name of a Network Load Balancer, which has no name with dualstack before it (%#)', (exposure) => {
      const { Resources } = inZone({ exposure, recordRouting: RecordRouting.primary('first') }).toJSON();

      expect(JSON.stringify(Resources)).not.toMatch(/dualstack\./);
    });

  test('may have the name of the zone itself', () => {
    inZone({ services: [service('example.com')], allowedDomains: [] }).allResourcesProperties('AWS::Route53::RecordSet', { Name: 'example.com.' });
  });

  test('are refused outside the zone', () => {
    expect(() => inZone({ allowedDomains: ['api.example.org'] })).toThrow(
      '\'publicZone\' must hold every name that clients may ask for, got \'example.com\', which does not hold \'api.example.org\'');
    expect(() => inZone({ allowedDomains: ['api.badexample.com'] })).toThrow('which does not hold');
  });

  test('the public zone has no records that lead past CloudFront', () => {
    expect(() => inZone({ exposure: Exposure.cloudFrontVpcOrigin() })).toThrow('\'publicZone\' must not be given with Exposure.cloudFrontVpcOrigin(): clients connect to CloudFront, and the records would lead past it');
  });

  test('need a name, and routing needs records', () => {
    expect(() => inZone({ services: [], allowedDomains: [] })).toThrow('\'publicZone\' must not be given without \'services\', \'allowedDomains\' or \'restrictedDomains\'');
    expect(errorOf({ recordRouting: RecordRouting.primary('a') })).toBe('\'recordRouting\' must not be given without \'publicZone\': there are no records that it could route');
    expect(() => RecordRouting.weighted('a', 256)).toThrow('\'weight\' must be a whole number between 0 and 255, got 256');
  });
});
