import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requireInVpc } from '../private/same-vpc';
import { requireAbsent, requireUnique } from '../private/validation';

/** Options for an existing VPC and its subnets. */
export interface ExistingVpcOptions {
  /**
   * The existing VPC to make the ingress in.
   *
   * No VPC endpoint is made in it unless `egress` asks for one.
   *
   * @default - a new VPC
   * @throws where it has no subnets that the load balancer and the tasks can use, and at synth where the app makes it without the DNS attributes that the ingress needs
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
   * @default - by `egress`: with `Egress.existingRoutes()` private subnets with a route out, else isolated subnets; with
   * `Egress.interfaceEndpoints()` isolated subnets, else private subnets with a route out
   */
  readonly taskSubnets?: ec2.SubnetSelection;
}

/** Throws where subnets are selected without an existing VPC. */
export function requireNoExistingVpcOptions({ loadBalancerSubnets, taskSubnets }: ExistingVpcOptions): void {
  requireAbsent({ loadBalancerSubnets, taskSubnets }, 'without \'vpc\'', 'subnets can be selected in an existing VPC only');
}

/** The subnets of the load balancer. */
export function loadBalancerSubnetsOf(
  vpc: ec2.IVpc, { loadBalancerSubnets }: ExistingVpcOptions, inPublicSubnets: boolean, taskSubnets: ec2.ISubnet[],
): ec2.ISubnet[] {
  if (loadBalancerSubnets) {
    return select(vpc, 'loadBalancerSubnets', loadBalancerSubnets);
  }
  return inPublicSubnets ? selectByType(vpc, 'loadBalancerSubnets', 'public subnets for the load balancer', [ec2.SubnetType.PUBLIC]) : taskSubnets;
}

/** The subnets of the tasks in an existing VPC: by default of the first of these types that the VPC has. */
export function taskSubnetsOf(vpc: ec2.IVpc, { taskSubnets }: ExistingVpcOptions, types: ec2.SubnetType[]): ec2.ISubnet[] {
  return taskSubnets
    ? select(vpc, 'taskSubnets', taskSubnets)
    : selectByType(vpc, 'taskSubnets', 'isolated or private subnets for the tasks', types);
}

/** What the user selects. CDK's own message says which groups and zones there are. */
function select(vpc: ec2.IVpc, prop: string, selection: ec2.SubnetSelection): ec2.ISubnet[] {
  let selected: ec2.SelectedSubnets;
  try {
    selected = vpc.selectSubnets(selection);
  } catch (error) {
    throw new Error(`'${prop}' must select subnets of 'vpc': ${(error as Error).message}`);
  }
  if (selected.subnets.length === 0 && !selected.isPendingLookup) {
    throw new Error(`'${prop}' must select subnets of 'vpc', got ${JSON.stringify(selection)}, which selects none: select others`);
  }
  requireInVpc(prop, vpc, selected.subnets);
  return requireEachOnce(prop, selected.subnets);
}

function requireEachOnce(prop: string, subnets: ec2.ISubnet[]): ec2.ISubnet[] {
  requireUnique(prop, subnets.map(({ subnetId }) => subnetId));
  return subnets;
}

/** The subnets of the first type that the VPC has. */
function selectByType(vpc: ec2.IVpc, prop: string, what: string, types: ec2.SubnetType[]): ec2.ISubnet[] {
  const subnetsOf: Partial<Record<ec2.SubnetType, ec2.ISubnet[]>> = {
    [ec2.SubnetType.PUBLIC]: vpc.publicSubnets,
    [ec2.SubnetType.PRIVATE_WITH_EGRESS]: vpc.privateSubnets,
    [ec2.SubnetType.PRIVATE_ISOLATED]: vpc.isolatedSubnets,
  };
  const type = types.find((each) => subnetsOf[each]?.length);
  // A VPC that CDK has yet to look up has made-up subnets of each type.
  if (!type) {
    throw new Error(`'vpc' must have ${what}, found none: name the subnets to use with '${prop}'`);
  }
  // A load balancer and an endpoint take one subnet of a zone.
  return vpc.selectSubnets({ subnetType: type, onePerAz: true }).subnets;
}
