import { Bill, PARTS, total } from './bill';
import * as prices from './prices.json';

/** What the figures hold, and what they do not. */
export const FOOTNOTE = [
  'With as few tasks as scaling allows and at least one NLCU. A line of the Guidance\'s log is taken to be as long as ours, and its log, kept forever, is',
  'counted for a year. The same on both sides and not counted: VPC Lattice, data to the internet, Container Insights, image storage. Nor are NAT gateways,',
  'service-network endpoints and free tiers.',
];

/** One bill beside the Guidance's, a line for each part that either of them has. */
export function billTable(ours: Bill, theirs: Bill): string[] {
  const row = (name: string, one: number, other: number) =>
    [name.padEnd(46), usd(one), usd(other), (other ? (one / other).toFixed(2) : '').padStart(6)].join(' ').trimEnd();
  return [
    [caption().padEnd(46), 'this'.padStart(9), 'Guidance'.padStart(9), 'ratio'.padStart(6)].join(' '),
    ...PARTS.filter((part) => ours[part] > 0 || theirs[part] > 0).map((part) => row(part, ours[part], theirs[part])),
    row('all', total(ours), total(theirs)),
  ];
}

const COLUMNS: [title: string, parts: (keyof Bill)[]][] = [
  ['tasks', ['Fargate tasks']],
  ['NLB', ['Network Load Balancer', 'data between zones']],
  ['endpoints', ['VPC endpoints']],
  ['IPv4', ['public IPv4 addresses']],
  ['logs', ['logs']],
  ['alarms', ['alarms and dashboard']],
];

/** Many bills, a line each, with what each is of the Guidance's, whose line comes first. */
export function choicesTable(title: string, theirs: Bill, choices: Record<string, Bill>): string[] {
  const row = (name: string, bill: Bill) => [
    name.padEnd(52),
    ...COLUMNS.map(([, parts]) => usd(parts.reduce((sum, part) => sum + bill[part], 0))),
    usd(total(bill)),
    (total(bill) / total(theirs)).toFixed(2).padStart(5),
  ].join(' ');
  return [
    [title.padEnd(52), ...COLUMNS.map(([column]) => column.padStart(9)), 'all'.padStart(9), 'ratio'].join(' '),
    row('the Guidance', theirs),
    ...Object.entries(choices).map(([name, bill]) => row(name, bill)),
  ];
}

export function caption(): string {
  return `${prices.currency} a month in ${prices.region}, prices of ${prices.date}`;
}

function usd(amount: number): string {
  return amount.toFixed(2).padStart(9);
}
