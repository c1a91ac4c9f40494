import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { builtFindings, missingOfMaven } from './built';
import { Manifest } from './checks';
import { nugetFindings, pomFindings, wheelFindings } from './metadata';

const MANIFEST: Manifest = {
  name: 'cdk-example',
  description: 'An example',
  license: 'Apache-2.0',
  homepage: 'https://github.com/example/cdk-example',
  author: { name: 'The authors', email: 'authors@example.com' },
  repository: { url: 'https://github.com/example/cdk-example.git' },
  peerDependencies: {},
  jsii: {
    targets: {
      java: { maven: { groupId: 'io.github.example', artifactId: 'cdk-example' } },
      python: { distName: 'cdk-example' },
      dotnet: { packageId: 'CdkExample' },
    },
  },
};

const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <!-- Generated -->
  <name>\${project.groupId}:\${project.artifactId}</name>
  <description>An example</description>
  <url>https://github.com/example/cdk-example</url>
  <licenses><license><name>Apache License 2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0</url></license></licenses>
  <developers><developer><organization>The authors</organization><email>authors@example.com</email></developer></developers>
  <scm><connection>scm:git:https://github.com/example/cdk-example.git</connection><url>https://github.com/example/cdk-example.git</url></scm>
  <groupId>io.github.example</groupId>
  <artifactId>cdk-example</artifactId>
  <version>0.1.0</version>
  <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
</project>`;

const METADATA = `Metadata-Version: 2.1
Name: cdk-example
Version: 0.1.0
Summary: An example
Home-page: https://github.com/example/cdk-example
License: Apache-2.0
Project-URL: Source, https://github.com/example/cdk-example.git
Requires-Python: >=3.10
Description-Content-Type: text/markdown

# cdk-example`;

const CSPROJ = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>
  <Description>An example (Stability: Experimental)</Description>
  <PackageId>CdkExample</PackageId>
  <PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>
  <PackageVersion>0.1.0</PackageVersion>
  <Authors>The authors</Authors>
  <PackageTags>aws;aws-cdk</PackageTags>
  <ProjectUrl>https://github.com/example/cdk-example</ProjectUrl>
</PropertyGroup></Project>`;

const NUSPEC = `<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
  <id>CdkExample</id><version>0.1.0</version><authors>The authors</authors>
  <license type="expression">Apache-2.0</license><projectUrl>https://github.com/example/cdk-example</projectUrl>
  <description>An example</description><tags>aws aws-cdk</tags>
</metadata></package>`;

const READ = {
  pom: [pomFindings, POM],
  wheel: [wheelFindings, METADATA],
  project: [nugetFindings, CSPROJ],
  nuspec: [nugetFindings, NUSPEC],
} as const;

test.each(Object.entries(READ))('a complete %s has no finding', (_what, [findings, text]) => {
  expect(findings(text, MANIFEST)).toEqual([]);
});

const FIELD = /^(?:Name|Version|Summary|Home-page|License|Project-URL|Requires-Python|Description-Content-Type): .*\n/gm;
const ELEMENT = /<(?!project\.)([\w.]+)(?:\s[^>]*)?>[^<>]+<\/\1>/g;

/** Each line or element of a text, taken away on its own. */
const LACKS = Object.entries(READ).flatMap(([what, [findings, text]]) => (
  [...text.matchAll(what === 'wheel' ? FIELD : ELEMENT)].map(([part]) => (
    { what, part: part.trim(), lack: () => findings(text.replace(part, ''), MANIFEST) }
  ))
));

test('every part that registries read is taken away once', () => {
  expect(LACKS.length).toBe(34);
});

test.each(LACKS)('a $what without $part is found', ({ lack }) => {
  expect(lack()).toHaveLength(1);
});

test('a snapshot is found, which Maven Central does not take', () => {
  expect(pomFindings(POM.replace('0.1.0', '0.1.0-SNAPSHOT'), MANIFEST)).toEqual([
    'the pom must say a version that is no snapshot, /^\\d+\\.\\d+\\.\\d+$/: it says 0.1.0-SNAPSHOT',
  ]);
});

test('a jar without sources, documentation or a checksum is found', () => {
  const complete = ['.jar', '.pom', '-sources.jar', '-javadoc.jar'].flatMap((ending) => ['', '.md5', '.sha1'].map((sum) => `example-0.1.0${ending}${sum}`));
  expect(missingOfMaven(complete)).toEqual([]);
  for (const file of complete.filter((each) => each !== 'example-0.1.0.jar')) {
    expect(missingOfMaven(complete.filter((each) => each !== file))).toEqual([`${file} is missing`]);
  }
});

test('packages are read where the languages leave them: a pom as it is, a wheel in its archive', () => {
  const dist = fs.mkdtempSync(path.join(os.tmpdir(), 'dist-'));
  try {
    const inDist = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
      fs.writeFileSync(path.join(dist, file), text);
    };
    inDist('java/cdk-example-0.1.0.pom', POM.replace('An example', ''));
    inDist('python/example.dist-info/METADATA', METADATA.replace('An example', ''));
    execFileSync('python3', ['-m', 'zipfile', '--create', 'example.whl', 'example.dist-info'], { cwd: path.join(dist, 'python') });
    inDist('dotnet/CdkExample/CdkExample.csproj', CSPROJ.replace('An example', ''));
    expect(builtFindings(dist, MANIFEST).map((finding) => finding.split(',')[0])).toEqual([
      'the pom must say its description', 'the wheel must say its description', 'the NuGet package must say its description',
    ]);
  } finally {
    fs.rmSync(dist, { recursive: true });
  }
});
