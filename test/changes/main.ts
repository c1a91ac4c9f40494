import * as fs from 'node:fs';
import * as path from 'node:path';
import { judge, Judgement } from './judge';
import { Row, synthesise, Verdict } from './row';
import { ROWS } from './rows';
import { severalDeployments } from './several-deployments';
import { withTable } from './table';
import { withoutRow } from './without-row';
import { Template } from '../upgrade/losses';

const ROOT = path.join(__dirname, '..', '..');
const PAGE = path.join(ROOT, 'docs', 'operations.md');

/** What the emulated account tries too. */
const MORE_THAN_IN_PLACE: Verdict[] = ['rollout', 'replaced', 'refused by AWS'];

/** A row, and what came of it. */
interface Tried extends Judgement {
  readonly row: Row;
  readonly back?: Judgement;
  readonly templates?: [before: Template, after: Template];
}

/** A template that is deployed once for all changes that start from it. */
interface Deployed {
  readonly before: Template;
  readonly changes: { readonly change: string; readonly verdict: Verdict; readonly after: Template; readonly back: Verdict }[];
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
    ...tried.filter((each) => !isAsMeant(each)).map(({ row }) => nameOf(row)),
    ...withoutRow(),
    ...severalDeployments().filter(({ heading }) => !fs.readFileSync(PAGE, 'utf8').includes(`## ${heading}\n`)).map(({ heading }) => `docs/operations.md has no heading '${heading}'`),
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
    const [before, after] = templates;
    return { row, templates, ...judge(before, after), back: judge(after, before) };
  } catch (error) {
    return { row, verdict: 'refused at synth', reasons: [(error as Error).message] };
  }
}

function isAsMeant({ row, verdict, back }: Tried): boolean {
  return verdict === row.verdict && (!back || back.verdict === row.back);
}

function report(tried: Tried): void {
  const { row, verdict, reasons, back = { verdict, reasons: [] } } = tried;
  const right = isAsMeant(tried);
  console.log(`${right ? 'ok  ' : 'FAIL'} ${nameOf(row)}: ${verdict}, and back: ${back.verdict}${right ? '' : `; expected ${row.verdict}, and back: ${row.back}`}`);
  if (!right) {
    [...reasons, 'and back:', ...back.reasons].forEach((reason) => console.log(`     ${reason}`));
  }
}

/** What the emulated account takes: each template that changes start from, with those changes, and what going back does. */
function writeTemplates(folder: string, tried: Tried[]): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const deployed: Record<string, Deployed> = {};
  for (const { row, verdict, templates, back } of tried) {
    if (!templates || row.deployed === 'elsewhere' || !(row.deployed || MORE_THAN_IN_PLACE.includes(verdict))) continue;
    const [before, after] = templates;
    const { changes } = deployed[JSON.stringify(before)] ??= { before, changes: [] };
    changes.push({ change: nameOf(row), verdict: row.deployed ?? verdict, after, back: row.deployed ?? back!.verdict });
  }
  fs.writeFileSync(path.join(folder, 'changes.json'), JSON.stringify(Object.values(deployed)));
  fs.writeFileSync(path.join(folder, 'several-deployments.json'), JSON.stringify(severalDeployments()));
}

function nameOf({ prop, change }: Row): string {
  return `${prop}: ${change}`;
}

main(process.argv.slice(2));
