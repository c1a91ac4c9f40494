import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { association, endpoints, followed, group, inVpc, zones } from './shared-props';
import { AvailabilityZones, DeployTimeIpAddresses, Egress, EgressEndpoints, Exposure, FollowServicesOptions, LatticeAccess, LatticeServiceNetwork } from '../../../src';
import { nameOrParameter, network, NETWORKS, Props, QUESTION, ROLLED_BACK, Row, row, SAME_VALUE, SECOND_INGRESS, ZONE_GOES } from '../row';

const { ECR, KMS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;
const furtherEndpoints = (...additionalServices: ec2.InterfaceVpcEndpointAwsService[]): Props => () => ({
  egress: Egress.interfaceEndpoints({ additionalServices }),
});

const byParameter = (stack: Stack) => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'ByParameter', nameOrParameter(stack, '$NetworkArn', NETWORKS[0]));
const followedWith = (followServices: FollowServicesOptions): Props => (stack) => ({
  lattice: LatticeAccess.vpcAssociation(network(stack, 0), { followServices }), allowedDomains: ['*.apps.example.com'],
});
const followedIn = (...ids: string[]): Props => (stack) => {
  const made = ['A', 'B'].map((id) => route53.HostedZone.fromHostedZoneAttributes(stack, id, { hostedZoneId: `Z0PRIVATE${id}`, zoneName: `${id === 'A' ? 'apps.' : ''}example.com` }));
  return followedWith({ zones: ids.map((id) => made.find(({ node }) => node.id === id)!) })(stack);
};
const associatedWith = (...ids: string[]): Props => inVpc((stack, vpc) => ({
  lattice: LatticeAccess.vpcAssociation(network(stack, 0), { securityGroups: ids.map((id) => group(stack, id, vpc)) }),
}));
const endpointsWith = (...ids: string[]): Props => inVpc((stack, vpc) => ({
  lattice: LatticeAccess.serviceNetworkEndpoints([network(stack, 0)], { securityGroups: ids.map((id) => group(stack, id, vpc)) }),
}));
const peers = (...to: ec2.IPeer[]): Props => inVpc(() => ({ egress: Egress.existingRoutes({ to }) }));
const withAddresses = (order: (subnets: ec2.ISubnet[]) => ec2.ISubnet[], ...elasticIpAllocationIds: string[]): Props => inVpc((_, vpc) => ({
  loadBalancerSubnets: { subnets: order(vpc.publicSubnets) }, exposure: Exposure.internet({ elasticIpAllocationIds }),
}));
/** A load balancer in one of the two tiers of public subnets of a VPC, of which each has a subnet in each zone. */
const inTier = (subnetGroupName: string): Props => (stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Edge', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Shared', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return { vpc, egress: Egress.interfaceEndpoints(), loadBalancerSubnets: { subnetGroupName } };
};
const trusted = (...trustedProxies: string[]): Props => inVpc(() => ({ trustedProxies }));

const repositories = (...ids: string[]): Props => (stack) => ({
  egress: Egress.interfaceEndpoints({ additionalRepositories: ids.map((id) => ecr.Repository.fromRepositoryName(stack, id, id.toLowerCase())) }),
});
const logGroups = (...ids: string[]): Props => (stack) => ({
  egress: Egress.interfaceEndpoints({ additionalLogGroups: ids.map((id) => logs.LogGroup.fromLogGroupName(stack, id, id)) }),
});
const existing = (endpointsIn: (stack: Stack, vpc: ec2.Vpc) => EgressEndpoints): Props => inVpc((stack, vpc) => ({
  egress: Egress.interfaceEndpoints({ existing: endpointsIn(stack, vpc) }),
}));
const endpointFor = (stack: Stack, vpc: ec2.IVpc, service: ec2.InterfaceVpcEndpointAwsService) =>
  new ec2.InterfaceVpcEndpoint(stack, service.shortName, { vpc, service, subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
const further = (...ids: string[]): Props => existing((stack, vpc) => {
  const made: Record<string, ec2.InterfaceVpcEndpoint> = { A: endpointFor(stack, vpc, KMS), B: endpointFor(stack, vpc, SECRETS_MANAGER) };
  return { additional: ids.map((id) => made[id]) };
});
const imported = (name: string, isGateway: boolean, id: string): Props => existing((stack) => ({
  [name]: isGateway ? ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, id, 'vpce-0123456789abcdef0') : ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, {
    vpcEndpointId: 'vpce-0123456789abcdef0', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-0123456789abcdef0')],
  }),
}));

/** Every endpoint that a VPC may have already, and whether it is a gateway. */
const ALL_EXISTING: Record<Exclude<keyof EgressEndpoints, 'additional'>, boolean> = {
  ecr: false, ecrDocker: false, cloudWatchLogs: false, s3: true, ecs: false, ecsAgent: false, ecsTelemetry: false, ssmMessages: false, kms: false,
};
const WITHOUT_ENDPOINTS = 'two deployments: `Egress.existingRoutes()`, then the endpoints with `existing`; between them no task can start or log';
const importedVpc = (order: (ids: string[]) => string[]): Props => (stack) => ({
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: order(['us-east-1a', 'us-east-1b']),
    publicSubnetIds: order(['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1']),
    isolatedSubnetIds: order(['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3']),
    isolatedSubnetRouteTableIds: order(['rtb-0123456789abcdef2', 'rtb-0123456789abcdef3']),
  }),
  egress: Egress.interfaceEndpoints(),
  trustedProxies: ['10.0.0.0/16'],
});

/** The VPC, its subnets, and the ways to VPC Lattice and to the AWS APIs. */
export const NETWORK: Row[] = [
  row('lattice', 'endpoints instead of an association', {
    before: association(0),
    after: endpoints(0),
    verdict: 'rollout',
    takes: 'some minutes more, until the services have names at the endpoint',
  }),
  row('lattice', 'an association instead of endpoints', {
    before: endpoints(1),
    after: association(0),
    verdict: 'rollout',
  }),
  row('lattice', 'an association with another service network', {
    before: association(0),
    after: association(1),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: '[two deployments](#change-the-service-network)',
  }),
  row('lattice', 'a service network that is followed from now on', {
    before: (stack) => ({ ...association(0)(stack), allowedDomains: ['*.apps.example.com'] }),
    after: followed('*.apps.example.com'),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('lattice', 'another name for which a service network is followed', {
    before: followed('*.apps.example.com', 'a.example.com'),
    after: followed('*.apps.example.com', 'b.example.com'),
    verdict: 'rollout',
    lost: 'that name',
  }),
  row('lattice', 'an endpoint added in front', {
    before: endpoints(1),
    after: endpoints(0, 1),
    verdict: 'rollout',
    takes: 'none where every service has the names that it had',
  }),
  row('lattice', 'the first endpoint removed', {
    before: endpoints(0, 1),
    after: endpoints(1),
    verdict: 'rollout',
    takes: 'none where every service has the names that it had',
  }),
  row('lattice', 'endpoints in another order', {
    before: endpoints(0, 1),
    after: endpoints(1, 0),
    verdict: 'rollout',
    takes: 'none where no service is in both networks',
  }),
  row('lattice', 'alreadyAssociated() instead of an association', {
    before: association(0),
    after: () => ({ lattice: LatticeAccess.alreadyAssociated() }),
    verdict: 'in place',
    lost: 'the association: all traffic, unless another stack associates the VPC at once',
    takes: 'seconds',
  }),
  row('availabilityZones', 'one added in front', {
    before: zones('b', 'c'),
    after: zones('a', 'b', 'c'),
    verdict: 'rollout',
  }),
  row('availabilityZones', 'one removed', {
    before: zones('a', 'b', 'c'),
    after: zones('a', 'c'),
    verdict: 'rollout',
    lost: 'the addresses of the load balancer in that zone',
    takes: ZONE_GOES,
  }),
  row('availabilityZones', 'one replaced', {
    before: zones('a', 'b', 'c'),
    after: zones('a', 'c', 'd'),
    verdict: 'rollout',
    lost: 'the addresses of the load balancer in that zone',
    takes: ZONE_GOES,
  }),
  row('availabilityZones', 'named in another order', {
    before: zones('a', 'b', 'c'),
    after: zones('c', 'a', 'b'),
    verdict: 'nothing',
  }),
  row('availabilityZones', 'one more by count', {
    before: () => ({ availabilityZones: AvailabilityZones.count(2) }),
    after: () => ({ availabilityZones: AvailabilityZones.count(3) }),
    verdict: 'rollout',
  }),
  row('availabilityZones', 'named after the default, the same zones', { after: zones('a', 'b', 'c'), verdict: 'refused by AWS', deployed: 'nothing', takes: SAME_VALUE }),
  row('availabilityZones', 'named after the default, other zones', {
    after: zones('b', 'c', 'd'),
    verdict: 'refused by AWS',
    deployed: 'rollout',
    lost: 'the addresses of the load balancer in zones that are left out',
    takes: `a rollout; rolled back in Regions that lack a zone of the alphabet: there ${SECOND_INGRESS}, or name zones before the first deployment`,
  }),
  row('ipAddresses', 'another range', {
    after: () => ({ ipAddresses: DeployTimeIpAddresses.cidr('10.0.0.0/16') }),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: SECOND_INGRESS,
  }),
  row('flowLogs', 'given', {
    after: (stack) => ({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(new logs.LogGroup(stack, 'Flows', { removalPolicy: RemovalPolicy.DESTROY })) }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('vpc', 'given', {
    after: inVpc(),
    verdict: 'refused by AWS',
    lost: 'nothing: a load balancer keeps its VPC, and CloudFormation rolls back',
    takes: SECOND_INGRESS,
  }),
  row('loadBalancerSubnets', 'others of the same zones', {
    before: inTier('Edge'),
    after: inTier('Shared'),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: 'zone by zone, two deployments each: without the zone (in `taskSubnets` too), then with the other subnet',
  }),
  row('loadBalancerSubnets', 'a zone less', {
    before: inVpc(),
    after: inVpc((_, { publicSubnets, isolatedSubnets }) => ({
      loadBalancerSubnets: { subnets: publicSubnets.slice(0, 1) }, taskSubnets: { subnets: isolatedSubnets.slice(0, 1) },
    })),
    verdict: 'rollout',
    lost: 'the addresses of the load balancer in that zone',
    takes: ZONE_GOES,
  }),
  row('taskSubnets', 'others', {
    before: inVpc(),
    after: inVpc((_, vpc) => ({ taskSubnets: { subnets: vpc.isolatedSubnets.slice(0, 1) } })),
    verdict: 'rollout',
  }),
  row('taskSubnets', 'in another order', {
    before: inVpc((_, vpc) => ({ taskSubnets: { subnets: vpc.isolatedSubnets } })),
    after: inVpc((_, vpc) => ({ taskSubnets: { subnets: [...vpc.isolatedSubnets].reverse() } })),
    verdict: 'nothing',
  }),
  row('trustedProxies', 'in another order', {
    before: inVpc(() => ({ trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'] })),
    after: inVpc(() => ({ trustedProxies: ['10.0.1.0/24', '10.0.0.0/24'] })),
    verdict: 'nothing',
  }),
  row('trustedProxies', 'one added', {
    before: inVpc(() => ({ trustedProxies: ['10.0.0.0/24'] })),
    after: inVpc(() => ({ trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'] })),
    verdict: 'rollout',
  }),
  row('egress', 'ipv6Only()', {
    after: () => ({ egress: Egress.ipv6Only() }),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: SECOND_INGRESS,
  }),
  row('egress', 'interfaceEndpoints() in an existing VPC', {
    before: inVpc(() => ({ egress: Egress.existingRoutes() })),
    after: inVpc(),
    verdict: 'in place',
    lost: 'others in the VPC: the way to ECR and CloudWatch Logs',
    takes: 'some minutes',
  }),
  row('allowGuardDutyAgent', 'on', {
    after: () => ({ allowGuardDutyAgent: true }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('lattice', 'a service network by its id instead of its ARN', {
    after: (stack) => ({ lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'ById', NETWORKS[0].split('/')[1])) }),
    verdict: 'refused by AWS',
    deployed: 'nothing',
    takes: SAME_VALUE,
  }),
  row('lattice', 'an endpoint added at the end', { before: endpoints(0), after: endpoints(0, 1), verdict: 'rollout', takes: 'none where every service has the names that it had' }),
  row('lattice', 'another revision of endpoints', {
    before: endpoints(0),
    after: (stack) => ({ lattice: LatticeAccess.serviceNetworkEndpoints([network(stack, 0)], { revision: 'moved' }) }),
    verdict: 'rollout',
    takes: 'none where every service has the names that it had',
  }),
  row('lattice', 'a further security group of the association', {
    before: inVpc(),
    after: inVpc((stack, vpc) => ({ lattice: LatticeAccess.vpcAssociation(network(stack, 0), { securityGroups: [group(stack, 'More', vpc)] }) })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('availabilityZones', 'one added at the end', { before: zones('a', 'b'), after: zones('a', 'b', 'c'), verdict: 'rollout' }),
  row('availabilityZones', 'one added in the middle', { before: zones('a', 'c'), after: zones('a', 'b', 'c'), verdict: 'rollout' }),
  row('availabilityZones', 'the default by its count', { after: () => ({ availabilityZones: AvailabilityZones.count(3) }), verdict: 'nothing' }),
  row('ipAddresses', 'the default by its range', { after: () => ({ ipAddresses: ec2.IpAddresses.cidr('192.168.0.0/16') }), verdict: 'nothing' }),
  row('ipAddresses', 'a range, then a parameter of the same value', {
    after: (stack) => ({ ipAddresses: DeployTimeIpAddresses.cidr(nameOrParameter(stack, '$Range', '192.168.0.0/16')) }),
    verdict: 'refused by AWS',
    deployed: 'nothing',
    takes: SAME_VALUE,
  }),
  row('flowLogs', 'to a bucket instead of a log group', {
    before: () => ({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() }),
    after: (stack) => ({ flowLogs: ec2.FlowLogDestination.toS3(new s3.Bucket(stack, 'Flows', { removalPolicy: RemovalPolicy.DESTROY })) }),
    verdict: 'replaced',
    lost: 'the flow logs so far',
    takes: 'seconds',
  }),
  row('egress', 'existingRoutes() with peers', {
    before: inVpc(() => ({ egress: Egress.existingRoutes() })),
    after: inVpc(() => ({ egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.1.0.0/16')] }) })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('egress', 'peers in another order', {
    before: inVpc(() => ({ egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.1.0.0/16'), ec2.Peer.ipv4('10.2.0.0/16')] }) })),
    after: inVpc(() => ({ egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.2.0.0/16'), ec2.Peer.ipv4('10.1.0.0/16')] }) })),
    verdict: 'nothing',
  }),
  row('lattice', 'followed in zones of yours instead of new ones', {
    before: followed('*.apps.example.com'), after: followedIn('A'), verdict: 'in place', lost: 'the names, until the next run', takes: 'a minute',
  }),
  row('lattice', 'a zone for followed names added in front', { before: followedIn('B'), after: followedIn('A', 'B'), verdict: 'in place', takes: 'a minute' }),
  row('lattice', 'zones for followed names in another order', { before: followedIn('A', 'B'), after: followedIn('B', 'A'), verdict: 'nothing' }),
  row('lattice', 'another interval of following', {
    before: followed('*.apps.example.com'), after: followedWith({ interval: Duration.minutes(5) }), verdict: 'in place', takes: 'seconds',
  }),
  row('lattice', 'the default interval of following by its value', { before: followed('*.apps.example.com'), after: followedWith({ interval: Duration.minutes(1), createZones: true }), verdict: 'nothing' }),
  row('lattice', 'names for which a service network is followed in another order', {
    before: followed('*.apps.example.com', 'a.example.com'), after: followed('a.example.com', '*.Apps.example.com'), verdict: 'nothing',
  }),
  row('lattice', 'security groups of the association in another order', { before: associatedWith('A', 'B'), after: associatedWith('B', 'A'), verdict: 'nothing' }),
  row('lattice', 'a security group of endpoints added in front', { before: endpointsWith('B'), after: endpointsWith('A', 'B'), verdict: 'in place', takes: 'seconds' }),
  row('lattice', 'security groups of endpoints in another order', { before: endpointsWith('A', 'B'), after: endpointsWith('B', 'A'), verdict: 'nothing' }),
  row('lattice', 'other subnets of endpoints', {
    before: inVpc((stack) => endpoints(0)(stack)),
    after: inVpc((stack, vpc) => ({
      lattice: LatticeAccess.serviceNetworkEndpoints([network(stack, 0)], { subnets: { subnets: vpc.isolatedSubnets.slice(0, 1) } }),
    })),
    verdict: 'in place',
    lost: 'the endpoint in that zone',
    takes: QUESTION,
  }),
  row('egress', 'a peer added in front', { before: peers(ec2.Peer.ipv4('10.2.0.0/16')), after: peers(ec2.Peer.ipv4('10.1.0.0/16'), ec2.Peer.ipv4('10.2.0.0/16')), verdict: 'in place', takes: 'seconds' }),
  row('egress', 'a peer that is a range, then a prefix list', { before: peers(ec2.Peer.ipv4('10.2.0.0/16')), after: peers(ec2.Peer.prefixList('pl-00000000')), verdict: 'in place', takes: 'seconds' }),
  row('egress', 'a peer that is a range, then a security group', {
    before: peers(ec2.Peer.ipv4('10.2.0.0/16')),
    after: inVpc((stack, vpc) => ({ egress: Egress.existingRoutes({ to: [group(stack, 'A', vpc)] }) })),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('egress', 'peers in another spelling', {
    before: peers(ec2.Peer.ipv4('10.2.0.0/16'), ec2.Peer.ipv4('10.1.0.0/16')), after: peers(ec2.Peer.ipv4('10.1.2.3/16'), ec2.Peer.ipv4('10.2.0.0/16')), verdict: 'nothing',
  }),
  row('trustedProxies', 'in another spelling', { before: trusted('2001:db8:a::/48'), after: trusted('2001:DB8:A:0::/48'), verdict: 'nothing' }),
  row('trustedProxies', 'one replaced', { before: trusted('10.0.0.0/24', '10.0.1.0/24'), after: trusted('10.0.0.0/24', '10.0.2.0/24'), verdict: 'rollout' }),
  row('taskSubnets', 'by their list instead of their type', {
    before: inVpc(() => ({ taskSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } })),
    after: inVpc((_, vpc) => ({ taskSubnets: { subnets: vpc.isolatedSubnets } })),
    verdict: 'nothing',
  }),
  row('loadBalancerSubnets', 'in another order, and their Elastic IP addresses', {
    before: withAddresses((subnets) => subnets, 'eipalloc-0a', 'eipalloc-0b'),
    after: withAddresses((subnets) => [...subnets].reverse(), 'eipalloc-0b', 'eipalloc-0a'),
    verdict: 'nothing',
  }),
  row('loadBalancerSubnets', 'in another order', {
    before: inVpc((_, vpc) => ({ loadBalancerSubnets: { subnets: vpc.publicSubnets } })),
    after: inVpc((_, vpc) => ({ loadBalancerSubnets: { subnets: [...vpc.publicSubnets].reverse() } })),
    verdict: 'nothing',
  }),
  row('egress', 'further log groups', {
    after: (stack) => ({ egress: Egress.interfaceEndpoints({ additionalLogGroups: [new logs.LogGroup(stack, 'Sidecar', { removalPolicy: RemovalPolicy.DESTROY })] }) }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('egress', 'further repositories', {
    after: (stack) => ({ egress: Egress.interfaceEndpoints({ additionalRepositories: [ecr.Repository.fromRepositoryName(stack, 'Sidecar', 'sidecar')] }) }),
    verdict: 'in place',
    takes: 'seconds',
  }),
  row('lattice', 'a service network by its ARN, then by a parameter of the same value', {
    after: (stack) => ({ lattice: LatticeAccess.vpcAssociation(byParameter(stack)) }), verdict: 'refused by AWS', deployed: 'nothing', takes: SAME_VALUE,
  }),
  row('lattice', 'endpoints by an ARN, then by a parameter of the same value', {
    before: endpoints(0), after: (stack) => ({ lattice: LatticeAccess.serviceNetworkEndpoints([byParameter(stack)]) }), verdict: 'rollout',
  }),
  row('egress', 'further endpoints', {
    after: furtherEndpoints(SECRETS_MANAGER), verdict: 'in place', takes: 'some minutes',
  }),
  row('egress', 'further endpoints in another order', {
    before: furtherEndpoints(SECRETS_MANAGER, KMS),
    after: furtherEndpoints(KMS, SECRETS_MANAGER),
    verdict: 'nothing',
  }),
  row('egress', 'further repositories in another order', { before: repositories('A', 'B'), after: repositories('B', 'A'), verdict: 'nothing' }),
  row('egress', 'further log groups in another order', { before: logGroups('A', 'B'), after: logGroups('B', 'A'), verdict: 'nothing' }),
  row('egress', 'a peer that is a security group, then the same by its id', {
    before: inVpc((stack, vpc) => ({ egress: Egress.existingRoutes({ to: [group(stack, 'A', vpc)] }) })),
    after: inVpc((stack, vpc) => ({ egress: Egress.existingRoutes({ to: [ec2.Peer.securityGroupId(group(stack, 'A', vpc).securityGroupId)] }) })),
    verdict: 'nothing',
  }),
  row('egress', 'an existing endpoint, made in the same deployment', {
    before: inVpc(), after: existing((stack, vpc) => ({ ecr: endpointFor(stack, vpc, ECR) })), verdict: 'refused by AWS', lost: ROLLED_BACK, takes: WITHOUT_ENDPOINTS,
  }),
  row('egress', 'the existing endpoint of Amazon S3, made in the same deployment', {
    before: inVpc(),
    after: existing((_, vpc) => ({ s3: vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) })),
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: WITHOUT_ENDPOINTS,
  }),
  ...Object.entries(ALL_EXISTING).map(([name, service]) => row('egress', `\`existing.${name}\` imported, by another construct id`, {
    before: imported(name, service, 'One'), after: imported(name, service, 'Another'), verdict: 'nothing',
  })),
  row('egress', 'further existing endpoints in another order', { before: further('A', 'B'), after: further('B', 'A'), verdict: 'nothing' }),
  row('egress', 'a further existing endpoint added in front', { before: further('B'), after: further('A', 'B'), verdict: 'in place', takes: 'seconds' }),
  row('trustedProxies', 'given', { before: inVpc(), after: trusted('10.0.0.0/16'), verdict: 'rollout' }),
  row('trustedProxies', 'one added in front', { before: trusted('10.0.1.0/24'), after: trusted('10.0.0.0/24', '10.0.1.0/24'), verdict: 'rollout' }),
  row('vpc', 'the subnets of an imported VPC in another order', { before: importedVpc((ids) => ids), after: importedVpc((ids) => [...ids].reverse()), verdict: 'nothing' }),
  row('lattice', 'a zone for followed names no longer made', {
    before: followed('*.apps.example.com'), after: followedWith({ createZones: false }), verdict: 'in place', lost: 'the names, unless another zone has them', takes: 'a minute',
  }),
  row('lattice', 'endpoints instead of alreadyAssociated()', {
    before: () => ({ lattice: LatticeAccess.alreadyAssociated() }), after: endpoints(0), verdict: 'rollout', takes: 'some minutes more, until the services have names at the endpoint',
  }),
];
