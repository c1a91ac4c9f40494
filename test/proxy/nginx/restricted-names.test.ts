import { RealNginx } from './real-nginx';
import { capacityOf, CONNECTION_KIB, renderNginxConf, TrafficProfile } from '../../../src/proxy/nginx';
import { clientSetsOf } from '../../../src/proxy/nginx/conf-template';
import { NginxConfiguration } from '../../../src/proxy/nginx/configuration';

/** Names that only clients of their own ranges may ask for. */
function configurationWith(ranges: string[][]): NginxConfiguration {
  const names = ranges.map((_, index) => `a${index}.example.com`);
  return {
    routes: [],
    allowedDomains: names,
    clientRanges: new Map(names.map((name, index) => [name, ranges[index]])),
    region: 'us-east-1',
    trustedProxies: ['192.168.0.0/24'],
    ipv6: false,
    resolver: '127.0.0.1:9',
    ports: { tls: 8443, http: 8080, health: 8081 },
    clientTlsPort: 443,
    httpListener: { port: 80, redirect: false },
    idleTimeoutSeconds: 350,
    connectionMemory: CONNECTION_KIB[TrafficProfile.BALANCED],
    capacity: capacityOf(512, 2048, CONNECTION_KIB[TrafficProfile.BALANCED]),
    loggedPercent: 100,
  };
}

function confWith(ranges: string[][]): string {
  return renderNginxConf(configurationWith(ranges));
}

test('clients are only looked at where there are names for some of them', () => {
  expect(confWith([['203.0.113.0/24']])).toContain('geo $proxy_protocol_addr $stop_');
  expect(confWith([])).not.toMatch(/\$stop_|\$admitted_route/);
});

test('a set of clients is there once, however many names are theirs, and all addresses are in it in halves', () => {
  const clientRanges = new Map([['a.example', ['0.0.0.0/0', '::/0']], ['b.example', ['203.0.113.0/24']], ['c.example', ['0.0.0.0/0', '0::/0']]]);
  const { sets, setOf } = clientSetsOf({ ...configurationWith([]), clientRanges });

  expect(sets).toEqual(['0.0.0.0/1,128.0.0.0/1,::/1,8000::/1', '203.0.113.0/24']);
  expect(['a.example', 'b.example', 'c.example', 'd.example'].map(setOf)).toEqual(['/1', '/2', '/1', '']);
});

/** What nginx says of a configuration when it starts with it. */
function objectionsTo(conf: string): string {
  const nginx = new RealNginx(conf);
  try {
    return nginx.objections;
  } finally {
    nginx.stop();
  }
}

test('nginx has nothing against 300 sets of clients, each of which is a variable', () => {
  expect(objectionsTo(confWith(Array.from({ length: 300 }, (_, index) => [`10.${Math.floor(index / 256)}.${index % 256}.0/24`])))).toBe('');
});

test('nginx has nothing against all addresses, single ones, and ranges within each other, in any spelling', () => {
  const sets = [
    ['0.0.0.0/0', '::/0'], ['0::/0'], ['0:0:0:0:0:0:0:0/0', '203.0.113.7/32'], ['2001:db8::1/128', '255.255.255.254/32', '255.255.255.254/31', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128', '::/128'],
    ['203.0.113.0/24', '203.0.113.128/25', '203.0.113.129/32'], ['2001:0db8:0000::/32', '64:ff9b::203.0.113.0/120'],
  ];
  expect(objectionsTo(confWith(sets))).toBe('');
});
