import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as version3 from 'cdk-nag';
import * as version2 from 'cdk-nag-2';
import { Place, SHAPES } from './shapes';
import { ProxyImage } from '../../src';
import { PACK_RULES } from '../../src/private/rule-packs';
import { evaluate } from '../../tools/template/evaluation';
import { TestIngress } from '../ingress';

const WITHOUT_CDK = 'examples/cloudformation/lattice-external-ingress.template.json';

/** What a company tells cdk-nag 2 of the packs beside AwsSolutions, as docs/security.md says it. */
const SUPPRESSIONS = PACK_RULES.flatMap(({ rule, packs, reason }) => packs.map((pack) => ({ id: `${pack}-${rule}`, reason })));

/** An ingress of this shape whose alarms tell somebody. */
function placeOf(shape: string): Place {
  const place = new Place(shape);
  place.stack.node.findAll().filter((node) => node instanceof cloudwatch.Alarm)
    .forEach((alarm) => alarm.addAlarmAction({ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111122223333:topic' }) }));
  return place;
}

function findingsOfVersion3({ app }: Pick<Place, 'app'>): string[] {
  return [
    version3.AwsSolutionsChecks, version3.HIPAASecurityChecks, version3.NIST80053R4Checks, version3.NIST80053R5Checks,
    version3.PCIDSS321Checks, version3.ServerlessChecks,
  ].flatMap((Pack) => new Pack().validateScope(app).violations.map(({ ruleName }) => ruleName));
}

function findingsOfVersion2(stack: Stack): string[] {
  [
    version2.AwsSolutionsChecks, version2.HIPAASecurityChecks, version2.NIST80053R4Checks, version2.NIST80053R5Checks,
    version2.PCIDSS321Checks, version2.ServerlessChecks,
  ].forEach((Pack) => Aspects.of(stack).add(new Pack({ reports: false })));
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
    .flatMap(({ entry }) => /^((?:AwsSolutions|NIST|HIPAA|PCI|Serverless)[^:[]*)/.exec(String(entry.data))?.[1] ?? []);
}

describe.each(Object.keys(SHAPES))('%s: every finding has its answer', (shape) => {
  test('in cdk-nag 3', () => {
    expect(findingsOfVersion3(placeOf(shape))).toEqual([]);
  });

  test('in cdk-nag 2, given the table of docs/security.md', () => {
    const place = placeOf(shape);
    version2.NagSuppressions.addResourceSuppressions(place.ingress, SUPPRESSIONS, true);

    expect(findingsOfVersion2(place.stack)).toEqual([]);
  });
});

test('the table of docs/security.md may answer for the whole stack too', () => {
  const { stack } = placeOf('a build on deploy');
  version2.NagSuppressions.addStackSuppressions(stack, SUPPRESSIONS);

  expect(findingsOfVersion2(stack)).toEqual([]);
});

describe('with a key of the company for the logs', () => {
  const encrypted = () => {
    const made = new TestIngress({ image: ProxyImage.buildOnDeploy(), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(), logEncryptionKey: kms.Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1') });
    return { app: made.app, stack: made.stack };
  };

  test('every log group is encrypted with it, in both versions', () => {
    expect(findingsOfVersion3(encrypted())).toEqual([]);
    expect(findingsOfVersion2(encrypted().stack).filter((finding) => finding.includes('LogGroupEncrypted'))).toEqual([]);
  });
});

test('each suppression is needed: without them cdk-nag 2 has these findings, and none of AwsSolutions', () => {
  expect(new Set(findingsOfVersion2(placeOf('a build on deploy').stack))).toEqual(new Set(SUPPRESSIONS.map(({ id }) => id)));
});

test('an ingress that is open to the world is found', () => {
  const open = () => new TestIngress({ clients: [ec2.Peer.anyIpv4()] });

  expect(findingsOfVersion3(open())).toContain('AwsSolutions-EC23');
  expect(findingsOfVersion2(open().stack)).toContain('AwsSolutions-EC23');
});

test('alarms that tell nobody are found', () => {
  expect(findingsOfVersion3(new Place('an association'))).toContain('NIST.800.53.R5-CloudWatchAlarmAction');
});

test('docs/security.md has each answer with its packs and its reason', () => {
  const lines = fs.readFileSync('docs/security.md', 'utf8').split('\n');
  const rows = PACK_RULES.map(({ rule, packs, reason }) => `| \`${rule}\` | ${packs.map((pack) => `\`${pack}\``).join(', ')} | ${reason} |`);

  expect(lines.filter((line) => rows.includes(line))).toEqual(rows);
});

describe('the template without CDK', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rule-packs-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  /** What the construct acknowledges on its own resources, whose metadata the template leaves out. */
  const acknowledged = Object.values<any>(placeOf('DNS and GuardDuty').resources)
    .flatMap(({ Metadata }) => Metadata?.cdk_nag?.rules_to_suppress ?? []).map(({ id }) => id);
  const ENCRYPTED = 'NIST.800.53.R5-CloudWatchLogGroupEncrypted';

  function findingsWith(given: Record<string, string>): Set<string> {
    const file = path.join(folder, 'evaluated.json');
    const Resources = evaluate(JSON.parse(fs.readFileSync(WITHOUT_CDK, 'utf8')), { AllowedIPv4Block: '203.0.113.0/24', AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:topic', ...given });
    const parameters = Object.fromEntries(Object.keys(JSON.parse(fs.readFileSync(WITHOUT_CDK, 'utf8')).Parameters).map((name) => [name, { Type: 'String' }]));
    fs.writeFileSync(file, JSON.stringify({ Parameters: parameters, Resources }));
    const stack = new Stack(new App(), 'Stack');
    new CfnInclude(stack, 'Template', { templateFile: file });
    return new Set(findingsOfVersion2(stack));
  }

  test.each([[{}, [ENCRYPTED]], [{ LogEncryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' }, []]])(
    'has no finding that has no answer, and encrypts its logs with a key of the user (%o)', (given, ofEncryption) => {
      const findings = [...findingsWith(given)];

      expect(findings.filter((finding) => ![...acknowledged, ...SUPPRESSIONS.map(({ id }) => id)].includes(finding))).toEqual([]);
      expect(findings.filter((finding) => finding === ENCRYPTED)).toEqual(ofEncryption);
    });
});
