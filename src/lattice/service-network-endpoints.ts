import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';
import { FollowServicesOptions } from './follow-services';
import { LatticeService } from './lattice-service';
import { requireServiceNetwork } from './require-service-network';
import { acknowledge } from '../private/acknowledgements';
import { ClosedSecurityGroup } from '../private/closed-security-group';
import { DeployTimeFunction } from '../private/deploy-time-function';
import { ipFamiliesOf } from '../private/ip-families';
import { targetsOf } from '../private/references';
import { isResource } from '../private/resource-type';
import { requirePropsOfApp } from '../private/same-app';
import { requireInVpc } from '../private/same-vpc';
import { additionalSecurityGroups } from '../private/security-groups';
import { identityOf } from '../private/stable-ids';
import { ipv4RangeOf, requireAtMostOnePerZone } from '../private/subnets';
import { requireNotEmpty } from '../private/validation';
import { requireOwnedVpc } from '../private/vpc-owner';

/**
 * How many services one custom resource is asked for: CloudFormation takes answers of 4,096 bytes at most, and ten names of
 * services fit into one even if each is as long as DNS allows.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const SERVICES_PER_ANSWER = 10;

/** An endpoint takes an aligned block of this size in each of its subnets. */
const BLOCK_MASK = 28;

/** Options of `LatticeAccess.serviceNetworkEndpoints()`. */
export interface ServiceNetworkEndpointsOptions {
  /**
   * The subnets of the endpoints.
   *
   * Each endpoint takes a free, aligned /28 of each subnet, but neither the first nor the last one: a /26 holds two endpoints, a /25
   * six, a /24 fourteen.
   *
   * @default - the subnets of the tasks
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Further security groups of each endpoint, in addition to the one that lets in the tasks.
   *
   * @default - none
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * A text that starts another look-up of the services' names when it changes.
   *
   * Change it after a service was moved to another service network.
   *
   * @default - looked up when `services` or the endpoints change
   */
  readonly revision?: string;

  /**
   * Options for following the service networks, which makes services that are associated later reachable without a deployment.
   *
   * Clients reach them under their custom domain names. Only names that `allowedDomains` admits are followed. Give `{}` for the defaults.
   *
   * @default - not followed
   */
  readonly followServices?: FollowServicesOptions;
}

export interface ServiceNetworkEndpointsProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[] | ec2.SubnetSelection;
  readonly taskSecurityGroup: ec2.ISecurityGroup;
  readonly serviceNetworks: vpclattice.IServiceNetworkRef[];
  readonly services: LatticeService[];
  readonly ports: number[];
  readonly securityGroups?: ec2.ISecurityGroup[];
  readonly revision?: string;
}

/** An endpoint in the VPC for each of several service networks, and the names that services have there. */
export class ServiceNetworkEndpoints extends Construct {
  public static requireNetworks(serviceNetworks: vpclattice.IServiceNetworkRef[]): void {
    requireNotEmpty('serviceNetworks', serviceNetworks, 'name at least one service network');
  }

  /** The services by the names that they have at the endpoints. */
  public readonly services: LatticeService[];

  /** The ids of the endpoints, in the order of the service networks. */
  public readonly endpointIds: string[];

  constructor(scope: Construct, id: string, props: ServiceNetworkEndpointsProps) {
    super(scope, id);

    const { vpc, taskSecurityGroup } = props;
    requireOwnedVpc(this, vpc, 'lattice', 'endpoints', 'let the owner associate the VPC with the service network, and use LatticeAccess.alreadyAssociated()');
    props.serviceNetworks.forEach((network) => requireServiceNetwork(this, network));
    requirePropsOfApp(this, { subnets: props.subnets, securityGroups: props.securityGroups });
    const subnets = Array.isArray(props.subnets) ? props.subnets : vpc.selectSubnets(props.subnets).subnets;
    requireInVpc('subnets', vpc, subnets);
    requireAtMostOnePerZone('subnets', subnets, 'a service-network endpoint');
    subnets.forEach((subnet) => requireBlocks(subnet, props.serviceNetworks.length));
    requireEachNetworkOnce(this, props.serviceNetworks);
    const securityGroups = additionalSecurityGroups(this, 'securityGroups', vpc, props.securityGroups);
    const ipAddressType = ipAddressTypeIn(subnets);
    this.endpointIds = props.serviceNetworks.map(({ serviceNetworkRef: { serviceNetworkArn } }) => {
      // Ids follow from the service network and not from its position, so another one may come or go without a change here.
      const network = networkIn(this, serviceNetworkArn);
      const own = new ClosedSecurityGroup(this, `SecurityGroup-${network}`, {
        vpc,
        description: 'Endpoint of a VPC Lattice service network: in only from the tasks of the ingress',
      });
      props.ports.forEach((port) => taskSecurityGroup.connections.allowTo(own, ec2.Port.tcp(port), 'VPC Lattice'));
      return new ec2.CfnVPCEndpoint(this, `Endpoint-${network}`, {
        vpcEndpointType: 'ServiceNetwork',
        serviceNetworkArn,
        vpcId: vpc.vpcId,
        subnetIds: subnets.map(({ subnetId }) => subnetId),
        securityGroupIds: [own, ...securityGroups].map(({ securityGroupId }) => securityGroupId),
        ipAddressType,
      }).ref;
    });
    this.services = props.services.length > 0 ? this.findServices(this.endpointIds, props) : [];
  }

  private findServices(endpointIds: string[], { services, revision }: ServiceNetworkEndpointsProps): LatticeService[] {
    const find = new DeployTimeFunction(this, 'Services', {
      handler: 'find-endpoint-services',
      description: 'Find the names that services have at the endpoints of their service networks',
      statements: [new iam.PolicyStatement({ actions: ['ec2:DescribeVpcEndpointAssociations'], resources: ['*'] })],
      timeout: Duration.minutes(12),
      memorySize: 256,
    });
    acknowledge(find.role, 'AwsSolutions-IAM5[Resource::*]', 'ec2:DescribeVpcEndpointAssociations does not support resource-level permissions');

    // Services are looked up in batches, so that a change of one service repeats only its batch and those after it.
    const wanted = [...new Set(services.map(({ domainName }) => domainName))];
    const found = new Map<string, LatticeService>();
    for (let first = 0; first < wanted.length; first += SERVICES_PER_ANSWER) {
      const asked = wanted.slice(first, first + SERVICES_PER_ANSWER);
      const names = find.call({ EndpointIds: endpointIds, Services: asked, Revision: revision }, first === 0 ? undefined : `Resource${first}`);
      asked.forEach((service, index) => found.set(service, LatticeService._atEndpoint(
        names.getAttString(`DomainName${index}`), names.getAttString(`HostedZoneId${index}`))));
    }
    return services.map(({ domainName }) => found.get(domainName)!);
  }
}

/** Throws where a service network is there twice, be it by its ARN, by its id, or as the resource that the app makes. */
function requireEachNetworkOnce(scope: Construct, serviceNetworks: vpclattice.IServiceNetworkRef[]): void {
  const seen = new Set<unknown>();
  for (const { serviceNetworkRef: { serviceNetworkArn } } of serviceNetworks) {
    const network = networkIn(scope, serviceNetworkArn);
    const made = targetsOf(serviceNetworkArn).find((target) => isResource(target, vpclattice.CfnServiceNetwork));
    if (seen.has(made ?? network)) {
      throw new Error(`'serviceNetworks' must name each service network once, got '${network}' twice: remove one of them`);
    }
    seen.add(made ?? network);
  }
}

/** The name of an endpoint in construct ids: the id of the service network, however its ARN is written, or what a token refers to. */
function networkIn(scope: Construct, serviceNetworkArn: string): string {
  const identity = identityOf(scope, serviceNetworkArn);
  return /:servicenetwork\/(sn-[0-9a-z]+)$/.exec(identity)?.[1] ?? identity;
}

/**
 * The address family of an endpoint, which each of its subnets must have. CDK does not know the IPv6 ranges of imported subnets.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 */
function ipAddressTypeIn(subnets: ec2.ISubnet[]): ec2.VpcEndpointIpAddressType {
  const families = subnets.map(ipFamiliesOf);
  const withoutIpv4 = subnets.filter((_, index) => families[index].ipv4 === false);
  if (withoutIpv4.length === 0) {
    const dualStack = families.length > 0 && families.every(({ ipv6 }) => ipv6);
    return dualStack ? ec2.VpcEndpointIpAddressType.DUALSTACK : ec2.VpcEndpointIpAddressType.IPV4;
  }
  if (withoutIpv4.length < subnets.length) {
    throw new Error('\'subnets\' of service-network endpoints must all have IPv4 addresses or none of them, ' +
      `but '${withoutIpv4[0].node.path}' has none: select subnets of one kind`);
  }
  return ec2.VpcEndpointIpAddressType.IPV6;
}

/**
 * Throws where a subnet has too few blocks. EC2 keeps the first four addresses of a subnet and its last one for itself.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/access-with-service-network-endpoint.html
 */
function requireBlocks(subnet: ec2.ISubnet, endpoints: number): void {
  const range = ipv4RangeOf(subnet);
  const room = range ? Math.max(0, 2 ** (BLOCK_MASK - Number(range.split('/')[1])) - 2) : Infinity;
  if (room < endpoints) {
    throw new Error(`'subnets' must have room for ${endpoints} service-network endpoints, which take an aligned /${BLOCK_MASK} each, ` +
      `got '${range}' at '${subnet.node.path}' with room for ${Math.floor(room)}: select larger ones`);
  }
}
