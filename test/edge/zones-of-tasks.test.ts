import { App, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

const ENV = { account: '111122223333', region: 'us-east-1' };

/** A VPC with public and isolated subnets in each of these zones. */
function imported(stack: Stack, ...availabilityZones: string[]): ec2.IVpc {
  const ids = (kind: string) => availabilityZones.map((_, index) => `subnet-${kind}${index}`);
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones, publicSubnetIds: ids('public'), isolatedSubnetIds: ids('isolated') });
}

function makeIn(vpcOf: (stack: Stack) => ec2.IVpc, props: (vpc: ec2.IVpc) => Partial<LatticeExternalIngressProps>, env?: typeof ENV): void {
  const stack = new Stack(new App(), 'Stack', { env });
  const vpc = vpcOf(stack);
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, trustedProxies: ['10.0.0.0/16'], ...props(vpc) });
}

const byName = (stack: Stack) => imported(stack, 'us-east-1a', 'us-east-1b', 'us-east-1c');
const byToken = (stack: Stack) => imported(stack, Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs()));
const made = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [
    { name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ],
});
const inFirstZone = ({ publicSubnets }: ec2.IVpc) => ({ loadBalancerSubnets: { subnets: publicSubnets.slice(0, 1) } });

describe('tasks in a zone without a node of the load balancer, which never become healthy,', () => {
  test('are refused: the error names the subnet, its zone and what to do', () => {
    expect(() => makeIn(byName, inFirstZone, ENV)).toThrow(
      '\'taskSubnets\' must be in zones of the load balancer, got \'Stack/Vpc/IsolatedSubnet2\' in us-east-1b, where \'loadBalancerSubnets\' has none: tasks there never become healthy. ' +
      'Select a subnet of this zone in \'loadBalancerSubnets\' too, select other \'taskSubnets\', or set \'crossZoneEnabled\'');
  });

  test.each<[string, (stack: Stack) => ec2.IVpc]>([['an imported VPC', byToken], ['a VPC of the app', made]])('are refused in %s whose zones are not known at synth', (_, vpcOf) => {
    expect(() => makeIn(vpcOf, inFirstZone)).toThrow('\'taskSubnets\' must be in zones of the load balancer, got \'Stack/Vpc/IsolatedSubnet2\', where');
  });

  test('are taken with cross-zone load balancing', () => {
    expect(() => makeIn(byName, (vpc) => ({ ...inFirstZone(vpc), crossZoneEnabled: true }), ENV)).not.toThrow();
  });

  test('are taken where a subnet does not say its zone', () => {
    const strange = (stack: Stack) => ec2.Subnet.fromSubnetId(stack, 'Strange', 'subnet-0123456789abcdef0');
    expect(() => makeIn(byName, (vpc) => ({ loadBalancerSubnets: { subnets: [strange(Stack.of(vpc))] } }), ENV)).not.toThrow();
    expect(() => makeIn(byName, (vpc) => ({ taskSubnets: { subnets: [strange(Stack.of(vpc))] } }), ENV)).not.toThrow();
  });

  test('are taken in a VPC whose list of zones is a token', () => {
    const zones = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0', availabilityZones: Fn.getAzs(), publicSubnetIds: ['subnet-1'], isolatedSubnetIds: ['subnet-2'],
    });
    const named = (vpc: ec2.IVpc) => ec2.Subnet.fromSubnetAttributes(Stack.of(vpc), 'Named', { subnetId: 'subnet-0123456789abcdef0', availabilityZone: 'us-east-1a' });

    expect(() => makeIn(zones, (vpc) => ({ loadBalancerSubnets: { subnets: [named(vpc)] } }))).not.toThrow();
  });

  test('are taken where only one of two zones is known, because both may be the same', () => {
    const named = (vpc: ec2.IVpc) => ec2.Subnet.fromSubnetAttributes(Stack.of(vpc), 'Named', { subnetId: 'subnet-0123456789abcdef0', availabilityZone: 'us-east-1a' });
    expect(() => makeIn(byToken, (vpc) => ({ taskSubnets: { subnets: [named(vpc)] } }))).not.toThrow();
    const other = (vpc: ec2.IVpc) => ec2.Subnet.fromSubnetAttributes(Stack.of(vpc), 'Other', { subnetId: 'subnet-0123456789abcdef0', availabilityZone: Fn.importValue('Zone') });
    expect(() => makeIn(byToken, (vpc) => ({ taskSubnets: { subnets: [other(vpc)] } }))).not.toThrow();
  });
});

test('the load balancer may have nodes in more zones than tasks run in', () => {
  expect(() => makeIn(byName, ({ isolatedSubnets }) => ({ taskSubnets: { subnets: isolatedSubnets.slice(0, 1) } }), ENV)).not.toThrow();
});
