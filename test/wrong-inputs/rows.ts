import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import {
  Egress, Exposure, FollowServicesOptions, HttpMode, LatticeAccess, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork, ProxyImage,
} from '../../src';
import { GENERATED_NAME, service } from '../ingress';

/** One thing that can be wrong with a prop, and what synthesis says to it. */
export interface Row {
  readonly prop: string;
  readonly fault: string;
  /** Props as plain JavaScript may give them. */
  readonly props: (stack: Stack) => Partial<Record<keyof LatticeExternalIngressProps, unknown>>;
  readonly message: string;
}

const row = (prop: string, fault: string, props: Row['props'], message: string): Row => ({ prop, fault, props, message });

const name = (fault: string, given: string, advice: string) => row('allowedDomains', fault, () => ({ allowedDomains: [given] }),
  `'allowedDomains' must hold DNS names, such as api.example.com or *.apps.example.com, got '${given}': ${advice}`);

const missing = (prop: string, props: Row['props'], entry = `${prop}[0]`) =>
  row(prop, 'an entry is missing', props, `'${entry}' must be given: remove the entry, or look where its value comes from`);

const restrictedTo = (fault: string, client: ec2.IPeer, message: string, props: object = {}) => row('restrictedDomains', fault,
  () => ({ restrictedDomains: [{ domainName: '*.a.example.com', clients: [client] }], ...props }), `'restrictedDomains[0].clients' ${message}`);
const followed = (stack: Stack, followServices: FollowServicesOptions) =>
  LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', 'sn-0123456789abcdef0'), { followServices });

const REGION = 'must be in the Region of the stack, which is us-east-1, got';

/** Every row is tested, and every row is in docs/wrong-inputs.md. */
export const ROWS: Row[] = [
  row('clients', 'not given', () => ({ clients: undefined }), '\'clients\' must be given: say who may connect, for instance [ec2.Peer.ipv4(\'203.0.113.0/24\')]'),
  row('clients', 'nothing left', () => ({ clients: [] }), '\'clients\' must not be empty: say who may connect, for instance [ec2.Peer.ipv4(\'203.0.113.0/24\')]'),
  row('clients', 'not a list', () => ({ clients: ec2.Peer.anyIpv4() }), '\'clients\' must be a list, got [object Object]'),
  missing('clients', () => ({ clients: [undefined] })),
  row('lattice', 'not given', () => ({ lattice: undefined }),
    '\'lattice\' must be given: say how the tasks reach VPC Lattice, for instance LatticeAccess.vpcAssociation(serviceNetwork)'),
  row('lattice', 'a service network is missing', () => ({ lattice: LatticeAccess.vpcAssociation(undefined as never) }),
    '\'serviceNetwork\' must be given: give a CfnServiceNetwork, or import one with LatticeServiceNetwork'),
  row('lattice', 'a service network of another Region', (stack) => ({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Far', 'arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-0123456789abcdef0')),
  }), `'serviceNetwork' ${REGION} 'arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-0123456789abcdef0' of eu-west-1: VPC Lattice connects VPCs of one Region`),
  row('lattice', 'an endpoint in a service network of another Region', (stack) => ({
    services: [service('api.example.com')],
    lattice: LatticeAccess.serviceNetworkEndpoints([
      LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Far', 'arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-0123456789abcdef0'),
    ]),
  }), `'serviceNetwork' ${REGION} 'arn:aws:vpc-lattice:eu-west-1:111122223333:servicenetwork/sn-0123456789abcdef0' of eu-west-1: VPC Lattice connects VPCs of one Region`),
  row('lattice', 'a service network that is followed for no name', (stack) => ({ lattice: followed(stack, {}) }),
    '\'allowedDomains\' must not be empty: a service network is followed for the names that it admits'),
  row('lattice', 'a service network that is read too seldom', (stack) => ({ lattice: followed(stack, { interval: Duration.hours(2) }), allowedDomains: ['*.example.com'] }),
    '\'followServices.interval\' must be a number of whole minutes between 1 and 60, got 120'),
  missing('services', () => ({ services: [undefined] })),
  row('services', 'clients outside of those of the ingress', () => ({ services: [{ ...service('a.example.com'), clients: [ec2.Peer.ipv4('192.0.2.0/24')] }] }),
    '\'services[0].clients\' must lie within \'clients\' of the ingress, got \'192.0.2.0/24\': the load balancer drops the packets of everybody else; ' +
      'add the range to \'clients\' of the ingress, or remove it here'),
  row('services', 'a prefix list for clients', () => ({ services: [{ ...service('a.example.com'), clients: [ec2.Peer.prefixList('pl-0123456789abcdef0')] }] }),
    '\'services[0].clients\' must hold address ranges, such as ec2.Peer.ipv4(\'203.0.113.0/24\'), got \'pl-0123456789abcdef0\': the proxy compares addresses, ' +
      'and cannot look into prefix lists and security groups; name the ranges'),
  row('services', 'nobody for clients', () => ({ services: [{ ...service('a.example.com'), clients: [] }] }),
    '\'services[0].clients\' must not be empty: name the ranges of those who may ask for it, or leave it out'),
  restrictedTo('an address in a range', ec2.Peer.ipv4('203.0.113.7/24'),
    'must hold ranges that start at their first address, got \'203.0.113.7/24\': shorten the prefix, or set the bits behind it to zero'),
  restrictedTo('IPv4 as IPv6', ec2.Peer.ipv6('::ffff:cb00:7100/120'),
    'must hold ranges of IPv4 addresses as such, got \'::ffff:cb00:7100/120\': use ec2.Peer.ipv4(), as in ec2.Peer.ipv4(\'203.0.113.0/24\')'),
  restrictedTo('behind CloudFront', ec2.Peer.ipv4('203.0.113.0/25'),
    'must not be given with Exposure.cloudFrontVpcOrigin(): the proxy sees the addresses of CloudFront, not those of clients; ' +
      'tell clients apart by AWS WAF at the distribution, or by the auth policy of the service', { exposure: Exposure.cloudFrontVpcOrigin() }),
  restrictedTo('with PrivateLink', ec2.Peer.ipv4('203.0.113.0/25'),
    'must not be given with \'privateLink\': who makes an endpoint chooses the addresses of its VPC, and may choose those of somebody else; give PrivateLink an ingress of its own',
    { privateLink: { allowedPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:root')] } }),
  missing('restrictedDomains', () => ({ restrictedDomains: [undefined] })),
  row('restrictedDomains', 'without clients', () => ({ restrictedDomains: [{ domainName: 'a.example.com' }] }),
    '\'restrictedDomains[0].clients\' must be given: the ranges of those who may ask for it; names for everybody are in \'allowedDomains\''),
  row('restrictedDomains', 'a name that is allowed to everybody too', () => ({
    allowedDomains: ['a.example.com'], restrictedDomains: [{ domainName: 'a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/25')] }],
  }), 'each name must lead to one place, got \'a.example.com\' in \'allowedDomains\' and in \'restrictedDomains\': remove one of them'),
  row('services', 'a port that is none', () => ({ services: [{ ...service('a.example.com'), tlsListenerPort: 0 }] }),
    '\'services[0].tlsListenerPort\' must be a whole number between 1 and 65535, got 0'),
  row('services', 'a port for HTTP that nobody forwards', () => ({ http: HttpMode.off(), services: [{ ...service('a.example.com'), httpListenerPort: 8080 }] }),
    '\'services[0].httpListenerPort\' must not be given without HttpMode.proxy(): no HTTP is forwarded to the service'),
  row('services', 'without a service', () => ({ services: [{ domainName: 'api.example.com' }] }),
    '\'services[0].service\' must be given: the VPC Lattice service behind the name, for instance LatticeService.fromCfnService(apiService)'),
  row('services', 'without a name', () => ({ services: [{ service: service('a.example.com').service }] }),
    '\'services[0].domainName\' must be given: the name that clients ask for'),
  row('services', 'a generated name of another Region', () => ({
    services: [service('api.example.com', GENERATED_NAME.replace('us-east-1', 'eu-west-1'))],
  }), `'services' ${REGION} 'api.example.com' of eu-west-1: VPC Lattice connects VPCs of one Region`),
  row('services', 'a service that a stack of another Region makes', (stack) => {
    const far = new Stack(stack.node.root as never, 'Far', { env: { account: '111122223333', region: 'eu-west-1' } });
    return { services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(far, 'Service')) }] };
  }, `'services' ${REGION} 'api.example.com' of eu-west-1: VPC Lattice connects VPCs of one Region`),
  row('services', 'the name of a service at an endpoint', () => ({
    services: [service('api.example.com', 'vpce-0123456789abcdef0-snsa-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws')],
  }), '\'services\' must hold services by the names that VPC Lattice generated for them, ' +
    'got \'vpce-0123456789abcdef0-snsa-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws\': ' +
    'names that start with vpce- belong to an endpoint; `aws vpc-lattice get-service` shows the other one'),
  missing('allowedDomains', () => ({ allowedDomains: [undefined] })),
  row('allowedDomains', 'not a list', () => ({ allowedDomains: 'api.example.com' }), '\'allowedDomains\' must be a list, got \'api.example.com\''),
  name('a dot at its end', 'api.example.com.', 'give the name without the dot at its end, \'api.example.com\''),
  name('a URL', 'https://api.example.com/v1', 'give the name of the host alone, \'api.example.com\''),
  name('a port', 'api.example.com:8443', 'give the name without a port, \'api.example.com\''),
  name('a star alone', '*', 'a wildcard needs the domain that it stands below, as *.example.com'),
  name('letters that DNS does not hold', 'bücher.example', 'give the name as DNS holds it, \'xn--bcher-kva.example\''),
  name('letters that DNS does not hold, below a wildcard', '*.bücher.example', 'give the name as DNS holds it, \'*.xn--bcher-kva.example\''),
  row('trustedProxies', 'a mask that is too long', () => ({ trustedProxies: ['10.0.0.0/99'] }), '\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.0.0.0/99\''),
  row('trustedProxies', 'an address that is none', () => ({ trustedProxies: ['10.0.0.256/24'] }), '\'trustedProxies\' must hold address ranges, such as 10.0.0.0/24, got \'10.0.0.256/24\''),
  row('trustedProxies', 'nothing left', () => ({ trustedProxies: [] }), '\'trustedProxies\' must not be empty: name the ranges of the load balancer\'s subnets, or leave it out'),
  row('trustedProxies', 'the same twice', () => ({ trustedProxies: ['10.0.0.0/24', '10.0.0.0/24'] }),
    '\'trustedProxies\' must hold each entry once, got \'10.0.0.0/24\' twice: remove one of them'),
  row('privateLink', 'no principal left', () => ({ privateLink: { allowedPrincipals: [] } }),
    '\'privateLink.allowedPrincipals\' must not be empty: say who may make an endpoint, or leave \'privateLink\' out'),
  row('privateLink', 'the same principal twice', () => {
    const principal = new iam.ArnPrincipal('arn:aws:iam::111122223333:root');
    return { privateLink: { allowedPrincipals: [principal, principal] } };
  }, '\'privateLink.allowedPrincipals\' must hold each entry once, got \'arn:aws:iam::111122223333:root\' twice: remove one of them'),
  row('exposure', 'the same Elastic IP twice', () => ({ exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-1', 'eipalloc-1'] }) }),
    '\'elasticIpAllocationIds\' must hold each entry once, got \'eipalloc-1\' twice: remove one of them'),
  row('egress', 'no peer left', () => ({ egress: Egress.existingRoutes({ to: [] }) }),
    '\'to\' must not be empty: name the peers of ECR and CloudWatch Logs, such as the security group of their endpoints, or leave it out'),
  row('image', 'a registry that the tasks have no way to', () => ({ image: ProxyImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.30.7') }),
    '\'image\' must come from ECR with Egress.interfaceEndpoints(), because the tasks have no way to another registry, ' +
    'got \'public.ecr.aws/docker/library/nginx:1.30.7\': ' +
    'use ProxyImage.copyOnDeploy() or ProxyImage.fromEcrRepository(), or Egress.existingRoutes()'),
  row('publicZone', 'a private zone', (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
    return { services: [service('api.example.com')], publicZone: new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc }) };
  }, '\'publicZone\' must be a public hosted zone, got the private zone \'Stack/Zone\': records for the VPC are made by \'privateRecords\''),
  row('publicZone', 'past CloudFront', (stack) => ({
    services: [service('api.example.com')],
    exposure: Exposure.cloudFrontVpcOrigin(),
    publicZone: new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }),
  }), '\'publicZone\' must not be given with Exposure.cloudFrontVpcOrigin(): clients connect to CloudFront, and the records would lead past it; make them for the distribution'),
  row('maxTasks', 'more than a service may have', () => ({ maxTasks: 5001 }), '\'maxTasks\' must be a whole number between 1 and 5000, got 5001'),
  row('targetConnectionsPerTask', 'more than a task takes on', () => ({ targetConnectionsPerTask: 100_000 }),
    'the connections that a task of this size takes on, got 100000: a higher target is never reached; choose a larger task or a lower target'),
];
