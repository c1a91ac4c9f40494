import * as fs from 'node:fs';
import * as path from 'node:path';
import { Clone } from './clone';
import { ROOT, WORKSHOP } from './workshop';
import { nameVersion } from '../../tools/release/example-versions';

/** Stands in package.json between releases; nobody can install it. */
const UNRELEASED = '0.0.0';

const { name, version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

/** The library as npm calls it, with a version that users can install. */
export const LIBRARY = { name, version: version === UNRELEASED ? '0.1.0' : version };

/**
 * Where the library is packed. A release has raised the version before it tests, and packs what is here.
 * Between releases a copy has the version of a release: what works at 0.0.0 only would fail the first release.
 */
export function libraryToPack(): string {
  if (version === LIBRARY.version) return ROOT;
  const clone = new Clone(path.join(WORKSHOP, 'clone'));
  clone.make();
  clone.version = LIBRARY.version;
  clone.projen('compile');
  return clone.folder;
}

/** A fresh copy of the examples of a language: what their user has, with the version that is built here in place of the last release. */
export function copyExamples(language: string): string {
  const folder = path.join(WORKSHOP, 'examples', language);
  const kept = fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file !== 'node_modules' && file !== 'package-lock.json') : [];
  kept.forEach((file) => fs.rmSync(path.join(folder, file), { recursive: true }));
  fs.cpSync(path.join(ROOT, 'examples', language), folder, { recursive: true });
  nameVersion(folder, LIBRARY.version);
  return folder;
}
