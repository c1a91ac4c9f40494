import { Annotations, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { DEFAULT_MAX_TASKS, ScalingOptions } from './scaling';
import { addressesOf } from '../private/subnets';

/** A deployment starts as many new tasks as are running before it stops those. */
const DURING_DEPLOYMENT = 2;

/** Throws where the subnets have fewer addresses than tasks may run, and warns where a deployment would have to wait for some. */
export function requireTaskAddresses(scope: IConstruct, subnets: ec2.ISubnet[], { maxTasks = DEFAULT_MAX_TASKS }: ScalingOptions): void {
  const addresses = subnets.reduce((sum, subnet) => sum + (addressesOf(subnet) ?? Infinity), 0);
  if (Token.isUnresolved(maxTasks) || subnets.length === 0) {
    return;
  }
  if (addresses < maxTasks) {
    throw new Error(`'maxTasks' must be at most ${addresses}, the addresses that the subnets of the tasks have, got ${maxTasks}: lower it, or select larger subnets with 'taskSubnets'`);
  }
  if (addresses < maxTasks * DURING_DEPLOYMENT) {
    Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:smallSubnets',
      `the subnets of the tasks have ${addresses} addresses, and a deployment while ${maxTasks} tasks run needs ${maxTasks * DURING_DEPLOYMENT}: it would not end. ` +
        'Lower \'maxTasks\', select larger subnets with \'taskSubnets\', or acknowledge this warning.');
  }
}
