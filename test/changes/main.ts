import * as fs from 'node:fs';
import * as path from 'node:path';
import { judge, Judgement } from './judge';
import { Row, synthesise, Verdict } from './row';
import { ROWS } from './rows';
import { withTable } from './table';
import { Template } from '../upgrade/losses';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = path.join(ROOT, 'docs', 'operations.md');

/** What the emulated account tries too. */
const MORE_THAN_IN_PLACE: Verdict[] = ['rollout', 'replaced', 'refused by AWS'];

/** A row, and what came of it. */
interface Tried extends Judgement {
  readonly row: Row;
  readonly templates?: [before: Template, after: Template];
}

/**
 * Judges each change, and compares the verdict with the one that we mean.
 *
 * Writes the templates of the changes that touch more than one place into a folder, where the emulated account takes them from.
 */
function main([option]: string[]): void {
  if (option === '--write') {
    fs.writeFileSync(PAGE, withTable(fs.readFileSync(PAGE, 'utf8'), ROWS));
    return;
  }
  const tried = ROWS.map(tryOut);
  tried.forEach(report);
  const failures = [
    ...tried.filter(({ verdict, row }) => verdict !== row.verdict).map(({ row }) => `${row.prop}: ${row.change}`),
    ...propsWithoutRow().map((prop) => `no row changes '${prop}'`),
    ...withTable(fs.readFileSync(PAGE, 'utf8'), ROWS) === fs.readFileSync(PAGE, 'utf8') ? [] : ['docs/operations.md holds another table: npx projen changes:table'],
  ];
  if (option) {
    writeTemplates(option, tried);
  }
  failures.forEach((failure) => console.log(`FAIL ${failure}`));
  console.log(`${ROWS.length} changes judged, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function tryOut(row: Row): Tried {
  try {
    const templates = synthesise(row);
    return { row, templates, ...judge(...templates) };
  } catch (error) {
    return { row, verdict: 'refused at synth', reasons: [(error as Error).message] };
  }
}

function report({ row, verdict, reasons }: Tried): void {
  const right = verdict === row.verdict;
  console.log(`${right ? 'ok  ' : 'FAIL'} ${row.prop}: ${row.change}: ${verdict}${right ? '' : `, expected ${row.verdict}`}`);
  if (!right) {
    reasons.forEach((reason) => console.log(`     ${reason}`));
  }
}

/** By the list of all props, which is written from the compiled library. */
function propsWithoutRow(): string[] {
  const page = fs.readFileSync(path.join(ROOT, 'docs', 'props.md'), 'utf8');
  const changed = new Set<string>(ROWS.map(({ prop }) => prop));
  return [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, prop]) => prop).filter((prop) => !changed.has(prop));
}

function writeTemplates(folder: string, tried: Tried[]): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const deployed = tried.flatMap(({ row, verdict, templates }) => (
    templates && (row.deployed || MORE_THAN_IN_PLACE.includes(verdict))
      ? [{ change: `${row.prop}: ${row.change}`, verdict: row.deployed ?? verdict, templates }] : []
  ));
  fs.writeFileSync(path.join(folder, 'changes.json'), JSON.stringify(deployed));
}

main(process.argv.slice(2));
