import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { adviceFor } from './advice';
import { billFor } from './bill';
import { choices, quickStart } from './choices';
import { GUIDANCE } from './guidance';
import { Load, loadOf } from './load';
import { caption } from './price-list';
import { Reading, readTemplate, together } from './read-template';
import { adviceTable, billTable, FOOTNOTE, warnings } from './table';
import { TemplateJson } from '../template/json';

/** How many sizes of task `--advise` shows. */
const MOST_ADVICE = 8;

/** What each option says of the load. */
const OF_LOAD: Record<string, [field: keyof Load, help: string]> = {
  'new-connections-per-second': ['newTlsConnectionsPerSecond', 'over TLS, on average over the month'],
  'active-connections': ['tlsSessions', 'TLS sessions open at a time (default: as many as are new in a second)'],
  'requests-per-second': ['tlsRequestsPerSecond', 'over TLS (default: one for each connection)'],
  'new-http-connections-per-second': ['newHttpConnectionsPerSecond', 'without TLS (default: one for each HTTP request)'],
  'http-requests-per-second': ['httpRequestsPerSecond', 'without TLS'],
  'http-requests-under-way': ['httpRequestsUnderWay', 'at a time (default: as many as come in a second)'],
  'gb-per-month': ['gbPerMonth', 'from and to clients'],
};

const USAGE = `usage: npm run cost -- TEMPLATE... [OPTION...]  what a synthesised template costs, such as cdk.out/MyStack.template.json,
                                                or several: of an ingress, and of what stands in front of it
       npm run cost -- --choices                what the choices that users have cost
       npm run cost -- --advise [TEMPLATE] ...  which size of task is cheapest for a load (without a template: of the quick start)
  --into FILE                           in place of the figures in this Markdown file
  --parameter NAME=VALUE                of the template; may be repeated
  --tasks N                             that run on average (default: as many as the load needs, and 'minTasks' at least)
${Object.entries(OF_LOAD).map(([option, [, help]]) => `  ${`--${option} N`.padEnd(37)} ${help}`).join('\n')}`;

type Values = Record<string, string | boolean | string[] | undefined>;

/** Prints what a synthesised template costs a month beside the Guidance, what choices cost, or which size of task is cheapest. */
function main(): void {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: {
      choices: { type: 'boolean' },
      advise: { type: 'boolean' },
      into: { type: 'string' },
      parameter: { type: 'string', multiple: true },
      tasks: { type: 'string' },
      ...Object.fromEntries(Object.keys(OF_LOAD).map((option) => [option, { type: 'string' as const }])),
    },
  });
  if (files.length === 0 && !values.choices && !values.advise) {
    throw new Error(USAGE);
  }
  const lines = linesFor(files, values);
  if (values.into === undefined) {
    console.log(lines.join('\n'));
  } else {
    replaceFigures(values.into as string, lines);
  }
}

/** Puts the lines into the block of code that begins as they do. */
function replaceFigures(file: string, lines: string[]): void {
  const text = fs.readFileSync(file, 'utf8');
  const block = /^```\nUSD a month in[^]*?\n```$/m;
  if (!block.test(text)) {
    throw new Error(`'${file}' must have a block of code that begins with 'USD a month in' to be replaced`);
  }
  fs.writeFileSync(file, text.replace(block, () => ['```', ...lines, '```'].join('\n')));
}

function linesFor(files: string[], values: Values): string[] {
  if (values.choices) {
    return choices();
  }
  const { quantities, notPriced } = files.length === 0 ? { quantities: quickStart(), notPriced: [] } : read(files, values);
  const load = loadIn(values);
  if (values.advise) {
    return [caption(), ...adviceTable(adviceFor(load, quantities).slice(0, MOST_ADVICE))];
  }
  const tasks = numberOf('tasks', values);
  const counted = tasks === undefined ? quantities : { ...quantities, minTasks: tasks };
  const ours = billFor(counted, load);
  return [
    ...billTable(ours, billFor(GUIDANCE, load)),
    ...warnings(`${quantities.task.vcpu} vCPU and ${quantities.task.gib} GiB`, ours, quantities),
    ...notPriced.length > 0 ? [`In the template and not priced: ${notPriced.join(', ')}.`] : [],
    '',
    ...FOOTNOTE,
  ];
}

function read(files: string[], { parameter }: Values): Reading {
  return readTemplate(together(files.map(readJson)), parameter as string[] | undefined);
}

function readJson(file: string): TemplateJson {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`'${file}' must be a template in JSON: ${(error as Error).message}`);
  }
}

function loadIn(values: Values): Load {
  return loadOf(Object.fromEntries(Object.entries(OF_LOAD).map(([option, [field]]) => [field, numberOf(option, values)])));
}

function numberOf(option: string, values: Values): number | undefined {
  const given = values[option];
  if (given !== undefined && (given === '' || !(Number(given) >= 0) || !Number.isFinite(Number(given)))) {
    throw new Error(`'--${option}' must be a number that is not negative, got '${given}'`);
  }
  return given === undefined ? undefined : Number(given);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
