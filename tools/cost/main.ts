import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { billFor } from './bill';
import { choices } from './choices';
import * as guidance from './guidance.json';
import { loadOf } from './load';
import { quantitiesOf } from './quantities';
import { billTable, FOOTNOTE } from './table';

const USAGE = `usage: npm run cost -- TEMPLATE [OPTION...], the path of a synthesised template such as cdk.out/MyStack.template.json
       npm run cost -- --choices
  --new-connections-per-second N   on average over the month
  --active-connections N           open at a time (default: as many as are new in a second)
  --gb-per-month N                 from and to clients
  --log-gb N                       of access log (default: a line for each connection)
  --tasks N                        that run on average (default: as few as scaling allows)`;

/** Prints what a synthesised template costs a month beside the Guidance, or what the choices that users have cost. */
function main(): void {
  const number = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'choices': { type: 'boolean' },
      'new-connections-per-second': number,
      'active-connections': number,
      'gb-per-month': number,
      'log-gb': number,
      'tasks': number,
    },
  });
  if (values.choices) {
    console.log(choices().join('\n'));
    return;
  }
  const [file] = positionals;
  if (!file) {
    throw new Error(USAGE);
  }
  const load = loadOf({
    newConnectionsPerSecond: numberOf('new-connections-per-second', values),
    activeConnections: numberOf('active-connections', values),
    gbPerMonth: numberOf('gb-per-month', values),
    logGbPerMonth: numberOf('log-gb', values),
  });
  const quantities = quantitiesOf(JSON.parse(fs.readFileSync(file, 'utf8')));
  const ours = billFor({ ...quantities, tasks: numberOf('tasks', values) ?? quantities.tasks }, load);
  console.log([...billTable(ours, billFor(guidance.quantities, load)), ...FOOTNOTE].join('\n'));
}

function numberOf(option: string, values: Record<string, string | boolean | undefined>): number | undefined {
  const given = values[option];
  if (given !== undefined && !(Number(given) >= 0)) {
    throw new Error(`'--${option}' must be a number that is not negative, got '${given}'`);
  }
  return given === undefined ? undefined : Number(given);
}

main();
