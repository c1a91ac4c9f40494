import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, TrafficProfile } from 'cdk-lattice-external-ingress';

/** Ingresses whose configurations differ in shape, for the analysers. */
const app = new App();
const SMALLEST = { cpu: 256, memoryLimitMiB: 512 };

function shape(id: string, props: Partial<LatticeExternalIngressProps>): LatticeExternalIngress {
  return new LatticeExternalIngress(new Stack(app, `Shape${id}`), 'Ingress', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')],
    lattice: LatticeAccess.alreadyAssociated(),
    ...props,
  });
}

/** An ingress whose tasks are filled to their limits. Its outputs say what each connection is counted with. */
function shapeToFill(id: string, props: Partial<LatticeExternalIngressProps>): void {
  const ingress = shape(id, { allowedDomains: ['*.apps.example.com'], services: [service('api.example.com')], ...props });
  const { memoryPerTlsSession, memoryPerHttpRequest, memoryPerHttpConnection } = ingress.capacity;
  const counted = { TlsSession: memoryPerTlsSession, HttpRequest: memoryPerHttpRequest, HttpConnection: memoryPerHttpConnection };
  for (const [kind, size] of Object.entries(counted)) {
    new CfnOutput(Stack.of(ingress), `CountedFor${kind}`, { value: `${size.toKibibytes()}` });
  }
}

function service(domainName: string, name = 'api') {
  return { domainName, service: LatticeService.fromDomainName(`${name}-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws`) };
}

const PARTNER_A = [ec2.Peer.ipv4('203.0.113.0/25'), ec2.Peer.ipv6('2001:db8:a::/48')];
const PARTNER_B = [ec2.Peer.ipv4('203.0.113.128/26'), ec2.Peer.ipv4('203.0.113.192/26'), ec2.Peer.ipv6('2001:db8:b::/48')];

/**
 * Names that only one of two partners may ask for, beside names for everybody: as such, exact below a wildcard, and a wildcard below a wildcard.
 * Below a wildcard of partner B there are names for everybody: one with a service, one that is looked up, and a wildcard.
 */
const RESTRICTED_NAMES = {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  services: [{ ...service('api.example.com'), clients: PARTNER_A }, service('open.example.com'), service('public.b.apps.example.com')],
  allowedDomains: ['*.apps.example.com', 'status.b.apps.example.com', '*.docs.b.apps.example.com'],
  restrictedDomains: [
    { domainName: 'b.apps.example.com', clients: PARTNER_B },
    { domainName: '*.b.apps.example.com', clients: PARTNER_B },
    { domainName: '*.a.apps.example.com', clients: PARTNER_A },
  ],
};

const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`;

shape('Services', { services: [service('api.example.com'), service('*.example.com', 'rest'), service('api.example.net')] });
shape('AllowedDomains', { allowedDomains: ['www.example.com', '*.apps.example.com', `*.${longest.slice(2)}`, longest] });
shape('ManyServices', { services: [service('api.example.com'), ...Array.from({ length: 59 }, (_, number) => service(`service-${number}.example.com`, `service-${number}`))] });
shape('Redirect', { services: [service('api.example.com')], http: HttpMode.redirectToHttps(), tlsPort: 8443 });
shape('TlsOnly', { services: [service('api.example.com')], allowedDomains: ['*.apps.example.com'], http: HttpMode.off() });
shape('RestrictedNames', RESTRICTED_NAMES);
shape('RestrictedNamesRedirect', { ...RESTRICTED_NAMES, http: HttpMode.redirectToHttps(), tlsPort: 8443 });
// The quick start's names, for the bench, whose clients are 203.0.113.0 to 203.0.113.249.
shape('ForSomeClients', {
  clients: RESTRICTED_NAMES.clients,
  services: [{ ...service('api.example.com'), clients: RESTRICTED_NAMES.clients }],
  restrictedDomains: [{ domainName: '*.apps.example.com', clients: RESTRICTED_NAMES.clients }],
});
shape('ForLargeTransfers', { services: [service('api.example.com')], allowedDomains: ['*.apps.example.com'], trafficProfile: TrafficProfile.LARGE_TRANSFERS });
shape('ListenerPorts', {
  services: [{ ...service('api.example.com'), tlsListenerPort: 50051, httpListenerPort: 8080 }, service('open.example.com')],
  allowedDomains: ['*.apps.example.com'],
});
shape('OtherPorts', { allowedDomains: ['*.apps.example.com'], http: HttpMode.proxy({ port: 8080 }), tlsPort: 6443 });
shapeToFill('Default', {});
shapeToFill('Smallest', SMALLEST);
shapeToFill('ManySessions', { trafficProfile: TrafficProfile.MANY_SESSIONS, ...SMALLEST });
shapeToFill('LargeTransfers', { trafficProfile: TrafficProfile.LARGE_TRANSFERS, ...SMALLEST });
shape('Largest', { services: [service('api.example.com')], cpu: 16384, memoryLimitMiB: 122880 });
