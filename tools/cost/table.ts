import { Advice } from './advice';
import { Bill, Item, PARTS } from './bill';
import { caption, UNVERIFIED, unverified } from './price-list';
import { Quantities, sum } from './quantities';

/** What the figures hold, and what they do not. */
export const FOOTNOTE = [
  'Both sides run all the tasks that the load needs, and pay at least one NLCU. The Guidance\'s own log line is counted, for the 69 % of connections that',
  'its filter leaves, for a year, because the Guidance keeps its log forever. CPU is what `npm run bench` measured, taken over to Fargate as it is.',
  'The same on both sides and not counted: VPC Lattice, data to the internet, Container Insights, image storage, free tiers.',
  ...wrapped(`${UNVERIFIED} holds a price that could not be verified: ${unverified()}.`),
];

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
    `${ours.tasks.decidedBy} decides here, ${theirs.tasks.decidedBy} at the Guidance.`,
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
  ['alarms', ['alarms and dashboard']],
];

/** A line of a table of choices. */
export interface Choice {
  readonly bill: Bill;
  readonly quantities: Quantities;
}

/** Many bills, a line each, with what each is of the Guidance's, whose line comes first. */
export function choicesTable(title: string, theirs: Choice, choices: Record<string, Choice>): string[] {
  const row = (name: string, { bill, quantities }: Choice) => [
    name.padEnd(53),
    `${bill.tasks.count}${bill.tasks.count > quantities.maxTasks ? ABOVE_MAXIMUM : ' '}`.padStart(6),
    ...COLUMNS.map(([, parts]) => usd(together(bill, parts))),
    usd(together(bill, PARTS)),
    (bill.total / theirs.bill.total).toFixed(2).padStart(4),
  ].join(' ');
  const above = Object.values(choices).some(({ bill, quantities }) => bill.tasks.count > quantities.maxTasks);
  return [
    [title.padEnd(53), 'tasks ', ...COLUMNS.map(([column]) => `${column.padStart(9)} `), `${'all'.padStart(9)} `, 'ratio'].join(' '),
    row('the Guidance', theirs),
    ...Object.entries(choices).map(([name, choice]) => row(name, choice)),
    ...above ? [`${ABOVE_MAXIMUM} more than 'maxTasks', which has to be raised for this load`] : [],
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

/** In lines as wide as the tables. */
function wrapped(text: string, width = 150): string[] {
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines[lines.length - 1];
    return last !== undefined && last.length + 1 + word.length <= width ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word];
  }, []);
}
