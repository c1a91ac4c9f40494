import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { ExposureConfig } from './exposure';
import { collisionsOf } from './record-collisions';
import { RecordRouting, RecordRoutingOptions } from './record-routing';
import { zoneNameOf } from '../private/hosted-zone-name';
import { isPendingLookup } from '../private/pending-lookup';
import { isResource } from '../private/resource-type';
import { requirePropsOfApp } from '../private/same-app';
import { identityOf } from '../private/stable-ids';
import { requireAbsent, requireSameAccount } from '../private/validation';

/** Options for the public DNS records of the load balancer. */
export interface PublicRecordOptions extends RecordRoutingOptions {
  /**
   * The public hosted zone for the records: an A and an AAAA alias to the load balancer for each name that the proxy forwards.
   *
   * @default - no records
   * @throws where a name lies outside the zone
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
   */
  readonly publicZone?: route53.IHostedZone;
}

/** Makes the records. */
export function addPublicRecords(
  scope: Construct, options: PublicRecordOptions & ExposureConfig, loadBalancer: elbv2.NetworkLoadBalancer, domainNames: string[],
): void {
  const { publicZone: zone, recordRouting, behindCloudFront } = options;
  if (!zone) {
    requireAbsent({ recordRouting }, 'without \'publicZone\'', 'there are no records that it could route');
    return;
  }
  if (behindCloudFront) {
    throw new Error('\'publicZone\' must not be given with Exposure.cloudFrontVpcOrigin(): clients connect to CloudFront, and the records would lead past it; make them for the distribution');
  }
  if (domainNames.length === 0) {
    throw new Error('\'publicZone\' must not be given without \'services\', \'allowedDomains\' or \'restrictedDomains\': there is no name to make a record of');
  }
  if (isPrivate(zone)) {
    throw new Error(`'publicZone' must be a public hosted zone, got the private zone '${zone.node.path}': records for the VPC are made by 'privateRecords'`);
  }
  requireSameAccount('publicZone', zone.node.path, zone.env.account, Stack.of(scope).account, 'CloudFormation makes records in zones of its account; make them in a stack of that account');
  domainNames.forEach((name) => requireInside(zone, name));

  const { evaluateTargetHealth, ...routing } = (recordRouting ?? RecordRouting.simple())._config;
  requirePropsOfApp(scope, { healthCheck: routing.healthCheck });
  warnOfAnotherRegion(scope, routing.region);
  const target = aliasOf(loadBalancer, evaluateTargetHealth);
  const records = domainNames.flatMap((domainName) => {
    // A record that exists is not made again: its id follows from its name, whatever other names come before it.
    const id = identityOf(scope, domainName);
    const props = { zone, recordName: `${domainName}.`, target, ...routing };
    return [new route53.ARecord(scope, `A-${id}`, props), new route53.AaaaRecord(scope, `AAAA-${id}`, props)];
  });
  // At synth, because other records may be made until then.
  scope.node.addValidation({ validate: () => collisionsOf(scope, records.map(({ node }) => node.defaultChild as route53.CfnRecordSet)) });
}

/**
 * An alias of the load balancer by its plain name.
 *
 * `LoadBalancerTarget` of CDK puts `dualstack.` before it, a name that only Application and Classic Load Balancers have.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
 * @see https://github.com/aws/aws-cdk/issues/16987
 */
function aliasOf(loadBalancer: elbv2.NetworkLoadBalancer, evaluateTargetHealth: boolean): route53.RecordTarget {
  const { loadBalancerDnsName: dnsName, loadBalancerCanonicalHostedZoneId: hostedZoneId } = loadBalancer;
  return route53.RecordTarget.fromAlias({ bind: () => ({ dnsName, hostedZoneId, evaluateTargetHealth }) });
}

function requireInside(zone: route53.IHostedZone, name: string): void {
  const zoneName = zoneNameOf('publicZone', zone);
  if ([zoneName, name].some((text) => Token.isUnresolved(text) || isPendingLookup(text))) {
    return;
  }
  const [inner, outer] = [name, zoneName].map((text) => text.toLowerCase().replace(/\.$/, ''));
  if (inner !== outer && !inner.endsWith(`.${outer}`)) {
    throw new Error(`'publicZone' must hold every name that clients may ask for, got '${zoneName}', which does not hold '${name}': make the record of that name elsewhere, and leave 'publicZone' out`);
  }
}

/** Route 53 takes any Region, and would send clients of that Region here. */
function warnOfAnotherRegion(scope: Construct, region: string | undefined): void {
  const own = Stack.of(scope).region;
  if (region !== undefined && ![region, own].some((each) => Token.isUnresolved(each) || isPendingLookup(each)) && region !== own) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:recordsOfAnotherRegion',
      `'recordRouting' says that this ingress is in ${region}, but the stack is for ${own}: clients near ${region} are sent here. Name ${own}, or acknowledge this warning if that is meant.`);
  }
}

/** Whether the app makes the zone, and as a private one. */
function isPrivate(zone: route53.IHostedZone): boolean {
  const { defaultChild } = zone.node;
  return isResource(defaultChild, route53.CfnHostedZone) && Stack.of(zone).resolve(defaultChild.vpcs) !== undefined;
}
