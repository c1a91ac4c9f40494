import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AvailabilityZones, DeployTimeIpAddresses, Egress, EgressEndpoints, Exposure, InterfaceEndpointsOptions } from '../../../src';
import { SERVICE_OF } from '../../../src/network/egress/egress-endpoints';
import { makeVpc, twice } from '../fixtures';
import { ingress, Kind, refused, refusedAt, Row, warned } from '../row';

const { KMS, ECR, STS } = ec2.InterfaceVpcEndpointAwsService;
const TO = 'ExistingRoutesOptions.to';
const farRepository = (stack: Stack) => ecr.Repository.fromRepositoryArn(stack, 'Far', 'arn:aws:ecr:eu-west-1:111122223333:repository/nginx');
const farLogs = (stack: Stack) => logs.LogGroup.fromLogGroupArn(stack, 'Far', 'arn:aws:logs:eu-west-1:111122223333:log-group:sidecar');

const routes = (kind: Kind, fault: string, to: ec2.IPeer[], message: string) => refused(
  TO, kind, fault, (stack) => ({ vpc: makeVpc(stack), egress: Egress.existingRoutes({ to }) }), message,
);

const endpoints = (property: keyof InterfaceEndpointsOptions, kind: Kind, fault: string, give: (stack: Stack) => unknown, message: string) =>
  refusedAt(`InterfaceEndpointsOptions.${property}`, kind, fault, (stack) => ingress(stack, { egress: Egress.interfaceEndpoints({ [property]: give(stack) }) }), message);

const existing = (place: string, kind: Kind, fault: string, give: (stack: Stack, vpc: ec2.Vpc) => EgressEndpoints, message: string) =>
  refusedAt(place, kind, fault, (stack) => {
    const vpc = makeVpc(stack);
    ingress(stack, { vpc, egress: Egress.interfaceEndpoints({ existing: give(stack, vpc) }) });
  }, message);

const interfaceIn = (stack: Stack, vpc: ec2.Vpc, service = ECR) => new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', { vpc, service });

const NAMED = ['ecr', 'ecrDocker', 'cloudWatchLogs', 'ecs', 'ecsAgent', 'ecsTelemetry', 'ssmMessages', 'kms', 'additional'] as const;
const inPlace = (name: typeof NAMED[number], endpoint: ec2.IInterfaceVpcEndpoint) => ({ [name]: name === 'additional' ? [endpoint] : endpoint });

/** The VPC, its subnets, and the way out. */
export const NETWORK: Row[] = [
  refused('vpc', 'malformed', 'without subnets for the tasks', (stack) => ({ vpc: makeVpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] }) }),
    '\'vpc\' must have isolated or private subnets for the tasks, found none: name the subnets to use with \'taskSubnets\''),
  refused('vpc', 'elsewhere', 'of another Region', (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Far', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'], publicSubnetIds: ['subnet-2'], region: 'eu-west-1' }),
  }), '\'vpc\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: a stack makes its resources in one Region'),
  refused('vpc', 'contradiction', 'without its resolver', (stack) => ({ vpc: makeVpc(stack, 'Vpc', { enableDnsSupport: false }) }),
    '\'vpc\' must have \'enableDnsSupport\' on, because the tasks look names up with the resolver of the VPC, got \'Stack/Vpc\' where it is off: turn it on where the VPC is made'),
  refused('vpc', 'contradiction', 'without DNS host names, and endpoints', (stack) => ({ vpc: makeVpc(stack, 'Vpc', { enableDnsHostnames: false }), egress: Egress.interfaceEndpoints() }),
    '\'vpc\' must have \'enableDnsHostnames\' on, because EC2 makes an endpoint with private DNS only where it is on, got \'Stack/Vpc\''),
  refused('vpc', 'contradiction', 'without an internet gateway, and a load balancer that faces the internet', (stack) => ({ vpc: makeVpc(stack, 'Vpc', { createInternetGateway: false }) }),
    '\'vpc\' must have an internet gateway, because the load balancer faces the internet, got \'Stack/Vpc\' without one: attach one where the VPC is made, or choose Exposure.privateNetwork()'),
  refused('vpc', 'contradiction', 'without an internet gateway, and CloudFront', (stack) => ({ vpc: makeVpc(stack, 'Vpc', { createInternetGateway: false }), exposure: Exposure.cloudFrontVpcOrigin() }),
    '\'vpc\' must have an internet gateway, because CloudFront makes no VPC origin without one, got \'Stack/Vpc\' without one: attach one where the VPC is made'),
  warned('egress', 'contradiction', 'endpoints for the tasks only, in a VPC that others may use', (stack) => ({ vpc: makeVpc(stack), egress: Egress.interfaceEndpoints() }), 'endpointsForTasksOnly'),
  warned('taskSubnets', 'contradiction', 'public subnets, where tasks have no way out', (stack) => ({ vpc: makeVpc(stack), taskSubnets: { subnetType: ec2.SubnetType.PUBLIC } }), 'publicTasks'),
  refused('vpc', 'contradiction', 'with a range for a new one', (stack) => ({ vpc: makeVpc(stack), ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16') }), '\'ipAddresses\' must not be given with \'vpc\': it describes a new VPC'),
  refused('vpc', 'token', 'subnets that are known at deployment only', (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], publicSubnetIds: ['subnet-2'] }),
  }), '\'trustedProxies\' must be given, because the VPC does not know the ranges of its subnets'),
  ...(['loadBalancerSubnets', 'taskSubnets'] as const).flatMap((prop) => [
    refused(prop, 'type', 'a list', (stack) => ({ vpc: makeVpc(stack), [prop]: [] }), `'${prop}' must be an ec2.SubnetSelection, such as { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } or { subnets: [...] }, got `),
    refused(prop, 'empty', 'nothing left', (stack) => ({ vpc: makeVpc(stack), [prop]: { subnets: [] } }), `'${prop}' must select subnets of 'vpc', got {"subnets":[]}, which selects none: select others`),
    refused(prop, 'malformed', 'a group that the VPC has not', (stack) => ({ vpc: makeVpc(stack), [prop]: { subnetGroupName: 'Database' } }), `'${prop}' must select subnets of 'vpc': There are no subnet groups with name 'Database'`),
    refused(prop, 'elsewhere', 'of another VPC', (stack) => ({ vpc: makeVpc(stack), [prop]: { subnets: makeVpc(stack, 'Other').publicSubnets } }),
      `'${prop}' must be in the VPC of the ingress, which is 'Stack/Vpc', got 'Stack/Other/PublicSubnet1' of another VPC`),
    refused(prop, 'contradiction', 'without a VPC', () => ({ [prop]: { subnetType: ec2.SubnetType.PUBLIC } }), `'${prop}' must not be given without 'vpc': subnets can be selected in an existing VPC only`),
  ]),
  refused('loadBalancerSubnets', 'twice', 'two of one zone', (stack) => {
    const vpc = makeVpc(stack);
    return { vpc, loadBalancerSubnets: { subnets: [vpc.publicSubnets[0], vpc.isolatedSubnets[0]] } };
  }, '\'loadBalancerSubnets\' must select one subnet of each zone, because a load balancer takes no more'),
  warned('loadBalancerSubnets', 'contradiction', 'isolated, and internet-facing', (stack) => ({ vpc: makeVpc(stack), loadBalancerSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }), 'unreachableLoadBalancer'),
  refused('taskSubnets', 'twice', 'the same twice', (stack) => {
    const vpc = makeVpc(stack);
    return { vpc, taskSubnets: { subnets: twice(vpc.isolatedSubnets) } };
  }, '\'taskSubnets\' must hold each entry once'),
  refused('taskSubnets', 'twice', 'two of one zone, with endpoints', (stack) => {
    const vpc = makeVpc(stack);
    return { vpc, egress: Egress.interfaceEndpoints(), taskSubnets: { subnets: [vpc.publicSubnets[0], vpc.isolatedSubnets[0]] } };
  }, '\'taskSubnets\' must select one subnet of each zone, because an interface endpoint takes no more'),
  refused('taskSubnets', 'contradiction', 'a zone in which the load balancer has no subnet', (stack) => {
    const vpc = makeVpc(stack);
    return { vpc, loadBalancerSubnets: { subnets: vpc.publicSubnets.slice(0, 1) } };
  }, '\'taskSubnets\' must be in zones of the load balancer, got \'Stack/Vpc/IsolatedSubnet2\''),
  refused('taskSubnets', 'quota', 'fewer addresses than tasks', (stack) => ({ vpc: smallVpc(stack), maxTasks: 23 }), '\'maxTasks\' must be at most 22, the addresses that the subnets of the tasks have, got 23'),
  refused('maxTasks', 'contradiction', 'more than the subnets have addresses', (stack) => ({ vpc: smallVpc(stack), maxTasks: 23 }), '\'maxTasks\' must be at most 22, the addresses that the subnets of the tasks have, got 23'),
  warned('maxTasks', 'contradiction', 'a deployment needs more addresses than the subnets have', (stack) => ({ vpc: smallVpc(stack), maxTasks: 12 }), 'smallSubnets'),

  refused('trustedProxies', 'missing', 'an entry is missing', () => ({ trustedProxies: [undefined] }), '\'trustedProxies[0]\' must be given'),
  refused('trustedProxies', 'empty', 'nothing left', () => ({ trustedProxies: [] }), '\'trustedProxies\' must not be empty: name the ranges of the load balancer\'s subnets, or leave it out'),
  refused('trustedProxies', 'twice', 'the same twice', () => ({ trustedProxies: ['10.0.0.0/24', '10.0.0.0/24'] }), '\'trustedProxies\' must hold each entry once, got \'10.0.0.0/24\' twice: remove one of them'),
  refused('trustedProxies', 'twice', 'a range in two spellings', () => ({ trustedProxies: ['10.0.0.0/24', '10.0.0.9/24'] }), '\'trustedProxies\' must hold each entry once, got \'10.0.0.9/24\' twice'),
  refused('trustedProxies', 'malformed', 'a mask that is too long', () => ({ trustedProxies: ['10.0.0.0/99'] }), '\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.0.0.0/99\''),
  refused('trustedProxies', 'malformed', 'an address that is none', () => ({ trustedProxies: ['10.0.0.256/24'] }), '\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.0.0.256/24\''),
  warned('trustedProxies', 'contradiction', 'without a subnet of the load balancer', () => ({ trustedProxies: ['10.0.0.0/24'] }), 'untrustedLoadBalancer'),
  refused('ipAddresses', 'malformed', 'too small', () => ({ ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/24') }), '\'ipAddresses\' must be an IPv4 range between /16 and /20, room for 16 subnets of /24, got \'10.0.0.0/24\''),
  refused('ipAddresses', 'malformed', 'too small, from a pool of IPAM', () => ({ ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0', ipv4NetmaskLength: 24 }) }),
    '\'ipAddresses\' must have an \'ipv4NetmaskLength\' between 16 and 20, room for 16 subnets of /24, got 24'),
  refused('ipAddresses', 'contradiction', 'with an existing VPC', (stack) => ({ vpc: makeVpc(stack), ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16') }), '\'ipAddresses\' must not be given with \'vpc\''),
  refusedAt('DeployTimeIpAddresses.cidr(cidrBlock)', 'missing', 'not given', () => DeployTimeIpAddresses.cidr(undefined as never), '\'cidrBlock\' must be given'),
  refusedAt('DeployTimeIpAddresses.cidr(cidrBlock)', 'empty', 'no character', () => DeployTimeIpAddresses.cidr(''), '\'cidrBlock\' must be an IPv4 range, such as 10.0.0.0/16, got \'\''),
  refusedAt('DeployTimeIpAddresses.cidr(cidrBlock)', 'malformed', 'no range', () => DeployTimeIpAddresses.cidr('mine/16'), '\'cidrBlock\' must be an IPv4 range, such as 10.0.0.0/16, got \'mine/16\''),
  refused('availabilityZones', 'contradiction', 'with an existing VPC', (stack) => ({ vpc: makeVpc(stack), availabilityZones: AvailabilityZones.count(2) }), '\'availabilityZones\' must not be given with \'vpc\''),
  refused('availabilityZones', 'elsewhere', 'of another Region', () => ({ availabilityZones: AvailabilityZones.named('eu-west-1a') }), '\'names\' must be zones of us-east-1, the Region of the stack, got \'eu-west-1a\''),
  refusedAt('AvailabilityZones.count(count)', 'missing', 'not given', () => AvailabilityZones.count(undefined as never), '\'count\' must be a whole number between 1 and 6, got undefined'),
  refusedAt('AvailabilityZones.count(count)', 'malformed', 'none', () => AvailabilityZones.count(0), '\'count\' must be a whole number between 1 and 6, got 0'),
  refusedAt('AvailabilityZones.count(count)', 'quota', 'more than a Region has', () => AvailabilityZones.count(7), '\'count\' must be a whole number between 1 and 6, got 7'),
  refusedAt('AvailabilityZones.named(names)', 'missing', 'an entry is missing', () => AvailabilityZones.named(undefined as never), '\'names[0]\' must be given'),
  refusedAt('AvailabilityZones.named(names)', 'empty', 'no zone', () => AvailabilityZones.named(), '\'names\' must not be empty: name at least one Availability Zone, such as us-east-1a'),
  refusedAt('AvailabilityZones.named(names)', 'twice', 'the same twice', () => AvailabilityZones.named('us-east-1a', 'us-east-1a'), '\'names\' must name each zone once'),
  refusedAt('AvailabilityZones.named(names)', 'malformed', 'the id of a zone', () => AvailabilityZones.named('use1-az1'), '\'names\' must be names of Availability Zones, such as us-east-1a, got \'use1-az1\''),
  refused('AvailabilityZones.named(names)', 'elsewhere', 'a Local Zone', () => ({ availabilityZones: AvailabilityZones.named('us-east-1-bos-1a') }), '\'names\' must be zones of us-east-1, the Region of the stack, got \'us-east-1-bos-1a\''),
  refusedAt('AvailabilityZones.named(names)', 'quota', 'a letter that no zone of a VPC here can have', () => AvailabilityZones.named('us-east-1z'), '\'names\' must be zones that end with different letters from a to h, got \'us-east-1z\''),
  refused('flowLogs', 'contradiction', 'with an existing VPC', (stack) => ({ vpc: makeVpc(stack), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() }), '\'flowLogs\' must not be given with \'vpc\': it describes a new VPC'),
  refused('egress', 'contradiction', 'tasks without IPv4, and an existing VPC', (stack) => ({ vpc: makeVpc(stack), egress: Egress.ipv6Only() }), '\'egress\' must not be Egress.ipv6Only() with \'vpc\''),
  refused('allowGuardDutyAgent', 'contradiction', 'a VPC that does not know its range', (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'], publicSubnetIds: ['subnet-2'] }),
    trustedProxies: ['10.0.0.0/24'],
    allowGuardDutyAgent: true,
  }), '\'allowGuardDutyAgent\' must have a VPC that knows its range, got \'Stack/Vpc\': give \'vpcCidrBlock\' where you import it'),
  refused('enableExecuteCommand', 'contradiction', 'tasks without IPv4', () => ({ enableExecuteCommand: true, egress: Egress.ipv6Only() }), '\'egress\' must not be Egress.ipv6Only() with \'enableExecuteCommand\''),

  routes('missing', 'an entry is missing', [undefined as never], '\'to[0]\' must be given'),
  routes('empty', 'no peer left', [], '\'to\' must not be empty: name the peers of ECR and CloudWatch Logs, such as the security group of their endpoints, or leave it out'),
  routes('twice', 'a range in two spellings', [ec2.Peer.ipv4('10.0.0.0/24'), ec2.Peer.ipv4('10.0.0.1/24')], '\'to\' must hold each entry once, got \'10.0.0.1/24\' twice'),
  routes('malformed', 'a mask that is too long', [ec2.Peer.ipv4('10.0.0.0/33')], '\'to\' must hold address ranges, such as 203.0.113.0/24, got \'10.0.0.0/33\''),
  routes('contradiction', 'the prefix list of Amazon S3', [ec2.Peer.prefixList('pl-63a5400a')], '\'to\' must not hold the prefix list of Amazon S3, got \'pl-63a5400a\': remove it, because the tasks have a rule for Amazon S3 already'),
  {
    place: TO,
    kind: 'contradiction',
    fault: 'a prefix list of AWS, where its Region is not known',
    warning: 'prefixListOfAws',
    make: (stack) => {
      const anywhere = new Stack(stack.node.root as never, 'Anywhere');
      ingress(anywhere, { vpc: makeVpc(anywhere), egress: Egress.existingRoutes({ to: [ec2.Peer.prefixList('pl-63a5400a')] }) });
    },
  },

  endpoints('additionalServices', 'missing', 'an entry is missing', () => [undefined], '\'additionalServices[0]\' must be given'),
  endpoints('additionalServices', 'twice', 'the same twice', () => [KMS, KMS], '\'additionalServices\' must hold each entry once, got \'kms\' twice'),
  endpoints('additionalRepositories', 'missing', 'an entry is missing', () => [undefined], '\'additionalRepositories[0]\' must be given'),
  endpoints('additionalRepositories', 'twice', 'the same twice', (stack) => twice([farRepository(stack)]), '\'additionalRepositories\' must hold each entry once'),
  endpoints('additionalRepositories', 'elsewhere', 'of another Region', (stack) => [farRepository(stack)], '\'additionalRepositories\' must be in the Region of the stack, which is us-east-1, got \'Stack/Far\' of eu-west-1: the endpoints of ECR lead only to the registry of their Region'),
  endpoints('additionalLogGroups', 'missing', 'an entry is missing', () => [undefined], '\'additionalLogGroups[0]\' must be given'),
  endpoints('additionalLogGroups', 'twice', 'the same twice', (stack) => twice([farLogs(stack)]), '\'additionalLogGroups\' must hold each entry once'),
  endpoints('additionalLogGroups', 'elsewhere', 'of another Region', (stack) => [farLogs(stack)], '\'additionalLogGroups\' must be in the Region of the stack'),
  existing('InterfaceEndpointsOptions.existing', 'elsewhere', 'of another VPC', (stack) => ({ ecr: interfaceIn(stack, makeVpc(stack, 'Other')) }), '\'existing.ecr\' must be in the VPC of the ingress, got \'Stack/Endpoint\''),
  existing('InterfaceEndpointsOptions.existing', 'contradiction', 'for another service', (stack, vpc) => ({ ecr: interfaceIn(stack, vpc, KMS) }), '\'existing.ecr\' must be the endpoint of the service \'ecr.api\', got \'Stack/Endpoint\''),
  ...NAMED.map((name) => existing(`EgressEndpoints.${name}`, 'elsewhere', 'of another VPC', (stack) => {
    const other = makeVpc(stack, 'Other');
    return inPlace(name, interfaceIn(stack, other, name === 'additional' ? KMS : SERVICE_OF[name]));
  }, `'existing.${name}' must be in the VPC of the ingress`)),
  ...NAMED.filter((name) => name !== 'additional').map((name) => existing(`EgressEndpoints.${name}`, 'contradiction', 'for another service', (stack, vpc) => inPlace(name, interfaceIn(stack, vpc, STS)),
    `'existing.${name}' must be the endpoint of the service`)),
  ...NAMED.map((name) => existing(`EgressEndpoints.${name}`, 'malformed', 'without its security groups', (stack) => (
    inPlace(name, ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', { vpcEndpointId: 'vpce-1', port: 443 }))
  ), `'existing.${name}' must know its security groups`)),
  existing('EgressEndpoints.additional', 'missing', 'an entry is missing', () => ({ additional: [undefined as never] }), '\'existing.additional[0]\' must be given'),
  existing('EgressEndpoints.additional', 'twice', 'the same twice', (stack, vpc) => ({ additional: twice([interfaceIn(stack, vpc, KMS)]) }), '\'existing.additional\' must hold each entry once'),
  existing('EgressEndpoints.s3', 'elsewhere', 'of another VPC', (stack) => (
    { s3: new ec2.GatewayVpcEndpoint(stack, 'S3', { vpc: makeVpc(stack, 'Other'), service: ec2.GatewayVpcEndpointAwsService.S3 }) }
  ), '\'existing.s3\' must be in the VPC of the ingress'),
  existing('EgressEndpoints.s3', 'contradiction', 'of another service', (stack, vpc) => (
    { s3: new ec2.GatewayVpcEndpoint(stack, 'DynamoDb', { vpc, service: ec2.GatewayVpcEndpointAwsService.DYNAMODB }) }
  ), '\'existing.s3\' must be the gateway endpoint of Amazon S3'),
];

/** Two task subnets of 11 addresses each. */
function smallVpc(stack: Stack): ec2.Vpc {
  return makeVpc(stack, 'Vpc', {
    subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 28 }],
  });
}
