import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Exposure, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

const SUBNETS = [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];

const made = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', {
  createInternetGateway: false, natGateways: 0, subnetConfiguration: SUBNETS, restrictDefaultSecurityGroup: false,
});
const imported = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-0'], privateSubnetIds: ['subnet-1'],
});

/** What synthesis says of an ingress in a VPC without an internet gateway, to which `attach` may still add one. */
function errorsOf(
  props: Partial<LatticeExternalIngressProps>,
  attach: (vpc: ec2.IVpc, stack: Stack) => void = () => undefined,
  vpcIn: (stack: Stack) => ec2.IVpc = made,
): string {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const vpc = vpcIn(stack);
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, ...props });
  attach(vpc, stack);
  try {
    app.synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const MISSING = 'must have an internet gateway';

describe('a VPC of the app without an internet gateway', () => {
  test('cannot hold a load balancer that faces the internet: the error names the VPC and what to do', () => {
    expect(errorsOf({})).toContain(
      '\'vpc\' must have an internet gateway, because the load balancer faces the internet, got \'Stack/Vpc\' without one: attach one where the VPC is made, or choose Exposure.privateNetwork()',
    );
  });

  test('cannot hold the load balancer of a CloudFront VPC origin', () => {
    expect(errorsOf({ exposure: Exposure.cloudFrontVpcOrigin() })).toContain(
      '\'vpc\' must have an internet gateway, because CloudFront makes no VPC origin without one, got \'Stack/Vpc\' without one',
    );
  });

  test('can hold an internal load balancer', () => {
    expect(errorsOf({ exposure: Exposure.privateNetwork() })).toBe('');
  });

  test.each<[string, (vpc: ec2.IVpc, stack: Stack) => void]>([
    ['by the id that CDK knows the VPC by', (vpc, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: vpc.vpcId, internetGatewayId: 'igw-0123456789abcdef0' })],
    ['by another reference', (vpc, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: (vpc.node.defaultChild as ec2.CfnVPC).attrVpcId, internetGatewayId: 'igw-0123456789abcdef0' })],
    ['in another stack', (vpc) => new ec2.CfnVPCGatewayAttachment(new Stack(vpc.node.root as App, 'Gateways'), 'Attachment', { vpcId: vpc.vpcId, internetGatewayId: 'igw-0123456789abcdef0' })],
    ['by an id that another app exports', (_, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: Fn.importValue('VpcId'), internetGatewayId: 'igw-0123456789abcdef0' })],
    ['by a parameter', (_, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', {
      vpcId: new CfnParameter(stack, 'VpcId').valueAsString, internetGatewayId: 'igw-0123456789abcdef0',
    })],
  ])('is complete after the app attaches one %s', (_, attach) => {
    expect(errorsOf({}, attach)).toBe('');
    expect(errorsOf({ exposure: Exposure.cloudFrontVpcOrigin() }, attach)).toBe('');
  });

  test('stays without one if the app attaches a VPN gateway, or an internet gateway to another VPC', () => {
    expect(errorsOf({}, (vpc, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: vpc.vpcId, vpnGatewayId: 'vgw-0123456789abcdef0' }))).toContain(MISSING);
    expect(errorsOf({}, (_, stack) => new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: 'vpc-0123456789abcdef0', internetGatewayId: 'igw-0123456789abcdef0' }))).toContain(MISSING);
    expect(errorsOf({}, (_, stack) => new ec2.Vpc(stack, 'Other', { restrictDefaultSecurityGroup: false }))).toContain(MISSING);
  });
});

test('an imported VPC is taken without a look at its gateways', () => {
  expect(errorsOf({ trustedProxies: ['10.0.0.0/16'] }, undefined, imported)).toBe('');
});
