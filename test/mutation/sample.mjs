// SAMPLE=0.1 measures a tenth of all changes, drawn at random, and says how far the score of all may lie from theirs.
// SEED=2 draws others. The same seed draws the same changes while their files stay as they are.

import { createHash } from 'crypto';
import { CheckStatus } from '@stryker-mutator/api/check';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

const { SAMPLE: share = '1', SEED: seed = '1' } = process.env;

/** How many standard errors an estimate lies from the truth at most, 19 times of 20. */
const STANDARD_ERRORS = 1.96;

/** Passes the changes that are drawn. To Stryker the others are errors, which count for no score. */
class Sample {
  async init() {}

  async check(mutants) {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, isDrawn(mutant)
      ? { status: CheckStatus.Passed }
      : { status: CheckStatus.CompileError, reason: 'not drawn' }]));
  }

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }
}

/** Prints the score with its interval. */
class Estimate {
  onMutationTestReportReady(_, { systemUnderTestMetrics: { metrics } }) {
    const { totalDetected, totalValid } = metrics;
    if (totalValid === 0) return;
    const [least, most] = wilsonInterval(totalDetected, totalValid);
    const percent = (part) => `${(100 * part).toFixed(1)} %`;
    console.log(`${totalDetected} of ${totalValid} changes are noticed: ${percent(totalDetected / totalValid)}. With share ${share} and seed ${seed}, `
      + `19 of 20 samples like this one hold the score of all between ${percent(least)} and ${percent(most)}.`);
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'sample', Sample),
  declareClassPlugin(PluginKind.Reporter, 'estimate', Estimate),
];

function isDrawn({ fileName, mutatorName, replacement, location: { start, end } }) {
  const [, path] = /\/((?:src|handlers)\/.*)$/.exec(fileName);
  const change = [seed, path, start.line, start.column, end.line, end.column, mutatorName, replacement].join('\n');
  return createHash('sha256').update(change).digest().readUInt32BE() / 2 ** 32 < Number(share);
}

/** @see https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval */
function wilsonInterval(successes, trials) {
  const part = successes / trials;
  const z2 = STANDARD_ERRORS ** 2 / trials;
  const half = STANDARD_ERRORS * Math.sqrt(part * (1 - part) / trials + z2 / (4 * trials));
  return [-half, half].map((distance) => (part + z2 / 2 + distance) / (1 + z2));
}
