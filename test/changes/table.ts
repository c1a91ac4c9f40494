import { Row, Verdict } from './row';

const START = '<!-- The table is written by `npx projen changes:table`. -->';
const END = '<!-- The end of the table. -->';

const HEAD = ['prop', 'change', 'what happens', 'the way back', 'what is lost', 'how long, or what to do instead'];

const DURATION: Partial<Record<Verdict, string>> = { 'nothing': '-', 'rollout': 'a rollout', 'refused at synth': '-' };

/** The rows as a table in Markdown. The rows of a prop follow each other. */
export function renderTable(rows: Row[]): string {
  const props = [...new Set(rows.map(({ prop }) => prop))];
  const lines = props.flatMap((prop) => rows.filter((row) => row.prop === prop)).map(({ prop, change, verdict, back, deployed, lost, takes }) => [
    prop === 'the stack' ? prop : `\`${prop}\``, change, shown(verdict, deployed), shown(back, deployed), lost ?? '-',
    verdict === 'rollout' && takes && !takes.startsWith('a rollout') ? `a rollout; ${takes}` : takes ?? DURATION[verdict] ?? '-',
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What the account does says more than what two templates say. */
function shown(judged: Verdict, deployed: Row['deployed']): Verdict {
  return !deployed || deployed === 'elsewhere' ? judged : deployed;
}

/** The page with the table of these rows in the place of its own. */
export function withTable(page: string, rows: Row[]): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) {
    throw new Error(`the page must hold '${START}' and after it '${END}'`);
  }
  return `${page.slice(0, start)}${START}\n\n${renderTable(rows)}\n\n${page.slice(end)}`;
}
