import * as fs from 'node:fs';
import * as path from 'node:path';
import { readAssembly } from './assembly';

/** What says nothing of what a program can do with the API, and changes with every line of source. */
const LEFT_OUT = ['dependencyClosure', 'fingerprint', 'locationInModule', 'readme', 'symbolId', 'submodules'];

/** Writes the compiled API, as a package that jsii-diff can load, without its documentation. */
function main([assemblyFile, folder]: string[]): void {
  const assembly = readAssembly(assemblyFile);
  const { name, version, dependencies } = assembly;
  fs.mkdirSync(folder, { recursive: true });
  // Another name than the library's, which jest would find twice.
  fs.writeFileSync(path.join(folder, 'package.json'), text({ name: `${name}-baseline`, version, private: true, jsii: {}, dependencies }));
  fs.writeFileSync(path.join(folder, '.jsii'), text(assembly));
}

function text(value: unknown): string {
  return `${JSON.stringify(value, (key, each) => (key === 'docs' ? promises(each) : LEFT_OUT.includes(key) ? undefined : each), 1)}\n`;
}

/** Of a docstring, what the API promises. */
function promises({ stability, deprecated }: { stability?: string; deprecated?: string }): unknown {
  return { stability, deprecated };
}

main(process.argv.slice(2));
