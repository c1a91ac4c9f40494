import { Annotations, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Dependable, IConstruct } from 'constructs';
import { capacityProvidersOf } from './cluster-dependencies';
import { targetsOf } from '../private/references';
import { isResource } from '../private/resource-type';
import { isOfAnotherVpc } from '../private/same-vpc';

/**
 * Fails synthesis where the app makes the cluster without a capacity provider that the service uses. ECS refuses the service then.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
export function requireCapacityProviders(scope: IConstruct, cluster: ecs.ICluster, needed: string[]): void {
  scope.node.addValidation({
    validate: () => {
      const made = madeOf(cluster);
      const associations = Dependable.of(capacityProvidersOf(cluster)).dependencyRoots as ecs.CfnClusterCapacityProviderAssociations[];
      const lists = [made?.capacityProviders ?? [], ...associations.map(({ capacityProviders }) => capacityProviders)];
      const isKnown = made !== undefined && lists.every((list) => Array.isArray(list) && !Token.isUnresolved(list));
      const missing = needed.filter((provider) => !lists.flat().includes(provider));
      return !isKnown || missing.length === 0 ? []
        : [`'cluster' must have the capacity provider ${missing.join(' and ')}, got '${cluster.node.path}' without: make it with enableFargateCapacityProviders: true`];
    },
  });
}

/** Warns where the cluster was made for another VPC: the tasks do not run there. */
export function warnOfAnotherVpc(scope: IConstruct, cluster: ecs.ICluster, vpc: ec2.IVpc): void {
  if (isOfAnotherVpc(vpc, vpcIdOf(cluster))) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:clusterOfAnotherVpc',
      `'cluster' is '${cluster.node.path}', which was made for another VPC, and the tasks run in '${vpc.node.path}'. ` +
        'Give the VPC of the cluster with \'vpc\', or acknowledge this warning if the ingress is meant to have a VPC for itself.');
  }
}

/** Throws where the cluster was imported by its ARN: CDK asks a cluster for its VPC. */
export function requireVpcOfCluster(cluster: ecs.ICluster): void {
  if (vpcIdOf(cluster) === undefined) {
    throw new Error(`'cluster' must know its VPC, got '${cluster.node.path}': import it with ecs.Cluster.fromClusterAttributes()`);
  }
}

/** A cluster that was imported by its ARN throws. */
function vpcIdOf(cluster: ecs.ICluster): string | undefined {
  try {
    return cluster.vpc.vpcId;
  } catch {
    return undefined;
  }
}

/**
 * Says where the cluster has no Container Insights, which count the tasks that connections are divided by.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
 */
export function checkContainerInsights(scope: IConstruct, cluster: ecs.ICluster): void {
  const made = madeOf(cluster);
  const settings = made?.clusterSettings;
  const found = Array.isArray(settings) ? settings.find((each) => 'name' in each && each.name === 'containerInsights') : undefined;
  if (found && 'value' in found && found.value === 'disabled') {
    throw new Error(`'cluster' must have Container Insights with 'targetConnectionsPerTask', got '${cluster.node.path}', where they are off: turn them on, or leave 'targetConnectionsPerTask' out`);
  }
  if (made && !found) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:containerInsights',
      `'targetConnectionsPerTask' needs Container Insights, and '${cluster.node.path}' leaves them to the account: where the account has them off, nothing is scaled for connections. ` +
        'Turn them on for the cluster, or acknowledge this warning if the account has them on.');
  }
}

/** The resource of a cluster that the app makes. */
function madeOf(cluster: ecs.ICluster): ecs.CfnCluster | undefined {
  return [cluster.clusterName, cluster.clusterArn].flatMap(targetsOf).find((target) => isResource(target, ecs.CfnCluster));
}
