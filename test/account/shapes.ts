/** Ingresses of any shape that the props allow, drawn at random. */
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as fc from 'fast-check';
import { CLASHES, CLOUDFRONT, Drawn, endpointsOf, IPV6_ONLY, OF_REGISTRY, settled } from './clashes';
import {
  AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps,
  LatticeService, LatticeServiceNetwork, ProxyImage, RecordRouting, TrafficProfile,
} from '../../src';
import { capacityOf, CONNECTION_KIB } from '../../src/proxy/nginx';

/** A part of the props, which may need the stack. */
type Part = (stack: Stack) => Drawn;

const NETWORK = 'sn-0123456789abcdef0';
const name = fc.constantFrom('api.example.com', 'orders.example.com', 'a.b.example.com', 'example.com', `${'x'.repeat(63)}.example.com`);
const wildcard = fc.constantFrom('*.apps.example.com', '*.example.com', 'shop.example.com');
const generated = (index: number) => `s${index}-${String(index).padStart(17, '0')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws`;
const network = (stack: Stack, id = NETWORK) => LatticeServiceNetwork.fromServiceNetworkId(stack, `Network${id}`, id);

const of = (...parts: Part[]): fc.Arbitrary<Part> => fc.constantFrom(...parts);
const drawn = <T>(values: fc.Arbitrary<T>, part: (value: T) => Partial<LatticeExternalIngressProps>): fc.Arbitrary<Part> =>
  values.map((value) => () => part(value));

const PEERS = ['203.0.113.0/24', '0.0.0.0/0', '198.51.100.7/32', '2001:db8::/32', '::/0', 'pl-0123456789abcdef0', 'pl-0fedcba9876543210'];
const clients = drawn(fc.uniqueArray(fc.constantFrom(...PEERS), { minLength: 1 }), (peers) => ({ clients: peers.map(peerOf) }));

const lattice = of(
  (stack) => ({ lattice: LatticeAccess.vpcAssociation(network(stack)) }),
  () => ({ lattice: LatticeAccess.alreadyAssociated() }),
  (stack) => ({ lattice: endpointsOf(network(stack)) }),
  (stack) => ({ lattice: endpointsOf(network(stack), network(stack, 'sn-0fedcba9876543210')) }),
);

const names = fc.record({
  services: fc.uniqueArray(name, { maxLength: 5 }),
  allowedDomains: fc.uniqueArray(wildcard, { maxLength: 3 }),
  partner: fc.constantFrom(undefined, undefined, undefined, '203.0.113.128/25', '2001:db8:a::/48'),
  tlsPorts: fc.array(fc.constantFrom(undefined, 443, 8443, 50051), { maxLength: 3 }),
}).map(({ services, allowedDomains, partner, tlsPorts }): Part => () => ({
  services: services.length === 0 ? undefined : services.map((domainName, index) => ({
    domainName, service: LatticeService.fromDomainName(generated(index)), clients: partner && [peerOf(partner)], tlsListenerPort: tlsPorts[index],
  })),
  allowedDomains: allowedDomains.length === 0 ? undefined : allowedDomains,
  restrictedDomains: partner && [{ domainName: '*.partner.example.com', clients: [peerOf(partner)] }],
}));

const egress = of(
  () => ({}),
  () => ({ egress: Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }) }),
  () => ({ egress: IPV6_ONLY }),
  () => ({ egress: Egress.existingRoutes() }),
  () => ({ egress: Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.0.0.0/8')] }) }),
);

const exposure = drawn(
  fc.constantFrom(undefined, Exposure.internet(), Exposure.privateNetwork(), CLOUDFRONT),
  (value) => ({ exposure: value }),
);

const listeners = fc.record({
  http: fc.constantFrom('proxy', 'redirect', 'off', undefined),
  port: fc.constantFrom(80, 8080, 443),
  tlsPort: fc.constantFrom(undefined, 443, 8443, 80),
}).filter(({ http, port, tlsPort = 443 }) => http === 'off' || tlsPort !== (http ? port : 80)).map(({ http, port, tlsPort }): Part => () => ({
  tlsPort,
  http: http && { proxy: HttpMode.proxy({ port }), redirect: HttpMode.redirectToHttps({ port }), off: HttpMode.off() }[http],
}));

const SIZES = [[256, 512], [512, 1024], [1024, 2048], [2048, 4096], [4096, 8192], [8192, 16384], [16384, 32768], [1024, 8192]];
const size = drawn(fc.constantFrom(...SIZES), ([cpu, memoryLimitMiB]) => ({ cpu, memoryLimitMiB }));

/** What the smallest task takes on. */
const { tlsSessions, httpConnections } = capacityOf(SIZES[0][0], SIZES[0][1], CONNECTION_KIB[TrafficProfile.BALANCED]);

const scaling = fc.record({
  least: fc.integer({ min: 1, max: 30 }),
  more: fc.integer({ min: 0, max: 100 }),
  percent: fc.integer({ min: 10, max: 90 }),
  connections: fc.option(fc.integer({ min: 100, max: tlsSessions + httpConnections - 1 }), { nil: undefined }),
}).map(({ least, more, percent, connections }): Part => () => ({
  minTasks: least,
  maxTasks: least + more,
  targetCpuUtilizationPercent: percent,
  targetConnectionsPerTask: connections,
  scalingCooldown: Duration.seconds(more + 10),
}));

const image = of(
  () => ({}), () => ({ image: ProxyImage.copyOnDeploy() }), () => ({ image: ProxyImage.buildOnDeploy() }),
  () => ({ image: ProxyImage.copyOnDeploy({ architecture: ecs.CpuArchitecture.X86_64 }) }),
  () => ({ image: OF_REGISTRY }),
);

const zones = of(
  () => ({}), () => ({ availabilityZones: AvailabilityZones.count(2) }), () => ({ availabilityZones: AvailabilityZones.count(3) }),
  () => ({ availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1c') }),
  () => ({ ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/20') }), () => ({ ipAddresses: DeployTimeIpAddresses.cidr('10.20.0.0/16') }),
  () => ({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() }),
  (stack) => ({ vpc: existingVpc(stack) }), (stack) => ({ vpc: existingVpc(stack), exposure: Exposure.privateNetwork() }),
);

const ROUTINGS = [
  undefined, RecordRouting.simple(), RecordRouting.weighted('this', 10), RecordRouting.latency('here', 'us-east-1'), RecordRouting.primary('first'),
  RecordRouting.secondary('second'),
];
const records = of(() => ({}), () => ({}), ...ROUTINGS.map((recordRouting): Part => (stack) => ({
  publicZone: route53.PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' }),
  recordRouting,
})));

const privateRecords = of(() => ({}), () => ({}), () => ({
  allowedDomains: ['shop.example.com', '*.apps.example.com'],
  privateRecords: [
    { domainName: 'shop.example.com', service: LatticeService.fromDomainName(generated(1), { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) },
    { domainName: 'orders.apps.example.com', service: LatticeService.fromDomainName(generated(2), { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) },
  ],
}));

const logKey = of(() => ({}), () => ({}), () => ({}), (stack) => ({ logEncryptionKey: keyForLogs(stack) }));

const options = fc.record({
  idleTimeout: fc.option(fc.integer({ min: 60, max: 6000 }).map(Duration.seconds), { nil: undefined }),
  crossZoneEnabled: fc.boolean(),
  deletionProtection: fc.boolean(),
  zonalShift: fc.option(fc.boolean(), { nil: undefined }),
  enableExecuteCommand: fc.boolean(),
  allowGuardDutyAgent: fc.boolean(),
  fargateSpotPercent: fc.constantFrom(0, 0, 50, 100),
  logRetention: fc.constantFrom(undefined, logs.RetentionDays.ONE_DAY, logs.RetentionDays.ONE_YEAR, logs.RetentionDays.INFINITE),
  privateLink: fc.option(
    fc.boolean().map((acceptanceRequired) => ({ acceptanceRequired, allowedPrincipals: [new iam.AccountPrincipal('111122223333')] })),
    { nil: undefined },
  ),
}).map((values): Part => () => values);

const shape = fc.record({
  parts: fc.tuple(
    clients, lattice, names, egress, exposure, listeners, size, scaling, image, zones, records, privateRecords, logKey, options,
  ),
  monitored: fc.record({ alarms: fc.boolean(), dashboard: fc.boolean() }),
  idOfStack: fc.constantFrom('Stack', 'S', `Stack-${'X'.repeat(100)}`),
  region: fc.constantFrom(undefined, 'us-east-1'),
  // A few shapes keep what excludes each other: synthesis has to refuse it with advice.
  isSettled: fc.constantFrom(true, true, true, true, true, true, true, false),
  sides: fc.array(fc.nat(1), { minLength: CLASHES.length, maxLength: CLASHES.length }),
});

/** Shapes that AWS once refused. Chance seldom draws them, so they are always judged. */
const REFUSED_ONCE: ((stack: Stack) => Omit<LatticeExternalIngressProps, 'clients'>)[] = [
  () => ({ egress: Egress.ipv6Only(), exposure: Exposure.privateNetwork(), lattice: LatticeAccess.alreadyAssociated() }),
  (stack) => ({ egress: Egress.ipv6Only(), lattice: LatticeAccess.serviceNetworkEndpoints([network(stack)]), allowedDomains: ['api.example.com'] }),
];

/** Synthesises so many shapes, and those that AWS once refused, each into a folder of its own. */
export function writeShapes(folder: string, count: number, seed: number): void {
  REFUSED_ONCE.forEach((propsOf, index) => {
    const app = new App({ outdir: path.join(folder, `refused-once-${index}`), treeMetadata: false, analyticsReporting: false, autoSynth: false });
    const stack = new Stack(app, 'Stack');
    new LatticeExternalIngress(stack, 'Ingress', { clients: [peerOf(PEERS[0])], ...propsOf(stack) });
    app.synth();
  });
  const drawnShapes = fc.sample(shape, { numRuns: count, seed });
  const accepted = drawnShapes.filter(({ parts, monitored: { alarms, dashboard }, idOfStack: id, region, isSettled, sides }, index) => {
    const app = new App({ outdir: path.join(folder, String(index)), treeMetadata: false, analyticsReporting: false, autoSynth: false });
    const stack = new Stack(app, id, { env: region ? { region, account: '000000000000' } : undefined });
    const drawnProps = Object.assign({}, ...parts.map((part) => part(stack)));
    const props = isSettled ? settled(drawnProps, sides) : drawnProps;
    try {
      const ingress = new LatticeExternalIngress(stack, 'Ingress', props);
      if (alarms) {
        ingress.addAlarms();
      }
      if (dashboard) {
        ingress.addDashboard();
      }
      app.synth();
      return true;
    } catch (error) {
      requireAdvice(error as Error, isSettled);
      return false;
    }
  });
  console.log(`# ${accepted.length} of ${count} shapes synthesise (seed ${seed})`);
}

/** Only what excludes each other is refused, and by an error of ours. */
function requireAdvice(error: Error, isSettled: boolean): void {
  if (isSettled || !/'\w[\w.[\]]*'/.test(error.message)) {
    throw error;
  }
}

function peerOf(text: string): ec2.IPeer {
  if (text.startsWith('pl-')) {
    return ec2.Peer.prefixList(text);
  }
  return text.includes(':') ? ec2.Peer.ipv6(text) : ec2.Peer.ipv4(text);
}

/** A key that CloudWatch Logs may use. */
function keyForLogs(stack: Stack): kms.Key {
  const key = new kms.Key(stack, 'Key');
  key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`));
  return key;
}

/** A VPC with public and isolated subnets, without IPv6. */
function existingVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    restrictDefaultSecurityGroup: false,
    natGateways: 0,
    maxAzs: 2,
    subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
}
