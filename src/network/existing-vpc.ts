import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requireAbsent, requireThat } from '../private/validation';

/** Options for an existing VPC and its subnets. */
export interface ExistingVpcOptions {
  /**
   * The existing VPC to make the ingress in.
   *
   * No VPC endpoint is made in it unless `egress` asks for one.
   *
   * @default - a new VPC
   * @throws where it has no subnets that the load balancer and the tasks can use
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the load balancer, in an existing VPC: public subnets, if the load balancer is internet-facing.
   *
   * @default - public subnets; for an internal load balancer those of the tasks
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;

  /**
   * The subnets of the tasks, in an existing VPC.
   *
   * @default - isolated subnets, else private subnets with a route out
   */
  readonly taskSubnets?: ec2.SubnetSelection;

  /**
   * The ranges from which nginx believes a PROXY header: those of the load balancer's subnets.
   *
   * Whoever can connect to a task from there can forge a client's address.
   *
   * @default - the ranges of the load balancer's subnets
   * @throws where an imported VPC does not know the ranges of its subnets and this is not given
   */
  readonly trustedProxies?: string[];
}

/** Throws where subnets are selected without an existing VPC. */
export function requireNoExistingVpcOptions({ loadBalancerSubnets, taskSubnets }: ExistingVpcOptions): void {
  requireAbsent({ loadBalancerSubnets, taskSubnets }, 'without \'vpc\'', 'subnets can be selected in an existing VPC only');
}

/** The subnets of the load balancer in an existing VPC. */
export function loadBalancerSubnetsOf(
  vpc: ec2.IVpc, { loadBalancerSubnets }: ExistingVpcOptions, internetFacing: boolean, taskSubnets: ec2.ISubnet[],
): ec2.ISubnet[] {
  if (loadBalancerSubnets || internetFacing) {
    return select(vpc, 'loadBalancerSubnets', 'public subnets for the load balancer', [loadBalancerSubnets ?? { subnetType: ec2.SubnetType.PUBLIC }]);
  }
  return taskSubnets;
}

/** The subnets of the tasks in an existing VPC. */
export function taskSubnetsOf(vpc: ec2.IVpc, { taskSubnets }: ExistingVpcOptions): ec2.ISubnet[] {
  const preferred = [{ subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }];
  return select(vpc, 'taskSubnets', 'isolated or private subnets for the tasks', taskSubnets ? [taskSubnets] : preferred);
}

/** The ranges that the load balancer's own addresses come from. */
export function trustedRangesOf(subnets: ec2.ISubnet[], { trustedProxies }: ExistingVpcOptions, overIpv4: boolean): string[] {
  if (trustedProxies) {
    return trustedProxies.map((range) => requireThat('trustedProxies', range, (text) => /^[0-9a-f.:]+\/\d{1,3}$/i.test(text), 'hold address ranges, such as 10.0.0.0/24'));
  }
  try {
    return subnets.map((subnet) => (overIpv4 ? subnet.ipv4CidrBlock : Fn.select(0, (subnet as ec2.Subnet).subnetIpv6CidrBlocks)));
  } catch {
    throw new Error('\'trustedProxies\' must be given, since the VPC does not know the ranges of its subnets: name the ranges of the load balancer\'s subnets');
  }
}

/** The first selection that finds subnets. */
function select(vpc: ec2.IVpc, prop: string, what: string, selections: ec2.SubnetSelection[]): ec2.ISubnet[] {
  for (const selection of selections) {
    try {
      const { subnets } = vpc.selectSubnets(selection);
      if (subnets.length > 0) {
        return subnets;
      }
    } catch {
      // CDK throws where there are none of this kind: the next kind may do.
    }
  }
  throw new Error(`'vpc' must have ${what}, found none: name the subnets to use with '${prop}'`);
}
