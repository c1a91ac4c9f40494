import { Aws, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { AvailabilityZoneOptions, defaultZones, PLACES, placesOf } from './availability-zones';
import { ClosedDefaultSecurityGroup } from './closed-default-security-group';
import { warnOfZonesWithoutLattice } from './zones-without-lattice';
import { acknowledge } from '../private/acknowledgements';
import { ipRangeOf, isUnicastRange } from '../private/ip-ranges';
import { logKeyOf } from '../private/log-groups';
import { isResource } from '../private/resource-type';
import { pathFromStackName } from '../private/stable-ids';
import { requireAbsent, requireThat } from '../private/validation';

/** Each subnet is a /24. */
const SUBNET_MASK = 24;

/** The shortest mask that EC2 takes for a VPC. @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const WIDEST_VPC = 16;

/** The longest value of a tag. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const TAG_CHARACTERS = 256;

/** What IAM takes in no value of a tag. EC2 takes any character. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/** Options for a new VPC, which is made unless `vpc` names an existing one. */
export interface NewVpcOptions extends AvailabilityZoneOptions {
  /**
   * The IPv4 range of the VPC, between /16 and /20.
   *
   * It is divided into /24 subnets: eight for load balancers, then eight for tasks. No route leads from this VPC to another, so other
   * networks may use the same range. For a range that is a token, use `DeployTimeIpAddresses`.
   *
   * @default ec2.IpAddresses.cidr('192.168.0.0/16')
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly ipAddresses?: ec2.IIpAddresses;

  /**
   * The destination of the VPC's flow logs.
   *
   * A log group that `ec2.FlowLogDestination.toCloudWatchLogs()` makes by itself is deleted with the stack, and `logEncryptionKey`
   * encrypts it. A log group or a bucket that you give it is yours, and stays as it is. A bucket that `ec2.FlowLogDestination.toS3()` makes by
   * itself stays when the stack is deleted.
   *
   * @default - no flow logs, because the proxy logs each connection with its client
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
   */
  readonly flowLogs?: ec2.FlowLogDestination;
}

/**
 * Makes a VPC with a public and an isolated subnet in each zone, dual-stack, without NAT.
 *
 * The load balancer lives in the public subnets. Tasks live in the isolated ones, which have no route out.
 */
export function makeVpc(scope: Construct, options: NewVpcOptions, tasksHaveIpv4: boolean): ec2.Vpc {
  const region = Stack.of(scope).region;
  const zones = (options.availabilityZones ?? defaultZones(region))._namesIn(region);
  warnOfZonesWithoutLattice(scope, region, zones);
  const ipAddresses = options.ipAddresses ?? ec2.IpAddresses.cidr('192.168.0.0/16');
  requireRoomFor(2 * PLACES, ipAddresses);

  const placed = placesOf(zones);
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    ipProtocol: ec2.IpProtocol.DUAL_STACK,
    ipAddresses,
    availabilityZones: Array.from({ length: PLACES }, (_, place) => placed.get(place) ?? Aws.NO_VALUE),
    natGateways: 0,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: SUBNET_MASK, mapPublicIpOnLaunch: false },
      { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: SUBNET_MASK },
    ],
    // CDK's own way needs a file asset; ours is below.
    restrictDefaultSecurityGroup: false,
  });
  leaveOut(vpc, placed);
  // CDK 2.257 lets only the IPv4 routes wait until the gateway is attached; made before that, a route fails (aws/aws-cdk#37853).
  vpc.publicSubnets.forEach((subnet) => subnet.node.findChild('DefaultRoute6').node.addDependency(vpc.node.findChild('VPCGW')));
  // A feature flag decides whether CDK makes this gateway. Isolated subnets have no route to it.
  vpc.node.tryRemoveChild('EIGW6');
  if (!tasksHaveIpv4) {
    const gateway = new ec2.CfnEgressOnlyInternetGateway(scope, 'EgressOnlyInternetGateway', { vpcId: vpc.vpcId });
    vpc.isolatedSubnets.forEach((subnet) => leaveOutIpv4(subnet as ec2.Subnet, gateway));
  }
  const flowLogs = options.flowLogs ? [vpc.addFlowLog('FlowLog', { destination: options.flowLogs })] : [];
  flowLogs.forEach(treatAsOwn);
  [vpc, ...vpc.publicSubnets, ...vpc.isolatedSubnets, ...flowLogs].forEach(nameAfterPath);
  acknowledge(vpc, 'AwsSolutions-VPC7', 'flow logs cost by the connection; the proxy logs each connection with its client, and the VPC holds nothing else');
  new ClosedDefaultSecurityGroup(scope, 'DefaultSecurityGroup', vpc);
  return vpc;
}

/** Deletes CDK's log group of a flow log with the stack, and encrypts it as the others. By default CDK does neither. */
function treatAsOwn(flowLog: ec2.FlowLog): void {
  const own = flowLog.node.tryFindChild('LogGroup')?.node.defaultChild;
  if (isResource(own, logs.CfnLogGroup)) {
    own.applyRemovalPolicy(RemovalPolicy.DESTROY);
    own.kmsKeyId = logKeyOf(flowLog)?.keyRef.keyArn;
  }
}

/**
 * Takes out the subnets of the places without a zone.
 *
 * CDK numbers subnets and divides the range in the order of the zones, so that one zone less would give those after it another range
 * or another id, and EC2 refuses two subnets of one range. So all places are made, and those without a zone removed.
 */
function leaveOut(vpc: ec2.Vpc, placed: Map<number, string>): void {
  for (let place = PLACES - 1; place >= 0; place--) {
    if (!placed.has(place)) {
      ['Public', 'Isolated'].forEach((name) => vpc.node.tryRemoveChild(`${name}Subnet${place + 1}`));
      [vpc.publicSubnets, vpc.isolatedSubnets, vpc.availabilityZones].forEach((list: unknown[]) => list.splice(place, 1));
    }
  }
}

/**
 * Names a construct in the consoles of AWS. CDK's own name follows from the construct ids of stages and stacks too.
 *
 * The role of the flow logs gets the name too, so characters that IAM does not take are replaced. The end of a long name stays, which tells subnets apart.
 */
function nameAfterPath(construct: IConstruct): void {
  Tags.of(construct).add('Name', pathFromStackName(construct).replace(NOT_IN_TAGS, '-').slice(-TAG_CHARACTERS));
}

/** Makes one subnet IPv6-only. `ec2.Vpc` can do that only for all of its subnets. */
function leaveOutIpv4(subnet: ec2.Subnet, gateway: ec2.CfnEgressOnlyInternetGateway): void {
  const resource = subnet.node.defaultChild as ec2.CfnSubnet;
  resource.ipv6Native = true;
  resource.cidrBlock = undefined;
  resource.mapPublicIpOnLaunch = undefined;
  subnet.addRoute('DefaultRoute6', {
    routerType: ec2.RouterType.EGRESS_ONLY_INTERNET_GATEWAY,
    routerId: gateway.attrId,
    destinationIpv6CidrBlock: '::/0',
  });
}

/** Throws where options for a new VPC are given with an existing one. */
export function requireNoNewVpcOptions({ ipAddresses, availabilityZones, flowLogs }: NewVpcOptions): void {
  requireAbsent({ ipAddresses, availabilityZones, flowLogs }, 'with \'vpc\'', 'it describes a new VPC');
}

function requireRoomFor(subnetCount: number, ipAddresses: ec2.IIpAddresses): void {
  const smallest = SUBNET_MASK - Math.ceil(Math.log2(subnetCount));
  const room = `room for ${subnetCount} subnets of /${SUBNET_MASK}`;
  const { cidrBlock, ipv4NetmaskLength } = ipAddresses.allocateVpcCidr();
  requireThat(
    'ipAddresses', cidrBlock,
    (text) => text === undefined || isRangeOfVpc(text, smallest),
    `be an IPv4 range between /${WIDEST_VPC} and /${smallest}, ${room}`,
  );
  // A pool of IPAM gives the range when the stack is deployed.
  requireThat(
    'ipAddresses', ipv4NetmaskLength,
    (length) => length === undefined || (length >= WIDEST_VPC && length <= smallest),
    `have an 'ipv4NetmaskLength' between ${WIDEST_VPC} and ${smallest}, ${room}`,
  );
}

/** Whether EC2 takes the range for a VPC, and each subnet fits. */
function isRangeOfVpc(text: string, smallest: number): boolean {
  const range = ipRangeOf(text);
  const mask = Number(text.split('/')[1]);
  return range !== undefined && isUnicastRange(range) && mask >= WIDEST_VPC && mask <= smallest;
}
