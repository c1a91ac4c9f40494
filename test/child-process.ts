import { ChildProcess, spawn, SpawnOptions } from 'child_process';

/**
 * Starts a process that the kernel kills when this one ends, however this one ends.
 * A run of tests that is stopped has no time to stop what it started.
 *
 * @see https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
 */
export function spawnBound(binary: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', binary, ...args], options);
}
