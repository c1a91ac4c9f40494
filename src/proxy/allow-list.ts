import { Token } from 'aws-cdk-lib';
import { IngressRoute } from '../lattice';
import { isDomainPattern } from '../private/dns-names';
import { requireThat } from '../private/validation';

/**
 * Which names may be asked for. Everything else is closed before a DNS question or a connection.
 *
 * With neither prop, the names that VPC Lattice generates for services of the Region are allowed. Those resolve to
 * link-local addresses outside AWS, so clients connect to the load balancer's name and ask for the generated
 * one (`curl --connect-to`).
 */
export interface AllowListOptions {
  /**
   * Public names that lead straight to one VPC Lattice service each; no private hosted zone is needed for them.
   *
   * On HTTP, connections to the service are kept and shared between requests. An exact name beats a wildcard.
   *
   * @default - none
   * @throws where a name is not a DNS name, or is named twice
   */
  readonly services?: IngressRoute[];

  /**
   * Names that are looked up through the DNS of the VPC as requests come: `api.example.com`, or
   * `*.apps.example.com` for every name below it, at any depth.
   *
   * Whoever controls the DNS of these names decides where the proxy connects to, on ports 80 and 443, within what the
   * tasks' security group lets out: VPC Lattice. No security group stands before the task metadata endpoint of ECS
   * (169.254.170.2, HTTP): allow only names whose DNS you trust.
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

/** Throws where a name is none, or is there twice. */
export function allowListOf({ services = [], allowedDomains = [] }: AllowListOptions): AllowList {
  const names: [prop: string, name: string][] = [
    ...services.map(({ domainName }): [string, string] => ['services', domainName]),
    ...allowedDomains.map((domain): [string, string] => ['allowedDomains', domain]),
  ];
  names.forEach(([prop, name]) => requireThat(prop, name, isDomainPattern, 'hold DNS names, such as api.example.com or *.apps.example.com'));
  requireEachOnce(names);
  return { services, allowedDomains, domainNames: names.map(([, name]) => name) };
}

function requireEachOnce(names: [prop: string, name: string][]): void {
  const propOf = new Map<string, string>();
  for (const [prop, name] of names) {
    const key = Token.isUnresolved(name) ? name : name.toLowerCase();
    const first = propOf.get(key);
    if (first) {
      const where = first === prop ? `twice in '${prop}'` : `in '${first}' and in '${prop}'`;
      throw new Error(`each name must lead to one place, got '${name}' ${where}: remove one of them`);
    }
    propOf.set(key, prop);
  }
}
