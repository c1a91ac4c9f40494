import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { targetsOf } from '../private/references';
import { isResource } from '../private/resource-type';

/**
 * Makes a cluster that the same stack makes wait for the service-linked roles.
 *
 * Only the cluster itself waits: what gives it capacity refers to it. A cluster of another stack cannot wait, because that stack
 * would have to be deployed after the one that uses it.
 *
 * @see https://github.com/aws/containers-roadmap/issues/2614
 */
export function waitForRoles(scope: IConstruct, cluster: ecs.ICluster, roles: IDependable): void {
  Stack.of(scope).node.findAll()
    .filter((made): made is ecs.CfnCluster => isResource(made, ecs.CfnCluster) && made.stack === Stack.of(scope) && isOf(cluster, made))
    .forEach((made) => made.node.addDependency(roles));
}

/**
 * The capacity providers of a cluster that the same app makes.
 *
 * A service has to go before them, or AWS answers `The specified capacity provider is in use and cannot be removed`. CDK makes them
 * just before synthesis ends, so they are looked for when dependencies are.
 *
 * @see https://github.com/aws/aws-cdk/issues/15366
 */
export function capacityProvidersOf(cluster: ecs.ICluster): IDependable {
  const found: IDependable = {};
  Dependable.implement(found, {
    get dependencyRoots(): IConstruct[] {
      return cluster.node.root.node.findAll().filter((construct) =>
        isResource(construct, ecs.CfnClusterCapacityProviderAssociations) && isAssociatedWith(cluster, construct));
    },
  });
  return found;
}

function isAssociatedWith(cluster: ecs.ICluster, { cluster: name }: ecs.CfnClusterCapacityProviderAssociations): boolean {
  return name === cluster.clusterName || targetsOf(name).some((target) => isOf(cluster, target));
}

/** Whether the cluster is the one that this resource makes, be it by `Cluster` or by the name or ARN of a `CfnCluster`. */
function isOf(cluster: ecs.ICluster, resource: IConstruct): boolean {
  return [cluster.clusterName, cluster.clusterArn].flatMap(targetsOf).includes(resource);
}
