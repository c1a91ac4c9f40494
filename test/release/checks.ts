import * as fs from 'node:fs';
import * as path from 'node:path';
import { filesBelow } from './files';
import { read } from '../docs/markdown';

const LARGEST_PACKAGE = 300_000;

/** What `npm pack --json` says of a package. */
export interface Pack {
  readonly filename: string;
  readonly size: number;
  readonly entryCount: number;
  readonly files: { readonly path: string }[];
}

/** The part of package.json that registries read. */
export interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly license?: string;
  readonly keywords?: string[];
  readonly homepage?: string;
  readonly author?: { readonly name?: string; readonly email?: string };
  readonly repository?: { readonly url?: string };
  readonly peerDependencies: Record<string, string>;
  readonly jsii?: { readonly targets?: Targets };
}

/** What a package is called in each language. */
export interface Targets {
  readonly python?: { readonly distName?: string };
  readonly java?: { readonly maven?: { readonly groupId?: string; readonly artifactId?: string } };
  readonly dotnet?: { readonly packageId?: string };
  readonly go?: { readonly moduleName?: string };
}

/** The part of a CycloneDX bill of materials that is looked at. */
export interface Bill {
  readonly bomFormat?: string;
  readonly metadata?: { readonly component?: { readonly name?: string } };
  readonly components?: { readonly purl?: string; readonly licenses?: unknown[] }[];
}

/** Each source compiled, each handler as it is, and what npm and jsii ask for; nothing else. */
export function packedFiles({ files }: Pack, root: string): string[] {
  const sources = (folder: string) => filesBelow(path.join(root, folder)).map((file) => path.relative(root, file));
  const wanted = [
    '.jsii', 'LICENSE', 'README.md', 'package.json',
    ...sources('handlers'),
    ...sources('src').flatMap((source) => ['.js', '.d.ts'].map((ending) => source.replace(/^src/, 'lib').replace(/\.ts$/, ending))),
  ];
  const packed = files.map((file) => file.path);
  return [
    ...wanted.filter((file) => !packed.includes(file)).map((file) => `${file} is missing in the package`),
    ...packed.filter((file) => !wanted.includes(file)).map((file) => `${file} does not belong into the package`),
    ...packed.filter((file) => file.endsWith('.js') && fs.readFileSync(path.join(root, file), 'utf8').includes('sourceMappingURL'))
      .map((file) => `${file} has a source map, which doubles what is loaded`),
  ];
}

export function packedSize({ size }: Pack): string[] {
  return size < LARGEST_PACKAGE ? [] : [`the package has ${size} bytes, and must have fewer than ${LARGEST_PACKAGE}`];
}

/**
 * What Construct Hub lists a package by, and npm proves its origin by.
 *
 * @see https://constructs.dev/contribute
 */
export function registryFields({ name, description, license, keywords = [], repository, jsii, peerDependencies }: Manifest): string[] {
  const wanted: [what: string, holds: boolean][] = [
    ['a name that starts with cdk-', name.startsWith('cdk-')],
    ['a description', Boolean(description)],
    ['the licence Apache-2.0', license === 'Apache-2.0'],
    ['the keywords cdk, aws-cdk and awscdk', ['cdk', 'aws-cdk', 'awscdk'].every((keyword) => keywords.includes(keyword))],
    ['its repository on GitHub', /^https:\/\/github\.com\/[^/]+\/[^/]+\.git$/.test(repository?.url ?? '')],
    ['jsii targets for Python, Java, .NET and Go', (['python', 'java', 'dotnet', 'go'] as const).every((target) => jsii?.targets?.[target])],
    ['constructs and aws-cdk-lib as peers', ['constructs', 'aws-cdk-lib'].every((peer) => peer in peerDependencies)],
  ];
  return wanted.filter(([, holds]) => !holds).map(([what]) => `package.json must have ${what}`);
}

/** npm, PyPI and Construct Hub show the README far from the repository, and PyPI gives its headings other names: only whole addresses lead somewhere. */
export function relativeLinks(readme: string): string[] {
  return read(readme).links.map(({ target }) => target).filter((target) => !target.startsWith('https:'))
    .map((target) => `README.md links to ${target}, which leads nowhere from a registry: use its address on GitHub`);
}

/** What to type to install it, by the names that the registries know. */
export function installCommands(readme: string, { name, jsii }: Manifest): string[] {
  const { python, java, dotnet, go } = jsii?.targets ?? {};
  const wanted = [
    `npm install ${name}`,
    `pip install ${python?.distName}`,
    `${java?.maven?.groupId}:${java?.maven?.artifactId}`,
    `dotnet add package ${dotnet?.packageId}`,
    `go get ${go?.moduleName}/${name.replace(/-/g, '')}`,
  ];
  return wanted.filter((each) => !readme.includes(each)).map((each) => `README.md does not say '${each}'`);
}

/** The bill is the library's, and names its peers with their licences. */
export function billOfMaterials({ bomFormat, metadata, components = [] }: Bill, { name, peerDependencies }: Manifest): string[] {
  const peers = Object.keys(peerDependencies).map((peer) => components.find(({ purl }) => purl?.startsWith(`pkg:npm/${peer}@`)) ?? peer);
  return [
    ...bomFormat === 'CycloneDX' ? [] : ['the bill of materials is not in CycloneDX\'s format'],
    ...metadata?.component?.name === name ? [] : [`the bill of materials is of '${metadata?.component?.name}', not of '${name}'`],
    ...peers.filter((peer) => typeof peer === 'string').map((peer) => `the bill of materials lacks ${peer}`),
    ...components.filter(({ licenses = [] }) => licenses.length === 0).map(({ purl }) => `the bill of materials does not know the licence of ${purl}`),
  ];
}
