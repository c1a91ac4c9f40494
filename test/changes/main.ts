import * as fs from 'node:fs';
import * as path from 'node:path';
import { judge, Judgement } from './judge';
import { Row, synthesise, Verdict } from './row';
import { ROWS } from './rows';
import { severalDeployments } from './several-deployments';
import { withTable } from './table';
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
    ...propsWithoutRow().map((prop) => `no row changes '${prop}'`),
    ...factoriesWithoutRow().map((factory) => `no row calls ${factory}()`),
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

/** By the compiled library: every factory that a prop takes. */
function factoriesWithoutRow(): string[] {
  const folder = path.join(__dirname, 'rows');
  const rows = [...fs.readdirSync(folder).map((file) => path.join(folder, file)), path.join(__dirname, 'row.ts')].map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  const { types } = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, { name: string; methods?: { name: string; static?: boolean }[] }> };
  return Object.values(types).flatMap(({ name, methods = [] }) => methods.filter((method) => method.static).map((method) => `${name}.${method.name}`))
    .filter((factory) => !rows.includes(`${factory}(`));
}

/** By the list of all props, which is written from the compiled library. */
function propsWithoutRow(): string[] {
  const page = fs.readFileSync(path.join(ROOT, 'docs', 'props.md'), 'utf8');
  const changed = new Set<string>(ROWS.map(({ prop }) => prop));
  return [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, prop]) => prop).filter((prop) => !changed.has(prop));
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
