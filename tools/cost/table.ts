import { Advice } from './advice';
import { Bill, Item, PARTS } from './bill';
import { caption, CURRENCY, UNVERIFIED, unverified } from './price-list';
import { Quantities, sum } from './quantities';

/** What the figures hold, and what they do not. */
export const FOOTNOTE = [
  'Each side runs as many tasks as the load needs, and pays for at least one NLCU (a capacity unit of the load balancer).',
  'The Guidance writes a log line for 69 % of the connections, and keeps its log forever: one year is counted.',
  'The CPU time is what `npm run bench` measured; the figures assume that Fargate needs the same.',
  'Not counted, because both sides pay the same: VPC Lattice, data to the internet, Container Insights, image storage, free tiers.',
  'Data to the internet is not counted behind CloudFront either.',
  `${UNVERIFIED} marks a figure that includes one of these prices, in ${CURRENCY}, which nobody could verify:`,
  ...unverified().map((price) => `  ${price}`),
];

/** How wide the names of choices are: as wide as the longest of them. */
const NAME_WIDTH = 47;

/** Behind a number of tasks that scaling would not reach. */
const ABOVE_MAXIMUM = '!';

/** One bill beside the Guidance's, a line for each part that either of them has, and why there are so many tasks. */
export function billTable(ours: Bill, theirs: Bill): string[] {
  const row = (name: string, cells: string[], ratio?: number) => [name.padEnd(46), ...cells, ratio === undefined ? '' : ratio.toFixed(2).padStart(5)].join(' ').trimEnd();
  return [
    row(caption(), ['this'.padStart(9), ' Guidance '], undefined).padEnd(66) + ' ratio',
    ...PARTS.filter((part) => ours.parts[part].usd > 0 || theirs.parts[part].usd > 0).map((part) => row(
      part, [usd(ours.parts[part]), usd(theirs.parts[part])],
      theirs.parts[part].usd > 0 ? ours.parts[part].usd / theirs.parts[part].usd : undefined,
    )),
    row('all', [usd(together(ours, PARTS)), usd(together(theirs, PARTS))], ours.total / theirs.total),
    '',
    row('tasks', [`${ours.tasks.count}`.padStart(9), ` ${theirs.tasks.count}`.padStart(10)]),
    ...Object.keys(ours.tasks.needs).map((need) => row(`  for ${need}`, [`${ours.tasks.needs[need]}`.padStart(9), ` ${theirs.tasks.needs[need]}`.padStart(10)])),
    `The number of tasks follows from ${ours.tasks.decidedBy} here, and from ${theirs.tasks.decidedBy} with the Guidance.`,
  ];
}

/** Says so where scaling ends before the load is served. */
export function warnings(what: string, { tasks }: Bill, { maxTasks }: Quantities): string[] {
  return tasks.count > maxTasks ? [`WARNING: the load needs ${tasks.count} tasks of ${what}, and 'maxTasks' is ${maxTasks}: raise it, or take larger tasks (--advise).`] : [];
}

const COLUMNS: [title: string, parts: (keyof Bill['parts'])[]][] = [
  ['Fargate', ['Fargate tasks']],
  ['NLB', ['Network Load Balancer', 'data between zones']],
  ['endpoints', ['VPC endpoints']],
  ['IPv4', ['public IPv4 addresses']],
  ['logs', ['logs']],
  ['other', ['alarms and dashboard', 'hosted zones and schedule', 'CloudFront and AWS WAF', 'health checks']],
];

/** A line of a table of choices. */
export interface Choice {
  readonly name: string;
  readonly bill: Bill;
  readonly quantities: Quantities;
}

/** Many bills, a line each, and the ratio of each to the Guidance's, whose line comes first. */
export function choicesTable(title: string, theirs: Choice, choices: Choice[]): string[] {
  const isAbove = ({ bill, quantities }: Choice) => bill.tasks.count > quantities.maxTasks;
  const row = (choice: Choice) => [
    choice.name.padEnd(NAME_WIDTH),
    `${choice.bill.tasks.count}${isAbove(choice) ? ABOVE_MAXIMUM : ' '}`.padStart(6),
    ...COLUMNS.map(([, parts]) => usd(together(choice.bill, parts))),
    usd(together(choice.bill, PARTS)),
    (choice.bill.total / theirs.bill.total).toFixed(2).padStart(5),
  ].join(' ');
  return [
    [title.padEnd(NAME_WIDTH), 'tasks ', ...COLUMNS.map(([column]) => `${column.padStart(9)} `), `${'all'.padStart(9)} `, 'ratio'].join(' '),
    ...[theirs, ...choices].map(row),
    ...choices.some(isAbove) ? [`${ABOVE_MAXIMUM} more than 'maxTasks', which must be raised for this load`] : [],
  ];
}

/** The cheapest sizes of task for a load. */
export function adviceTable(advice: Advice[]): string[] {
  const [{ size, bill }] = advice;
  const columns = [8, 16, 7, 12, 13, 28, 12, 12];
  const row = (cells: string[]) => cells.map((cell, index) => cell.padStart(columns[index])).join('').trimEnd();
  return [
    row(['cpu', 'memoryLimitMiB', 'tasks', 'sessions', 'requests', 'decided by', 'Fargate', 'all']),
    ...advice.map(({ size: { cpu, memoryLimitMiB }, quantities: { task }, bill: each }) => row([
      `${cpu}`, `${memoryLimitMiB}`, `${each.tasks.count}`, `${each.tasks.count * task.tlsSessions}`, `${each.tasks.count * task.httpRequests}`,
      each.tasks.decidedBy, usd(each.parts['Fargate tasks']), usd(together(each, PARTS)),
    ])),
    `Cheapest: cpu: ${size.cpu}, memoryLimitMiB: ${size.memoryLimitMiB}, with ${bill.tasks.count} tasks; give 'maxTasks' half as many again.`,
  ];
}

/** A sum, which is verified if all its parts are. */
function together(bill: Bill, parts: readonly (keyof Bill['parts'])[]): Item {
  return { usd: sum(parts.map((part) => bill.parts[part].usd)), verified: parts.every((part) => bill.parts[part].verified) };
}

/** With a mark, or a space in its place. */
function usd({ usd: amount, verified }: Item): string {
  return `${amount.toFixed(2).padStart(9)}${verified ? ' ' : UNVERIFIED}`;
}
