import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct, IDependable } from 'constructs';
import { acknowledgeExecuteCommand, ExecuteCommandOptions } from './execute-command';
import { Network } from '../network';
import { acknowledgeBelow } from '../private/acknowledgements';
import { additionalSecurityGroups } from '../private/security-groups';
import { requireInteger, requireKnown } from '../private/validation';

/** Options of the ECS service. */
export interface ServiceOptions {
  /**
   * The share of tasks that run on Fargate Spot, in percent.
   *
   * AWS may stop a Spot task with a notice of two minutes, in which the task finishes its connections. Not every Region has Spot for ARM64.
   *
   * @default 0
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
   */
  readonly fargateSpotPercent?: number;

  /**
   * Further security groups of the tasks. Their egress rules widen what tasks can connect to.
   *
   * @default - none
   */
  readonly taskSecurityGroups?: ec2.ISecurityGroup[];
}

export interface ServiceProps extends ServiceOptions, ExecuteCommandOptions {
  readonly cluster: ecs.ICluster;
  readonly taskDefinition: ecs.FargateTaskDefinition;
  readonly network: Network;
  /** What has to exist before a task starts. Otherwise the first tasks fail, and the deployment with them. */
  readonly after: IDependable[];
  /** The alarms by which ECS takes a rollout back; nothing where there are none. */
  readonly deploymentAlarmNames?: string[];
}

/** How many security groups ECS takes. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
const MOST_SECURITY_GROUPS = 5;

/** Makes the service that keeps the tasks running. */
export function makeService(scope: Construct, props: ServiceProps): ecs.FargateService {
  const { deploymentAlarmNames: alarmNames, network: { vpc, taskSubnets, taskSecurityGroup } } = props;
  const service = new ecs.FargateService(scope, 'Service', {
    cluster: props.cluster,
    taskDefinition: props.taskDefinition,
    capacityProviderStrategies: capacityProviderStrategiesOf(props),
    vpcSubnets: { subnets: taskSubnets },
    // Another order of the same would be a rollout.
    securityGroups: [taskSecurityGroup, ...additionalSecurityGroups(scope, 'taskSecurityGroups', vpc, props.taskSecurityGroups, MOST_SECURITY_GROUPS - 1)],
    assignPublicIp: false,
    circuitBreaker: { enable: true, rollback: true },
    deploymentAlarms: alarmNames && { alarmNames, behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
    enableECSManagedTags: true,
    enableExecuteCommand: props.enableExecuteCommand || undefined,
  });
  // Not the whole service: its scaling has nothing to wait for but the service.
  service.node.defaultChild!.node.addDependency(...props.after, props.taskDefinition);
  // Endpoints of ECS are made in some Regions only. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
  // The rule has another id in newer versions of aws-cdk-lib.
  ['E3005', 'W2502'].forEach((rule) =>
    acknowledgeBelow(service, `CloudFormation-Validate::${rule}`, 'CloudFormation ignores a dependency on a resource whose condition is false'));
  acknowledgeExecuteCommand(props.taskDefinition.taskRole, props);
  return service;
}

/** The capacity providers that run the tasks, and how they share them. */
export function capacityProviderStrategiesOf({ fargateSpotPercent = 0 }: ServiceOptions): ecs.CapacityProviderStrategy[] {
  requireKnown('fargateSpotPercent', fargateSpotPercent, 'it decides which capacity providers are used');
  requireInteger('fargateSpotPercent', fargateSpotPercent, 0, 100);
  return [
    { capacityProvider: 'FARGATE', weight: 100 - fargateSpotPercent },
    { capacityProvider: 'FARGATE_SPOT', weight: fargateSpotPercent },
  ].filter(({ weight }) => weight > 0).map((strategy, _, all) => (all.length === 1 ? { ...strategy, weight: 1 } : strategy));
}
