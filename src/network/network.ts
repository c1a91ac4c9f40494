import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { defaultEgressOf, Egress, EgressEndpoints, EgressOptions, ExecSessions, letSessionsThrough, rememberEgress, servicesOfSessions } from './egress';
import { AGENT_REPOSITORY, agentPull, GuardDutyOptions } from './guard-duty';
import { makeVpc, NewVpcOptions, requireNoNewVpcOptions } from './new-vpc';
import { PrefixLists } from './prefix-lists';
import { ExistingVpcOptions, loadBalancerSubnetsOf, requireNoExistingVpcOptions, taskSubnetsOf } from './subnet-selection';
import { rulesOverQuota } from './task-egress-quota';
import { TrustedProxyOptions, trustedRangesOf, warnOfUntrusted } from './trusted-proxies';
import { acknowledge } from '../private/acknowledgements';
import { ClosedSecurityGroup } from '../private/closed-security-group';
import { warnOfOtherAccount } from '../private/other-account';
import { isVpcPendingLookup } from '../private/pending-lookup';
import { isResource } from '../private/resource-type';
import { inOrder } from '../private/stable-ids';
import { requireSameRegion } from '../private/validation';
import { requireDns, RESOLVER } from '../private/vpc-dns';

/** Options for the VPC, its subnets and its endpoints. */
export interface NetworkOptions extends NewVpcOptions, ExistingVpcOptions, TrustedProxyOptions, EgressOptions, GuardDutyOptions {}

export interface NetworkProps extends NetworkOptions {
  /** Whether the load balancer has public addresses. */
  readonly internetFacing: boolean;
  /** Whether clients connect to CloudFront. */
  readonly behindCloudFront: boolean;
  /** The address family of the load balancer, if the user chose one. */
  readonly ipAddressType?: elbv2.IpAddressType;
  /** Whether ECS Exec opens sessions in the tasks. */
  readonly enableExecuteCommand?: boolean;
}

/** Who reaches AWS APIs from the tasks, and what for. */
export interface EgressUser {
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
  readonly repository?: ecr.IRepository;
  readonly imageElsewhere?: string;
  /** Nothing without ECS Exec. */
  readonly sessions?: ExecSessions;
}

/** The new or existing VPC, the subnets of the load balancer and of the tasks, and the security group of the tasks. */
export class Network extends Construct {
  public readonly vpc: ec2.IVpc;
  public readonly loadBalancerSubnets: ec2.ISubnet[];
  public readonly taskSubnets: ec2.ISubnet[];

  /** The ranges from which a PROXY header is believed. */
  public readonly trustedProxies: string[];

  /** Where VPC Lattice and Amazon S3 are. */
  public readonly prefixLists: PrefixLists;

  /** The security group of the tasks, closed until the other rooms open it. */
  public readonly taskSecurityGroup: ec2.SecurityGroup;

  /** Whether tasks have IPv4 addresses. */
  public readonly tasksHaveIpv4: boolean;

  /** Whether the VPC is made for this ingress, so that nobody else looks names up there. */
  public readonly isVpcNew: boolean;

  /** The endpoints that the tasks use, once their egress is open. */
  public vpcEndpoints?: EgressEndpoints;

  private readonly egress: Egress;

  constructor(scope: Construct, id: string, private readonly props: NetworkProps) {
    super(scope, id);

    this.egress = props.egress ?? (props.vpc ? defaultEgressOf(props.vpc) : Egress.interfaceEndpoints());
    this.tasksHaveIpv4 = this.egress.tasksHaveIpv4;
    if (!this.tasksHaveIpv4) {
      requireIpv6(props);
    }
    if (props.vpc) {
      requireNoNewVpcOptions(props);
      requireDns(this, props.vpc, RESOLVER);
      requireSameRegion('vpc', props.vpc.node.path, props.vpc.env.region, Stack.of(this).region, 'a stack makes its resources in one Region');
      if (isResource(props.vpc.node.defaultChild, ec2.CfnVPC)) {
        warnOfOtherAccount(this, 'vpc', props.vpc, 'vpcOfAnotherAccount', 'the deployment fails unless AWS RAM shares the subnets of the VPC with the account of the stack');
      }
    } else {
      requireNoExistingVpcOptions(props);
    }
    this.isVpcNew = props.vpc === undefined;
    this.vpc = props.vpc ?? makeVpc(this, props, this.tasksHaveIpv4);
    // Another order of the same would be a rollout.
    this.taskSubnets = inOrder(this, taskSubnetsOf(this.vpc, props, this.egress.taskSubnetTypes), ({ subnetId }) => subnetId);
    // A node of the load balancer has an IPv4 address, also in an internal one: subnets without IPv4 cannot hold it.
    const inPublicSubnets = props.internetFacing || !this.tasksHaveIpv4;
    this.loadBalancerSubnets = loadBalancerSubnetsOf(this.vpc, props, inPublicSubnets, this.taskSubnets);
    this.trustedProxies = inOrder(this, trustedRangesOf(this.loadBalancerSubnets, props, this.tasksHaveIpv4), (range) => range);
    if (this.tasksHaveIpv4 && !isVpcPendingLookup(this.vpc)) {
      warnOfUntrusted(this, this.loadBalancerSubnets, this.trustedProxies);
    }
    this.prefixLists = new PrefixLists(this, 'PrefixLists', { overIpv4: this.tasksHaveIpv4 });
    this.taskSecurityGroup = new ClosedSecurityGroup(this, 'TaskSecurityGroup', {
      vpc: this.vpc,
      description: 'Tasks of the ingress: in only from its load balancer, out only to VPC Lattice and what image pulls and logs need',
    });
    this.taskSecurityGroup.node.addValidation({ validate: () => rulesOverQuota(this.taskSecurityGroup, this.prefixLists.vpcLattice) });
  }

  /** Opens the tasks' way to the AWS APIs that they need; what is returned has to exist before a task starts. */
  public openEgress({ executionRole, logGroup, repository, imageElsewhere, sessions }: EgressUser): IDependable[] {
    const { allowGuardDutyAgent = false } = this.props;
    if (allowGuardDutyAgent) {
      executionRole.addToPrincipalPolicy(agentPull());
      acknowledge(
        executionRole,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecr:<AWS::Region>:*:repository/${AGENT_REPOSITORY}]`,
        'the account that owns the repository of the agent is another one in each Region',
      );
      this.taskSecurityGroup.addEgressRule(ec2.Peer.ipv4(rangeOf(this.vpc)), ec2.Port.tcp(443), 'the endpoint that GuardDuty makes');
    }
    const { ready, vpcEndpoints } = this.egress.bind(this, {
      executionRole,
      logGroup,
      repository,
      imageElsewhere,
      allowGuardDutyAgent,
      additionalServices: sessions ? servicesOfSessions(sessions) : [],
      vpc: this.vpc,
      subnets: this.taskSubnets,
      taskSecurityGroup: this.taskSecurityGroup,
      s3PrefixList: this.prefixLists.s3,
    });
    this.vpcEndpoints = vpcEndpoints;
    if (sessions && vpcEndpoints) {
      letSessionsThrough(this, vpcEndpoints, sessions);
    }
    if (!this.props.vpc) {
      rememberEgress(this.vpc, { tasksHaveIpv4: this.tasksHaveIpv4, vpcEndpoints });
    }
    return [...ready, this.taskSecurityGroup, ...this.taskSubnets, ...this.loadBalancerSubnets];
  }
}

/** The range of the VPC, which GuardDuty's endpoint is in. An imported VPC may not know it. */
function rangeOf(vpc: ec2.IVpc): string {
  try {
    return vpc.vpcCidrBlock;
  } catch {
    throw new Error(`'allowGuardDutyAgent' must have a VPC that knows its range, got '${vpc.node.path}': give 'vpcCidrBlock' where you import it`);
  }
}

/** Throws where AWS has no tasks without IPv4. */
function requireIpv6(props: NetworkProps): void {
  const refused = [
    { given: props.vpc !== undefined, prop: 'vpc', reason: 'the subnets of an existing VPC are not changed; use Egress.existingRoutes()' },
    { given: props.enableExecuteCommand ?? false, prop: 'enableExecuteCommand', reason: 'ECS Exec needs IPv4' },
    { given: props.behindCloudFront, prop: 'exposure', reason: 'a CloudFront VPC origin is a load balancer without IPv6, which cannot reach such tasks' },
    { given: props.ipAddressType === elbv2.IpAddressType.IPV4, prop: 'ipAddressType', reason: 'a load balancer without IPv6 cannot reach such tasks; choose elbv2.IpAddressType.DUAL_STACK' },
  ].find(({ given }) => given);
  if (refused) {
    throw new Error(`'egress' must not be Egress.ipv6Only() with '${refused.prop}': ${refused.reason}`);
  }
}
