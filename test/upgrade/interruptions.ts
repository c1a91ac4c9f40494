import { diffTemplate } from '@aws-cdk/cloudformation-diff';
import { Template } from './losses';

/**
 * Properties that are changed in place, before the first new task is there, and that the old tasks were started for:
 * changing one of them leaves nobody to answer until the rollout has ended.
 */
const MEANT_FOR_RUNNING_TASKS: Record<string, string[]> = {
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['HealthCheckPort', 'HealthCheckProtocol', 'HealthCheckPath', 'TargetGroupAttributes'],
  'AWS::ElasticLoadBalancingV2::Listener': ['Port', 'Protocol', 'DefaultActions'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['Subnets', 'SecurityGroups', 'IpAddressType'],
};

/** Attributes of a target group that no task notices. */
const HARMLESS_ATTRIBUTES = [
  'deregistration_delay.timeout_seconds', 'deregistration_delay.connection_termination.enabled', 'load_balancing.cross_zone.enabled',
];

/** Why clients would notice an update from one template to the other, one line each. */
export function interruptionsBetween(before: Template, after: Template): string[] {
  const services = Object.entries(after.Resources).filter(([, { Type }]) => Type === 'AWS::ECS::Service');
  return [
    ...services.flatMap(([id, { Properties }]) => interruptionsByRollout(Properties!, leastTasks(after)).map((reason) => `${id}: ${reason}`)),
    ...changesUnderRunningTasks(before, after),
  ];
}

/**
 * By the rules that ECS has for a rolling update.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
 */
function interruptionsByRollout(service: Record<string, any>, tasks: number): string[] {
  const { MinimumHealthyPercent: least = 100, MaximumPercent: most = 200, DeploymentCircuitBreaker: breaker } = service.DeploymentConfiguration ?? {};
  const kept = Math.ceil(tasks * least / 100);
  const allowed = Math.floor(tasks * most / 100);
  const reasons = {
    [`of ${tasks} tasks ${tasks - kept} may be stopped before new ones are healthy (MinimumHealthyPercent ${least})`]: kept < tasks,
    [`there is no room for a new task beside ${tasks} old ones (MaximumPercent ${most})`]: allowed <= tasks,
    'a new version that does not start stays (DeploymentCircuitBreaker)': !breaker?.Enable || !breaker?.Rollback,
    'an update puts a service that was scaled out back to DesiredCount': service.DesiredCount !== undefined,
    'is not rolled out by ECS (DeploymentController)': (service.DeploymentController?.Type ?? 'ECS') !== 'ECS',
  };
  return Object.entries(reasons).filter(([, applies]) => applies).map(([reason]) => reason);
}

/** The fewest that run: rounding is then at its worst. A parameter stands for its default. */
function leastTasks({ Resources, Parameters }: Template): number {
  const target = Object.values(Resources).find(({ Type }) => Type === 'AWS::ApplicationAutoScaling::ScalableTarget');
  const least = target?.Properties!.MinCapacity ?? 1;
  return Number(least.Ref ? Parameters![least.Ref].Default : least);
}

function changesUnderRunningTasks(before: Template, after: Template): string[] {
  return Object.entries(diffTemplate(before, after).resources.changes).flatMap(([id, change]) => {
    const noticed = change.isUpdate ? MEANT_FOR_RUNNING_TASKS[change.resourceType!] ?? [] : [];
    return Object.entries(change.propertyUpdates)
      .filter(([name, { oldValue, newValue }]) => noticed.includes(name) && !isHarmless(name, oldValue, newValue))
      .map(([name]) => `${id}: ${name} changes while the old tasks run, which were not started for it`);
  });
}

function isHarmless(name: string, oldValue: any, newValue: any): boolean {
  const noticed = (attributes: { Key: string; Value: unknown }[] = []) =>
    JSON.stringify(attributes.filter(({ Key }) => !HARMLESS_ATTRIBUTES.includes(Key)).sort((one, other) => one.Key.localeCompare(other.Key)));
  return name === 'TargetGroupAttributes' && noticed(oldValue) === noticed(newValue);
}
