import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { LatticeService } from './lattice-service';
import { LatticeServiceTarget } from './lattice-service-target';
import { inLowerCase, isDomainPattern, withoutWildcard } from '../private/dns-names';
import { identityOf } from '../private/identity';
import { isVpcLookedUpLater } from '../private/looked-up-later';
import { isResource } from '../private/resource-type';
import { requireThat } from '../private/validation';
import { requireOwnVpc } from '../private/vpc-owner';

/** A private DNS record in the VPC of the ingress, and the service that it leads to. */
export interface PrivateRecord {
  /**
   * The custom domain name of the service, or `*.apps.example.com` for every name below it.
   *
   * It must be one of `allowedDomains`, or below one of their wildcards.
   */
  readonly domainName: string;

  /** The service. The hosted zone of its generated name must be known. */
  readonly service: LatticeService;

  /**
   * A private zone of the VPC that holds the name already.
   *
   * @default - a private zone for this name alone, which leaves the rest of its public zone visible
   */
  readonly zone?: route53.IHostedZone;
}

/** Options for private DNS records in the VPC of the ingress. */
export interface PrivateRecordOptions {
  /**
   * Private records for names of `allowedDomains`: an A and an AAAA alias to the generated name of the service.
   *
   * Names of `services` need none: the proxy knows where they lead.
   *
   * @default - none: the proxy uses private zones that are associated with the VPC elsewhere
   * @throws where a name is not allowed, or lies outside its zone, or where the zone belongs to another VPC
   */
  readonly privateRecords?: PrivateRecord[];
}

/** The records with their names in lower case. Throws where one would be of no use. */
export function privateRecordsOf({ privateRecords = [] }: PrivateRecordOptions, allowedDomains: string[]): PrivateRecord[] {
  const names = new Set<string>();
  return privateRecords.map((record) => {
    const domainName = inLowerCase(record.domainName);
    requireThat('privateRecords', domainName, isDomainPattern, 'hold DNS names, such as api.example.com or *.apps.example.com');
    requireThat('privateRecords', domainName, (name) => allowedDomains.some((domain) => Token.isUnresolved(domain) || admits(domain, name)),
      'hold names that \'allowedDomains\' admits');
    if (names.has(domainName)) {
      throw new Error(`'privateRecords' must hold each name once, got '${domainName}' twice: remove one of them`);
    }
    names.add(domainName);
    return { ...record, domainName };
  });
}

/**
 * Makes the records, and a zone for each name without one.
 *
 * Route 53 takes no second record of a name and a type, and no second private zone of a name in a VPC. So ids follow from names, and a
 * name shares its zone with the wildcard below it.
 */
export function addPrivateRecords(scope: Construct, vpc: ec2.IVpc, records: PrivateRecord[]): void {
  const zones = new Map<string, route53.IHostedZone>();
  const zoneOf = (zoneName: string): route53.IHostedZone => {
    if (!zones.has(zoneName)) {
      requireOwnVpc(scope, vpc, 'privateRecords', 'private hosted zones', 'name a zone of the owner with \'zone\'');
      const zone = new route53.PrivateHostedZone(scope, `Zone-${identityOf(scope, zoneName)}`, { vpc, zoneName });
      zone.node.addValidation({ validate: () => zonesInConflict(zone, vpc) });
      zones.set(zoneName, zone);
    }
    return zones.get(zoneName)!;
  };
  for (const { domainName, service, zone } of records) {
    if (zone) {
      requireZoneOf(vpc, zone, domainName);
    }
    const id = identityOf(scope, domainName);
    const props = {
      zone: zone ?? zoneOf(withoutWildcard(domainName)),
      recordName: `${domainName}.`,
      target: route53.RecordTarget.fromAlias(new LatticeServiceTarget(service)),
    };
    new route53.ARecord(scope, `A-${id}`, props);
    new route53.AaaaRecord(scope, `AAAA-${id}`, props);
  }
}

function admits(domain: string, name: string): boolean {
  const [outer, inner] = [domain, name].map((text) => text.toLowerCase());
  return outer === inner || (outer.startsWith('*.') && inner.replace(/^\*/, '').endsWith(outer.slice(1)));
}

function requireZoneOf(vpc: ec2.IVpc, zone: route53.IHostedZone, domainName: string): void {
  requireThat('zone', zone.zoneName, (name) => Token.isUnresolved(domainName) || `.${domainName}`.toLowerCase().endsWith(`.${name.toLowerCase()}`),
    `hold '${domainName}'`);
  // At synth, because VPCs may be added to a zone until then. An imported zone does not know its VPCs.
  zone.node.addValidation({
    validate: () => {
      const made = zone.node.defaultChild;
      return !isResource(made, route53.CfnHostedZone) || isFor(made, vpc)
        ? [] : [`'zone' must be a private zone of the VPC of the ingress, got '${zone.node.path}' of another: add the VPC to it with addVpc()${adviceFor(zone, vpc)}`];
    },
  });
}

/** Route 53 refuses a second private zone of a name in a VPC (`ConflictingDomainExists`), while it deploys. */
function zonesInConflict(zone: route53.PrivateHostedZone, vpc: ec2.IVpc): string[] {
  const own = zone.node.defaultChild as route53.CfnHostedZone;
  return zone.node.root.node.findAll()
    .filter((other) => isResource(other, route53.CfnHostedZone))
    .filter((other) => other !== own && nameOf(other) === nameOf(own) && !isVpcLookedUpLater(vpc) && isFor(other, vpc))
    .map((other) => `'privateRecords' must not make a second private zone of '${zone.zoneName}' in the VPC, which has '${other.node.scope!.node.path}': name that one with 'zone'`);
}

/** Between two stacks `addVpc()` makes a cycle where the stack of the VPC needs the one of the zone. */
function adviceFor(zone: route53.IHostedZone, vpc: ec2.IVpc): string {
  return Stack.of(zone) === Stack.of(vpc) ? ''
    : ', with the VPC in a stack that needs neither the zone nor the ingress; or make the zone in the stack of the ingress';
}

function isFor(zone: route53.CfnHostedZone, vpc: ec2.IVpc): boolean {
  const stack = Stack.of(zone);
  const resolved = (value: unknown) => JSON.stringify(stack.resolve(value) ?? []);
  const vpcId = resolved(vpc.vpcId);
  // In a stack that does not refer to the VPC of another stack, its id would resolve to that of a resource with the same logical id.
  const made = vpc.node.defaultChild;
  const isForeign = CfnResource.isCfnResource(made) && Stack.of(made) !== stack
    && vpcId === JSON.stringify({ Ref: Stack.of(made).resolve(made.logicalId) });
  return !isForeign && resolved(zone.vpcs).includes(vpcId);
}

function nameOf(zone: route53.CfnHostedZone): string {
  return JSON.stringify(Stack.of(zone).resolve(zone.name)).toLowerCase();
}
