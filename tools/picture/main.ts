import * as fs from 'node:fs';
import { drawWay } from './svg';
import { wayThrough } from './way';

/** Draws the packet's way through a synthesised template into a file. */
function main([template, picture]: string[]): void {
  fs.writeFileSync(picture, drawWay(wayThrough(JSON.parse(fs.readFileSync(template, 'utf8')))));
}

main(process.argv.slice(2));
