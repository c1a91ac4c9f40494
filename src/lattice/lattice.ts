import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IDependable } from 'constructs';
import { LatticeAccess } from './lattice-access';
import { LatticeService } from './lattice-service';
import { addPrivateRecord, PrivateRecordOptions, privateRecordsOf } from './private-records';
import { warnWithoutLattice } from './regions';

/** Where requests go. */
export interface LatticeOptions extends PrivateRecordOptions {
  /**
   * How the tasks reach VPC Lattice.
   *
   * There is no default: without a way to VPC Lattice an ingress serves nothing.
   */
  readonly lattice: LatticeAccess;
}

export interface LatticeProps extends LatticeOptions {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly taskSecurityGroup: ec2.ISecurityGroup;
  readonly latticePrefixLists: ec2.IPeer[];
  readonly forwarded: LatticeService[];
  readonly allowedDomains: string[];
}

/** The way from the tasks to VPC Lattice. */
export class Lattice extends Construct {
  /** The services that are forwarded to by name, by the names that they have on this way. */
  public readonly forwarded: LatticeService[];

  /** What has to exist before the first task starts. */
  public readonly ready: IDependable[];

  constructor(scope: Construct, id: string, props: LatticeProps) {
    super(scope, id);

    warnWithoutLattice(this);
    const records = privateRecordsOf(props, props.allowedDomains);
    const { services, ready } = props.lattice.bind(this, {
      ...props,
      services: [...props.forwarded, ...records.map(({ service }) => service)],
    });
    this.forwarded = services.slice(0, props.forwarded.length);
    services.slice(props.forwarded.length).forEach((service, index) =>
      addPrivateRecord(this, `Record${index}`, props.vpc, { ...records[index], service }));
    this.ready = ready;
  }
}
