import * as path from 'node:path';
import { filesBelow } from './files';

const ROOT = path.join(__dirname, '..', '..');
const DIST = path.join(ROOT, 'dist');

/** What a registry takes of each folder of dist. */
const PACKAGES = { js: '.tgz', python: '.whl', java: '.pom', dotnet: '.nupkg', go: 'go.mod' };

/** Lists the packages that the tests built, and fails on GitHub where one is missing: a release would lack it. */
function main(): void {
  const missing = Object.entries(PACKAGES).filter(([folder, ending]) => {
    const found = filesBelow(path.join(DIST, folder)).filter((file) => file.endsWith(ending));
    found.forEach((file) => console.log(path.relative(ROOT, file)));
    return found.length === 0;
  });
  missing.forEach(([folder, ending]) => console.error(`dist/${folder} has no *${ending}: npm run test:languages says which toolchain is missing`));
  process.exitCode = process.env.GITHUB_ACTIONS && missing.length > 0 ? 1 : 0;
}

main();
