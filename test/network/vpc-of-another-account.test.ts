import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SharedVpc } from './shared-vpc';
import { LatticeAccess, LatticeService, LatticeServiceNetwork } from '../../src';
import { GENERATED_NAME } from '../ingress';

describe('a VPC whose subnets another account shares', () => {
  /** As CDK gives it after the look-up. */
  const participant = () => new SharedVpc((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      publicSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
      privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
    });
    Object.defineProperty(vpc, 'env', { value: { account: '444455556666', region: 'us-east-1' } });
    return vpc;
  });

  test('works over its routes: a participant makes load balancers, tasks and security groups', () => {
    const shared = participant();
    shared.ingress('Ingress');
    expect(() => shared.app.synth()).not.toThrow();
    expect(shared.services).toEqual([]);
  });

  test('is refused where endpoints would be made, which only its owner can', () => {
    expect(() => participant().using({})).toThrow(
      '\'egress\' must not make endpoints in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: let the owner make them, ' +
      'and name them with Egress.interfaceEndpoints({ existing }), or use Egress.existingRoutes()');
  });

  test('is refused where an endpoint of a service network would be made', () => {
    const shared = participant();
    const lattice = LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(shared.stack, 'Network', 'sn-0123456789abcdef0')]);
    expect(() => shared.ingress('Ingress', { allowedDomains: ['api.example.com'], lattice })).toThrow(
      '\'lattice\' must not make endpoints in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: let the owner associate the VPC with the service network, ' +
      'and use LatticeAccess.alreadyAssociated()');
  });

  test('is refused where a private hosted zone would be made, which Route 53 lets only its owner associate', () => {
    const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
    expect(() => participant().ingress('Ingress', { allowedDomains: ['api.example.com'], privateRecords: [record] })).toThrow(
      '\'privateRecords\' must not make private hosted zones in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: name a zone of the owner with \'zone\'');
  });

  test('is refused where zones for followed services would be made', () => {
    const shared = participant();
    const network = LatticeServiceNetwork.fromServiceNetworkId(shared.stack, 'Network', 'sn-0123456789abcdef0');
    const lattice = LatticeAccess.vpcAssociation(network, { followServices: { createZones: true } });
    expect(() => shared.ingress('Ingress', { allowedDomains: ['*.example.com'], lattice })).toThrow(
      '\'followServices\' must not make private hosted zones in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: name a zone of the owner with \'zones\'');
  });
});
