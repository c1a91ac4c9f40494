import { readFileSync } from 'node:fs';
import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as version3 from 'cdk-nag';
import * as version2 from 'cdk-nag-2';
import { Place, SHAPES } from './shapes';
import { PACK_RULES } from '../../src/private/rule-packs';
import { TestIngress } from '../ingress';

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
  return [version3.AwsSolutionsChecks, version3.NIST80053R5Checks, version3.HIPAASecurityChecks, version3.PCIDSS321Checks]
    .flatMap((Pack) => new Pack().validateScope(app).violations.map(({ ruleName }) => ruleName));
}

function findingsOfVersion2(stack: Stack): string[] {
  [version2.AwsSolutionsChecks, version2.NIST80053R5Checks, version2.HIPAASecurityChecks, version2.PCIDSS321Checks]
    .forEach((Pack) => Aspects.of(stack).add(new Pack({ reports: false })));
  const annotations = Annotations.fromStack(stack);
  return [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
    .flatMap(({ entry }) => /^((?:AwsSolutions|NIST|HIPAA|PCI)[^:[]*)/.exec(String(entry.data))?.[1] ?? []);
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
  const lines = readFileSync('docs/security.md', 'utf8').split('\n');
  const rows = PACK_RULES.map(({ rule, packs, reason }) => `| \`${rule}\` | ${packs.map((pack) => `\`${pack}\``).join(', ')} | ${reason} |`);

  expect(lines.filter((line) => rows.includes(line))).toEqual(rows);
});
