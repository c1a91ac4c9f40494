import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { requireInteger } from '../private/validation';

/** How many tasks run. */
export interface ScalingOptions {
  /**
   * The least number of tasks.
   *
   * With fewer tasks than zones, the load balancer leaves the zones without a task out of its DNS answers.
   *
   * @default 3
   */
  readonly minTasks?: number;

  /**
   * The largest number of tasks.
   *
   * @default 9
   * @throws where it is less than `minTasks`
   */
  readonly maxTasks?: number;

  /**
   * The average CPU utilisation of the tasks to scale for, in percent.
   *
   * @default 70
   */
  readonly targetCpuUtilizationPercent?: number;

  /**
   * How long to wait after one change of the number of tasks before the next, in either direction.
   *
   * @default Duration.seconds(60)
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
   */
  readonly scalingCooldown?: Duration;
}

/** Scales the service; further policies can be added to what this returns. */
export function scale(service: ecs.FargateService, options: ScalingOptions): ecs.ScalableTaskCount {
  const { minTasks = 3, maxTasks = 9, targetCpuUtilizationPercent = 70, scalingCooldown = Duration.seconds(60) } = options;
  requireInteger('minTasks', minTasks, 1);
  requireInteger('maxTasks', maxTasks, 1);
  requireInteger('targetCpuUtilizationPercent', targetCpuUtilizationPercent, 1, 100);
  if (!Token.isUnresolved(minTasks) && !Token.isUnresolved(maxTasks) && maxTasks < minTasks) {
    throw new Error(`'maxTasks' must be at least 'minTasks', got maxTasks=${maxTasks} and minTasks=${minTasks}`);
  }

  const scaling = service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
  scaling.scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: targetCpuUtilizationPercent,
    scaleInCooldown: scalingCooldown,
    scaleOutCooldown: scalingCooldown,
  });
  return scaling;
}
