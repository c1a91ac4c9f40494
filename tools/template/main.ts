import * as fs from 'node:fs';
import { makeTemplate } from './template';

/** Writes the template for people without CDK. */
function main([file]: string[]): void {
  if (!file) {
    throw new Error('usage: ts-node tools/template/main.ts FILE');
  }
  fs.writeFileSync(file, `${JSON.stringify(makeTemplate(), undefined, 2)}\n`);
}

main(process.argv.slice(2));
