import * as fs from 'node:fs';
import * as path from 'node:path';
import { interruptionsBetween } from './interruptions';
import { lossesBetween, Template } from './losses';

/** Compares the templates of the last release with those of the working tree; fails where an upgrade would lose something, or interrupt. */
function main([baseline, workingTree]: string[]): void {
  let failed = 0;
  const names = fs.readdirSync(baseline);
  for (const name of names) {
    const [before, after] = [baseline, workingTree].map((folder): Template => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
    const reasons = [...lossesBetween(before, after), ...interruptionsBetween(before, after)];
    console.log(`${reasons.length > 0 ? 'FAIL' : 'ok  '} upgrade of ${name.split('.')[0]}: nothing is lost, nobody notices`);
    reasons.forEach((reason) => console.log(`     ${reason}`));
    failed += Math.min(reasons.length, 1);
  }
  console.log(`${names.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || names.length === 0 ? 1 : 0;
}

main(process.argv.slice(2));
