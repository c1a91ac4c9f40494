import { Aws, Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledgements';
import { DeployTimeFunction } from '../private/deploy-time-function';

export interface PrefixListsProps {
  /** Whether the tasks have IPv4 addresses; the proxy then looks up no IPv6 addresses. */
  readonly overIpv4: boolean;
}

/**
 * The prefix lists that AWS keeps, by the ids that they have in the Region.
 *
 * CloudFormation names none of them, so they are looked up when the stack is deployed.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export class PrefixLists extends Construct {
  /** VPC Lattice, over the version of IP that the tasks use. */
  public readonly vpcLattice: ec2.IPeer;

  /** Amazon S3. */
  public readonly s3: ec2.IPeer;

  constructor(scope: Construct, id: string, { overIpv4 }: PrefixListsProps) {
    super(scope, id);

    const find = new DeployTimeFunction(this, 'Find', {
      handler: 'find-prefix-lists',
      description: 'Find the ids of the prefix lists of VPC Lattice and Amazon S3',
      statements: [new iam.PolicyStatement({ actions: ['ec2:DescribeManagedPrefixLists'], resources: ['*'] })],
      timeout: Duration.minutes(2),
      memorySize: 256,
    });
    acknowledge(find.role, 'AwsSolutions-IAM5[Resource::*]', 'ec2:DescribeManagedPrefixLists does not support resource-level permissions');
    const [vpcLattice, name] = overIpv4 ? ['VpcLatticeIpv4', 'vpc-lattice'] : ['VpcLatticeIpv6', 'ipv6.vpc-lattice'];
    const ids = find.call({
      Names: { [vpcLattice]: `com.amazonaws.${Aws.REGION}.${name}`, S3: `com.amazonaws.${Aws.REGION}.s3` },
    });

    this.vpcLattice = ec2.Peer.prefixList(ids.getAttString(vpcLattice));
    this.s3 = ec2.Peer.prefixList(ids.getAttString('S3'));
  }
}
