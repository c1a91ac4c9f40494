import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { modulesOf } from '../../tools/bench-synth/modules';
import { LIBRARY, writePrograms } from '../../tools/bench-synth/programs';

test('each program that bench:synth compares finds the compiled library', () => {
  const programs = Object.values(writePrograms());
  const look = `${JSON.stringify(programs)}.map((program) => require('node:module').createRequire(program).resolve('cdk-lattice-external-ingress'))`;
  // In a process of its own: jest would answer with the sources.
  const found = JSON.parse(execFileSync(process.execPath, ['--print', `JSON.stringify(${look})`], { encoding: 'utf8' }));

  expect(found).toEqual(programs.map(() => path.join(LIBRARY, 'index.js')));
});

test('of the modules that an import loads, the quick start uses a part', () => {
  const { quickStart, importsAndPackage } = writePrograms();
  const { used, loaded } = modulesOf(LIBRARY, quickStart, importsAndPackage);

  expect(used).toBeGreaterThan(loaded / 2);
  expect(used).toBeLessThan(loaded);
});
