import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language } from './language';
import { copyExamples } from './library';
import { EXAMPLES, PACKAGES, ROOT, run, versionOf, WORKSHOP } from './workshop';

const HERE = path.join(__dirname, 'python');
const VENV = path.join(WORKSHOP, 'venv');
const PYTHON = path.join(VENV, 'bin', 'python');

/** The wheel, in a virtual environment with everything else by its hash. */
export const python: Language = {
  name: 'python',
  target: 'python',
  missing: async () => await versionOf('python3', '-c', 'import ensurepip, venv') === undefined ? 'no python3 with venv' : undefined,
  install: async () => {
    const folder = copyExamples('python');
    const build = path.join(PACKAGES, 'python');
    const wheel = fs.readdirSync(build).find((file) => file.endsWith('.whl'))!;
    await run(ROOT, {}, 'bash', '-euc', 'source tools/install-lib.sh; install_python_environment "$@"', 'python', VENV, path.join(HERE, 'requirements.txt'));
    await run(build, {}, PYTHON, '-m', 'pip', 'install', '--quiet', '--no-deps', '--no-index', '--force-reinstall', wheel);
    await run(folder, {}, PYTHON, '-m', 'pip', 'check');
    // Each requirement of the examples must be met by what is installed: there is no index to get another from.
    for (const example of EXAMPLES) {
      await run(path.join(folder, example), {}, PYTHON, '-m', 'pip', 'install', '--no-index', '--requirement', 'requirements.txt');
    }
    const env = { VIRTUAL_ENV: VENV, PATH: `${path.dirname(PYTHON)}:${process.env.PATH}` };
    return {
      folder,
      env,
      complaints: async () => JSON.parse((await run(folder, env, PYTHON, path.join(HERE, 'wrong_props.py'))).stdout),
      openToTheWorld: `${PYTHON} ${path.join(HERE, 'open_to_the_world.py')}`,
    };
  },
};
