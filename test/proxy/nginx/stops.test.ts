import { RealNginx } from './real-nginx';
import { capacityOf, CONNECTION_KIB, renderNginxConf, TrafficProfile } from '../../../src/proxy/nginx';

/** nginx.conf where as many names have a range of clients of their own. */
function confWith(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `a${index}.example.com`);
  return renderNginxConf({
    routes: [],
    allowedDomains: names,
    clientRanges: new Map(names.map((name, index) => [name, [`10.${Math.floor(index / 256)}.${index % 256}.0/24`]])),
    region: 'us-east-1',
    trustedProxies: ['192.168.0.0/24'],
    ipv6: false,
    resolver: '127.0.0.1:9',
    ports: { tls: 8443, http: 8080, health: 8081 },
    tlsListenerPort: 443,
    httpListener: { port: 80, redirect: false },
    idleTimeoutSeconds: 350,
    connectionMemory: CONNECTION_KIB[TrafficProfile.BALANCED],
    capacity: capacityOf(512, 2048, CONNECTION_KIB[TrafficProfile.BALANCED]),
    loggedPercent: 100,
  });
}

test('nginx has nothing against 300 sets of clients, each of which is a variable', () => {
  const nginx = new RealNginx(confWith(300));
  try {
    expect(nginx.objections).toBe('');
  } finally {
    nginx.stop();
  }
});
