import * as fs from 'node:fs';
import * as path from 'node:path';
import { Installed } from './installed';
import { Project } from './project';

const APP = fs.readFileSync(path.join(__dirname, 'apps', 'two-copies.ts'), 'utf8');
const LIBRARY = 'cdk-lattice-external-ingress';

/**
 * What an app makes whose library loads a copy of aws-cdk-lib of its own, as npm installs it where the versions do not fit.
 *
 * The copies are links, which Node keeps apart because it does not follow them. There is one copy of constructs.
 *
 * @param own what the library loads; nothing where it shares that of the app
 */
export async function templateOfCopies(installed: Installed, own?: Installed): Promise<string> {
  const name = own ? `two-copies-${path.basename(own.folder)}` : 'one-copy';
  const project = new Project(path.join(path.dirname(installed.folder), name));
  const modules = path.join(project.folder, 'node_modules');
  link(installed, modules, '@aws-cdk', 'aws-cdk-lib', 'constructs');
  fs.cpSync(path.join(installed.folder, 'node_modules', LIBRARY), path.join(modules, LIBRARY), { recursive: true });
  if (own) {
    link(own, path.join(modules, LIBRARY, 'node_modules'), '@aws-cdk', 'aws-cdk-lib');
  }
  project.write('app.ts', APP);
  await project.run(path.join(installed.folder, 'node_modules', '.bin', 'esbuild'), 'app.ts', '--platform=node', '--format=cjs', '--log-level=error', '--outfile=app.js');
  await project.runAlone(installed.node, '--preserve-symlinks', '--preserve-symlinks-main', 'app.js', own ? 'two' : 'one');
  return project.template('Edge', own === undefined || own === installed);
}

function link({ folder }: Installed, modules: string, ...names: string[]): void {
  fs.mkdirSync(modules, { recursive: true });
  names.forEach((name) => fs.symlinkSync(path.join(folder, 'node_modules', name), path.join(modules, name)));
}
