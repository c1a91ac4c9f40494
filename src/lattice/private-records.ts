import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { LatticeService } from './lattice-service';
import { LatticeServiceTarget } from './lattice-service-target';
import { PrivateZones, requireZoneOfVpc } from './private-zones';
import { hintFor } from '../private/dns-hints';
import { admits, holds, inLowerCase, isDomainPattern, withoutWildcard } from '../private/dns-names';
import { showValue } from '../private/error-values';
import { zoneNameOf } from '../private/hosted-zone-name';
import { identityOf } from '../private/stable-ids';
import { requireGiven, requireThat } from '../private/validation';

/** A private DNS record in the VPC of the ingress, and the service that it leads to. */
export interface PrivateRecord {
  /**
   * The custom domain name of the service, or `*.apps.example.com` for every name below it.
   *
   * It must be one of `allowedDomains` or `restrictedDomains`, or below one of their wildcards.
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
   * Private records for names that are looked up: an A and an AAAA alias to the generated name of the service.
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
  return privateRecords.map((record, index) => {
    requireGiven(`privateRecords[${index}].service`, record.service, 'the VPC Lattice service behind the name, for instance LatticeService.fromCfnService(apiService)');
    const domainName = inLowerCase(requireGiven(`privateRecords[${index}].domainName`, record.domainName, 'the custom domain name of the service'));
    requireThat('privateRecords', domainName, isDomainPattern, 'hold DNS names, such as api.example.com or *.apps.example.com', hintFor(domainName));
    requireThat('privateRecords', domainName, (name) => allowedDomains.some((domain) => Token.isUnresolved(domain) || admits(domain, name)),
      'hold names that \'allowedDomains\' admits');
    if (names.has(domainName)) {
      throw new Error(`'privateRecords' must hold each name once, got ${showValue(domainName)} twice: remove one of them`);
    }
    names.add(domainName);
    return { ...record, domainName };
  });
}

/**
 * Makes the records, and a zone for each name without one.
 *
 * Route 53 refuses a second record of a name and a type. So ids follow from names, and a name shares its zone with the wildcard below it.
 */
export function addPrivateRecords(scope: Construct, vpc: ec2.IVpc, records: PrivateRecord[], zones: PrivateZones): void {
  for (const { domainName, service, zone } of records) {
    if (zone) {
      requireThat('zone', zoneNameOf('zone', zone), (zoneName) => Token.isUnresolved(domainName) || holds(zoneName, domainName), `hold '${domainName}'`);
      requireZoneOfVpc(scope, 'zone', vpc, zone);
    }
    const id = identityOf(scope, domainName);
    const props = {
      zone: zone ?? zones.of(withoutWildcard(domainName), 'privateRecords', 'zone'),
      recordName: `${domainName}.`,
      target: route53.RecordTarget.fromAlias(new LatticeServiceTarget(service)),
    };
    new route53.ARecord(scope, `A-${id}`, props);
    new route53.AaaaRecord(scope, `AAAA-${id}`, props);
  }
}
