import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folder of the functions' sources, which ships beside the compiled library. */
const HANDLERS = path.join(__dirname, '..', '..', 'handlers');

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
  const file = path.join(HANDLERS, `${name}.js`);
  if (!fs.existsSync(file)) {
    throw new Error(`the sources of the deploy-time functions must lie beside the compiled library, and there is no '${file}': ` +
      'if the app is bundled, leave cdk-lattice-external-ingress out of the bundle (esbuild: --external:cdk-lattice-external-ingress)');
  }
  return fs.readFileSync(file, 'utf8');
}
