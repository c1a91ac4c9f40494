import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { writtenByTask } from './written-by-task';
import { capacityOf, CONNECTION_KIB, NginxConfiguration, renderNginxConf, TrafficProfile } from '../../../src/proxy/nginx';

const SMALL = {
  routes: [{ domainName: 'api.example.com', target: 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', label: 'api_example_com', latticeTlsPort: 443, latticeHttpPort: 80 }],
  allowedDomains: [],
  clientRanges: new Map(),
  region: 'us-east-1',
  trustedProxies: ['10.0.0.0/24'],
  ipv6: false,
  resolver: '169.254.169.253',
  ports: { tls: 8443, http: 8080, health: 8081 },
  clientTlsPort: 443,
  idleTimeoutSeconds: 350,
  connectionMemory: CONNECTION_KIB[TrafficProfile.BALANCED],
  capacity: capacityOf(256, 512, CONNECTION_KIB[TrafficProfile.BALANCED]),
  loggedPercent: 100,
} satisfies NginxConfiguration;

/**
 * The text shows a reviewer what a change of the code does to nginx.conf, and a test that takes milliseconds notices each change of it.
 * What the directives do is shown by the laboratory. `REVIEWED=yes npx jest test/proxy/nginx/nginx-conf` writes the texts anew.
 */
test.each<[string, Partial<NginxConfiguration>]>([
  ['forward', {
    httpListener: { port: 80, redirect: false },
    routes: [
      ...SMALL.routes,
      { domainName: '*.apps.example.com', target: 'apps-0123456789abcdef1.7d67968.vpc-lattice-svcs.us-east-1.on.aws', label: '_apps_example_com', latticeTlsPort: 50051, latticeHttpPort: 8080 },
    ],
    allowedDomains: ['*.example.net', 'one.example.org'],
    clientRanges: new Map([['api.example.com', ['203.0.113.0/24', '2001:db8::/32']], ['*.example.net', ['198.51.100.7/32']]]),
    trustedProxies: ['10.0.0.0/24', '10.0.1.0/24'],
    loggedPercent: 30,
  }],
  ['redirect', { httpListener: { port: 8000, redirect: true }, clientTlsPort: 4433 }],
  ['no-names-tls-only', { routes: [], loggedPercent: 0, ipv6: true, trustedProxies: ['2001:db8:0:1::/64'], resolver: '[fd00:ec2::253]', idleTimeoutSeconds: 60 }],
])('nginx.conf is the text that was reviewed: %s', (name, configuration) => {
  const file = join(__dirname, 'reviewed', `${name}.conf`);
  const written = writtenByTask(renderNginxConf({ ...SMALL, ...configuration }));
  if (process.env.REVIEWED) writeFileSync(file, written);

  expect(written).toBe(readFileSync(file, 'utf8'));
});

test('a redirect to port 443 names no port', () => {
  expect(renderNginxConf({ ...SMALL, httpListener: { port: 80, redirect: true } })).toContain('return 301 https://$host$request_uri;');
});

test('a worker keeps fewer idle connections for each of 60 services, and names of one service share them', () => {
  const services = Array.from({ length: 60 }, (_, number) => ({ ...SMALL.routes[0], target: `service-${number}`, label: `service_${number}`, domainName: `service-${number}.example.com` }));
  const aliases = services.map((service) => ({ ...service, domainName: `also-${service.domainName}`, label: `also_${service.label}` }));
  const written = renderNginxConf({ ...SMALL, routes: [...services, ...aliases], httpListener: { port: 80, redirect: false } });

  expect(written).toContain(' keepalive 17; ');
});
