import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { LatticeAccess } from './lattice-access';
import { LATTICE_PORTS } from './ports';
import { PrefixLists } from '../network';

/** Where requests go. */
export interface LatticeOptions {
  /**
   * How the tasks reach VPC Lattice.
   *
   * There is no default: without a way to VPC Lattice an ingress serves nothing.
   */
  readonly lattice: LatticeAccess;
}

export interface LatticeProps extends LatticeOptions {
  readonly vpc: ec2.IVpc;
  readonly tasks: ec2.ISecurityGroup;
  readonly prefixLists: PrefixLists;
}

/** The way from the tasks to VPC Lattice, and no way elsewhere. */
export class Lattice extends Construct {
  constructor(scope: Construct, id: string, { lattice, vpc, tasks, prefixLists }: LatticeProps) {
    super(scope, id);

    for (const [range, version] of [[prefixLists.vpcLatticeIpv4, 'IPv4'], [prefixLists.vpcLatticeIpv6, 'IPv6']] as const) {
      LATTICE_PORTS.forEach((port) => tasks.addEgressRule(range, ec2.Port.tcp(port), `VPC Lattice over ${version}`));
    }
    lattice.bind(this, { vpc, tasks });
  }
}
