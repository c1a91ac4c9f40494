import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { rulesBetween, SharedVpc, US_EAST_1 } from './shared-vpc';
import { Egress } from '../../src';

describe('a second ingress', () => {
  test('in the VPC of the first one needs nothing but the VPC', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { vpc: undefined });
    shared.ingress('Second', { vpc: first.vpc });

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(rulesBetween(shared.template)).toEqual(expect.arrayContaining([
      'SecondNetworkTaskSecurityGroup to FirstNetworkEndpointsSecurityGroup', 'FirstNetworkEndpointsSecurityGroup from SecondNetworkTaskSecurityGroup',
    ]));
    shared.template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SecondProxyTaskDefinitionExecutionRole'), 'Arn'] } },
        })]),
      },
    });
  });

  test('in an existing VPC takes the endpoints of the first one', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { egress: Egress.interfaceEndpoints() });
    shared.using(first.vpcEndpoints!);

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(() => shared.app.synth()).not.toThrow();
  });

  test('in another stack is refused where the policies would need that stack first', () => {
    const shared = new SharedVpc();
    const { vpcEndpoints } = shared.ingress('First', { egress: Egress.interfaceEndpoints() });
    const stack = new Stack(shared.app, 'Second', { env: US_EAST_1 });

    expect(() => shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: vpcEndpoints }) }, stack)).toThrow(
      '\'existing\' must hold no endpoint with a policy from another stack, got \'Stack/First/Network/Endpoints/Logs\': its policy has to name the tasks\' execution role, ' +
      'so each stack would need the other first. Make both in one stack, or import the endpoint and change its policy where it is made');
  });

  test('in the VPC of one without IPv4 is refused', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { vpc: undefined, egress: Egress.ipv6Only() });
    expect(() => shared.ingress('Second', { vpc: first.vpc })).toThrow(
      '\'vpc\' must have subnets with IPv4 for the tasks, got the VPC of an ingress with Egress.ipv6Only(): ' +
      'give this ingress a new VPC, or name other subnets with \'taskSubnets\' and their way out with \'egress\'');
  });

  test('has no endpoints where the first one takes routes that exist', () => {
    expect(new SharedVpc().ingress('Ingress').vpcEndpoints).toBeUndefined();
  });
});
