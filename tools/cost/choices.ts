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

const TENTH = { accessLog: AccessLog.sampled(10) };
const TWO_ZONES = { availabilityZones: AvailabilityZones.count(2), minTasks: 2 };

const QUICK_START = 'the quick start: 3 zones, interface endpoints';

/** What users choose among, whatever their load. */
const CHOICES: Record<string, Props> = {
  [QUICK_START]: () => ({}),
  '2 zones': () => TWO_ZONES,
  'existing routes, in a VPC that has them (not counted)': (stack) => ({ vpc: existingVpc(stack), egress: Egress.existingRoutes() }),
  'IPv6 only': () => ({ egress: Egress.ipv6Only() }),
  'IPv6 only, 2 zones': () => ({ ...TWO_ZONES, egress: Egress.ipv6Only() }),
  'tasks of 0.25 vCPU and 0.5 GiB': () => ({ cpu: 256, memoryLimitMiB: 512 }),
  'tasks of 1 vCPU and 2 GiB': () => ({ cpu: 1024, memoryLimitMiB: 2048 }),
  'half of the tasks on Fargate Spot': () => ({ fargateSpotPercent: 50 }),
};

/** What matters where there is load; each is shown with the best size of task as well. */
const UNDER_LOAD: Record<string, Props> = {
  [QUICK_START]: () => ({}),
  'a tenth of what was forwarded has a line': () => TENTH,
  'infrequent-access log': () => ({ logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS }),
  'many sessions': () => ({ trafficProfile: TrafficProfile.MANY_SESSIONS }),
  'IPv6 only': () => ({ egress: Egress.ipv6Only() }),
  'IPv6 only, a tenth': () => ({ egress: Egress.ipv6Only(), ...TENTH }),
  'IPv6 only, a tenth, many sessions': () => ({ egress: Egress.ipv6Only(), ...TENTH, trafficProfile: TrafficProfile.MANY_SESSIONS }),
};

/** The loads that the project compares by. */
export const LOADS: Record<string, Load> = {
  '10 new connections/s, 1,000 open, 500 GB': loadOf({ newTlsConnectionsPerSecond: 10, tlsSessions: 1000, gbPerMonth: 500 }),
  '500 new connections/s, 50,000 open, 20 TB': loadOf({ newTlsConnectionsPerSecond: 500, tlsSessions: 50_000, gbPerMonth: 20_000 }),
};

/** What the choices that users have cost, idle and under load. */
export function choices(): string[] {
  const idle = Object.fromEntries(Object.entries(CHOICES).map(([name, props]) => [name, quantitiesWith(props)]));
  const underLoad = Object.fromEntries(Object.entries(UNDER_LOAD).map(([name, props]) => [name, quantitiesWith(props)]));
  return [
    caption(),
    ...table('idle', { ...idle, 'with addAlarms() and addDashboard()': quantitiesWith(() => ({}), watch) }, IDLE),
    ...Object.entries(LOADS).flatMap(([title, load]) => ['', ...table(title, withBestSize(underLoad, load), load)]),
    '',
    ...FOOTNOTE,
  ];
}

/** The stack of the quick start, as far as its price goes. */
export function quickStart(): Quantities {
  return quantitiesWith(CHOICES[QUICK_START]);
}

/** Each choice, and then the same with the size of task that costs least, and as many tasks as it takes. */
function withBestSize(named: Record<string, Quantities>, load: Load): Record<string, Quantities> {
  return Object.fromEntries(Object.entries(named).flatMap(([name, quantities]) => {
    const [{ size: { cpu, memoryLimitMiB }, quantities: best, bill }] = adviceFor(load, quantities);
    const title = `${name === QUICK_START ? 'the same' : name}, tasks of ${cpu / 1024} vCPU and ${memoryLimitMiB / 1024} GiB`;
    return [[name, quantities], [title, { ...best, maxTasks: Math.max(best.maxTasks, bill.tasks.count) }]];
  }));
}

function table(title: string, named: Record<string, Quantities>, load: Load): string[] {
  const priced = (quantities: Quantities): Choice => ({ quantities, bill: billFor(quantities, load) });
  return choicesTable(title, priced(GUIDANCE), Object.fromEntries(Object.entries(named).map(([name, each]) => [name, priced(each)])));
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
