import * as fs from 'node:fs';
import * as path from 'node:path';

/** Where a project file of each language names the version of the library: what stands before it, and what ends it. */
const PLACES: Record<string, RegExp> = {
  'package.json': /("cdk-lattice-external-ingress": "\^)([^"]+)/,
  'requirements.txt': /(^cdk-lattice-external-ingress==)(\S+)/m,
  'pom.xml': /(<artifactId>cdk-lattice-external-ingress<\/artifactId>\s*<version>)([^<]+)/,
  '.csproj': /(<PackageReference Include="CdkLatticeExternalIngress" Version=")([^"]+)/,
  'go.mod': /(\/cdklatticeexternalingress v)(\S+)/,
};

/** The version of the library that each project file below a folder names. */
export function versionsIn(folder: string): Record<string, string> {
  return Object.fromEntries(projectFiles(folder).map(({ file, text, place }) => [path.relative(folder, file), place.exec(text)![2]]));
}

/** Makes every project file below a folder name a version of the library. */
export function nameVersion(folder: string, version: string): void {
  for (const { file, text, place } of projectFiles(folder)) fs.writeFileSync(file, text.replace(place, `$1${version}`));
}

function projectFiles(folder: string): { file: string; text: string; place: RegExp }[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : projectFiles(file);
    const [, place] = Object.entries(PLACES).find(([ending]) => entry.name.endsWith(ending)) ?? [];
    const text = place ? fs.readFileSync(file, 'utf8') : '';
    return place?.test(text) ? [{ file, text, place }] : [];
  });
}
