import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LABORATORY = join(__dirname, '..', '.venv', 'bin');

/** A linter that the laboratory's Python environment has, or that an environment variable of its name points to. */
export function linter(name: string): string {
  const variable = name.toUpperCase();
  const binary = process.env[variable] ?? join(LABORATORY, name);
  if (!existsSync(binary)) throw new Error(`this test needs ${name}: run npx projen laboratory, or name the binary in ${variable}`);
  return binary;
}
