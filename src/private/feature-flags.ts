import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** The flags that would change what the ingress synthesises to. */
const pinned = () => [
  cxapi.ECS_DISABLE_EXPLICIT_DEPLOYMENT_CONTROLLER_FOR_CIRCUIT_BREAKER,
  cxapi.ECS_REMOVE_DEFAULT_DEPLOYMENT_ALARM,
  cxapi.REDUCE_EC2_FARGATE_CLOUDWATCH_PERMISSIONS,
];

/**
 * Gives everything below this construct CDK's recommended behaviour, whatever the app's feature flags say.
 *
 * Otherwise a user who turns on a flag for something else would see the ingress change, or have its service
 * replaced. Has to come before the first child.
 */
export function pinFeatureFlags(scope: Construct): void {
  pinned().forEach((flag) => scope.node.setContext(flag, true));
}
