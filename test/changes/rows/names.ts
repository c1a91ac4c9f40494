import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { domains, published, publicZone, records, restricted, routed, services } from './shared-props';
import { LatticeService, RecordRouting } from '../../../src';
import { GENERATED, nameOrParameter, numberOf, OTHER_GENERATED, Props, ROLLED_BACK, route, Row, row, SAME_VALUE, TWO_DEPLOYMENTS } from '../row';

const withHealthCheck = (digit: string): Props => (stack) => routed(RecordRouting.primary('one', {
  healthCheck: route53.HealthCheck.fromHealthCheckId(stack, 'Health', `${digit.repeat(8)}-1234-1234-1234-123456789012`),
}))(stack);
const withClients = (...clients: string[]): Props => (stack) => ({
  clients: [ec2.Peer.ipv6('2001:db8::/32')], services: [{ ...route(stack, 'a.example.com'), clients: clients.map((range) => ec2.Peer.ipv6(range)) }],
});
const withPorts = (...ports: [label: string, port: number][]): Props => (stack) => ({
  services: ports.map(([label, tlsListenerPort]) => ({ ...route(stack, `${label}.example.com`), tlsListenerPort })),
});

const made = (...ids: string[]): Props => (stack) => {
  const known = ['A', 'B'].map((id) => new vpclattice.CfnService(stack, id));
  return { services: ids.map((id) => ({ domainName: `${id}.example.com`, service: LatticeService.fromCfnService(known.find(({ node }) => node.id === id)!) })) };
};
const inOwnZone = (...names: string[]): Props => (stack) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Own', { hostedZoneId: 'Z0PRIVATE', zoneName: 'example.com' });
  return { allowedDomains: ['*.example.com'], privateRecords: names.map((name) => ({ ...route(stack, name), zone })) };
};

/** Public names, and records of them. */
export const NAMES: Row[] = [
  row('publicZone', 'given', {
    after: (stack) => ({ publicZone: publicZone(stack) }),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('publicZone', 'a name added in front', {
    before: published('b.example.com'),
    after: published('a.example.com', 'b.example.com'),
    verdict: 'rollout',
  }),
  row('publicZone', 'a name in another case', {
    before: published('API.example.com'),
    after: published('api.example.com'),
    verdict: 'nothing',
  }),
  row('publicZone', 'names that are tokens in another order', {
    before: published('$First', '$Second'),
    after: published('$Second', '$First'),
    verdict: 'nothing',
  }),
  row('publicZone', 'the first of names that are tokens removed', {
    before: published('$First', '$Second'),
    after: published('$Second'),
    verdict: 'rollout',
  }),
  row('recordRouting', 'weighted instead of simple', {
    before: published('api.example.com'),
    after: (stack) => ({ ...published('api.example.com')(stack), recordRouting: RecordRouting.weighted('blue', 10) }),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('services', 'one added in front', {
    before: services('b.example.com'),
    after: services('a.example.com', 'b.example.com'),
    verdict: 'rollout',
  }),
  row('services', 'one removed', {
    before: services('a.example.com', 'b.example.com'),
    after: services('b.example.com'),
    verdict: 'rollout',
    lost: 'clients of that name',
  }),
  row('services', 'in another order', {
    before: services('a.example.com', 'b.example.com'),
    after: services('b.example.com', 'a.example.com'),
    verdict: 'nothing',
  }),
  row('services', 'in another case', {
    before: services('api.example.com'),
    after: services('API.Example.com'),
    verdict: 'nothing',
  }),
  row('services', 'another service behind a name', {
    before: services('a.example.com'),
    after: (stack) => ({ services: [route(stack, 'a.example.com', OTHER_GENERATED)] }),
    verdict: 'rollout',
  }),
  row('allowedDomains', 'one added in the middle', {
    before: domains('a.example.com', 'c.example.com'),
    after: domains('a.example.com', 'b.example.com', 'c.example.com'),
    verdict: 'rollout',
  }),
  row('allowedDomains', 'in another order', {
    before: domains('a.example.com', '$B', '*.c.example.com'),
    after: domains('*.c.example.com', 'a.example.com', '$B'),
    verdict: 'nothing',
  }),
  row('services', 'clients given', {
    before: services('a.example.com'),
    after: (stack) => ({ services: [{ ...route(stack, 'a.example.com'), clients: [ec2.Peer.ipv4('203.0.113.0/25')] }] }),
    verdict: 'rollout',
    lost: 'everybody else, for that name',
  }),
  row('services', 'a port of a listener given', {
    before: services('a.example.com'),
    after: (stack) => ({ services: [{ ...route(stack, 'a.example.com'), tlsListenerPort: 50051 }] }),
    verdict: 'rollout',
  }),
  row('restrictedDomains', 'one added in front', {
    before: restricted(['b.example.com', '203.0.113.0/25']),
    after: restricted(['a.example.com', '203.0.113.128/25'], ['b.example.com', '203.0.113.0/25']),
    verdict: 'rollout',
  }),
  row('restrictedDomains', 'another range', {
    before: restricted(['a.example.com', '203.0.113.0/25']),
    after: restricted(['a.example.com', '203.0.113.128/25']),
    verdict: 'rollout',
    lost: 'clients of the old range',
  }),
  row('restrictedDomains', 'names and ranges in another order', {
    before: restricted(['a.example.com', '203.0.113.0/25', '203.0.113.128/25'], ['*.b.example.com', '203.0.113.0/25']),
    after: restricted(['*.B.example.com', '203.0.113.0/25'], ['a.example.com', '203.0.113.128/25', '203.0.113.0/25']),
    verdict: 'nothing',
  }),
  row('restrictedDomains', 'a name for everybody, then for some clients', {
    before: domains('a.example.com'),
    after: restricted(['a.example.com', '203.0.113.0/25']),
    verdict: 'rollout',
    lost: 'everybody else, for that name',
  }),
  row('restrictedDomains', 'a range outside of `clients`', {
    before: restricted(['a.example.com', '203.0.113.0/25']),
    after: restricted(['a.example.com', '198.51.100.0/24']),
    verdict: 'refused at synth',
  }),
  row('privateRecords', 'one added in front', {
    before: records('b.example.com'),
    after: records('a.example.com', 'b.example.com'),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('privateRecords', 'in another order', {
    before: records('a.example.com', 'b.example.com'),
    after: records('b.example.com', 'a.example.com'),
    verdict: 'nothing',
  }),
  row('privateRecords', 'the first removed', {
    before: records('a.example.com', 'b.example.com'),
    after: records('b.example.com'),
    verdict: 'in place',
    lost: 'that name',
    takes: 'a minute',
  }),
  row('privateRecords', 'in another case', {
    before: records('a.example.com'),
    after: records('A.example.com'),
    verdict: 'nothing',
  }),
  row('privateRecords', 'a wildcard added below a name', {
    before: records('apps.example.com'),
    after: records('apps.example.com', '*.apps.example.com'),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('services', 'a name, then a parameter of the same value', {
    before: services('api.example.com'),
    after: services('$Api'),
    verdict: 'rollout',
  }),
  row('privateRecords', 'a name, then a parameter of the same value', {
    before: records('api.example.com'),
    after: records('$Api'),
    verdict: 'in place',
    deployed: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: TWO_DEPLOYMENTS,
  }),
  row('publicZone', 'a name, then a parameter of the same value', {
    before: published('api.example.com'),
    after: published('$Api'),
    verdict: 'rollout',
    deployed: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: TWO_DEPLOYMENTS,
  }),
  row('services', 'the same name twice', {
    after: services('api.example.com', 'API.example.com'),
    verdict: 'refused at synth',
  }),
  row('publicZone', 'a name outside of the zone', {
    before: published('api.example.com'),
    after: published('api.example.org'),
    verdict: 'refused at synth',
  }),
  row('publicZone', 'a name added at the end', { before: published('a.example.com'), after: published('a.example.com', 'b.example.com'), verdict: 'rollout' }),
  row('publicZone', 'a name renamed', { before: published('a.example.com'), after: published('b.example.com'), verdict: 'rollout', lost: 'clients of the old name' }),
  row('publicZone', 'by its attributes, then by a parameter of the same id', {
    before: published('api.example.com'),
    after: (stack) => ({
      ...published('api.example.com')(stack),
      publicZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'SameZone', { hostedZoneId: nameOrParameter(stack, '$ZoneId', 'Z0PUBLIC'), zoneName: 'example.com' }),
    }),
    verdict: 'replaced',
    deployed: 'nothing',
    takes: SAME_VALUE,
  }),
  row('recordRouting', 'another weight', { before: routed(RecordRouting.weighted('blue', 10)), after: routed(RecordRouting.weighted('blue', 20)), verdict: 'in place', takes: 'a minute' }),
  row('recordRouting', 'another set identifier', {
    before: routed(RecordRouting.weighted('blue', 10)), after: routed(RecordRouting.weighted('green', 10)), verdict: 'in place', takes: 'a minute',
  }),
  row('recordRouting', 'latency instead of simple', { before: routed(RecordRouting.simple()), after: routed(RecordRouting.latency('here', 'us-east-1')), verdict: 'in place', takes: 'a minute' }),
  row('recordRouting', 'secondary instead of primary', { before: routed(RecordRouting.primary('one')), after: routed(RecordRouting.secondary('one')), verdict: 'in place', takes: 'a minute' }),
  row('recordRouting', 'a health check', {
    before: routed(RecordRouting.primary('one')),
    after: withHealthCheck('1'),
    verdict: 'in place',
    takes: 'a minute',
  }),
  row('recordRouting', 'latency of another Region', { before: routed(RecordRouting.latency('here', 'us-east-1')), after: routed(RecordRouting.latency('here', 'eu-west-1')), verdict: 'in place', takes: 'a minute' }),
  row('recordRouting', 'another health check', { before: withHealthCheck('1'), after: withHealthCheck('2'), verdict: 'in place', takes: 'a minute' }),
  row('recordRouting', 'latency instead of weighted', { before: routed(RecordRouting.weighted('here', 10)), after: routed(RecordRouting.latency('here', 'us-east-1')), verdict: 'in place', takes: 'a minute' }),
  row('restrictedDomains', 'one added at the end', {
    before: restricted(['a.example.com', '203.0.113.0/25']), after: restricted(['a.example.com', '203.0.113.0/25'], ['b.example.com', '203.0.113.128/25']), verdict: 'rollout',
  }),
  row('restrictedDomains', 'one renamed', {
    before: restricted(['a.example.com', '203.0.113.0/25']), after: restricted(['b.example.com', '203.0.113.0/25']), verdict: 'rollout', lost: 'clients of the old name',
  }),
  row('restrictedDomains', 'a range added', {
    before: restricted(['a.example.com', '203.0.113.0/25']), after: restricted(['a.example.com', '203.0.113.128/25', '203.0.113.0/25']), verdict: 'rollout',
  }),
  row('services', 'clients in another order and spelling', { before: withClients('2001:db8:a::/48', '2001:db8:b::/48'), after: withClients('2001:db8:b:0::/48', '2001:0db8:a::/48'), verdict: 'nothing' }),
  row('services', 'clients of a name: one added in front', { before: withClients('2001:db8:b::/48'), after: withClients('2001:db8:a::/48', '2001:db8:b::/48'), verdict: 'rollout' }),
  row('services', 'clients of a name: others', { before: withClients('2001:db8:a::/48'), after: withClients('2001:db8:b::/48'), verdict: 'rollout', lost: 'the old clients, for that name' }),
  row('services', 'another port of a listener', {
    before: (stack) => ({ services: [{ ...route(stack, 'a.example.com'), tlsListenerPort: 50051 }] }),
    after: (stack) => ({ services: [{ ...route(stack, 'a.example.com'), tlsListenerPort: 50052 }] }),
    verdict: 'rollout',
    lost: 'a listener of the service on the old port',
  }),
  row('services', 'a port of an HTTP listener given', {
    before: services('a.example.com'), after: (stack) => ({ services: [{ ...route(stack, 'a.example.com'), httpListenerPort: 8080 }] }), verdict: 'rollout',
  }),
  row('services', 'ports of listeners in another order', { before: withPorts(['a', 8443], ['b', 9443]), after: withPorts(['b', 9443], ['a', 8443]), verdict: 'nothing' }),
  row('services', 'a name of `allowedDomains`, then one of `services`', { before: (stack) => ({ services: undefined, ...domains('a.example.com')(stack) }), after: services('a.example.com'), verdict: 'rollout' }),
  row('services', 'the hosted zone of a service given', {
    before: () => ({ services: [{ domainName: 'a.example.com', service: LatticeService.fromDomainName(GENERATED) }] }), after: services('a.example.com'), verdict: 'nothing',
  }),
  row('allowedDomains', 'one renamed', { before: domains('a.example.com'), after: domains('b.example.com'), verdict: 'rollout', lost: 'clients of the old name' }),
  row('allowedDomains', 'an exact name below a wildcard added', { before: domains('*.example.com'), after: domains('*.example.com', 'a.example.com'), verdict: 'rollout' }),
  row('services', 'one added at the end', { before: services('a.example.com'), after: services('a.example.com', 'b.example.com'), verdict: 'rollout' }),
  row('services', 'one added in the middle', { before: services('a.example.com', 'c.example.com'), after: services('a.example.com', 'b.example.com', 'c.example.com'), verdict: 'rollout' }),
  row('services', 'one renamed', { before: services('a.example.com'), after: services('b.example.com'), verdict: 'rollout', lost: 'clients of the old name' }),
  row('services', 'names that are tokens in another order', { before: services('$First', '$Second'), after: services('$Second', '$First'), verdict: 'nothing' }),
  row('services', 'a service by its generated name, then one that the stack makes', {
    after: (stack) => ({
      services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Service', { name: 'api' })) }],
    }),
    verdict: 'rollout',
  }),
  row('allowedDomains', 'one added in front', { before: domains('b.example.com'), after: domains('a.example.com', 'b.example.com'), verdict: 'rollout' }),
  row('allowedDomains', 'one added at the end', { before: domains('a.example.com'), after: domains('a.example.com', 'b.example.com'), verdict: 'rollout' }),
  row('allowedDomains', 'in another case', { before: domains('WEB.example.com', '*.Apps.example.com'), after: domains('web.example.com', '*.apps.example.com'), verdict: 'nothing' }),
  row('allowedDomains', 'a name, then a parameter of the same value', { before: domains('web.example.com'), after: domains('$Web'), verdict: 'rollout' }),
  row('privateRecords', 'one added in the middle', { before: records('a.example.com', 'c.example.com'), after: records('a.example.com', 'b.example.com', 'c.example.com'), verdict: 'in place', takes: 'a minute' }),
  row('privateRecords', 'one added at the end', { before: records('a.example.com'), after: records('a.example.com', 'b.example.com'), verdict: 'in place', takes: 'a minute' }),
  row('privateRecords', 'names that are tokens in another order', { before: records('$First', '$Second'), after: records('$Second', '$First'), verdict: 'nothing' }),
  row('privateRecords', 'a zone of yours instead of a new one', {
    before: records('a.example.com'),
    after: (stack) => ({
      ...records('a.example.com')(stack),
      privateRecords: [{ ...route(stack, 'a.example.com'), zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Own', { hostedZoneId: 'Z0PRIVATE', zoneName: 'example.com' }) }],
    }),
    verdict: 'replaced',
    deployed: 'elsewhere',
    takes: 'a minute',
  }),
  row('privateRecords', 'one renamed', { before: records('a.example.com'), after: records('b.example.com'), verdict: 'in place', lost: 'the old name', takes: 'a minute' }),
  row('privateRecords', 'another service behind a name', { before: records('a.example.com'), after: (stack) => ({ ...records('a.example.com')(stack), privateRecords: [route(stack, 'a.example.com', OTHER_GENERATED)] }), verdict: 'in place', takes: 'a minute' }),
  row('publicZone', 'another zone', {
    before: published('api.example.com'),
    after: (stack) => ({
      ...published('api.example.com')(stack),
      publicZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Other', { hostedZoneId: 'Z0OTHER', zoneName: 'example.com' }),
    }),
    verdict: 'replaced',
    deployed: 'elsewhere',
    lost: 'the names in the old zone',
    takes: 'a minute',
  }),
  row('recordRouting', 'the default by its name', { before: published('api.example.com'), after: routed(RecordRouting.simple()), verdict: 'nothing' }),
  row('recordRouting', 'a weight, then a parameter of the same value', {
    before: routed(RecordRouting.weighted('blue', 10)), after: (stack) => routed(RecordRouting.weighted('blue', numberOf(stack, 10)))(stack), verdict: 'in place', takes: SAME_VALUE,
  }),
  row('services', 'services of the same stack in another order', { before: made('A', 'B'), after: made('B', 'A'), verdict: 'nothing' }),
  row('restrictedDomains', 'given', { after: restricted(['a.example.com', '203.0.113.0/25']), verdict: 'rollout' }),
  row('restrictedDomains', 'a name, then a parameter of the same value', {
    before: restricted(['a.example.com', '203.0.113.0/25']),
    after: (stack) => restricted([nameOrParameter(stack, '$Name', 'a.example.com'), '203.0.113.0/25'])(stack),
    verdict: 'rollout',
  }),
  row('restrictedDomains', 'a range, then a parameter of the same value', {
    before: restricted(['a.example.com', '203.0.113.0/25']),
    after: (stack) => restricted(['a.example.com', nameOrParameter(stack, '$Range', '203.0.113.0/25')])(stack),
    verdict: 'rollout',
  }),
  row('privateRecords', 'given', {
    before: domains('*.example.com'), after: (stack) => ({ ...domains('*.example.com')(stack), privateRecords: [route(stack, 'a.example.com')] }), verdict: 'in place', takes: 'a minute',
  }),
  row('privateRecords', 'in a zone of yours, in another order', { before: inOwnZone('a.example.com', 'b.example.com'), after: inOwnZone('b.example.com', 'a.example.com'), verdict: 'nothing' }),
  row('privateRecords', 'in a zone of yours, one added in front', {
    before: inOwnZone('b.example.com'), after: inOwnZone('a.example.com', 'b.example.com'), verdict: 'in place', takes: 'a minute',
  }),
];
