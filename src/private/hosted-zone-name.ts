import * as route53 from 'aws-cdk-lib/aws-route53';

/** The name of a zone. A zone that was imported by its id alone throws. */
export function zoneNameOf(prop: string, zone: route53.IHostedZone): string {
  try {
    return zone.zoneName;
  } catch {
    throw new Error(`'${prop}' must be a hosted zone that knows its name, got '${zone.node.path}': import it with HostedZone.fromHostedZoneAttributes() or HostedZone.fromLookup()`);
  }
}
