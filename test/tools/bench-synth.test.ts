import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { writePrograms } from '../../tools/bench-synth/programs';

const LIBRARY = path.join(__dirname, '..', '..', 'lib', 'index.js');

test('each program that bench:synth compares finds the compiled library', () => {
  const programs = Object.values(writePrograms());
  const look = `${JSON.stringify(programs)}.map((program) => require('node:module').createRequire(program).resolve('cdk-lattice-external-ingress'))`;
  // In a process of its own: jest would answer with the sources.
  const found = JSON.parse(execFileSync(process.execPath, ['--print', `JSON.stringify(${look})`], { encoding: 'utf8' }));

  expect(found).toEqual(programs.map(() => LIBRARY));
});
