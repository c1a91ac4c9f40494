import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { modulesOf } from './modules';
import { Sample } from './probe';
import { LIBRARY, outputOf, writePrograms } from './programs';

/** The most that the quick start may take of what the bare stack takes, by user CPU. */
const MOST_RATIO = 1.15;

/** Fewer say nothing on a machine that does other things too. */
const LEAST_ROUNDS = 5;

/** The most milliseconds that the import may add by the clock. */
const MOST_IMPORT = 100;

type Contender = () => Sample;

/** Compares the quick start with the same VPC, load balancer and Fargate service written by hand, in turns, each time in a new process. */
function main(): void {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
  const rounds = Number(values.rounds);
  const programs = writePrograms();
  const run = (program: string, name: string): Contender => () =>
    JSON.parse(execFileSync('node', [programs.probe, program], { env: { ...process.env, CDK_OUTDIR: outputOf(name) }, encoding: 'utf8' }));

  const app = inTurns(rounds, run(programs.bare, 'bare'), run(programs.quickStart, 'quick-start'));
  const imports = inTurns(rounds, run(programs.imports, 'imports'), run(programs.importsAndPackage, 'imports'));
  const command = inTurns(Math.ceil(rounds / 3), cdkSynth(programs.bareSource, 'bare'), cdkSynth(programs.quickStartSource, 'quick-start'));

  console.log(`Medians of ${rounds} rounds (cdk synth: ${Math.ceil(rounds / 3)}) in turns, node ${process.version}, ${os.cpus().length} cores; milliseconds of user CPU (of wall time)\n`);
  console.log(row('', 'bare', 'ours', 'ratio'));
  const commandRatio = compare('cdk synth', command);
  compare('the app alone', app);
  compare('resources', ['bare', 'quick-start'].map((name) => resourcesIn(outputOf(name))).map((count) => ({ cpu: count })));
  const [used, added] = (['cpu', 'wall'] as const).map((clock) => imports[1][clock] - imports[0][clock]);
  console.log(row('import', shown(imports[0]), shown(imports[1]), `+${used.toFixed(0)} ms (+${added.toFixed(0)})`));
  const { used: usedModules, loaded } = modulesOf(LIBRARY, programs.quickStart, programs.importsAndPackage);
  console.log(`\nThe quick start uses ${usedModules} of the ${loaded} modules that an import loads.`);
  const judged = rounds >= LEAST_ROUNDS;
  console.log(`\nTargets: cdk synth at most ${MOST_RATIO} by user CPU, import less than ${MOST_IMPORT} ms of wall time.`);
  if (!judged) {
    console.log(`Not judged: that takes ${LEAST_ROUNDS} rounds.`);
  }
  process.exitCode = !judged || (commandRatio <= MOST_RATIO && added < MOST_IMPORT) ? 0 : 1;
}

/** The command as a user types it: the CLI, ts-node without its type check, and the app. */
function cdkSynth(source: string, name: string): Contender {
  const synth = `cdk synth --quiet --no-notices --no-version-reporting --app 'ts-node ${source}' --output ${outputOf(name)}`;
  return () => {
    const { status, stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %R'; time ${synth} > ${outputOf(name)}.log 2>&1`], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`${synth} failed, see ${outputOf(name)}.log`);
    }
    const [cpu, wall] = stderr.trim().split(' ').map((seconds) => 1000 * Number(seconds));
    return { cpu, wall };
  };
}

/** Taken in turns, because what else the machine does would otherwise be counted against one of them. */
function inTurns(rounds: number, ...contenders: Contender[]): Sample[] {
  const samples = contenders.map((): Sample[] => []);
  for (let round = 0; round < rounds; round++) {
    contenders.forEach((contender, index) => samples[index].push(contender()));
  }
  return samples.map((each) => ({ cpu: median(each.map(({ cpu }) => cpu)), wall: median(each.map(({ wall }) => wall)) }));
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function compare(what: string, [bare, ours]: (Pick<Sample, 'cpu'> & Partial<Sample>)[]): number {
  const ratio = ours.cpu / bare.cpu;
  console.log(row(what, shown(bare), shown(ours), ratio.toFixed(2)));
  return ratio;
}

function shown({ cpu, wall }: Pick<Sample, 'cpu'> & Partial<Sample>): string {
  return wall === undefined ? `${cpu}` : `${cpu.toFixed(0)} (${wall.toFixed(0)})`;
}

function row(...cells: string[]): string {
  return cells.map((cell) => cell.padEnd(16)).join('').trimEnd();
}

function resourcesIn(folder: string): number {
  const file = fs.readdirSync(folder).find((each) => each.endsWith('.template.json'))!;
  return Object.keys(JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')).Resources).length;
}

main();
