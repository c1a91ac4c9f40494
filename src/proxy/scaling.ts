import { Duration, Names, Token } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { TaskCapacity } from './task-capacity';
import { requireInteger, requireKnownDuration, requireThat } from '../private/validation';

/** Options for the number of tasks. */
export interface ScalingOptions {
  /**
   * The minimum number of tasks.
   *
   * With fewer tasks than zones, the load balancer leaves the zones without a task out of its DNS answers.
   *
   * @default 3
   */
  readonly minTasks?: number;

  /**
   * The maximum number of tasks.
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
   * The number of connections per task to scale for, in addition to CPU.
   *
   * The cluster must have Container Insights.
   *
   * @default - scaled for CPU only
   */
  readonly targetConnectionsPerTask?: number;

  /**
   * The cooldown between two changes of the number of tasks, in either direction.
   *
   * @default Duration.seconds(60)
   * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
   */
  readonly scalingCooldown?: Duration;
}

/** The largest number of tasks, unless the user names another. */
export const DEFAULT_MAX_TASKS = 9;

/**
 * The quota of tasks in a service, which AWS does not raise.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ecs-service.html
 */
const MOST_TASKS = 5000;

/** The average CPU utilisation that the service scales for, in percent. */
export function cpuTargetOf({ targetCpuUtilizationPercent = 70 }: ScalingOptions): number {
  return requireInteger('targetCpuUtilizationPercent', targetCpuUtilizationPercent, 1, 100);
}

/** Scales the service; further policies can be added to what this returns. */
export function scale(
  service: ecs.FargateService, loadBalancerFullName: string, capacity: TaskCapacity, options: ScalingOptions,
): ecs.ScalableTaskCount {
  const { minTasks = 3, maxTasks = DEFAULT_MAX_TASKS, scalingCooldown = Duration.seconds(60) } = options;
  requireInteger('minTasks', minTasks, 1, MOST_TASKS);
  requireInteger('maxTasks', maxTasks, 1, MOST_TASKS);
  requireKnownDuration('scalingCooldown', scalingCooldown, 'CDK converts no unit of a token');
  requireThat('scalingCooldown', scalingCooldown.toSeconds({ integral: false }), Number.isInteger, 'be a whole number of seconds');
  if (!Token.isUnresolved(minTasks) && !Token.isUnresolved(maxTasks) && maxTasks < minTasks) {
    throw new Error(`'maxTasks' must be at least 'minTasks', got maxTasks=${maxTasks} and minTasks=${minTasks}: raise 'maxTasks', or lower 'minTasks'`);
  }

  const scaling = service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
  scaling.scaleOnCpuUtilization('Cpu', {
    policyName: policyName(service, 'Cpu'),
    targetUtilizationPercent: cpuTargetOf(options),
    scaleInCooldown: scalingCooldown,
    scaleOutCooldown: scalingCooldown,
  });
  if (options.targetConnectionsPerTask !== undefined) {
    const most = capacity.maxTlsSessions + capacity.maxHttpConnections;
    requireInteger('targetConnectionsPerTask', options.targetConnectionsPerTask, 1);
    requireThat('targetConnectionsPerTask', options.targetConnectionsPerTask, (target) => target < most,
      `be below ${most}, the connections that a task of this size takes on`, 'a higher target is never reached; choose a larger task or a lower target');
    trackConnections(service, loadBalancerFullName, options.targetConnectionsPerTask, scalingCooldown);
  }
  return scaling;
}

/**
 * A name that does not follow from the construct ids of stages and stacks, as CDK's own does.
 *
 * Another name is another policy, and Application Auto Scaling takes no second one for a metric while the first is there.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
 */
function policyName(service: ecs.FargateService, id: string): string {
  return `${Names.uniqueResourceName(service, { maxLength: 200 })}${id}`;
}

/** Target tracking over two metrics, which CDK's own method does not take. */
function trackConnections(service: ecs.FargateService, loadBalancerFullName: string, targetValue: number, cooldown: Duration): void {
  const target = service.node.findChild('TaskCount').node.findChild('Target') as appscaling.ScalableTarget;
  const metric = (id: string, namespace: string, metricName: string, dimensions: Record<string, string>) => ({
    id,
    returnData: false,
    metricStat: {
      metric: { namespace, metricName, dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) },
      stat: 'Average',
    },
  });
  new appscaling.CfnScalingPolicy(target, 'Connections', {
    policyName: policyName(service, 'Connections'),
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue,
      scaleInCooldown: cooldown.toSeconds(),
      scaleOutCooldown: cooldown.toSeconds(),
      customizedMetricSpecification: {
        metrics: [
          metric('connections', 'AWS/NetworkELB', 'ActiveFlowCount', { LoadBalancer: loadBalancerFullName }),
          metric('tasks', 'ECS/ContainerInsights', 'RunningTaskCount', { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName }),
          { id: 'perTask', expression: 'connections / tasks', returnData: true },
        ],
      },
    },
  });
}
