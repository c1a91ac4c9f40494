import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

/** What one program took after node itself had started. Milliseconds. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

// Runs the program that is named, and reports when it has ended: an App synthesises just before that.
const begun = performance.now();
const used = process.cpuUsage();
process.once('exit', () => {
  const sample: Sample = { wall: performance.now() - begun, cpu: process.cpuUsage(used).user / 1000 };
  console.log(JSON.stringify(sample));
});
createRequire(__filename)(process.argv[2]);
