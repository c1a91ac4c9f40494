import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { adviceFor } from './advice';
import { billFor } from './bill';
import { GUIDANCE } from './guidance';
import { IDLE, Load, loadOf } from './load';
import { caption } from './price-list';
import { Quantities } from './quantities';
import { readTemplate } from './read-template';
import { Choice, choicesTable, FOOTNOTE } from './table';
import { AccessLog, AvailabilityZones, Egress, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork, TrafficProfile } from '../../src';
import { TemplateJson } from '../template/json';

type Props = (stack: Stack) => Partial<LatticeExternalIngressProps>;

/** A choice that is not priced yet. */
interface Option {
  readonly name: string;
  readonly quantities: Quantities;
}

const TENTH = { accessLog: AccessLog.sampled(10) };
const HUNDREDTH = { accessLog: AccessLog.sampled(1) };
const MANY_SESSIONS = { trafficProfile: TrafficProfile.MANY_SESSIONS };
const TWO_ZONES = { availabilityZones: AvailabilityZones.count(2), minTasks: 2 };

const QUICK_START = 'the quick start: 3 zones, interface endpoints';

/** What users choose among, whatever their load. */
const CHOICES: Record<string, Props> = {
  [QUICK_START]: () => ({}),
  '2 zones, 2 tasks': () => TWO_ZONES,
  'existing VPC with routes (not counted)': (stack) => ({ vpc: existingVpc(stack), egress: Egress.existingRoutes() }),
  'Egress.ipv6Only()': () => ({ egress: Egress.ipv6Only() }),
  'Egress.ipv6Only(), 2 zones, 2 tasks': () => ({ ...TWO_ZONES, egress: Egress.ipv6Only() }),
  'cpu: 256, memoryLimitMiB: 512': () => ({ cpu: 256, memoryLimitMiB: 512 }),
  'cpu: 1024, memoryLimitMiB: 2048': () => ({ cpu: 1024, memoryLimitMiB: 2048 }),
  'fargateSpotPercent: 50': () => ({ fargateSpotPercent: 50 }),
  'followServices: {}, one zone': (stack) => ({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', 'sn-0123456789abcdef0'), { followServices: {} }),
    allowedDomains: ['*.apps.example.com'],
  }),
};

/** What matters under load; each is shown with the cheapest size of task as well. */
const UNDER_LOAD: Record<string, Props> = {
  [QUICK_START]: () => ({}),
  'AccessLog.sampled(10)': () => TENTH,
  'LogGroupClass.INFREQUENT_ACCESS': () => ({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }),
  'TrafficProfile.MANY_SESSIONS': () => MANY_SESSIONS,
  'sampled(1), MANY_SESSIONS': () => ({ ...HUNDREDTH, ...MANY_SESSIONS }),
  'Egress.ipv6Only()': () => ({ egress: Egress.ipv6Only() }),
  'ipv6Only(), sampled(10)': () => ({ egress: Egress.ipv6Only(), ...TENTH }),
  'ipv6Only(), sampled(1), MANY_SESSIONS': () => ({ egress: Egress.ipv6Only(), ...HUNDREDTH, ...MANY_SESSIONS }),
};

/** The loads that the project compares by. */
export const LOADS: Record<string, Load> = {
  '10 new connections/s, 1,000 open, 500 GB': loadOf({ newTlsConnectionsPerSecond: 10, tlsSessions: 1000, gbPerMonth: 500 }),
  '500 new connections/s, 50,000 open, 20 TB': loadOf({ newTlsConnectionsPerSecond: 500, tlsSessions: 50_000, gbPerMonth: 20_000 }),
};

/** What the choices that users have cost, idle and under load. */
export function choices(): string[] {
  const idle = [...Object.entries(CHOICES).map(([name, props]) => option(name, props)), option('addAlarms() and addDashboard()', () => ({}), watch)];
  const underLoad = Object.entries(UNDER_LOAD).map(([name, props]) => option(name, props));
  return [
    caption(),
    ...table('idle', idle, IDLE),
    ...Object.entries(LOADS).flatMap(([title, load]) => ['', ...table(title, underLoad.flatMap((each) => [each, withBestSize(each, load)]), load)]),
    '',
    ...FOOTNOTE,
  ];
}

/** The stack of the quick start, as far as its price goes. */
export function quickStart(): Quantities {
  return quantitiesWith(CHOICES[QUICK_START]);
}

function option(name: string, props: Props, then?: (ingress: LatticeExternalIngress) => void): Option {
  return { name, quantities: quantitiesWith(props, then) };
}

/** The same choice with the size of task that costs least, and as many tasks as it takes. */
function withBestSize({ quantities }: Option, load: Load): Option {
  const [{ size: { cpu, memoryLimitMiB }, quantities: best, bill }] = adviceFor(load, quantities);
  return {
    name: `  cheapest: cpu: ${cpu}, memoryLimitMiB: ${memoryLimitMiB}`,
    quantities: { ...best, maxTasks: Math.max(best.maxTasks, bill.tasks.count) },
  };
}

function table(title: string, options: Option[], load: Load): string[] {
  const priced = ({ name, quantities }: Option): Choice => ({ name, quantities, bill: billFor(quantities, load) });
  return choicesTable(title, priced({ name: 'the Guidance', quantities: GUIDANCE }), options.map(priced));
}

function quantitiesWith(props: Props, then: (ingress: LatticeExternalIngress) => void = () => {}): Quantities {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  then(new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
    ...props(stack),
  }));
  return readTemplate(Template.fromStack(stack).toJSON() as TemplateJson).quantities;
}

function watch(ingress: LatticeExternalIngress): void {
  ingress.addAlarms();
  ingress.addDashboard();
}

function existingVpc(stack: Stack): ec2.IVpc {
  return new ec2.Vpc(stack, 'Vpc', { ipProtocol: ec2.IpProtocol.DUAL_STACK, availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] });
}
