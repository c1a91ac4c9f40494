import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folder of the functions' sources, which ships beside the compiled library. */
const HANDLERS = path.join(__dirname, '..', '..', 'handlers');

/**
 * The source of a deploy-time function: one module that needs no other file.
 *
 * A handler names the parts that it shares with others in its first lines, such as `//= require ./parts/patience`.
 * They follow it unchanged, in that order.
 */
export function handlerSource(handler: string): string {
  const source = read(handler);
  const parts = [...source.matchAll(/^\/\/= require (\S+)$/gm)].map(([, part]) => read(part));
  return [source, ...parts].join('\n');
}

function read(name: string): string {
  return fs.readFileSync(path.join(HANDLERS, `${name}.js`), 'utf8');
}
