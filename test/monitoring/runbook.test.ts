import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { LatticeAccess, LatticeExternalIngress, LatticeServiceNetwork, ProxyImage } from '../../src';
import { queriesFor } from '../../src/monitoring/saved-queries';
import { compulsoryProps, TestIngress } from '../ingress';

const RUNBOOK = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const URL = 'https://github.com/cdk-lattice-external-ingress/cdk-lattice-external-ingress/blob/main/docs/runbook.md';

const made = new TestIngress();
made.ingress.addAlarms();
const { template } = made;
const follows = new TestIngress({
  lattice: LatticeAccess.vpcAssociation(
    LatticeServiceNetwork.fromServiceNetworkId(made.stack, 'Followed', 'sn-0123456789abcdef0'), { followServices: {} },
  ),
  allowedDomains: ['*.apps.example.com'],
  deploymentAlarms: {},
});
follows.ingress.addAlarms();
const withBuild = new TestIngress({ image: ProxyImage.buildOnDeploy() }).template;

/** The anchors that GitHub gives to headings. */
const anchors = RUNBOOK.split('\n').filter((line) => line.startsWith('## '))
  .map((line) => line.slice(3).toLowerCase().replace(/[^a-z0-9 -]/g, '').replace(/ /g, '-'));
const commands = [...RUNBOOK.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
const all = (pattern: RegExp) => [...new Set([...RUNBOOK.matchAll(pattern)].map(([, ...found]) => found.join(' ')))];

const alarms = [template, follows.template].flatMap((each) => Object.values(each.findResources('AWS::CloudWatch::Alarm')))
  .map(({ Properties }) => JSON.stringify(Properties.AlarmDescription).replace(/[\]}"]/g, ''));

test.each(alarms)('has the section that this alarm links to: %s', (description) => {
  const [url, anchor] = description.slice(description.indexOf('https://')).split('#');

  expect(url).toBe(URL);
  expect(anchors).toContain(anchor);
});

/** Rows of the table that leads from the name of an alarm to its section. */
const rows = [...RUNBOOK.matchAll(/^\| (`\w+`.*?) \| ([A-Z]+) \| \[.+\]\((#[a-z-]+)\) \|$/gm)]
  .map(([, words, severity, anchor]) => ({ words: [...words.matchAll(/`(\w+)`/g)].map(([, word]) => word), severity, anchor }));

test.each(Object.entries(follows.template.findResources('AWS::CloudWatch::Alarm')))('leads from the name of an alarm to its section: %s', (id, { Properties }) => {
  const description = JSON.stringify(Properties.AlarmDescription).replace(/[\]}"]/g, '');
  const row = rows.find(({ words }) => words.some((word) => id.includes(word)))!;

  expect(description).toContain(`${row.severity}: `);
  expect(row.severity === 'DEPLOYMENT' ? '#a-rollout-is-taken-back-by-an-alarm' : description).toMatch(new RegExp(`${row.anchor}$`));
});

test.each(alarms.filter((description) => !description.includes('DEPLOYMENT')))('begins its section with the severity and the numbers of this alarm: %s', (description) => {
  const [severity, says] = /\b([A-Z]{4,}): (.*?)\. /.exec(description.replace(/Fn::Select:\[\d/g, ''))!.slice(1);
  const section = RUNBOOK.split('\n## ')[anchors.indexOf(/#([a-z-]+)$/.exec(description)![1]) + 1];
  const line = section.split('\n')[2];

  expect(line).toContain(`**Alarm.** ${severity}: `);
  says.match(/\d+/g)?.forEach((number) => expect(line).toMatch(new RegExp(`\\b${number}\\b`)));
});

test('says what each severity means, and no severity that no alarm has', () => {
  const severities = new Set(alarms.map((description) => /\b[A-Z]{4,}(?=: )/.exec(description)![0]));

  expect([...severities].sort()).toEqual(['CRITICAL', 'DEPLOYMENT', 'WARNING']);
  expect(all(/^ *- ([A-Z]{4,}): /gm).sort()).toEqual([...severities].sort());
});

const customResources = [template, withBuild, follows.template]
  .flatMap((each) => Object.values(each.toJSON().Resources as Record<string, { Type: string }>))
  .map(({ Type }) => Type).filter((type) => type.startsWith('Custom::'));

test.each([...new Set(customResources), 'Custom::LatticeExternalIngressFindEndpointServices'])('leads from a failed %s to what to do', (type) => {
  expect(RUNBOOK).toMatch(new RegExp(`^\\| \`${type}\` \\| \\[.+\\]\\(#[a-z-]+\\) \\|$`, 'm'));
});

test('has no section twice, and none that its own links miss', () => {
  expect(new Set(anchors).size).toBe(anchors.length);
  all(/\]\(#([a-z-]+)\)/g).forEach((anchor) => expect(anchors).toContain(anchor));
});

test.each(commands)('has commands that a shell can read: %s', (block) => {
  execFileSync('sh', ['-n'], { input: block });
});

/** Each block of a section, with the text from the block before to the block after. */
const surrounded = RUNBOOK.split('\n## ').slice(1).flatMap((section) => {
  const texts = section.split(/```sh\n[\s\S]*?```\n/);
  return [...section.matchAll(/```sh\n([\s\S]*?)```\n/g)].map(([, block], index) => [block, texts[index] + texts[index + 1]]);
});

test.each(surrounded)('says beside these commands what is good: %s', (_, text) => {
  expect(text).toMatch(/\bgood\b/i);
});

/** What `resource` of the runbook asks CloudFormation for, by the runbook's own shell. */
function logicalIdsStart(ingress: string, words: string): string {
  const line = commands.join('\n').split('\n').find((each) => each.trim().startsWith('start='))!;
  return execFileSync('sh', ['-c', `${line}\nprintf %s "$start"`, 'sh', '', words], { encoding: 'utf8', env: { ...process.env, ingress } });
}

test.each(all(/\$\(resource (\S+) ([\w/]+)\)/g))('finds one resource by %s', (words) => {
  const [type, id] = words.split(' ');

  const found = [template, withBuild, follows.template].map((each) => Object.keys(each.findResources(type)).filter((logicalId) => logicalId.startsWith(logicalIdsStart('Ingress', id))));
  expect(Math.max(...found.map(({ length }) => length))).toBe(1);
});

test.each(['my-ingress', 'Edge/Ingress', 'PublicEdge', 'LatticeProxy', 'Ingress/Ingress', 'MyNetwork/Proxy'])('finds them below an ingress at %s', (place) => {
  const stack = new Stack();
  const ids = place.split('/');
  const scope = ids.slice(0, -1).reduce<Construct>((parent, id) => new Construct(parent, id), stack);
  new LatticeExternalIngress(scope, ids.at(-1)!, compulsoryProps(new Stack()));

  const found = Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>);
  for (const words of [
    'AWS::ElasticLoadBalancingV2::LoadBalancer Edge/LoadBalancer', 'AWS::ElasticLoadBalancingV2::TargetGroup Edge/Tls', 'AWS::ECS::Service Proxy',
    'AWS::Logs::LogGroup Proxy/LogGroup', 'AWS::EC2::VPC Network/Vpc', 'AWS::Logs::LogGroup Network/PrefixLists/Find/LogGroup',
  ]) {
    const [type, below] = words.split(' ');
    expect([words, found.filter(([id, { Type }]) => Type === type && id.startsWith(logicalIdsStart(place, below))).length]).toEqual([words, 1]);
  }
});

test('asks with queries that are saved', () => {
  const titles = Object.values<{ title: string }>(queriesFor(true)).map(({ title }) => title);

  expect(all(/ask '([^']+)'/g).sort()).toEqual([...titles].sort());
});
