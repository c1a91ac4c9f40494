import { App, CfnParameter, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ClosedSecurityGroup } from '../../src/private/closed-security-group';

const HTTPS = ec2.Port.tcp(443);

class Fixture {
  public readonly app = new App();
  public readonly stack = new Stack(this.app, 'Stack');
  public readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  public readonly group = new ClosedSecurityGroup(this.stack, 'Group', { vpc: this.vpc, description: 'closed' });

  public prefixList(id: string): ec2.IPeer {
    return ec2.Peer.prefixList(new ec2.CfnPrefixList(this.stack, id, { addressFamily: 'IPv4', maxEntries: 1, prefixListName: id }).attrPrefixListId);
  }

  public securityGroup(id: string, stack = this.stack): ec2.SecurityGroup {
    return new ec2.SecurityGroup(stack, id, { vpc: this.vpc, description: id });
  }

  /** What each rule that is a resource lets in, by logical id. */
  public get rules(): Record<string, any> {
    const rules = Object.entries(Template.fromStack(this.stack).findResources('AWS::EC2::SecurityGroupIngress'));
    return Object.fromEntries(rules.map(([id, { Properties }]) => [id, Properties.SourcePrefixListId ?? Properties.SourceSecurityGroupId]));
  }

  /** The rules that are part of the group. */
  public get inline(): any[] {
    const groups = Template.fromStack(this.stack).findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'closed' } });
    return Object.values(groups)[0].Properties.SecurityGroupIngress ?? [];
  }
}

const letIn = (peers: (fixture: Fixture) => ec2.IPeer[]) => {
  const fixture = new Fixture();
  peers(fixture).forEach((peer) => fixture.group.addIngressRule(peer, HTTPS));
  return fixture;
};

test.each<[string, (fixture: Fixture) => ec2.IPeer[]]>([
  ['prefix lists', (fixture) => ['A', 'B', 'C'].map((id) => fixture.prefixList(id))],
  ['security groups', (fixture) => ['A', 'B', 'C'].map((id) => fixture.securityGroup(id))],
])('rules for %s of the same stack keep their logical ids where one is added, removed or moved', (_, peers) => {
  const all = letIn(peers).rules;
  const without = (change: (each: ec2.IPeer[]) => ec2.IPeer[]) => letIn((fixture) => change(peers(fixture))).rules;

  expect(Object.keys(all)).toHaveLength(3);
  expect(without((each) => [...each].reverse())).toEqual(all);
  for (const index of [0, 1, 2]) {
    expect(all).toMatchObject(without((each) => each.filter((_each, other) => other !== index)));
  }
});

test.each<[string, (stack: Stack) => ec2.IPeer]>([
  ['a prefix list by its id', () => ec2.Peer.prefixList('pl-0123456789abcdef0')],
  ['a prefix list that a parameter names', (stack) => ec2.Peer.prefixList(new CfnParameter(stack, 'List').valueAsString)],
  ['a prefix list that another stack exports', () => ec2.Peer.prefixList(Fn.importValue('List'))],
  ['a security group of another account', () => ec2.Peer.securityGroupId('sg-0123456789abcdef0', '111122223333')],
  ['an imported security group', (stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-0123456789abcdef0')],
])('a rule for %s is part of the group: the same value in another text is no second rule', (_, peer) => {
  const { rules, inline } = letIn(({ stack }) => [peer(stack)]);

  expect(inline).toHaveLength(1);
  expect(Object.values(rules)).toEqual([]);
});

test('a rule that is made twice is one, with its first description', () => {
  const fixture = new Fixture();
  ['first', 'second'].forEach((description) => fixture.group.addIngressRule(ec2.Peer.ipv4('203.0.113.0/24'), HTTPS, description));

  expect(fixture.inline.map(({ Description }) => Description)).toEqual(['first']);
});

test('two peers that are tokens have two rules', () => {
  expect(letIn(({ stack }) => ['A', 'B'].map((id) => ec2.Peer.prefixList(new CfnParameter(stack, id).valueAsString))).inline).toHaveLength(2);
});

test('groups of two other stacks that have the same logical id have a rule each', () => {
  const fixture = new Fixture();
  ['One', 'Two'].forEach((id) => {
    const stack = new Stack(fixture.app, id);
    fixture.group.addIngressRule(new ec2.SecurityGroup(stack, 'Client', { vpc: new ec2.Vpc(stack, 'Vpc') }), HTTPS);
  });

  expect(new Set(fixture.inline.map((rule) => JSON.stringify(rule.SourceSecurityGroupId))).size).toBe(2);
});

test('a group of a nested stack has a rule', () => {
  const fixture = new Fixture();
  fixture.group.addIngressRule(fixture.securityGroup('Client', new NestedStack(fixture.stack, 'Nested')), HTTPS);

  expect(fixture.inline).toHaveLength(1);
});

test('a group of another stack that is let in from its own side has a rule there, called after a name that stages do not change', () => {
  const ids = ['Stack', 'Moved'].map((id) => {
    const app = new App();
    const home = new Stack(app, id, { stackName: 'Home' });
    const vpc = new ec2.Vpc(home, 'Vpc');
    const group = new ClosedSecurityGroup(home, 'Group', { vpc, description: 'closed' });
    const other = new Stack(app, 'Other');
    new ec2.SecurityGroup(other, 'Client', { vpc, allowAllOutbound: false }).connections.allowTo(group, HTTPS);
    return ['Ingress', 'Egress'].flatMap((direction) => Object.keys(Template.fromStack(other).findResources(`AWS::EC2::SecurityGroup${direction}`)));
  });

  expect(ids[0]).toHaveLength(2);
  expect(ids[1]).toEqual(ids[0]);
});

test('two groups that let each other in have rules of their own, so that neither waits for the other', () => {
  const fixture = new Fixture();
  const other = new ClosedSecurityGroup(fixture.stack, 'Other', { vpc: fixture.vpc, description: 'other' });
  fixture.group.connections.allowFrom(other, HTTPS);
  other.connections.allowFrom(fixture.group, HTTPS);

  expect(Object.keys(fixture.rules)).toHaveLength(2);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
describe('the description of a rule', () => {
  test.each([
    ['of an apostrophe', 'the office\'s VPN'], ['of other letters', 'Büro'], ['of 256 characters', 'x'.repeat(256)],
  ])('%s is refused, because EC2 refuses it', (_, description) => {
    const { group } = new Fixture();

    expect(() => group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), HTTPS, description)).toThrow('\'description\' must be of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, 255 characters at most');
    expect(() => group.addEgressRule(ec2.Peer.ipv4('10.0.0.0/8'), HTTPS, description)).toThrow('\'description\' must be of letters');
  });

  test.each(['x'.repeat(255), 'a-z A-Z 0-9 ._-:/()#,@[]+=&;{}!$*', ''])('%j is taken', (description) => {
    const fixture = new Fixture();
    fixture.group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), HTTPS, description);

    expect(fixture.inline).toEqual([expect.objectContaining({ Description: description })]);
  });

  test('is the end of no deployment where the id of a peer is long', () => {
    const fixture = new Fixture();
    const [near, far] = [fixture.stack, new Stack(fixture.app, `Other${'r'.repeat(100)}`)]
      .map((stack) => new ec2.CfnSecurityGroup(stack, 'Long'.repeat(60), { groupDescription: 'a group with a long id' })).map(({ attrGroupId }) => ec2.Peer.securityGroupId(attrGroupId));
    [near, far].forEach((peer) => [fixture.group.addIngressRule(peer, HTTPS), fixture.group.addEgressRule(peer, HTTPS)]);
    const template = Template.fromStack(fixture.stack);
    const [group] = Object.values(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'closed' } }));
    const apart = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((type) => Object.values(template.findResources(type)));
    const rules = [...group.Properties.SecurityGroupIngress, ...group.Properties.SecurityGroupEgress, ...apart.map(({ Properties }) => Properties)];

    expect(rules.map(({ Description }) => Description.length).sort()).toEqual([255, 255, 255, 255, 'Matches nothing, so that EC2 adds no rule that allows all traffic'.length].sort());
  });
});
