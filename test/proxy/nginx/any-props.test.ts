import { Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { RealNginx } from './real-nginx';
import { LatticeService } from '../../../src/lattice';
import { labelOf } from '../../../src/private/service-route';
import { capacityOf, CONNECTION_KIB, renderNginxConf, TrafficProfile } from '../../../src/proxy/nginx';
import { AllowList, allowListOf } from '../../../src/proxy/services-and-domains';

/** Few labels, so that names often share parents, repeat, and cover one another. */
const label = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'api', 'apps', 'example', 'A', 'xn--p1ai', 'a-b', '1') },
  fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  fc.constant('x'.repeat(63)),
);
const dnsName = fc.tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('com', 'Example', 'net1')).map(([labels, top]) => [...labels, top].join('.'));
const pattern = fc.tuple(fc.constantFrom('', '', '*.'), dnsName).map(([star, name]) => star + name);

/** What must never get into a configuration. */
const hostile = fc.oneof(
  fc.constantFrom(
    '', '*', '*.', '*.com', '.com', 'a.com.', '*.*.com', 'a.*.com', '**.com', '~^.*$', '~*a.com', 'default', 'hostnames', 'include /etc/passwd;', 'a.com; return 200', 'a.com"; return 200 "',
    'a.com\n', 'a.com\n}', 'a.com}', 'a.com{', 'a.com#', 'a.com default', '"a.com"', '\'a.com\'', '$host.com', '${host}.com', 'a.com\\', 'a.com\0', 'a\u212a.com', '\u017f.com', 'ä.com',
    'a.com:80', '127.0.0.1', '*.0.0.1', '1.2', '::1', '[::1]', 'a_b.com', '-a.com', 'a-.com', `${'x'.repeat(64)}.com`, `${'a.'.repeat(130)}com`, 'localhost', 'tls-0', 'a b.com',
  ),
  fc.string(),
  fc.tuple(dnsName, fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' })).map(([name, tail]) => name + tail),
);
const mostly = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: bad });
const generatedName = fc.tuple(fc.constantFrom('api', 'orders', 'x-1'), fc.stringMatching(/^[0-9a-f]{17}$/), fc.constantFrom('us-east-1', 'eu-west-1'))
  .map(([name, id, region]) => `${name}-${id}.7d67968.vpc-lattice-svcs.${region}.on.aws`);

/** What HTTP does not take for the end of a value or for a port; the laboratory tries the rest. */
const IN_A_HOST_HEADER = /^[\x21-\x39\x3b-\x7e\x80-\xff]*$/;

/** Of a service's listeners: most often those that it has by default. */
const ports = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ latticeTlsPort: 443, latticeHttpPort: 80 }) },
  fc.record({ latticeTlsPort: fc.constantFrom(443, 50051), latticeHttpPort: fc.constantFrom(80, 65535) }),
);

const props = fc.record({
  services: fc.array(fc.record({ domainName: mostly(pattern, hostile), target: mostly(generatedName, hostile), ports }), { maxLength: 5 }),
  allowedDomains: fc.array(mostly(pattern, hostile), { maxLength: 5 }),
  probes: fc.array(fc.oneof(dnsName, hostile), { maxLength: 5 }),
  size: fc.constantFrom<[number, number]>([256, 512], [512, 1024], [4096, 8192], [16384, 122880]),
  /** Which of the names only some clients may ask for, and which sets of clients these are. */
  clientsOf: fc.array(fc.option(fc.uniqueArray(fc.constantFrom('203.0.113.0/24', '203.0.113.128/25', '0.0.0.0/0', '2001:db8::/32', '::/0'), { minLength: 1 }), { nil: undefined }), { maxLength: 10 }),
  httpListener: fc.option(fc.record({ port: fc.integer({ min: 1, max: 65535 }), redirect: fc.boolean() }), { nil: undefined }),
  ipv6: fc.boolean(),
  trafficProfile: fc.constantFrom(...Object.values(TrafficProfile)),
  loggedPercent: fc.constantFrom(100, 30, 0.01, 0),
});

test('any props either fail at synth with an error that says what to do, or give a configuration that nginx takes and that leads nowhere else', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(props, async ({ services, allowedDomains, clientsOf, probes, size, trafficProfile, loggedPercent, ...listeners }) => {
      const allowList = validAllowList(services, allowedDomains);
      if (!allowList) {
        return;
      }
      accepted++;
      const targets = allowList.services.map(({ service }) => service.domainName);
      // Names share a group where they lead to the same ports of the same service.
      const groups = targets.map((target, index) => `${target} ${JSON.stringify(services[index].ports)}`);
      const clientRanges = new Map(allowList.domainNames.flatMap((name, index) => (clientsOf[index] ? [[name, clientsOf[index]]] : [])));
      const nginx = new RealNginx(renderNginxConf({
        routes: allowList.services.map(({ domainName }, index) => (
          { domainName, target: targets[index], label: labelOf(domainName), ...services[index].ports }
        )),
        allowedDomains: allowList.allowedDomains,
        clientRanges,
        region: 'us-east-1',
        trustedProxies: listeners.ipv6 ? ['fd00:0:0:1::/64'] : ['192.168.0.0/24'],
        // Nobody answers there: names are not looked up, and the machine's own DNS is left alone.
        resolver: '127.0.0.1:9',
        ports: { tls: 8443, http: 8080, health: 8081 },
        clientTlsPort: 443,
        idleTimeoutSeconds: 350,
        connectionMemory: CONNECTION_KIB[trafficProfile],
        capacity: capacityOf(...size, CONNECTION_KIB[trafficProfile]),
        loggedPercent,
        ...listeners,
      }));
      try {
        expect(nginx.objections).toBe('');
        await nginx.start();
        await Promise.all(namesToTry(allowList, probes).map(async (name) => {
          expect([name, await nginx.tlsRoute(name)]).toEqual([name, routeOf(name, allowList, clientRanges, 'tls', groups)]);
          if (listeners.httpListener && IN_A_HOST_HEADER.test(name)) {
            expect([name, await nginx.httpRoute(name)]).toEqual([name, routeOf(name, allowList, clientRanges, 'http', groups)]);
          }
        }));
      } finally {
        nginx.stop();
      }
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(30);
}, 300_000);

/** The allow-list, or nothing where synthesis fails; a failure has to name the prop and what to do. */
function validAllowList(services: { domainName: string; target: string }[], allowedDomains: string[]): AllowList | undefined {
  try {
    return allowListOf(new Stack(), {
      services: services.map(({ domainName, target }) => ({ domainName, service: LatticeService.fromDomainName(target) })),
      allowedDomains,
    });
  } catch (error) {
    expect((error as Error).message).toMatch(/^'(services|allowedDomains|domainName)' must [^]*, got '|^each name must lead to one place, got [^]*: remove one of them$/);
    return undefined;
  }
}

/** Each listed name, and what lies around it. */
function namesToTry({ services, allowedDomains }: AllowList, probes: string[]): string[] {
  const around = [...services.map(({ domainName }) => domainName), ...allowedDomains].flatMap((listed) => {
    const name = listed.replace('*.', '');
    return [
      name, name.toUpperCase(), `a.${name}`, `x.y.${name}`, `x${name}`, `${name}x`, `${name}.evil.com`, `${name}.`, `.${name}`, `_.${name}`, `-.${name}`, `*.${name}`,
      `a..${name}`, `${name}\n`, `${name} `, name.replace('.', 'x'), name.slice(name.indexOf('.') + 1), `${'y'.repeat(64)}.${name}`,
    ];
  });
  return [...around, ...probes, 'www.evil.com', '169.254.170.2', ''].map((name) => Buffer.from(name).toString('latin1'));
}

/** Where a name must lead, said without a word of nginx. No load balancer says who asks, and nginx takes that for 255.255.255.255. */
function routeOf(asked: string, { services, allowedDomains }: AllowList, clientRanges: Map<string, string[]>, side: 'tls' | 'http', groups: string[]): string {
  const name = asked.toLowerCase();
  const labels = name.split('.');
  const isName = name.length <= 253 && labels.length > 1 && labels.every((text) => /^[a-z0-9-]{1,63}$/.test(text) && !/^-|-$/.test(text)) && /^[a-z]/.test(labels[labels.length - 1]);
  if (!isName) {
    return '';
  }
  const group = (text: string) => `${side}-${services[groups.indexOf(text)].domainName.replace(/[*.]+/g, '_')}`;
  const lookedUp = `${side === 'http' ? name : asked}:${side === 'http' ? 80 : 443}`;
  const stopOn = (listed: string) => (clientRanges.get(listed)?.includes('0.0.0.0/0') ?? true ? '' : '!');
  const routes = new Map<string, string>([
    ...services.map(({ domainName }, index): [string, string] => [domainName, stopOn(domainName) + group(groups[index])]),
    ...allowedDomains.map((domain): [string, string] => [domain, stopOn(domain) + lookedUp]),
  ]);
  const parents = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
  if (routes.size === 0) {
    return /^(?!vpce-)[a-z0-9][a-z0-9-]{1,44}-[0-9a-f]{17}\.[0-9a-f]{7}\.vpc-lattice-svcs\.us-east-1\.on\.aws$/.test(name) ? lookedUp : '';
  }
  return [name, ...parents].map((key) => routes.get(key)).find((route) => route !== undefined) ?? '';
}
