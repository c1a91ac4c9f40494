import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IDependable } from 'constructs';
import { checkContainerInsights, requireCapacityProviders, requireVpcOfCluster, warnOfAnotherVpc } from './cluster-checks';
import { capacityProvidersOf, waitForRoles } from './cluster-dependencies';
import { ServiceLinkedRoles } from './service-linked-roles';
import { makeLogGroup } from '../private/log-groups';
import { requireSameAccount, requireSameRegion } from '../private/validation';

/** Options for the ECS cluster. */
export interface ClusterOptions {
  /**
   * The existing ECS cluster that the service runs in.
   *
   * It must have the capacity provider `FARGATE`, and `FARGATE_SPOT` if `fargateSpotPercent` is not 0.
   *
   * @default - a new cluster, with Container Insights
   */
  readonly cluster?: ecs.ICluster;
}

export interface ClusterProps extends ClusterOptions {
  readonly vpc: ec2.IVpc;
  /** Those that the service uses. */
  readonly capacityProviders: string[];
  /** Whether the service scales by what Container Insights count. */
  readonly needsInsights: boolean;
}

/** A cluster, and what has to exist before a task starts in it. */
export interface ReadyCluster {
  readonly cluster: ecs.ICluster;
  readonly ready: IDependable[];
}

/** The existing cluster, or a new one. */
export function clusterOf(scope: Construct, { vpc, cluster: existing, capacityProviders, needsInsights }: ClusterProps): ReadyCluster {
  const roles = new ServiceLinkedRoles(scope, 'ServiceLinkedRoles');
  if (existing) {
    requireSameRegion('cluster', existing.node.path, existing.env.region, Stack.of(scope).region, 'a service runs in a cluster of its Region');
    requireSameAccount('cluster', existing.node.path, existing.env.account, Stack.of(scope).account, 'a service runs in a cluster of its account');
    requireVpcOfCluster(existing);
    requireCapacityProviders(scope, existing, capacityProviders);
    warnOfAnotherVpc(scope, existing, vpc);
    if (needsInsights) {
      checkContainerInsights(scope, existing);
    }
    waitForRoles(scope, existing, roles);
    return { cluster: existing, ready: [roles, capacityProvidersOf(existing)] };
  }
  const cluster = new ecs.Cluster(scope, 'Cluster', {
    vpc,
    enableFargateCapacityProviders: true,
    containerInsightsV2: ecs.ContainerInsights.ENABLED,
  });
  cluster.node.addDependency(roles);
  const insights = makeLogGroup(scope, 'InsightsLogGroup', {
    // Container Insights would make it under this name, and keep its data for ever. It may make it again after the stack is deleted.
    logGroupName: `/aws/ecs/containerinsights/${cluster.clusterName}/performance`,
    retention: logs.RetentionDays.ONE_DAY,
  });
  return { cluster, ready: [cluster, insights] };
}
