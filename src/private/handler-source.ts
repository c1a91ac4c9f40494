import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The source of a deploy-time function: one module that needs no other file.
 *
 * A handler names the parts that it shares with others in its first lines, such as `//= require ./parts/retry-denied`.
 * They follow it unchanged, in that order.
 */
export function handlerSource(handler: string): string {
  const source = read(handler);
  const parts = [...source.matchAll(/^\/\/= require (\S+)$/gm)].map(([, part]) => read(part));
  return [source, ...parts].join('\n');
}

function read(name: string): string {
  const file = besideLibrary('handlers', `${name}.js`);
  if (file === undefined || !fs.existsSync(file)) {
    throw new Error(`the sources of the deploy-time functions must lie beside the compiled library, and 'handlers/${name}.js' does not: ` +
      'if the app is bundled, leave its packages out of the bundle (esbuild: --packages=external), and deploy it with its node_modules');
  }
  return fs.readFileSync(file, 'utf8');
}

/** A file that ships beside the compiled library; nothing in a bundle of ES modules, which has no `__dirname`. */
function besideLibrary(...names: string[]): string | undefined {
  return typeof __dirname === 'undefined' ? undefined : path.join(__dirname, '..', '..', ...names);
}
