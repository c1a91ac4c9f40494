import * as fs from 'node:fs';
import { billFor, Bill, total } from './bill';
import * as guidance from './guidance.json';
import * as prices from './prices.json';
import { quantitiesOf } from './quantities';

/** Prints what a synthesised template costs a month, beside the Guidance. */
function main([file]: string[]): void {
  if (!file) {
    throw new Error('usage: npm run cost -- TEMPLATE, the path of a synthesised template such as cdk.out/MyStack.template.json');
  }
  const ours = billFor(quantitiesOf(JSON.parse(fs.readFileSync(file, 'utf8'))));
  const theirs = billFor(guidance.quantities);

  console.log(`${prices.currency} a month in ${prices.region}, prices of ${prices.date}`.padEnd(46), 'this'.padStart(9), 'Guidance'.padStart(9), 'ratio'.padStart(6));
  for (const part of Object.keys(theirs) as (keyof Bill)[]) {
    printRow(part, ours[part], theirs[part]);
  }
  printRow('all', total(ours), total(theirs));
  console.log('With the least number of tasks and one NLCU. Logs, Container Insights, image storage and data transfer not counted.');
}

function printRow(name: string, ours: number, theirs: number): void {
  console.log(name.padEnd(46), ours.toFixed(2).padStart(9), theirs.toFixed(2).padStart(9), (ours / theirs).toFixed(2).padStart(6));
}

main(process.argv.slice(2));
