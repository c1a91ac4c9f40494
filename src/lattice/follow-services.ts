import { Duration } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import * as cdk from '../private/cdk-type-checks';
import { duration, flag, known, listOf, struct } from '../private/type-checks';

/** Options for following service networks. */
export interface FollowServicesOptions {
  /**
   * The time from one reading of the service networks to the next: a number of whole minutes, 60 at most.
   *
   * Clients reach a new service after this time, and a minute or so for DNS.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;

  /**
   * Private hosted zones of the VPC, in which the records are made.
   *
   * A name goes into the zone with the longest name that holds it. Records that somebody else made stay as they are.
   *
   * @default - new zones in a new VPC. In an existing VPC give `zones` or `createZones`.
   */
  readonly zones?: route53.IHostedZone[];

  /**
   * Whether to make a private zone for the base of each allowed name that `zones` does not hold, such as `apps.example.com` for `*.apps.example.com`.
   *
   * Such a zone hides all public records of its name, and below it, from everything in the VPC. Route 53 charges for each zone.
   *
   * @default - true in a new VPC without `zones`, otherwise false
   */
  readonly createZones?: boolean;
}

/** The types of these options. */
export const followServicesType = struct<FollowServicesOptions>('{ interval, zones, createZones }', {
  interval: duration,
  zones: listOf(cdk.hostedZone),
  createZones: known(flag, 'it decides which zones there are'),
});

/** Service networks that are followed. */
export interface FollowedServiceNetworks extends FollowServicesOptions {
  /** The service networks. If a service is in several, it is reached through the first of them. */
  readonly serviceNetworks: vpclattice.IServiceNetworkRef[];

  /**
   * The ids of the endpoints of these service networks, in the same order.
   *
   * @default - services are reached by their generated names, through an association
   */
  readonly vpcEndpointIds?: string[];
}
