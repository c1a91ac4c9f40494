import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BootstraplessSynthesizer, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, IStackSynthesizer, LegacyStackSynthesizer } from 'aws-cdk-lib';
import { LatticeExternalIngressProps, ProxyImage } from '../../src';
import { TestIngress } from '../ingress';

const QUALIFIER = 'company';

/** Each synthesizer of aws-cdk-lib, and where it puts an image that CDK builds; nowhere for one that takes no assets. */
const SYNTHESIZERS: [string, () => IStackSynthesizer, string | undefined][] = [
  ['with the version rule', () => new DefaultStackSynthesizer(), 'cdk-hnb659fds-container-assets-'],
  ['with a qualifier', () => new DefaultStackSynthesizer({ qualifier: QUALIFIER, generateBootstrapVersionRule: false }), `cdk-${QUALIFIER}-container-assets-`],
  ['with the credentials of the CLI', () => new CliCredentialsStackSynthesizer({ qualifier: QUALIFIER }), `cdk-${QUALIFIER}-container-assets-`],
  ['of CDK 1', () => new LegacyStackSynthesizer(), 'repository/aws-cdk/assets'],
  ['without bootstrap', () => new BootstraplessSynthesizer(), undefined],
];

const resourcesWith = (synthesizer: IStackSynthesizer, props: Partial<LatticeExternalIngressProps> = {}) =>
  new TestIngress(props, { app: { defaultStackSynthesizer: synthesizer as DefaultStackSynthesizer } }).template.toJSON().Resources;

test.each(SYNTHESIZERS)('a synthesizer %s makes the same ingress', (_, synthesizer) => {
  expect(resourcesWith(synthesizer())).toEqual(new TestIngress().template.toJSON().Resources);
});

describe('an image of a folder', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'synthesizers-'));
  fs.writeFileSync(path.join(directory, 'Dockerfile'), 'FROM scratch\n');
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  const image = ProxyImage.fromAsset(directory);

  test.each(SYNTHESIZERS.filter(([, , repository]) => repository))('with a synthesizer %s is pulled from its repository', (_, synthesizer, repository) => {
    const policies = Object.values<any>(resourcesWith(synthesizer(), { image })).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    const pulls = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }) => Action.includes('ecr:BatchGetImage'));

    expect(pulls).toHaveLength(1);
    expect(JSON.stringify(pulls[0].Resource)).toContain(repository);
  });

  test('is refused by a synthesizer that takes none', () => {
    expect(() => resourcesWith(new BootstraplessSynthesizer(), { image })).toThrow('Cannot add assets to a Stack that uses the BootstraplessSynthesizer');
  });
});
