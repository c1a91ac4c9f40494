// Prints what the reports in reports/mutation/ say of each file, as rows of a table.

import { readFileSync, readdirSync } from 'fs';
import { fileURLToPath } from 'url';

const REPORTS = fileURLToPath(new URL('../../reports/mutation/', import.meta.url));
const counted = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

const mutantsOf = new Map();
for (const report of readdirSync(REPORTS).filter((name) => name.endsWith('.json') && !name.includes('incremental'))) {
  for (const [file, { mutants }] of Object.entries(JSON.parse(readFileSync(REPORTS + report, 'utf8')).files)) {
    mutantsOf.set(file, mutants.filter(({ status }) => counted.includes(status)));
  }
}

console.log('| file | changes | noticed | of those out of time | score |\n|---|---|---|---|---|');
for (const [file, mutants] of [...mutantsOf].sort()) {
  const having = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = having('Killed', 'Timeout');
  const score = mutants.length === 0 ? '' : `${(100 * noticed / mutants.length).toFixed(1)} %`;
  console.log(`| \`${file}\` | ${mutants.length} | ${noticed} | ${having('Timeout')} | ${score} |`);
}
