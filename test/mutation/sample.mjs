// SAMPLE=0.1 measures a tenth of all changes, drawn at random, and says how far the score of all may lie from theirs.
// SAMPLE=40 measures forty changes of each folder, so that a small folder is known as well as a large one.
// MINUTES=60 ends the run after an hour: what was not measured until then counts as not drawn.
// SEED=2 draws others. The same seed draws the same changes while their files stay as they are.

import { createHash } from 'crypto';
import { dirname } from 'path';
import { CheckStatus } from '@stryker-mutator/api/check';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

const { SAMPLE: sample = '1', SEED: seed = '1' } = process.env;

/** How many standard errors an estimate lies from the truth at most, 19 times of 20. */
const STANDARD_ERRORS = 1.96;
export const NOT_DRAWN = 'not drawn';

/** Passes the changes that are drawn. To Stryker the others are errors, which count for no score. */
class Sample {
  async init() {}

  /** One group for each change that is drawn, in the order in which they are measured, and one for all others. */
  async group(mutants) {
    this.drawn = drawnOf(mutants).map(({ id }) => id);
    const others = mutants.map(({ id }) => id).filter((id) => !this.drawn.includes(id));
    return [...this.drawn.map((id) => [id]), others];
  }

  async check(mutants) {
    return Object.fromEntries(mutants.map(({ id }) => [id, this.drawn.includes(id)
      ? { status: CheckStatus.Passed }
      : { status: CheckStatus.CompileError, reason: NOT_DRAWN }]));
  }
}

/** Prints the score of each folder, and of all folders, with its interval. */
class Estimate {
  onMutationTestReportReady({ files }) {
    const folders = Object.entries(groupedBy(Object.entries(files), ([file]) => dirname(file)))
      .map(([folder, entries]) => countsOf(folder, entries.flatMap(([, { mutants }]) => mutants)))
      .filter(({ drawn }) => drawn > 0);
    if (folders.length === 0) return;
    console.log(`\nSAMPLE=${sample} SEED=${seed}; 19 of 20 samples like this one hold the score of all changes in their interval.\n`);
    console.log('| folder | changes | drawn | noticed | of those out of time | the score of all lies |\n|---|---|---|---|---|---|');
    [...folders, ...folders.length > 1 ? [together(folders)] : []].forEach((row) => console.log(asRow(row)));
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'sample', Sample),
  declareClassPlugin(PluginKind.Reporter, 'estimate', Estimate),
];

/** One of each folder, then the next one of each: a run that ends early knows about as much of every folder. */
function drawnOf(mutants) {
  const share = Number(sample);
  return Object.values(groupedBy(mutants, ({ fileName }) => dirname(fileName)))
    .flatMap((ofFolder) => ofFolder
      .map((mutant) => ({ mutant, place: placeOf(mutant) }))
      .sort((a, b) => a.place - b.place)
      .map((each, turn) => ({ ...each, turn })))
    .filter(({ place, turn }) => (share <= 1 ? place < share : turn < share))
    .sort((a, b) => a.turn - b.turn)
    .map(({ mutant }) => mutant);
}

/** Where a change stands between 0 and 1, at random. */
function placeOf({ fileName, mutatorName, replacement, location: { start, end } }) {
  const [, path] = /\/((?:src|handlers)\/.*)$/.exec(fileName);
  const change = [seed, path, start.line, start.column, end.line, end.column, mutatorName, replacement].join('\n');
  return createHash('sha256').update(change).digest().readUInt32BE() / 2 ** 32;
}

function groupedBy(values, keyOf) {
  const groups = {};
  for (const value of values) (groups[keyOf(value)] ??= []).push(value);
  return groups;
}

/** A change that fails where tests are loaded is drawn, but counts for no score. */
function countsOf(folder, mutants) {
  const having = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const drawn = having('Killed', 'Timeout', 'Survived', 'NoCoverage');
  const all = drawn + mutants.filter(({ statusReason }) => statusReason === NOT_DRAWN).length;
  const noticed = having('Killed', 'Timeout');
  return { folder, all, drawn, noticed, outOfTime: having('Timeout'), interval: wilsonInterval(noticed / drawn, drawn, all) };
}

/** The score of all changes of all folders: a folder counts as many times as it has changes, however many were drawn. */
function together(folders) {
  const sum = (valueOf) => folders.reduce((total, folder) => total + valueOf(folder), 0);
  const all = sum((folder) => folder.all);
  const ofAll = (valueOf) => sum((folder) => folder.all / all * valueOf(folder));
  const score = ofAll(({ noticed, drawn }) => noticed / drawn);
  // The middle of an interval stands for the score of its folder: a folder without survivors in the sample may have some.
  const variance = sum(({ all: ofFolder, interval: [least, most] }) => (ofFolder / all * (most - least) / 2) ** 2) / STANDARD_ERRORS ** 2;
  const centre = ofAll(({ interval: [least, most] }) => (least + most) / 2);
  const half = STANDARD_ERRORS * Math.sqrt(variance);
  return {
    folder: `together, ${percent(score)} of ${all}`,
    all, drawn: sum(({ drawn }) => drawn), noticed: sum(({ noticed }) => noticed), outOfTime: sum(({ outOfTime }) => outOfTime), interval: [centre - half, centre + half],
  };
}

function asRow({ folder, all, drawn, noticed, outOfTime, interval: [least, most] }) {
  const score = `${noticed} (${percent(noticed / drawn)})`;
  return `| ${folder.startsWith('together') ? folder : `\`${folder}\``} | ${all} | ${drawn} | ${score} | ${outOfTime} | between ${percent(least)} and ${percent(most)} |`;
}

const percent = (part) => `${(100 * part).toFixed(1)} %`;

/**
 * A sample that holds all changes leaves nothing open, so it counts as one of endless size.
 * @see https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 */
function wilsonInterval(part, drawn, all) {
  const trials = all === drawn ? Infinity : drawn * (all - 1) / (all - drawn);
  const z2 = STANDARD_ERRORS ** 2 / trials;
  const half = STANDARD_ERRORS * Math.sqrt(part * (1 - part) / trials + (z2 / (4 * trials)));
  return [-half, half].map((distance) => (part + z2 / 2 + distance) / (1 + z2));
}
