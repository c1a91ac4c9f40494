import { IConstruct } from 'constructs';
import { IngressRoute } from '../lattice';
import { hintFor } from '../private/dns-hints';
import { inLowerCase, isDomainPattern } from '../private/dns-names';
import { inOrder } from '../private/identity';
import { requireEntries, requireGiven, requireThat } from '../private/validation';

/**
 * Options for the names that the proxy forwards.
 *
 * The proxy closes a connection for any other name, without a DNS query and without a connection to VPC Lattice. If neither prop is given,
 * the names that VPC Lattice generates for services of the Region are allowed. Outside AWS those names resolve to link-local addresses, so
 * clients connect to the name of the load balancer and ask for the generated name (`curl --connect-to`).
 */
export interface AllowListOptions {
  /**
   * Public names, each with the VPC Lattice service that it leads to.
   *
   * They need no private hosted zone. On HTTP, connections to the service are kept open and shared between requests. An exact name takes
   * precedence over a wildcard.
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   */
  readonly services?: IngressRoute[];

  /**
   * Names that the proxy looks up in the DNS of the VPC for each request: `api.example.com`, or `*.apps.example.com` for every name below it.
   *
   * A wildcard covers names at any depth. Allow only names whose DNS you trust: whoever controls it decides where the proxy connects to, on
   * ports 80 and 443. The security group of the tasks limits that to VPC Lattice, but does not apply to the task metadata endpoint of ECS
   * (169.254.170.2, HTTP).
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   */
  readonly allowedDomains?: string[];
}

/** The allow-list, checked. */
export interface AllowList extends Required<AllowListOptions> {
  /** Every name of the list. */
  readonly domainNames: string[];
}

/** The names in lower case. Throws where one is no DNS name, or is there twice. */
export function allowListOf({ services = [], allowedDomains = [] }: AllowListOptions): AllowList {
  requireEntries('services', services).forEach(({ domainName, service }, index) => {
    requireGiven(`services[${index}].domainName`, domainName, 'the name that clients ask for');
    requireGiven(`services[${index}].service`, service, 'the VPC Lattice service behind the name, for instance LatticeService.fromCfnService(apiService)');
  });
  requireEntries('allowedDomains', allowedDomains);
  const allowList = {
    services: services.map((service) => ({ ...service, domainName: inLowerCase(service.domainName) })),
    allowedDomains: allowedDomains.map(inLowerCase),
  };
  const names: [prop: string, name: string][] = [
    ...allowList.services.map(({ domainName }): [string, string] => ['services', domainName]),
    ...allowList.allowedDomains.map((domain): [string, string] => ['allowedDomains', domain]),
  ];
  names.forEach(([prop, name]) => requireThat(prop, name, isDomainPattern, 'hold DNS names, such as api.example.com or *.apps.example.com', hintFor(name)));
  requireEachOnce(names);
  return { ...allowList, domainNames: names.map(([, name]) => name) };
}

/** The same in the order of the names, so that another order of the props changes nothing. */
export function inOrderOfNames(scope: IConstruct, { services, allowedDomains, domainNames }: AllowList): AllowList {
  return {
    services: inOrder(scope, services, ({ domainName }) => domainName),
    allowedDomains: inOrder(scope, allowedDomains, (domain) => domain),
    domainNames: inOrder(scope, domainNames, (name) => name),
  };
}

function requireEachOnce(names: [prop: string, name: string][]): void {
  const propOf = new Map<string, string>();
  for (const [prop, name] of names) {
    const first = propOf.get(name);
    if (first) {
      const where = first === prop ? `twice in '${prop}'` : `in '${first}' and in '${prop}'`;
      throw new Error(`each name must lead to one place, got '${name}' ${where}: remove one of them`);
    }
    propOf.set(name, prop);
  }
}
