import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { EgressBindOptions, EgressConfig } from './egress-bind';
import { checkS3PrefixList } from './s3-prefix-list';
import * as cdk from '../../private/cdk-type-checks';
import { spelledAsEc2 } from '../../private/ip-ranges';
import { requireOneSource, requirePeers } from '../../private/peers';
import { requirePropsOfApp } from '../../private/same-app';
import { inOrder } from '../../private/stable-ids';
import { listOf, requireOptions } from '../../private/type-checks';
import { requireNotEmpty } from '../../private/validation';

/** Options of `Egress.existingRoutes()`. */
export interface ExistingRoutesOptions {
  /**
   * The peers that tasks may connect to on port 443, such as the security group of existing endpoints.
   *
   * Do not name the prefix list of Amazon S3: tasks may always connect to it, because ECR's image layers are in Amazon S3.
   *
   * @default - any IPv4 address
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  readonly to?: ec2.IPeer[];
}

/** Throws where an option is of another type, or the peers are none. */
export function requireExistingRoutesOptions(options: ExistingRoutesOptions): void {
  requireOptions(options, { to: listOf(cdk.peer) });
  if (options.to) {
    requirePeers('to', options.to).forEach((peer) => requireOneSource('to', peer, 'toEgressRuleConfig'));
    requireNotEmpty('to', options.to, 'name the peers of ECR and CloudWatch Logs, such as the security group of their endpoints, or leave it out');
  }
}

/** Opens the tasks' egress to the peers, or to any IPv4 address, and warns where that is wide or may lead nowhere. */
export function openToExistingRoutes(scope: Construct, { to }: ExistingRoutesOptions, tasks: EgressBindOptions): EgressConfig {
  requirePropsOfApp(scope, { to });
  const { vpc, subnets, taskSecurityGroup, s3PrefixList } = tasks;
  inOrder(scope, to ?? [ec2.Peer.anyIpv4()], ({ uniqueId }) => spelledAsEc2(uniqueId)).forEach((peer) => taskSecurityGroup.addEgressRule(peer, ec2.Port.tcp(443), 'AWS APIs'));
  if (to) {
    checkS3PrefixList(scope, to);
    taskSecurityGroup.addEgressRule(s3PrefixList, ec2.Port.tcp(443), 'image layers');
  } else {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:openEgress',
      'the tasks may connect to any IPv4 address on port 443, to reach AWS APIs over the routes of the VPC. ' +
        'Name where to with Egress.existingRoutes({ to: [...] }), use Egress.interfaceEndpoints(), or acknowledge this warning.',
    );
  }
  if (subnets.length > 0 && subnets.every((subnet) => vpc.isolatedSubnets.includes(subnet))) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:isolatedTasks',
      'the tasks are in isolated subnets, which have no route out: they start only if these subnets reach ECR, Amazon S3 and CloudWatch Logs through ' +
        'endpoints that exist. Make endpoints with Egress.interfaceEndpoints(), name other subnets with \'taskSubnets\', or acknowledge this warning.',
    );
  }
  warnOfPublicTasks(scope, tasks);
  return { ready: [] };
}

/** The route of a public subnet leads out for public addresses only, and tasks have none. */
function warnOfPublicTasks(scope: Construct, { vpc, subnets }: EgressBindOptions): void {
  const open = subnets.filter((subnet) => vpc.publicSubnets.includes(subnet));
  if (open.length > 0) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:publicTasks',
      `'taskSubnets' holds the public subnets ${open.map(({ node }) => `'${node.path}'`).join(', ')}, where tasks have no way out, because they have no public addresses: they start only if ` +
        'these subnets reach ECR, Amazon S3 and CloudWatch Logs through endpoints. Make endpoints with Egress.interfaceEndpoints(), select private subnets, or acknowledge this warning.',
    );
  }
}
