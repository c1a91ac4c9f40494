import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { AvailabilityZones, Exposure, LatticeAccess, LatticeExternalIngress, LatticeService, RecordRouting } from 'cdk-lattice-external-ingress';
import { ServiceHealth } from './service-health';
import { FarEnd } from '../end-to-end/far-end';

const ZONES = 2;
const HEALTH_PATH = '/health';

/** How Route 53 chooses a Region for a client. */
export enum Routing {
  /** The first Region, and the second one while the first one is not healthy. */
  FAILOVER = 'failover',

  /** The healthy Region with the lowest latency. */
  LATENCY = 'latency',
}

export interface RegionProps {
  /** Such as `eu-west-1`. */
  readonly name: string;

  /** The id there of the prefix list `com.amazonaws.REGION.route53-healthchecks`. */
  readonly healthCheckers: string;
}

export interface StacksProps {
  /** Two Regions; the first one is the primary one of failover. */
  readonly regions: RegionProps[];

  readonly routing: Routing;

  /** A public hosted zone of the account. */
  readonly hostedZoneId: string;

  /** Its name, such as `example.com`: the service becomes `api.example.com` in both Regions. */
  readonly zoneName: string;
}

/** Adds a stack for each Region to an app: the service, and an ingress whose records Route 53 answers with while the service is healthy. */
export function addStacks(app: App, { regions, ...props }: StacksProps): Stack[] {
  return regions.map((region, index) => addStack(app, region, index === 0, props));
}

function addStack(app: App, { name: region, healthCheckers }: RegionProps, isPrimary: boolean, { routing, ...zoneProps }: Omit<StacksProps, 'regions'>): Stack {
  const stack = new Stack(app, `TwoRegions-${region}`, { env: { region } });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', zoneProps);
  const farEnd = new FarEnd(stack, 'FarEnd', { zone, openPath: HEALTH_PATH });

  // Checks of this Region have to reach it whatever Route 53 answers, so they go to its addresses.
  const addresses = Array.from({ length: ZONES }, (_, index) => new ec2.CfnEIP(stack, `Address${index}`));
  const { healthCheck } = new ServiceHealth(stack, 'Health', {
    domainName: farEnd.domainName,
    path: HEALTH_PATH,
    addresses: addresses.map(({ attrPublicIp }) => attrPublicIp),
  });

  const failover = isPrimary ? RecordRouting.primary : RecordRouting.secondary;
  const ingress = new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32'), ec2.Peer.prefixList(healthCheckers)],
    availabilityZones: AvailabilityZones.count(ZONES),
    exposure: Exposure.internet({ elasticIpAllocationIds: addresses.map(({ attrAllocationId }) => attrAllocationId) }),
    lattice: LatticeAccess.vpcAssociation(farEnd.serviceNetwork),
    services: [{ domainName: farEnd.domainName, service: LatticeService.fromCfnService(farEnd.service) }],
    publicZone: zone,
    recordRouting: routing === Routing.FAILOVER ? failover(region, { healthCheck }) : RecordRouting.latency(region, region, { healthCheck }),
  });
  farEnd.letIn(ingress.authPolicyStatement(farEnd.caller));

  new CfnOutput(stack, 'Url', { value: `https://${farEnd.domainName}/` });
  new CfnOutput(stack, 'CallerRoleArn', { value: farEnd.caller.roleArn });
  new CfnOutput(stack, 'HealthCheckId', { value: healthCheck.healthCheckId });
  return stack;
}
