import * as fs from 'node:fs';
import * as path from 'node:path';

/** A row of a table of claims. */
export interface Claim {
  readonly line: number;
  readonly proofs: Proof[];
}

/** A test that a document names: its title, and the file that it links to. */
export interface Proof {
  readonly title: string;
  readonly file: string;
}

/** The rows below each `| claim | proof |`. */
export function claimsIn(markdown: string): Claim[] {
  let inTable = false;
  return markdown.split('\n').flatMap((row, index) => {
    inTable = row === '| claim | proof |' || (inTable && row.startsWith('|'));
    return inTable && !/^\| (claim )?\||^\|---/.test(row) && row !== '| claim | proof |' ? [{ line: index + 1, proofs: proofsIn(row) }] : [];
  });
}

/** Every test that a text names. */
export function proofsIn(markdown: string): Proof[] {
  return [...markdown.matchAll(/\[`([^`]+)`\]\(([^)]+\.(?:test\.ts|py))\)/g)].map(([, title, file]) => ({ title, file }));
}

/** Whether there is such a test in the file, which is named from the document's folder. */
export function exists(folder: string, { title, file }: Proof): boolean {
  const source = fs.readFileSync(path.join(folder, file), 'utf8');
  return (file.endsWith('.py') ? promisesIn(source) : titlesIn(source)).some((each) => {
    // What holds for several things says `{what}` or `%s`; each of them is a text of the file, or a number.
    if (each === title) return true;
    const filled = new RegExp(`^${each.split(/\{\w+\}|%[sd#]/).map(escaped).join('(.+)')}$`).exec(title);
    return filled?.slice(1).every((what) => source.includes(`'${what}'`) || /^\d+$/.test(what)) ?? false;
  });
}

/** The titles of jest's tests. */
function titlesIn(source: string): string[] {
  return [...source.matchAll(/\('((?:\\.|[^'\\])*)', (?:async )?\(/g)].map(([, title]) => title.replace(/\\'/g, '\''));
}

/** The promises of the cases of the laboratory and of the deployment tests, also of those that are made in a list. */
function promisesIn(source: string): string[] {
  return [...source.matchAll(/[cC]ase\(f?(?:'((?:\\.|[^'\\])*)'|"([^"]*)")[,)]/g)].map(([, single, double]) => (single ?? double).replace(/\\'/g, '\''));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
