import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Exposure, HttpMode, LatticeAccess, LatticeService, LatticeServiceNetwork, LatticeServiceTarget } from '../../../src';
import { GENERATED_NAME, service } from '../../ingress';
import { AT_ENDPOINT, FAR_NETWORK, groups, makeGroup, makeVpc, network, NETWORK_ID, serviceWithZone, twice } from '../fixtures';
import { farStack, ingress, Kind, refused, refusedAt, Row, warned } from '../row';

const REGION = 'must be in the Region of the stack, which is us-east-1, got';
const ONE_REGION = 'of eu-west-1: VPC Lattice connects VPCs of one Region';
const ENTRY = 'must be given: remove the entry, or look where its value comes from';
const FAR_NAME = GENERATED_NAME.replace('us-east-1', 'eu-west-1');
const VPCE = 'names that start with vpce- belong to an endpoint; `aws vpc-lattice get-service` shows the other one';

export const allowed = (fault: string, given: string, advice: string) => refused('allowedDomains', 'malformed', fault, () => ({ allowedDomains: [given] }),
  `'allowedDomains' must hold DNS names, such as api.example.com or *.apps.example.com, got '${given}': ${advice}`);

const record = (kind: Kind, fault: string, given: object, message: string, place = 'privateRecords') => refused(place, kind, fault,
  () => ({ allowedDomains: ['*.example.com'], privateRecords: [{ domainName: 'api.example.com', service: serviceWithZone(GENERATED_NAME), ...given }] }), message);

const associated = (kind: Kind, fault: string, give: (stack: Stack) => ec2.ISecurityGroup[], message: string) => refusedAt('VpcAssociationOptions.securityGroups', kind, fault,
  (stack) => ingress(stack, { lattice: LatticeAccess.vpcAssociation(network(stack), { securityGroups: give(stack) }) }), message);

type EndpointArguments = Parameters<typeof LatticeAccess.serviceNetworkEndpoints>;

/** Endpoints in an existing VPC, which needs no look-up of services. */
const atEndpoints = (place: string, kind: Kind, fault: string, give: (stack: Stack, vpc: ec2.Vpc) => EndpointArguments, message: string) =>
  refusedAt(place, kind, fault, (stack) => {
    const vpc = makeVpc(stack);
    ingress(stack, { vpc, allowedDomains: ['api.example.com'], lattice: LatticeAccess.serviceNetworkEndpoints(...give(stack, vpc)) });
  }, message);

const NETWORKS = 'LatticeAccess.serviceNetworkEndpoints(serviceNetworks)';

/** Clients of one name, which are some of those of the ingress. */
const restricted = (place: string, kind: Kind, fault: string, given: object, message: string, props: object = {}) => refused(place, kind, fault,
  () => ({ restrictedDomains: [{ domainName: '*.a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/25')], ...given }], ...props }), message);

/** What is wrong with clients of a name is the same for names of `services`. */
const NARROWED: Row[] = (['RestrictedDomain', 'IngressRoute'] as const).flatMap((struct) => {
  const place = `${struct}.clients`;
  const prop = `'${struct === 'IngressRoute' ? 'services' : 'restrictedDomains'}[0].clients'`;
  const of = (kind: Kind, fault: string, clients: unknown, message: string, props: object = {}) => refused(place, kind, fault, () => (
    struct === 'IngressRoute' ? { services: [{ ...service('a.example.com'), clients }], ...props } : { restrictedDomains: [{ domainName: '*.a.example.com', clients }], ...props }
  ), `${prop} ${message}`);
  const half = ec2.Peer.ipv4('203.0.113.0/25');
  return [
    of('type', 'a text', '203.0.113.0/25', 'must be a list, got \'203.0.113.0/25\''),
    of('empty', 'nobody', [], 'must not be empty: name the ranges of those who may ask for it, or leave it out'),
    of('twice', 'a range twice', twice([half]), 'must hold each entry once, got \'203.0.113.0/25\' twice'),
    of('malformed', 'an address in a range', [ec2.Peer.ipv4('203.0.113.7/24')],
      'must hold ranges that start at their first address, got \'203.0.113.7/24\': shorten the prefix, or set the bits behind it to zero'),
    of('malformed', 'IPv4 as IPv6', [ec2.Peer.ipv6('::ffff:cb00:7100/120')],
      'must hold ranges of IPv4 addresses as such, got \'::ffff:cb00:7100/120\': write 203.0.113.0/24 for ::ffff:203.0.113.0/120'),
    of('elsewhere', 'a prefix list', [ec2.Peer.prefixList('pl-0123456789abcdef0')],
      'must hold address ranges, such as ec2.Peer.ipv4(\'203.0.113.0/24\'), got \'pl-0123456789abcdef0\': the proxy compares addresses, ' +
        'and cannot look into prefix lists and security groups; name the ranges'),
    of('contradiction', 'clients outside of those of the ingress', [ec2.Peer.ipv4('192.0.2.0/24')],
      'must lie within \'clients\' of the ingress, got \'192.0.2.0/24\': the load balancer drops the packets of everybody else; ' +
        'add the range to \'clients\' of the ingress, or remove it here'),
    of('contradiction', 'behind CloudFront', [half], 'must not be given with Exposure.cloudFrontVpcOrigin(): the proxy sees the addresses of CloudFront, not those of clients; ' +
      'tell clients apart by AWS WAF at the distribution, or by the auth policy of the service', { exposure: Exposure.cloudFrontVpcOrigin() }),
    of('contradiction', 'with PrivateLink', [half],
      'must not be given with \'privateLink\': whoever makes an endpoint chooses the addresses of its VPC, and may choose those of another client; make a second ingress for PrivateLink',
      { privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] } }),
  ];
});

/** A service network that is followed. */
const followed = (place: string, kind: Kind, fault: string, followServices: unknown, message: string, props: object = { allowedDomains: ['*.example.com'] }) =>
  refusedAt(place, kind, fault, (stack) => ingress(stack, { lattice: LatticeAccess.vpcAssociation(network(stack, 'Followed'), { followServices } as never), ...props }), message);

const FOLLOWED: Row[] = [
  followed('VpcAssociationOptions.followServices', 'type', 'a flag', true, '\'followServices\' must be { interval, zones, createZones }, got true'),
  followed('VpcAssociationOptions.followServices', 'contradiction', 'no names to follow it for', {}, '\'allowedDomains\' must not be empty: a service network is followed for the names that it admits', {}),
  followed('VpcAssociationOptions.followServices', 'quota', 'more zones than a role has room for', {}, '\'followServices\' must have permissions on its private zones of at most 4370 characters, got',
    { allowedDomains: Array.from({ length: 20 }, (_, index) => `*.team${index}.example.com`) }),
  atEndpoints('ServiceNetworkEndpointsOptions.followServices', 'type', 'a flag', (stack) => [[network(stack)], { followServices: true } as never],
    '\'followServices\' must be { interval, zones, createZones }, got true'),
  atEndpoints('ServiceNetworkEndpointsOptions.followServices', 'contradiction', 'no place for records in an existing VPC', (stack) => [[network(stack)], { followServices: {} }],
    '\'followServices\' must say where the records are made in an existing VPC'),
  followed('FollowServicesOptions.interval', 'type', 'a number', { interval: 5 }, '\'followServices.interval\' must be a Duration, such as Duration.seconds(60), got 5'),
  followed('FollowServicesOptions.interval', 'malformed', 'too long', { interval: Duration.hours(2) }, '\'followServices.interval\' must be a number of whole minutes between 1 and 60, got 120'),
  followed('FollowServicesOptions.interval', 'token', 'a token', { interval: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }, '\'followServices.interval\' must be known at synth'),
  followed('FollowServicesOptions.createZones', 'type', 'a text', { createZones: 'yes' }, '\'followServices.createZones\' must be true or false, got \'yes\''),
  warned('FollowServicesOptions.createZones', 'contradiction', 'in an existing VPC', (stack) => ({
    vpc: makeVpc(stack),
    allowedDomains: ['*.apps.example.com', 'shop.example.com'],
    lattice: LatticeAccess.vpcAssociation(network(stack, 'Followed'), { followServices: { createZones: true } }),
  }), 'createdZonesHidePublicRecords'),
  followed('FollowServicesOptions.zones', 'missing', 'an entry is missing', { zones: [undefined] }, '\'followServices.zones[0]\' must be given'),
  followed('FollowServicesOptions.zones', 'type', 'names', { zones: ['example.com'] }, '\'followServices.zones[0]\' must be a hosted zone'),
  followed('FollowServicesOptions.zones', 'empty', 'nothing left', { zones: [] }, '\'followServices.zones\' must not be empty: name at least one zone, or leave it out'),
  ...([['twice', 'the same twice', 'example.com', 2], ['contradiction', 'a zone of another name', 'example.org', 1]] as const).map(([kind, fault, zoneName, times]) => refusedAt(
    'FollowServicesOptions.zones', kind, fault, (stack) => {
      const vpc = makeVpc(stack);
      const zone = new route53.PrivateHostedZone(stack, 'Zone', { zoneName, vpc });
      ingress(stack, { vpc, allowedDomains: ['*.example.com'], lattice: LatticeAccess.vpcAssociation(network(stack, 'Followed'), { followServices: { zones: Array(times).fill(zone) } }) });
    }, kind === 'twice' ? '\'followServices.zones\' must hold each entry once' : '\'followServices.zones\' must hold names that \'allowedDomains\' admits',
  )),
  refusedAt('FollowServicesOptions.zones', 'elsewhere', 'of another VPC', (stack) => {
    const zone = new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc: makeVpc(stack) });
    ingress(stack, { allowedDomains: ['*.example.com'], lattice: LatticeAccess.vpcAssociation(network(stack, 'Followed'), { followServices: { zones: [zone] } }) });
  }, '\'followServices.zones\' must be a private zone of the VPC of the ingress'),
];

const ONE_PROTOCOL = 'a listener of VPC Lattice takes either TLS or HTTP';

const PORTS: Row[] = (['tlsListenerPort', 'httpListenerPort'] as const).flatMap((port) => {
  const of = (kind: Kind, fault: string, given: unknown, message: string, props: object = {}) => refused(`IngressRoute.${port}`, kind, fault,
    () => ({ services: [{ ...service('a.example.com'), [port]: given }], ...props }), `'services[0].${port}' ${message}`);
  return [
    of('type', 'a text', 'many', 'must be a number, got \'many\''),
    of('malformed', 'no port', 0, 'must be a whole number between 1 and 65535, got 0'),
    of('token', 'a token', Token.asNumber({ Ref: 'Port' }), 'must be known at synth'),
    ...port === 'httpListenerPort'
      ? [of('contradiction', 'the default of TLS', 443, `must differ from 'tlsListenerPort', which is 443 by default, got 443: ${ONE_PROTOCOL}`),
        of('contradiction', 'nobody forwards HTTP', 8080, 'must not be given without HttpMode.proxy(): no HTTP is forwarded to the service', { http: HttpMode.off() })]
      : [of('contradiction', 'the default of HTTP', 80, `must differ from 'httpListenerPort', which is 80 by default, got 80: ${ONE_PROTOCOL}`),
        of('contradiction', 'the port of HTTP', 8080, `must differ from 'httpListenerPort', got 8080: ${ONE_PROTOCOL}`, { services: [{ ...service('a.example.com'), tlsListenerPort: 8080, httpListenerPort: 8080 }] })],
  ];
});

/** The allow-list, and the way to VPC Lattice. */
export const NAMES: Row[] = [
  refused('services', 'missing', 'an entry is missing', () => ({ services: [undefined] }), `'services[0]' ${ENTRY}`),
  refused('services', 'type', 'one service without a list', () => ({ services: service('api.example.com') }), '\'services\' must be a list, got { domainName, service }'),
  refused('services', 'empty', 'nothing left', () => ({ services: [] }), '\'services\' must not be empty, because without names the proxy forwards the generated name of every service of the Region'),
  refused('services', 'twice', 'a name twice', () => ({ services: [service('api.example.com'), service('API.example.com')] }),
    'each name must lead to one place, got \'api.example.com\' twice in \'services\': remove one of them'),
  refused('services', 'malformed', 'a name with a dot at its end', () => ({ services: [service('api.example.com.')] }), '\'services\' must hold DNS names'),
  refused('services', 'elsewhere', 'a generated name of another Region', () => ({ services: [service('api.example.com', FAR_NAME)] }), `'services' ${REGION} 'api.example.com' ${ONE_REGION}`),
  refused('services', 'elsewhere', 'a service that a stack of another Region makes', (stack) => (
    { services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(farStack(stack), 'Service')) }] }
  ), `'services' ${REGION} 'api.example.com' ${ONE_REGION}`),
  refused('services', 'contradiction', 'a name of \'allowedDomains\'', () => ({ services: [service('api.example.com')], allowedDomains: ['api.example.com'] }),
    'each name must lead to one place, got \'api.example.com\' in \'services\' and in \'allowedDomains\': remove one of them'),
  refused('services', 'contradiction', 'the name of a service at an endpoint', () => ({ services: [service('api.example.com', AT_ENDPOINT)] }),
    `'services' must hold services by the names that VPC Lattice generated for them, got '${AT_ENDPOINT}': ${VPCE}`),
  refused('services', 'quota', 'more than a task definition holds', () => ({ services: Array.from({ length: 2500 }, (_, index) => service(`api-${index}.example.com`)) }),
    'must fit into the 64 KiB of a task definition, got'),
  refused('IngressRoute.domainName', 'missing', 'not given', () => ({ services: [{ service: service('a.example.com').service }] }), '\'services[0].domainName\' must be given: the name that clients ask for'),
  refused('IngressRoute.domainName', 'empty', 'no character', () => ({ services: [service('')] }), '\'services\' must hold DNS names'),
  refused('IngressRoute.domainName', 'malformed', 'a port', () => ({ services: [service('api.example.com:8443')] }), 'got \'api.example.com:8443\': give the name without a port, \'api.example.com\''),
  refused('IngressRoute.service', 'missing', 'not given', () => ({ services: [{ domainName: 'api.example.com' }] }),
    '\'services[0].service\' must be given: the VPC Lattice service behind the name, for instance LatticeService.fromCfnService(apiService)'),
  refused('IngressRoute.service', 'elsewhere', 'a generated name of another Region', () => ({ services: [service('api.example.com', FAR_NAME)] }), `'services' ${REGION} 'api.example.com' ${ONE_REGION}`),
  refused('IngressRoute.service', 'contradiction', 'the name of a service at an endpoint', () => ({ services: [service('api.example.com', AT_ENDPOINT)] }), VPCE),

  refused('allowedDomains', 'missing', 'an entry is missing', () => ({ allowedDomains: [undefined] }), `'allowedDomains[0]' ${ENTRY}`),
  refused('allowedDomains', 'type', 'a text', () => ({ allowedDomains: 'api.example.com' }), '\'allowedDomains\' must be a list, got \'api.example.com\''),
  refused('allowedDomains', 'empty', 'nothing left', () => ({ allowedDomains: [] }), '\'allowedDomains\' must not be empty, because without names the proxy forwards the generated name of every service of the Region'),
  refused('allowedDomains', 'twice', 'a name twice', () => ({ allowedDomains: ['api.example.com', 'API.example.com'] }), 'each name must lead to one place, got \'api.example.com\' twice in \'allowedDomains\''),
  allowed('a dot at its end', 'api.example.com.', 'give the name without the dot at its end, \'api.example.com\''),
  allowed('a URL', 'https://api.example.com/v1', 'give the name of the host alone, \'api.example.com\''),
  allowed('a port', 'api.example.com:8443', 'give the name without a port, \'api.example.com\''),
  allowed('a star alone', '*', 'a wildcard needs the domain that it stands below, as *.example.com'),
  allowed('letters that DNS does not hold', 'bücher.example', 'give the name as DNS holds it, \'xn--bcher-kva.example\''),
  allowed('letters that DNS does not hold, below a wildcard', '*.bücher.example', 'give the name as DNS holds it, \'*.xn--bcher-kva.example\''),
  refused('allowedDomains', 'contradiction', 'a name of \'services\'', () => ({ services: [service('api.example.com')], allowedDomains: ['api.example.com'] }), 'in \'services\' and in \'allowedDomains\''),
  refused('allowedDomains', 'quota', 'more than a task definition holds', () => ({ allowedDomains: Array.from({ length: 3000 }, (_, index) => `api-${index}.example.com`) }),
    'must fit into the 64 KiB of a task definition, got'),

  ...NARROWED,
  ...PORTS,
  ...FOLLOWED,
  refused('IngressRoute.clients', 'missing', 'an entry is missing', () => ({ services: [{ ...service('a.example.com'), clients: [undefined] }] }), '\'services[0].clients[0]\' must be given'),
  restricted('RestrictedDomain.clients', 'missing', 'not given', { clients: undefined }, '\'restrictedDomains[0].clients\' must be given: the ranges of those who may ask for it; names for everybody are in \'allowedDomains\''),
  restricted('RestrictedDomain.domainName', 'missing', 'not given', { domainName: undefined }, '\'restrictedDomains[0].domainName\' must be given: the name that clients ask for'),
  restricted('RestrictedDomain.domainName', 'type', 'a number', { domainName: 1 }, '\'restrictedDomains[0].domainName\' must be a text, got 1'),
  restricted('RestrictedDomain.domainName', 'empty', 'no character', { domainName: '' }, '\'restrictedDomains\' must hold DNS names'),
  restricted('RestrictedDomain.domainName', 'malformed', 'a port', { domainName: 'a.example.com:8443' }, 'give the name without a port, \'a.example.com\''),
  refused('restrictedDomains', 'missing', 'an entry is missing', () => ({ restrictedDomains: [undefined] }), `'restrictedDomains[0]' ${ENTRY}`),
  refused('restrictedDomains', 'type', 'a text', () => ({ restrictedDomains: 'a.example.com' }), '\'restrictedDomains\' must be a list, got \'a.example.com\''),
  refused('restrictedDomains', 'empty', 'nothing left', () => ({ restrictedDomains: [] }), '\'restrictedDomains\' must not be empty, because without names the proxy forwards the generated name of every service of the Region'),
  restricted('restrictedDomains', 'twice', 'a name twice', {}, 'each name must lead to one place, got \'*.a.example.com\' twice', {
    restrictedDomains: twice([{ domainName: '*.a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/25')] }]),
  }),
  restricted('restrictedDomains', 'contradiction', 'a name that is allowed to everybody too', {}, 'each name must lead to one place, got \'*.a.example.com\' in \'allowedDomains\' and in \'restrictedDomains\': remove one of them', { allowedDomains: ['*.a.example.com'] }),
  restricted('restrictedDomains', 'malformed', 'a name with a dot at its end', { domainName: 'a.example.com.' }, 'give the name without the dot at its end'),

  refused('lattice', 'missing', 'not given', () => ({ lattice: undefined }), '\'lattice\' must be given: say how the tasks reach VPC Lattice, for instance LatticeAccess.vpcAssociation(serviceNetwork)'),
  refused('lattice', 'contradiction', 'endpoints without names', (stack) => ({ lattice: LatticeAccess.serviceNetworkEndpoints([network(stack)]) }),
    '\'lattice\' must not be LatticeAccess.serviceNetworkEndpoints() without \'services\', \'allowedDomains\' or \'restrictedDomains\''),
  refused('LatticeAccess.vpcAssociation(serviceNetwork)', 'missing', 'not given', () => ({ lattice: LatticeAccess.vpcAssociation(undefined as never) }),
    '\'serviceNetwork\' must be given: give a CfnServiceNetwork, or import one with LatticeServiceNetwork'),
  refused('LatticeAccess.vpcAssociation(serviceNetwork)', 'elsewhere', 'of another Region', (stack) => (
    { lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Far', FAR_NETWORK)) }
  ), `'serviceNetwork' ${REGION} '${FAR_NETWORK}' ${ONE_REGION}`),
  associated('missing', 'an entry is missing', () => [undefined as never], '\'securityGroups[0]\' must be given'),
  associated('twice', 'the same twice', (stack) => twice(groups(stack, 1)), '\'securityGroups\' must hold each entry once'),
  associated('elsewhere', 'of another VPC', (stack) => [makeGroup(stack, 'Group', makeVpc(stack))], '\'securityGroups\' must be in the VPC of the ingress'),
  associated('quota', 'more than an association takes', (stack) => groups(stack, 5), '\'securityGroups\' must hold 4 security groups at most, because AWS takes 5 and one is made here, got 5'),

  atEndpoints(NETWORKS, 'missing', 'an entry is missing', () => [[undefined as never]], `'serviceNetworks[0]' ${ENTRY}`),
  refusedAt(NETWORKS, 'empty', 'nothing left', () => LatticeAccess.serviceNetworkEndpoints([]), '\'serviceNetworks\' must not be empty: name at least one service network'),
  atEndpoints(NETWORKS, 'twice', 'by its ARN and by its id', (stack) => [[
    network(stack), LatticeServiceNetwork.fromServiceNetworkArn(stack, 'ByArn', FAR_NETWORK.replace('eu-west-1', 'us-east-1')),
  ]], `'serviceNetworks' must name each service network once, got '${NETWORK_ID}' twice: remove one of them`),
  atEndpoints(NETWORKS, 'twice', 'as a resource and by its id', (stack) => {
    const made = new vpclattice.CfnServiceNetwork(stack, 'Made');
    return [[made, LatticeServiceNetwork.fromServiceNetworkId(stack, 'ById', made.attrId)]];
  }, '\'serviceNetworks\' must name each service network once'),
  atEndpoints(NETWORKS, 'elsewhere', 'made by a stack of another Region', (stack) => [[new vpclattice.CfnServiceNetwork(farStack(stack), 'Network')]], ONE_REGION),
  atEndpoints(NETWORKS, 'elsewhere', 'of another Region', (stack) => [[LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Far', FAR_NETWORK)]], `'serviceNetwork' ${REGION} '${FAR_NETWORK}' ${ONE_REGION}`),
  atEndpoints('ServiceNetworkEndpointsOptions.subnets', 'twice', 'two of one zone', (stack, vpc) => [[network(stack)], { subnets: { subnets: [vpc.publicSubnets[0], vpc.isolatedSubnets[0]] } }],
    '\'subnets\' must select one subnet of each zone, because a service-network endpoint takes no more'),
  atEndpoints('ServiceNetworkEndpointsOptions.subnets', 'elsewhere', 'of another VPC', (stack) => [[network(stack)], { subnets: { subnets: makeVpc(stack, 'Other').isolatedSubnets } }],
    '\'subnets\' must be in the VPC of the ingress, which is \'Stack/Vpc\', got \'Stack/Other/IsolatedSubnet1\' of another VPC'),
  atEndpoints('ServiceNetworkEndpointsOptions.subnets', 'quota', 'no room for an endpoint', (stack, vpc) => [[network(stack)], {
    subnets: { subnets: [new ec2.Subnet(stack, 'Small', { vpcId: vpc.vpcId, cidrBlock: '10.0.255.0/28', availabilityZone: 'us-east-1a' })] },
  }], '\'subnets\' must have room for 1 service-network endpoints'),
  atEndpoints('ServiceNetworkEndpointsOptions.securityGroups', 'missing', 'an entry is missing', (stack) => [[network(stack)], { securityGroups: [undefined as never] }], '\'securityGroups[0]\' must be given'),
  atEndpoints('ServiceNetworkEndpointsOptions.securityGroups', 'twice', 'the same twice', (stack) => [[network(stack)], { securityGroups: twice(groups(stack, 1)) }], '\'securityGroups\' must hold each entry once'),
  atEndpoints('ServiceNetworkEndpointsOptions.securityGroups', 'elsewhere', 'of another VPC', (stack) => [[network(stack)], { securityGroups: [makeGroup(stack, 'Group', makeVpc(stack, 'Other'))] }],
    '\'securityGroups\' must be in the VPC of the ingress'),

  refusedAt('LatticeService.fromDomainName(domainName)', 'missing', 'not given', () => LatticeService.fromDomainName(undefined as never), '\'domainName\' must be given'),
  refusedAt('LatticeService.fromDomainName(domainName)', 'empty', 'no character', () => LatticeService.fromDomainName(''), '\'domainName\' must be the name that VPC Lattice generated for the service'),
  refusedAt('LatticeService.fromDomainName(domainName)', 'malformed', 'its custom name', () => LatticeService.fromDomainName('api.example.com'), '\'domainName\' must be the name that VPC Lattice generated for the service'),
  refused('LatticeService.fromDomainName(domainName)', 'elsewhere', 'of another Region', () => ({ services: [service('api.example.com', FAR_NAME)] }), ONE_REGION),
  refused('LatticeService.fromDomainName(domainName)', 'contradiction', 'at an endpoint', () => ({ services: [service('api.example.com', AT_ENDPOINT)] }), VPCE),
  refusedAt('LatticeServiceAttributes.hostedZoneId', 'empty', 'no character', () => LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: '' }), '\'hostedZoneId\' must be the id of a hosted zone'),
  refusedAt('LatticeServiceAttributes.hostedZoneId', 'malformed', 'with its path', () => LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: '/hostedzone/Z1' }), '\'hostedZoneId\' must be the id of a hosted zone'),
  refusedAt('LatticeServiceAttributes.hostedZoneId', 'missing', 'not given, and needed for an alias', () => new LatticeServiceTarget(LatticeService.fromDomainName(GENERATED_NAME)), '\'hostedZoneId\' must be known for an alias'),
  refusedAt('LatticeServiceTarget(service)', 'missing', 'not given', () => new LatticeServiceTarget(undefined as never), '\'service\' must be given'),
  refusedAt('LatticeService.fromCfnService(service)', 'missing', 'not given', () => LatticeService.fromCfnService(undefined as never), '\'service\' must be given'),
  refused('LatticeService.fromCfnService(service)', 'elsewhere', 'of a stack of another Region', (stack) => (
    { services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(farStack(stack), 'Service')) }] }
  ), ONE_REGION),
  ...(['Arn', 'Id'] as const).flatMap((by) => {
    const argument = `serviceNetwork${by}`;
    const place = `LatticeServiceNetwork.fromServiceNetwork${by}(${argument})`;
    const given = (stack: Stack, text: unknown) => LatticeServiceNetwork[`fromServiceNetwork${by}`](stack, 'Network', text as string);
    return [
      refusedAt(place, 'missing', 'not given', (stack) => given(stack, undefined), `'${argument}' must be given`),
      refusedAt(place, 'type', 'a number', (stack) => given(stack, 1), `'${argument}' must be a text, got 1`),
      refusedAt(place, 'empty', 'no character', (stack) => given(stack, ''), `'${argument}' must be the `),
      refusedAt(place, 'malformed', 'a name', (stack) => given(stack, 'partners'), `'${argument}' must be the `),
    ];
  }),
  refused('LatticeServiceNetwork.fromServiceNetworkArn(serviceNetworkArn)', 'elsewhere', 'of another Region', (stack) => (
    { lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Far', FAR_NETWORK)) }
  ), ONE_REGION),

  refused('privateRecords', 'missing', 'an entry is missing', () => ({ allowedDomains: ['api.example.com'], privateRecords: [undefined] }), `'privateRecords[0]' ${ENTRY}`),
  refused('privateRecords', 'twice', 'a name twice', () => ({ allowedDomains: ['api.example.com'], privateRecords: twice([{ domainName: 'api.example.com', service: serviceWithZone(GENERATED_NAME) }]) }),
    '\'privateRecords\' must hold each name once, got \'api.example.com\' twice: remove one of them'),
  record('contradiction', 'a name that is not allowed', { domainName: 'api.example.org' }, '\'privateRecords\' must hold names that \'allowedDomains\' admits, got \'api.example.org\''),
  record('elsewhere', 'a service of another Region', { service: serviceWithZone(FAR_NAME) }, `'privateRecords' ${REGION} 'api.example.com' ${ONE_REGION}`),
  record('malformed', 'a name with a dot at its end', { domainName: 'api.example.com.' }, 'got \'api.example.com.\': give the name without the dot at its end, \'api.example.com\''),
  record('missing', 'not given', { domainName: undefined }, '\'privateRecords[0].domainName\' must be given', 'PrivateRecord.domainName'),
  record('empty', 'no character', { domainName: '' }, '\'privateRecords\' must hold DNS names', 'PrivateRecord.domainName'),
  record('malformed', 'a URL', { domainName: 'https://api.example.com' }, 'give the name of the host alone', 'PrivateRecord.domainName'),
  record('contradiction', 'not allowed', { domainName: 'api.example.org' }, '\'privateRecords\' must hold names that \'allowedDomains\' admits', 'PrivateRecord.domainName'),
  record('missing', 'not given', { service: undefined }, '\'privateRecords[0].service\' must be given', 'PrivateRecord.service'),
  record('elsewhere', 'of another Region', { service: serviceWithZone(FAR_NAME) }, ONE_REGION, 'PrivateRecord.service'),
  record('contradiction', 'the name of a service at an endpoint', { service: serviceWithZone(AT_ENDPOINT) }, `'privateRecords' must hold services by the names that VPC Lattice generated for them, got '${AT_ENDPOINT}'`, 'PrivateRecord.service'),
  refused('PrivateRecord.zone', 'elsewhere', 'a zone of another VPC', (stack) => ({
    allowedDomains: ['api.example.com'],
    privateRecords: [{ domainName: 'api.example.com', service: serviceWithZone(GENERATED_NAME), zone: new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc: makeVpc(stack) }) }],
  }), '\'zone\' must be a private zone of the VPC of the ingress, got \'Stack/Zone\' of another'),
  refused('PrivateRecord.zone', 'contradiction', 'a zone of another name', (stack) => {
    const vpc = makeVpc(stack);
    const zone = new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.org', vpc });
    return { vpc, allowedDomains: ['api.example.com'], privateRecords: [{ domainName: 'api.example.com', service: serviceWithZone(GENERATED_NAME), zone }] };
  }, '\'zone\' must hold \'api.example.com\', got \'example.org\''),
];
