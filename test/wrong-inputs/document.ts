import { Reason, reasonOf, REASONS } from './cannot-happen';
import { Place } from './places';
import { Kind, KINDS, Row, saidTo } from './row';
import { ROWS } from './rows';

const kinds = Object.keys(KINDS) as Kind[];

/** The document, and what is wrong with the table that it is made from. */
export function renderDocument(places: Place[]): { readonly text: string; readonly findings: string[] } {
  const names = places.map(({ name }) => name);
  const cells = places.map((place) => kinds.map((kind) => (
    { place: place.name, kind, rows: rowsAt(place.name, kind), reason: reasonOf(place, kind) }
  )));
  const findings = [
    ...cells.flat().filter(({ rows, reason }) => rows.length === 0 && !reason).map(({ place, kind }) => `${place} has neither a row nor a reason for '${kind}'`),
    ...ROWS.filter(({ place }) => !names.includes(place)).map(({ place }) => `a row is about ${place}, which the API has not`),
  ];
  const used = (Object.keys(REASONS) as Reason[]).filter((reason) => cells.flat().some((cell) => cell.rows.length === 0 && cell.reason === reason));
  return {
    findings,
    text: [
      '# Wrong inputs',
      '',
      'What synthesis says to each argument and each prop that cannot be right.',
      'The command `npm run test:wrong-inputs` writes this page from the tests ([rows](../test/wrong-inputs/rows/index.ts)) and the compiled library.',
      'It fails if an argument or a prop has a kind of fault with neither a test nor a reason.',
      '',
      'What cannot work is an **error**.',
      'What works, but surely not as it is meant, is a **warning** with an id, which `Annotations.of(ingress).acknowledgeWarning()` of CDK acknowledges.',
      'An error starts with the prop, then says what it must be, what it got, and what to do.',
      'A token is not checked, because its value is known at deployment only.',
      '',
      '## Kinds of fault',
      '',
      '| kind | what it is |',
      '|---|---|',
      ...kinds.map((kind) => line([kind, KINDS[kind]])),
      '',
      '## What cannot happen',
      '',
      'The table says with a word in italics why a kind of fault cannot happen, or is none there.',
      '',
      '| word | what it stands for |',
      '|---|---|',
      ...used.map((reason) => line([`*${reason}*`, REASONS[reason]])),
      '',
      '## Every argument and prop',
      '',
      line(['argument or prop', ...kinds]),
      `|${'---|'.repeat(kinds.length + 1)}`,
      ...cells.map((row) => line([`\`${row[0].place}\``, ...row.map(({ rows, reason }) => (rows.length > 0 ? outcomesOf(rows) : `*${reason}*`))])),
      '',
      '## What is said',
      '',
      'A token in an error has the number `N` here, and a path starts with `.` instead of the folder of the app.',
      '',
      '| argument or prop | kind | fault | what is said |',
      '|---|---|---|---|',
      ...places.flatMap(({ name }) => kinds.flatMap((kind) => rowsAt(name, kind))).map((row) => lineOf(row)),
      '',
    ].join('\n'),
  };
}

/** What the document says of one fault. */
export function lineOf(row: Row, said = saidTo(row)): string {
  return line([`\`${row.place}\``, row.kind, row.fault, said]);
}

function rowsAt(place: string, kind: Kind): Row[] {
  return ROWS.filter((row) => row.place === place && row.kind === kind);
}

/** Whether the rows of a cell end with an error, a warning, or both. */
function outcomesOf(rows: Row[]): string {
  return [...new Set(rows.map(({ warning }) => (warning ? 'warning' : 'error')))].sort().join(', ');
}

function line(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\n/g, ' ').replace(/\|/g, '\\|')).join(' | ')} |`;
}
