import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { builtFindings } from './built';
import { billOfMaterials, installCommands, Pack, packedFiles, packedSize, registryFields, relativeLinks } from './checks';

const ROOT = path.join(__dirname, '..', '..');

/** Packs the library as a release does, and says what is wrong with the package, with its bill of materials, and with what the other registries read. */
function main(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
  try {
    const [pack]: Pack[] = JSON.parse(run('npm', 'pack', '--json', '--pack-destination', folder));
    const bill = path.join(folder, 'sbom.cdx.json');
    run('tools/sbom.sh', bill, path.join(folder, pack.filename));
    const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const wrong = [
      ...packedFiles(pack, ROOT),
      ...packedSize(pack),
      ...registryFields(manifest),
      ...relativeLinks(readme),
      ...installCommands(readme, manifest),
      ...billOfMaterials(JSON.parse(fs.readFileSync(bill, 'utf8')), manifest),
      ...builtFindings(path.join(ROOT, 'dist'), manifest),
    ];
    wrong.forEach((each) => console.error(each));
    console.log(`${pack.entryCount} files, ${(pack.size / 1000).toFixed(0)} kB packed, ${wrong.length} findings`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 300_000 });
}

main();
