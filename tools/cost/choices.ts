import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { billFor } from './bill';
import * as guidance from './guidance.json';
import { IDLE, Load, loadOf } from './load';
import { Quantities, quantitiesOf, TemplateJson } from './quantities';
import { caption, choicesTable, FOOTNOTE } from './table';
import { AvailabilityZones, Egress, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork } from '../../src';

type Choice = (stack: Stack) => Partial<LatticeExternalIngressProps>;

const TWO_ZONES = { availabilityZones: AvailabilityZones.count(2), minTasks: 2 };

const CHOICES: Record<string, Choice> = {
  'the quick start: 3 zones, interface endpoints': () => ({}),
  '2 zones': () => TWO_ZONES,
  'existing routes, in a VPC that has them (not counted)': (stack) => ({ vpc: existingVpc(stack), egress: Egress.existingRoutes() }),
  'IPv6 only': () => ({ egress: Egress.ipv6Only() }),
  'IPv6 only, 2 zones': () => ({ ...TWO_ZONES, egress: Egress.ipv6Only() }),
  'tasks of 0.25 vCPU and 0.5 GiB': () => ({ cpu: 256, memoryLimitMiB: 512 }),
  'tasks of 1 vCPU and 2 GiB': () => ({ cpu: 1024, memoryLimitMiB: 2048 }),
};
const UNDER_LOAD = ['the quick start: 3 zones, interface endpoints', 'IPv6 only', 'tasks of 1 vCPU and 2 GiB'];

const LOADS: Record<string, Load> = {
  '10 new connections/s, 1,000 open, 500 GB': loadOf({ newConnectionsPerSecond: 10, activeConnections: 1000, gbPerMonth: 500 }),
  '500 new connections/s, 50,000 open, 20 TB': loadOf({ newConnectionsPerSecond: 500, activeConnections: 50_000, gbPerMonth: 20_000 }),
};

/** What the choices that users have cost, idle and under load. */
export function choices(): string[] {
  const quantities = Object.fromEntries(Object.entries(CHOICES).map(([name, choice]) => [name, quantitiesWith(choice)]));
  const alarmed = { ...quantities, 'with addAlarms() and addDashboard()': quantitiesWith(() => ({}), watch) };
  const busy = Object.fromEntries(UNDER_LOAD.map((name) => [name, quantities[name]]));
  return [
    caption(),
    ...table('idle', alarmed, IDLE),
    ...Object.entries(LOADS).flatMap(([title, load]) => ['', ...table(title, busy, load)]),
    ...FOOTNOTE,
  ];
}

function table(title: string, quantities: Record<string, Quantities>, load: Load): string[] {
  const bills = Object.fromEntries(Object.entries(quantities).map(([name, each]) => [name, billFor(each, load)]));
  return choicesTable(title, billFor(guidance.quantities, load), bills);
}

function quantitiesWith(choice: Choice, then: (ingress: LatticeExternalIngress) => void = () => {}): Quantities {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  then(new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
    ...choice(stack),
  }));
  return quantitiesOf(Template.fromStack(stack).toJSON() as TemplateJson);
}

function watch(ingress: LatticeExternalIngress): void {
  ingress.addAlarms();
  ingress.addDashboard();
}

function existingVpc(stack: Stack): ec2.IVpc {
  return new ec2.Vpc(stack, 'Vpc', { ipProtocol: ec2.IpProtocol.DUAL_STACK, availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] });
}
