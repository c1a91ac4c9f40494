import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The part of V8's report that is read: how often each function of each file ran. */
interface Coverage {
  readonly result: { readonly url: string; readonly functions: { readonly ranges: { readonly startOffset: number; readonly count: number }[] }[] }[];
}

/** How many modules of a library a program uses, and how many it loads: what it does not use could be loaded later. */
export function modulesOf(library: string, program: string, importing: string): { used: number; loaded: number } {
  const [used, loaded] = [program, importing].map((each) => calls(library, each));
  // What runs when a module is loaded, such as the initializers of its classes, is no use of it.
  const isUsed = (file: string) => Object.entries(used[file]).some(([start, count]) => count > (loaded[file]?.[start] ?? 0));
  const files = Object.keys(used);
  return { used: files.filter(isUsed).length, loaded: files.length };
}

/** How often each function ran, by its file and by where it begins there. */
function calls(library: string, program: string): Record<string, Record<string, number>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coverage-'));
  try {
    execFileSync(process.execPath, [program], { env: { ...process.env, NODE_V8_COVERAGE: folder, CDK_OUTDIR: path.join(folder, 'cdk.out') }, stdio: 'pipe' });
    const reports = fs.readdirSync(folder).filter((file) => file.endsWith('.json')).map((file): Coverage => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')));
    return Object.fromEntries(reports.flatMap(({ result }) => result).filter(({ url }) => isIn(library, url)).map(({ url, functions }) => (
      [url, Object.fromEntries(functions.map(({ ranges: [{ startOffset, count }] }) => [startOffset, count]))]
    )));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function isIn(library: string, url: string): boolean {
  return url.startsWith('file:') && fs.realpathSync(fileURLToPath(url)).startsWith(`${fs.realpathSync(library)}${path.sep}`);
}
