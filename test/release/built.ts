import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Manifest } from './checks';
import { filesBelow } from './files';
import { nugetFindings, pomFindings, wheelFindings } from './metadata';

/** In which file of each folder of `dist` a registry reads what the package says of itself; the first that is there. */
const READ: Record<string, { readonly in: [file: RegExp, entry?: string][]; readonly by: (text: string, manifest: Manifest) => string[] }> = {
  java: { in: [[/\.pom$/], [/(^|\/)pom\.xml$/]], by: pomFindings },
  python: { in: [[/\.whl$/, '.dist-info/METADATA']], by: wheelFindings },
  // Without a .NET SDK there are the sources alone.
  dotnet: { in: [[/\.nupkg$/, '.nuspec'], [/\.csproj$/]], by: nugetFindings },
};

/** What Maven Central, PyPI and NuGet would miss in the packages that the tests of the languages built. */
export function builtFindings(dist: string, manifest: Manifest): string[] {
  const read = Object.entries(READ).flatMap(([language, { in: places, by }]) => {
    const files = filesBelow(path.join(dist, language));
    const found = places.flatMap(([ending, entry]) => files.filter((file) => ending.test(file)).map((file) => ({ file, entry })))[0];
    if (!found) {
      console.log(`not checked: dist/${language} has no package, run npm run test:languages before`);
      return [];
    }
    return by(found.entry ? entryOf(found.file, found.entry) : fs.readFileSync(found.file, 'utf8'), manifest);
  });
  return [...read, ...missingOfMaven(filesBelow(path.join(dist, 'java')))];
}

/**
 * Maven Central takes a jar with its sources, its documentation, and a checksum of each.
 *
 * @see https://central.sonatype.org/publish/requirements/
 */
export function missingOfMaven(files: string[]): string[] {
  const jars = files.filter((file) => /-\d+\.\d+\.\d+\.jar$/.test(file)).map((file) => file.replace(/\.jar$/, ''));
  return jars.flatMap((jar) => ['-sources.jar', '-javadoc.jar', '.jar', '.pom'].map((ending) => jar + ending))
    .flatMap((file) => [file, `${file}.md5`, `${file}.sha1`])
    .filter((file) => !files.includes(file))
    .map((file) => `${file} is missing`);
}

/** The one file in a zip archive whose name ends so. Node reads no archives; Python is there for the laboratory. */
function entryOf(archive: string, ending: string): string {
  const program = [
    'import sys, zipfile',
    'archive = zipfile.ZipFile(sys.argv[1])',
    '[name] = [each for each in archive.namelist() if each.endswith(sys.argv[2])]',
    'sys.stdout.buffer.write(archive.read(name))',
  ].join('\n');
  return execFileSync('python3', ['-c', program, archive, ending], { encoding: 'utf8' });
}
