import * as fs from 'node:fs';
import { renderDocument } from './document';
import { placesOf } from './places';
import { readAssembly } from '../api/assembly';

/** Writes docs/wrong-inputs.md, and fails where a place of the compiled API has a kind of fault with neither a row nor a reason. */
function main([assemblyFile, target]: string[]): void {
  const { text, findings } = renderDocument(placesOf(readAssembly(assemblyFile)));
  findings.forEach((finding) => console.error(finding));
  fs.writeFileSync(target, text);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

main(process.argv.slice(2));
