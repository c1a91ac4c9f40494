import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeService, LatticeServiceNetwork } from '../../src';

export const NETWORK_ID = 'sn-0123456789abcdef0';
export const FAR_NETWORK = `arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/${NETWORK_ID}`;
export const AT_ENDPOINT = 'vpce-0123456789abcdef0-snsa-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';

/** A VPC with two zones, public and isolated subnets, and no NAT. */
export function makeVpc(stack: Stack, id = 'Vpc', props: ec2.VpcProps = {}): ec2.Vpc {
  return new ec2.Vpc(stack, id, { natGateways: 0, maxAzs: 2, restrictDefaultSecurityGroup: false, ...props });
}

export function makeGroup(stack: Stack, id: string, vpc: ec2.IVpc): ec2.SecurityGroup {
  return new ec2.SecurityGroup(stack, id, { vpc });
}

/** Imported security groups, of which the app knows nothing but the id. */
export function groups(stack: Stack, count: number): ec2.ISecurityGroup[] {
  return Array.from({ length: count }, (_, index) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${index}`, `sg-0123456789abcdef${index}`));
}

export function network(stack: Stack, id = 'Network') {
  return LatticeServiceNetwork.fromServiceNetworkId(stack, id, NETWORK_ID);
}

/** A service whose hosted zone is known. */
export function serviceWithZone(domainName: string): LatticeService {
  return LatticeService.fromDomainName(domainName, { hostedZoneId: 'Z0123456789ABC' });
}

export function twice<T>(list: T[]): T[] {
  return [...list, ...list];
}
