import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeExampleService } from './example-service';
import { makeTemplate } from './template';

/** Writes the templates for people without CDK. */
function main([folder]: string[]): void {
  if (!folder) {
    throw new Error('usage: ts-node tools/template/main.ts FOLDER');
  }
  for (const [name, template] of Object.entries({ 'lattice-external-ingress': makeTemplate(), 'example-service': makeExampleService() })) {
    fs.writeFileSync(path.join(folder, `${name}.template.json`), `${JSON.stringify(template, undefined, 2)}\n`);
  }
}

main(process.argv.slice(2));
