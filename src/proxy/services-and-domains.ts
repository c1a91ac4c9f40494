import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { forwards, HttpOptions, RestrictedName } from '../edge';
import { IngressRoute } from '../lattice';
import { hintFor } from '../private/dns-hints';
import { inLowerCase, isDomainPattern } from '../private/dns-names';
import { showValue } from '../private/error-values';
import { regionOfGeneratedName } from '../private/generated-names';
import { LATTICE_PORTS } from '../private/service-route';
import { inOrder } from '../private/stable-ids';
import { requireAbsent, requireEntries, requireGiven, requireInteger, requireKnown, requireSameRegion, requireThat } from '../private/validation';

/** A name that the proxy looks up, and the clients that may ask for it. */
export interface RestrictedDomain {
  /** The name that clients ask for: `a.example.com`, or `*.a.example.com` for every name below it. */
  readonly domainName: string;

  /**
   * The address ranges of the clients that may ask for the name, a part of those of the ingress.
   *
   * @throws where the list is empty, holds something else than ranges, or a range that `clients` of the ingress does not admit; behind CloudFront, and with `privateLink`
   */
  readonly clients: ec2.IPeer[];
}

/**
 * Options for the names that the proxy forwards.
 *
 * The proxy closes a connection for any other name, without a DNS query and without a connection to VPC Lattice. If no prop is given,
 * the names that VPC Lattice generates for services of the Region are allowed. Outside AWS those names resolve to link-local addresses, so
 * clients connect to the name of the load balancer and ask for the generated name (`curl --connect-to`).
 */
export interface AllowListOptions {
  /**
   * Public names, each with the VPC Lattice service that it leads to.
   *
   * They need no private hosted zone. Over HTTP, nginx keeps connections to the service open and shares them between requests. An exact name takes
   * precedence over a wildcard.
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   */
  readonly services?: IngressRoute[];

  /**
   * Names that the proxy looks up in the DNS of the VPC for each request: `api.example.com`, or `*.apps.example.com` for every name below it.
   *
   * A wildcard covers names at any depth. Allow only names whose DNS you trust: whoever controls the DNS decides where the proxy connects to, on
   * ports 80 and 443. The security group of the tasks limits that to VPC Lattice, but no security group filters the task metadata endpoint of
   * ECS (169.254.170.2, HTTP).
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   */
  readonly allowedDomains?: string[];

  /**
   * Allowed domains that only some of the clients may ask for. The proxy looks them up like those of `allowedDomains`.
   *
   * The proxy closes the connection of any other client that asks for such a name, before it looks the name up. A name here takes precedence over a wildcard
   * above it, wherever that is listed.
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   * @example
   * new LatticeExternalIngress(this, 'Ingress', {
   *   clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv4('198.51.100.0/24')],
   *   lattice,
   *   restrictedDomains: [{ domainName: '*.a.example.com', clients: [ec2.Peer.ipv4('203.0.113.0/24')] }],
   * });
   */
  readonly restrictedDomains?: RestrictedDomain[];
}

/** The allow-list, checked. */
export interface AllowList {
  readonly services: IngressRoute[];

  /** The names that are looked up, whoever may ask for them. */
  readonly allowedDomains: string[];

  /** Every name of the list. */
  readonly domainNames: string[];

  /** Those that only some clients may ask for. */
  readonly restrictedNames: RestrictedName[];

  /** The props that were given and hold no name. */
  readonly emptyLists: string[];
}

/** The names in lower case. Throws where one is no DNS name, is there twice, or is that of a service in another Region. */
export function allowListOf(scope: IConstruct, options: AllowListOptions & HttpOptions): AllowList {
  const { services = [], allowedDomains = [], restrictedDomains = [], http } = options;
  requireEntries('services', services).forEach(({ domainName, service, tlsListenerPort, httpListenerPort }, index) => {
    requireGiven(`services[${index}].domainName`, domainName, 'the name that clients ask for');
    requireGiven(`services[${index}].service`, service, 'the VPC Lattice service behind the name, for instance LatticeService.fromCfnService(apiService)');
    requirePort(`services[${index}].tlsListenerPort`, tlsListenerPort);
    requirePort(`services[${index}].httpListenerPort`, httpListenerPort);
    if (http && !forwards(http._config)) {
      requireAbsent({ [`services[${index}].httpListenerPort`]: httpListenerPort }, 'without HttpMode.proxy()', 'no HTTP is forwarded to the service');
    } else {
      requireTwoPorts(`services[${index}]`, tlsListenerPort, httpListenerPort);
    }
  });
  requireEntries('allowedDomains', allowedDomains);
  requireEntries('restrictedDomains', restrictedDomains).forEach(({ domainName, clients }, index) => {
    requireGiven(`restrictedDomains[${index}].domainName`, domainName, 'the name that clients ask for');
    requireGiven(`restrictedDomains[${index}].clients`, clients, 'the ranges of those who may ask for it; names for everybody are in \'allowedDomains\'');
  });
  const names: [prop: string, name: string][] = [
    ...namesOf('services', services.map(({ domainName }) => domainName)),
    ...namesOf('allowedDomains', allowedDomains),
    ...namesOf('restrictedDomains', restrictedDomains.map(({ domainName }) => domainName)),
  ];
  names.forEach(([prop, name]) => requireThat(prop, name, isDomainPattern, 'hold DNS names, such as api.example.com or *.apps.example.com', hintFor(name)));
  names.filter(([prop]) => prop !== 'services').forEach(([prop, name]) => requireSameRegion(prop, name, regionOfGeneratedName(name), Stack.of(scope).region));
  requireEachOnce(names);
  return {
    services: services.map((service) => ({ ...service, domainName: inLowerCase(service.domainName) })),
    allowedDomains: names.filter(([prop]) => prop !== 'services').map(([, name]) => name),
    domainNames: names.map(([, name]) => name),
    emptyLists: (['services', 'allowedDomains', 'restrictedDomains'] as const).filter((prop) => options[prop]?.length === 0),
    restrictedNames: [...restrictedIn('services', services), ...restrictedIn('restrictedDomains', restrictedDomains)],
  };
}

/** One port may be given, and be the default of the other. */
function requireTwoPorts(service: string, tls?: number, http?: number): void {
  if (tls === undefined && http === undefined) return;
  const [prop, other] = tls === undefined ? ['httpListenerPort', '\'tlsListenerPort\', which is 443 by default']
    : ['tlsListenerPort', http === undefined ? '\'httpListenerPort\', which is 80 by default' : '\'httpListenerPort\''];
  requireThat(`${service}.${prop}`, tls ?? http, () => (tls ?? LATTICE_PORTS.tls) !== (http ?? LATTICE_PORTS.http), `differ from ${other}`, 'a listener of VPC Lattice takes either TLS or HTTP');
}

function requirePort(prop: string, port: number | undefined): void {
  if (port !== undefined) {
    requireKnown(prop, port, 'nginx.conf and the rules of security groups are written with it');
    requireInteger(prop, port, 1, 65535);
  }
}

function namesOf(prop: string, names: string[]): [prop: string, name: string][] {
  return names.map((name) => [prop, inLowerCase(name)]);
}

function restrictedIn(prop: string, names: { domainName: string; clients?: ec2.IPeer[] }[]): RestrictedName[] {
  return names.flatMap(({ domainName, clients }, index) => (
    clients ? [{ domainName: inLowerCase(domainName), clients, prop: `${prop}[${index}].clients` }] : []
  ));
}

/** The same in the order of the names, so that another order of the props changes nothing. */
export function inOrderOfNames(scope: IConstruct, { services, allowedDomains, domainNames, restrictedNames, emptyLists }: AllowList): AllowList {
  return {
    emptyLists,
    services: inOrder(scope, services, ({ domainName }) => domainName),
    allowedDomains: inOrder(scope, allowedDomains, (domain) => domain),
    domainNames: inOrder(scope, domainNames, (name) => name),
    restrictedNames: inOrder(scope, restrictedNames, ({ domainName }) => domainName),
  };
}

function requireEachOnce(names: [prop: string, name: string][]): void {
  const propOf = new Map<string, string>();
  for (const [prop, name] of names) {
    const first = propOf.get(name);
    if (first) {
      const where = first === prop ? `twice in '${prop}'` : `in '${first}' and in '${prop}'`;
      throw new Error(`each name must lead to one place, got ${showValue(name)} ${where}: remove one of them`);
    }
    propOf.set(name, prop);
  }
}
