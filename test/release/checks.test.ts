import * as path from 'node:path';
import { billOfMaterials, installCommands, Manifest, packedFiles, packedSize, registryFields, relativeLinks } from './checks';

const ROOT = path.join(__dirname, '..', '..');
const MANIFEST: Manifest = {
  name: 'cdk-example',
  description: 'An example',
  license: 'Apache-2.0',
  keywords: ['cdk', 'aws-cdk', 'awscdk'],
  repository: { url: 'https://github.com/example/cdk-example.git' },
  peerDependencies: { 'aws-cdk-lib': '^2', 'constructs': '^10' },
  jsii: { targets: { python: {}, java: {}, dotnet: {}, go: {} } },
};
const BILL = {
  bomFormat: 'CycloneDX',
  metadata: { component: { name: 'cdk-example' } },
  components: ['aws-cdk-lib@2.0.0', 'constructs@10.0.0'].map((each) => ({ purl: `pkg:npm/${each}`, licenses: [{}] })),
};

test('finds a file that does not belong into the package, and one that is missing', () => {
  const findings = packedFiles({ filename: '', size: 1, entryCount: 1, files: [{ path: 'docs/props.md' }] }, ROOT);
  expect(findings).toContain('docs/props.md does not belong into the package');
  expect(findings).toContain('lib/index.js is missing in the package');
  expect(findings).toContain('handlers/parts/custom-resource.js is missing in the package');
});

test('finds a package that is too large', () => {
  expect(packedSize({ filename: '', size: 300_000, entryCount: 1, files: [] })).toHaveLength(1);
});

test('finds what registries would miss', () => {
  expect(registryFields(MANIFEST)).toEqual([]);
  expect(registryFields({ name: 'example', peerDependencies: {} })).toHaveLength(7);
});

test.each(['docs/props.md#top', '#install', '/docs/props.md', './docs', 'http://example.com'])('finds the link %s, which leads nowhere from a registry', (target) => {
  expect(relativeLinks(`[a](https://example.com) ![b](${target})`)).toHaveLength(1);
});

test('finds that it is not said how to install it', () => {
  expect(installCommands('npm install cdk-example', MANIFEST)).toHaveLength(4);
});

test('finds a bill of materials that is of another package or lacks a peer or a licence', () => {
  expect(billOfMaterials(BILL, MANIFEST)).toEqual([]);
  expect(billOfMaterials({ components: [{ purl: 'pkg:npm/constructs@10.0.0' }] }, MANIFEST)).toHaveLength(4);
});
