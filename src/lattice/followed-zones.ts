import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { FollowServicesOptions } from './follow-services';
import { PrivateZones, requireZoneOfVpc } from './private-zones';
import { admits, holds, withoutWildcard } from '../private/dns-names';
import { zoneNameOf } from '../private/hosted-zone-name';
import { identityOf, inOrder } from '../private/stable-ids';
import { requireUnique, requireNotEmpty, requireThat } from '../private/validation';

export interface FollowedZonesProps extends FollowServicesOptions {
  readonly vpc: ec2.IVpc;
  readonly isVpcNew: boolean;
  readonly allowedDomains: string[];
  readonly privateZones: PrivateZones;
}

/**
 * The zones that hold the records of services that come later: those that were given and those that are made.
 *
 * Zones that the ingress makes for `privateRecords` are among them, because a private zone hides public DNS for all names below it.
 */
export function followedZones(scope: Construct, props: FollowedZonesProps): route53.IHostedZone[] {
  const { allowedDomains, zones, vpc, isVpcNew, privateZones } = props;
  requireNotEmpty('allowedDomains', allowedDomains, 'a service network is followed for the names that it admits');
  const given = zones ? requireNotEmpty('followServices.zones', zones, 'name at least one zone, or leave it out') : [];
  requireUnique('followServices.zones', given.map(({ hostedZoneId }) => identityOf(scope, hostedZoneId)));
  given.forEach((zone) => requireUseful(scope, vpc, zone, allowedDomains));
  if (!isVpcNew && !zones && !props.createZones) {
    throw new Error('\'followServices\' must say where the records are made in an existing VPC: give private zones of the VPC with \'zones\', or choose ' +
      '\'createZones\', which hides public records of the same domains from everything in the VPC');
  }
  if (props.createZones ?? (isVpcNew && !zones)) {
    const bases = outermost(allowedDomains.map(withoutWildcard)).filter((base) => !given.some(({ zoneName }) => holds(zoneName, base)));
    bases.forEach((base) => privateZones.of(base, 'followServices', 'zones'));
    if (!isVpcNew && bases.length > 0) {
      Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:createdZonesHidePublicRecords',
        `the new private zones of ${bases.join(', ')} hide public records of these names, and of all names below them, from everything in the VPC. ` +
          'Give zones that the VPC has already with \'followServices.zones\', or acknowledge this warning if nothing in the VPC needs those records.');
    }
  }
  return inOrder(scope, [...given, ...privateZones.made], ({ hostedZoneId }) => hostedZoneId);
}

function requireUseful(scope: Construct, vpc: ec2.IVpc, zone: route53.IHostedZone, allowedDomains: string[]): void {
  requireThat('followServices.zones', zoneNameOf('followServices.zones', zone),
    (zoneName) => allowedDomains.some((domain) => holds(zoneName, withoutWildcard(domain)) || admits(domain, zoneName)),
    'hold names that \'allowedDomains\' admits');
  requireZoneOfVpc(scope, 'followServices.zones', vpc, zone);
}

/** A zone holds all names below it, so those need no zone. */
function outermost(bases: string[]): string[] {
  return [...new Set(bases)].filter((base, _, all) => !all.some((other) => other !== base && holds(other, base)));
}
