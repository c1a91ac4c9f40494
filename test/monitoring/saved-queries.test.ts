import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { LINES } from './access-log';
import { ask } from './insights';
import { LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { queriesFor } from '../../src/monitoring/saved-queries';
import { compulsoryProps, TestIngress } from '../ingress';

describe('asked of lines that a real nginx wrote', () => {
  test('refused names: which, why, and by how many', () => {
    const rows = ask(queriesFor(true).RefusedNames.query.toString(), LINES);

    expect(rows).toContainEqual({ name: 'www.example.org', verdict: 'refused-not-allowed', protocol: 'tls', refusals: 1, clients: 1 });
    expect(rows).toContainEqual({ name: '169.254.169.254', verdict: 'refused-malformed-name', protocol: 'http', refusals: 1, clients: 1 });
    expect(rows.reduce((sum, { refusals }) => sum + Number(refusals), 0)).toBe(15);
  });

  test('refused clients: who asked for which name of somebody else', () => {
    const rows = ask(queriesFor(true).RefusedClients!.query.toString(), LINES);

    expect(rows).toEqual(['tls', 'http'].map((protocol) => expect.objectContaining({ client: '203.0.113.10', name: 'b.apps.example.com', protocol, refusals: 1 })));
  });

  test('over the limit: who was turned away', () => {
    const rows = ask(queriesFor(true).OverLimit.query.toString(), LINES);

    expect(rows).toEqual(['tls', 'http'].map((protocol) => expect.objectContaining({ client: '203.0.113.10', protocol, turned_away: expect.any(Number) })));
  });

  test('top clients: the one with the most connections first', () => {
    const [first] = ask(queriesFor(true).TopClients.query.toString(), LINES);

    expect(first).toMatchObject({ client: '203.0.113.10' });
    expect(Number(first.connections)).toBeGreaterThan(30);
    expect(Number(first.received)).toBeGreaterThan(0);
    expect(Number(first.sent)).toBeGreaterThan(Number(first.received));
  });

  test('slow connects: the slowest first, of several tries the last', () => {
    const rows = ask(queriesFor(true).SlowConnects.query.toString(), LINES);

    expect(rows.map(({ slowest }) => slowest)).toEqual(rows.map(({ slowest }) => Number(slowest)).sort((left, right) => right - left));
    expect(rows.map(({ name }) => name)).toContain('half-there.apps.example.com');
    expect(rows.map(({ name }) => name)).not.toContain('vanished.apps.example.com');
    expect(ask(queriesFor(true).SlowConnects.query.toString(), ['{"name":"a","upstream":"u","connect_seconds":"-, 0.250"}', '{"name":"a","upstream":"u","connect_seconds":"0.750"}']))
      .toEqual([{ name: 'a', upstream: 'u', slowest: 0.75, average: 0.5, connections: 2 }]);
  });

  test('upstream errors: where to, and how they ended', () => {
    const rows = ask(queriesFor(true).UpstreamErrors.query.toString(), LINES);

    expect(rows).toContainEqual(expect.objectContaining({ name: 'refusing.apps.example.com', verdict: 'unreachable', status: 502, protocol: 'tls', failures: 1 }));
    expect(rows).toContainEqual(expect.objectContaining({ name: 'nameless.apps.example.com', upstream: '', status: 500, protocol: 'tls' }));
    expect(rows.reduce((sum, { failures }) => sum + Number(failures), 0)).toBe(13);
    // Whose answer it was: once nginx's, because the service hung up, and once the service's own.
    const scripted = rows.filter(({ name, status }) => name === 'scripted.apps.example.com' && status === 502);
    expect(scripted.map(({ verdict, failures }) => [verdict, failures]).sort()).toEqual([['bad-reply', 1], ['forwarded', 1], ['no-reply', 2]]);
  });

  test('unreadable requests: of whom, and for which paths', () => {
    const rows = ask(queriesFor(true).Unreadable.query.toString(), LINES);

    expect(rows).toContainEqual(expect.objectContaining({ client: '203.0.113.10', protocol: 'http', status: 400, method: 'GET', path: '/100%', requests: 1 }));
    expect(rows).toHaveLength(3);
  });

  test.each([
    ['RefusedNames', 'refusals'], ['RefusedClients', 'refusals'], ['OverLimit', 'turned_away'], ['TopClients', 'connections'], ['SlowConnects', 'slowest'],
    ['UpstreamErrors', 'failures'], ['Unreadable', 'requests'],
  ] as const)('%s: the rows with the most %s come first', (name, column) => {
    // Each line counts for more than the one before, so that what is written last has the most.
    const lines = LINES.filter((line) => line.startsWith('{')).map((line, index) => JSON.stringify({ ...JSON.parse(line), weight: index + 1 }));
    const counts = ask(queriesFor(true)[name]!.query.toString(), lines).map((row) => Number(row[column]));

    expect(counts.length).toBeGreaterThan(1);
    expect(counts).toEqual([...counts].sort((left, right) => right - left));
  });

  test('every query names only fields that the log has', () => {
    const fields = new Set(LINES.filter((line) => line.startsWith('{')).flatMap((line) => Object.keys(JSON.parse(line))));
    const asked = {
      RefusedNames: ['client', 'name', 'verdict', 'protocol', 'status'],
      RefusedClients: ['time', 'client', 'name', 'protocol', 'verdict'],
      OverLimit: ['time', 'client', 'protocol', 'verdict'],
      TopClients: ['client', 'bytes_in', 'bytes_out', 'verdict'],
      SlowConnects: ['connect_seconds', 'name', 'upstream'],
      UpstreamErrors: ['time', 'name', 'seconds', 'upstream', 'status', 'protocol', 'verdict'],
      Unreadable: ['time', 'client', 'protocol', 'status', 'method', 'path', 'verdict'],
    };

    Object.values(asked).flat().forEach((field) => expect(fields).toContain(field));
  });
});

test.each<[what: string, props: Partial<LatticeExternalIngressProps>, further: string[]]>([
  ['the log group', {}, []],
  ['the log group, with one more where names have clients', { restrictedDomains: [{ domainName: 'a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/25')] }] }, ['Refused clients']],
])('are saved for %s, in a folder of the stack and the ingress', (_, props, further) => {
  const { template } = new TestIngress(props);
  const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);

  expect(saved.map(({ Name }) => Name)).toEqual(['Refused names', ...further, 'Over the limit', 'Top clients', 'Slow connects', 'Upstream errors', 'Unreadable requests'].map((title) => (
    { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, `/Ingress/${title}`]] })));
  saved.forEach(({ LogGroupNames }) => expect(LogGroupNames).toEqual([{ Ref: expect.stringContaining('ProxyLogGroup') }]));
});

test('are found in a nested stack by the path below it, as its logical ids are', () => {
  const stack = new NestedStack(new Stack(new App(), 'Stack'), 'Nested');
  new LatticeExternalIngress(new Construct(stack, 'Edge'), 'Ingress', compulsoryProps(stack));
  const template = Template.fromStack(stack);
  const [{ Properties: { Name } }] = Object.values(template.findResources('AWS::Logs::QueryDefinition'));
  const [service] = Object.keys(template.findResources('AWS::ECS::Service'));

  expect(Name).toEqual({ 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '/Edge/Ingress/Refused names']] });
  expect(service).toMatch(/^EdgeIngressProxyService/);
});

test('have names that CloudWatch Logs takes, however long the path of the ingress is', () => {
  const stack = new Stack(new App(), 'Stack');
  const scope = ['Networks', 'Edges'].reduce<Construct>((above, id) => new Construct(above, id.repeat(20)), stack);
  new LatticeExternalIngress(scope, 'Ingress', compulsoryProps(stack));
  const names = Object.values(Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition')).map(({ Properties: { Name } }) => Name['Fn::Join'][1]);

  expect(names.length).toBeGreaterThan(3);
  // The name of a stack may have 128 characters.
  expect(names.filter(([, path]) => 128 + path.length > 255 || !path.startsWith('/'))).toEqual([]);
});
