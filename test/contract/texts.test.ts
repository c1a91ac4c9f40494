import * as fs from 'node:fs';
import * as path from 'node:path';
import { Place, SHAPES } from './shapes';
import { refusedTexts, Template, TEXT_RULES, textsOf } from './texts';

const ROOT = path.join(__dirname, '..', '..');

/** The templates that are kept in the repository: of the integ apps, of the release that upgrades start from, and for people without CDK. */
const kept = ['integ', 'test/upgrade/baseline', 'examples/cloudformation'].flatMap((folder) =>
  (fs.readdirSync(path.join(ROOT, folder), { recursive: true }) as string[]).filter((file) => file.endsWith('.template.json')).map((file) => path.join(folder, file)));
const read = (file: string): Template => JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'));

describe.each([
  ...kept.map((file) => [file, () => read(file)] as const),
  ...Object.keys(SHAPES).map((shape) => [shape, () => new Place(shape).template] as const),
])('%s', (_name, template) => {
  test('holds no text that AWS refuses', () => {
    expect(refusedTexts(template())).toEqual([]);
  });

  test('holds no description whose rule is not known', () => {
    const descriptions = textsOf(template()).map(({ place }) => place).filter((place) => /(Description|Comment)$/.test(place));

    expect(descriptions.filter((place) => !(place in TEXT_RULES))).toEqual([]);
  });
});

describe('a text that AWS refuses is found:', () => {
  const rule = (Description: unknown) => ({
    Resources: { Rule: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { Description } } },
  });

  test.each(['\'', '"', '\n', 'é', '<', '?', '%', '|', '~', '^', '\\', '`', '—'])('%j in the description of a security group rule', (character) => {
    expect(refusedTexts(rule(`EC2${character}s`))).toHaveLength(1);
  });

  test('all characters that EC2 takes in a description of 255 characters are no reason', () => {
    expect(refusedTexts(rule('aZ09 ._-:/()#,@[]+=&;{}!$*'.padEnd(255, 'x')))).toEqual([]);
    expect(refusedTexts(rule('x'.repeat(256)))).toHaveLength(1);
  });

  test('where only a part of it is known before the deployment, or it depends on a condition', () => {
    expect(refusedTexts(rule({ 'Fn::Join': ['', ['it is ', { Ref: 'Name' }, '\'s']] }))).toHaveLength(1);
    expect(refusedTexts(rule({ 'Fn::If': ['Given', 'right', 'isn\'t'] }))).toHaveLength(1);
  });

  test('in a rule that is written inside its group, also under a condition', () => {
    const egress = [{ Description: 'EC2\'s' }, { 'Fn::If': ['Given', { Description: 'EC2\'s' }, { Ref: 'AWS::NoValue' }] }];

    expect(refusedTexts({ Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupEgress: egress } } } })).toHaveLength(2);
  });
});
