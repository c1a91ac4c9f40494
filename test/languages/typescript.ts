import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language } from './language';
import { copyExamples, LIBRARY } from './library';
import { EXAMPLES, PACKAGES, run } from './workshop';

/** The tarball from npm. */
export const typescript: Language = {
  name: 'typescript',
  target: 'js',
  missing: async () => undefined,
  install: async () => {
    const folder = copyExamples('typescript');
    const tarball = path.join(PACKAGES, 'js', `${LIBRARY.name}@${LIBRARY.version}.jsii.tgz`);
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({
      private: true,
      workspaces: EXAMPLES,
      overrides: { [LIBRARY.name]: `file:${tarball}` },
    }));
    // npm would trust the copy of an earlier run, whose version is the same.
    fs.rmSync(path.join(folder, 'node_modules', LIBRARY.name), { recursive: true, force: true });
    fs.rmSync(path.join(folder, 'package-lock.json'), { force: true });
    await run(folder, {}, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--no-package-lock');
    return { folder, env: {} };
  },
};
