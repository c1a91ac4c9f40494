import * as measured from './measured.json';
import { parametersOf } from './parameters';
import { SECONDS_PER_MONTH } from './price-list';
import { Front, Log, Quantities, sum, Task } from './quantities';
import { CONNECTION_KIB, TrafficProfile } from '../../src/proxy/nginx';
import { Evaluated, evaluate } from '../template/evaluation';
import { Json, TemplateJson } from '../template/json';

/** A log group without retention is looked at after a year. */
const LONGEST_DAYS = 365;

/**
 * A line of the access log, with the 26 bytes that CloudWatch Logs counts beside it: the average of what a real nginx wrote of what it forwarded.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const BYTES_PER_TLS_CONNECTION = 319;
export const BYTES_PER_HTTP_REQUEST = 373;

/** How long a run of a function on a schedule is taken to last. */
const SECONDS_PER_RUN = 1;

/** What is charged for and not looked at here, by its type. */
const NOT_PRICED = [
  'AWS::CodeBuild::Project', 'AWS::EC2::FlowLog', 'AWS::EC2::NatGateway', 'AWS::EC2::TransitGatewayAttachment', 'AWS::ElasticLoadBalancingV2::TrustStore',
  'AWS::GlobalAccelerator::Accelerator', 'AWS::KMS::Key', 'AWS::Logs::Delivery', 'AWS::VpcLattice::Service',
];

/** What a template runs, and what else it holds that is charged for. */
export interface Reading {
  readonly quantities: Quantities;
  readonly notPriced: string[];
}

/**
 * The templates of an app as one, such as that of an ingress and that of a distribution in front of it.
 *
 * @throws where two stacks have resources of the same logical id that differ
 */
export function together(templates: TemplateJson[]): TemplateJson {
  return templates.reduce((all, { Resources, ...rest }) => {
    const [twice] = Object.keys(Resources ?? {}).filter((id) => id in all.Resources && id !== 'CDKMetadata');
    if (twice !== undefined) {
      throw new Error(`the templates must not have resources of the same logical id, got '${twice}' twice: price such stacks one by one, and add the sums`);
    }
    const sections = ['Parameters', 'Mappings', 'Conditions'].map((name) => [name, { ...all[name], ...rest[name] }]);
    return { ...all, ...Object.fromEntries(sections), Resources: { ...all.Resources, ...Resources } };
  });
}

/**
 * Reads from a template what it will run.
 *
 * @param template JSON, synthesised or written by hand
 * @param parameters `NAME=VALUE` for those that have no default, or in place of it
 */
export function readTemplate(template: TemplateJson, parameters: string[] = []): Reading {
  if (typeof template?.Resources !== 'object') {
    throw new Error('the template must be a JSON object with \'Resources\'');
  }
  const stack = new Resources(evaluate(template, parametersOf(parameters, template)));
  const [taskDefinition, ...more] = stack.of('AWS::ECS::TaskDefinition');
  const loadBalancers = stack.of('AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (!taskDefinition || loadBalancers.length === 0) {
    throw new Error('the template holds no load balancer with tasks behind it: give the template of a stack with a LatticeExternalIngress');
  }
  if (more.length > 0) {
    throw new Error(`the template holds ${more.length + 1} task definitions, and the load would have to be shared among them: give a stack with one LatticeExternalIngress`);
  }
  const targets = stack.of('AWS::ApplicationAutoScaling::ScalableTarget');
  const endpoints = stack.of('AWS::EC2::VPCEndpoint');
  const schedules = stack.of('AWS::Scheduler::Schedule').filter(runsPerMonth);
  const quantities: Quantities = {
    task: taskOf(taskDefinition, stack),
    minTasks: sum(targets.map((target) => target.number('MinCapacity'))),
    maxTasks: sum(targets.map((target) => target.number('MaxCapacity'))),
    targetCpuPercent: targetCpuPercent(stack),
    loadBalancers: loadBalancers.length,
    zones: Math.max(...loadBalancers.map((each) => each.count('Subnets', 'SubnetMappings'))),
    crossZone: loadBalancers.some(({ properties: { LoadBalancerAttributes = [] } }) =>
      LoadBalancerAttributes.some(({ Key, Value }: Json) => Key === 'load_balancing.cross_zone.enabled' && Value === 'true')),
    endpointZones: sum(endpoints.filter(isInterface).map((each) => each.count('SubnetIds'))),
    publicIpv4: sum(loadBalancers.filter(({ properties }) => properties.Scheme !== 'internal').map((each) => each.count('Subnets', 'SubnetMappings'))),
    log: logOf(taskDefinition, stack),
    alarms: sum(stack.of('AWS::CloudWatch::Alarm').map(({ properties: { Metrics = [] } }) => Math.max(1, Metrics.filter(({ MetricStat }: Json) => MetricStat).length))),
    dashboards: stack.of('AWS::CloudWatch::Dashboard').length,
    metrics: stack.of('AWS::Logs::MetricFilter').length,
    front: frontOf(stack),
    hostedZones: stack.of('AWS::Route53::HostedZone').length,
    scheduledRuns: sum(schedules.map(runsPerMonth)),
    scheduledGibSeconds: sum(schedules.map((each) => runsPerMonth(each) * SECONDS_PER_RUN * gibOf(each, stack))),
  };
  const notPriced = [
    ...NOT_PRICED.flatMap((type) => stack.of(type)),
    ...stack.of('AWS::Scheduler::Schedule').filter((each) => !runsPerMonth(each)),
    ...endpoints.filter((each) => !isInterface(each) && (each.properties.VpcEndpointType ?? 'Gateway') !== 'Gateway'),
  ];
  return { quantities, notPriced: notPriced.map(({ id, type }) => `${type} ${id}`) };
}

/** A resource, and what it must have to be priced. */
class Resource {
  constructor(public readonly id: string, public readonly type: string, public readonly properties: Json) {}

  public number(property: string): number {
    const value = this.properties[property];
    if (typeof value === 'object' || value === undefined || value === '' || !Number.isFinite(Number(value))) {
      throw new Error(`'${property}' of ${this.type} '${this.id}' must be a number to be priced, got ${JSON.stringify(value)}: give the parameters that it needs, as in --parameter NAME=VALUE`);
    }
    return Number(value);
  }

  /** How many entries the first of these lists has that is there. */
  public count(...properties: string[]): number {
    const list = properties.map((property) => this.properties[property]).find((value) => value !== undefined);
    if (!Array.isArray(list)) {
      throw new Error(`'${properties[0]}' of ${this.type} '${this.id}' must be a list to be priced, got ${JSON.stringify(list)}: give the parameters that it needs, as in --parameter NAME=VALUE`);
    }
    return list.length;
  }
}

class Resources {
  constructor(private readonly resources: Evaluated) {}

  public of(type: string): Resource[] {
    return Object.entries(this.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties = {} }]) => new Resource(id, type, Properties));
  }

  public find(id: string): Json | undefined {
    return this.resources[id]?.Properties;
  }
}

function frontOf(stack: Resources): Front {
  const webAcls = stack.of('AWS::WAFv2::WebACL');
  const checks: Json[] = stack.of('AWS::Route53::HealthCheck').map(({ properties }) => properties.HealthCheckConfig);
  return {
    distributions: stack.of('AWS::CloudFront::Distribution').length,
    webAcls: webAcls.length,
    webAclRules: sum(webAcls.map(({ properties: { Rules = [] } }) => Rules.length)),
    healthChecks: checks.length,
    healthCheckFeatures: sum(checks.map(({ Type, RequestInterval, MeasureLatency }) =>
      [Type.startsWith('HTTPS'), Type.endsWith('STR_MATCH'), Number(RequestInterval) === 10, MeasureLatency === true].filter(Boolean).length)),
  };
}

function isInterface({ properties }: Resource): boolean {
  return properties.VpcEndpointType === 'Interface';
}

/** How often a schedule runs in a month; 0 where it counts neither minutes nor hours. */
function runsPerMonth({ properties: { ScheduleExpression: expression } }: Resource): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(`${expression}`) ?? [];
  return unit === undefined ? 0 : SECONDS_PER_MONTH / (Number(count) * (unit === 'hour' ? 3600 : 60));
}

/** The memory of the function that a schedule calls. */
function gibOf({ properties }: Resource, stack: Resources): number {
  return (stack.find(properties.Target?.Arn?.['Fn::GetAtt']?.[0])?.MemorySize ?? 0) / 1024;
}

/** The limits are read from nginx.conf, which is what the proxy goes by. */
function taskOf(taskDefinition: Resource, stack: Resources): Task {
  const conf = nginxConf(taskDefinition);
  return {
    vcpu: taskDefinition.number('Cpu') / 1024,
    gib: taskDefinition.number('Memory') / 1024,
    x86: taskDefinition.properties.RuntimePlatform?.CpuArchitecture === 'X86_64',
    spotShare: spotShare(stack),
    workers: numberIn(conf, /worker_processes (\d+);/) ?? 1,
    tlsSessions: requireNumberIn(conf, /limit_conn tls_all (\d+);/),
    httpRequests: numberIn(conf, /limit_conn http_all (\d+);/) ?? 0,
    trafficProfile: trafficProfileOf(conf),
    costs: measured.ours,
  };
}

/** Each profile has a size of buffer of its own. */
function trafficProfileOf(conf: string): TrafficProfile {
  const buffer = requireNumberIn(conf, /ssl_preread on;[^}]*proxy_buffer_size (\d+)k;/);
  return Object.values(TrafficProfile).find((profile) => CONNECTION_KIB[profile].relayBuffer === buffer)!;
}

/** With what is not known before the deployment left out. */
function nginxConf({ id, properties }: Resource): string {
  const environment: Json[] = properties.ContainerDefinitions?.flatMap(({ Environment = [] }: Json) => Environment) ?? [];
  const value = environment.find(({ Name }) => Name === 'NGINX_CONF')?.Value;
  const pieces = typeof value === 'string' ? [value] : value?.['Fn::Join']?.[1];
  if (!Array.isArray(pieces)) {
    throw new Error(`AWS::ECS::TaskDefinition '${id}' must have NGINX_CONF in its environment, which says what a task takes on: give the template of a stack with a LatticeExternalIngress`);
  }
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join('');
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text);
  return found ? Number(found[1]) : undefined;
}

function requireNumberIn(text: string, pattern: RegExp): number {
  const found = numberIn(text, pattern);
  if (!found) {
    throw new Error(`NGINX_CONF must say what a task takes on, and nothing in it matches ${pattern}: give the parameters that it needs, as in --parameter NAME=VALUE`);
  }
  return found;
}

function spotShare(stack: Resources): number {
  const strategies: Json[] = stack.of('AWS::ECS::Service').flatMap(({ properties }) => properties.CapacityProviderStrategy ?? []);
  const weight = (all: Json[]) => sum(all.map(({ Weight = 0 }) => Number(Weight)));
  return strategies.length === 0 ? 0 : weight(strategies.filter(({ CapacityProvider }) => CapacityProvider === 'FARGATE_SPOT')) / weight(strategies);
}

function targetCpuPercent(stack: Resources): number {
  const targets: Json[] = stack.of('AWS::ApplicationAutoScaling::ScalingPolicy')
    .map(({ properties }) => properties.TargetTrackingScalingPolicyConfiguration)
    .filter((target) => target?.PredefinedMetricSpecification?.PredefinedMetricType === 'ECSServiceAverageCPUUtilization');
  return targets.length > 0 ? Number(targets[0].TargetValue) : 100;
}

function logOf(taskDefinition: Resource, stack: Resources): Log {
  const group = taskDefinition.properties.ContainerDefinitions[0].LogConfiguration?.Options?.['awslogs-group'];
  const logGroup = stack.find(group?.Ref);
  return {
    retentionDays: logGroup?.RetentionInDays ?? LONGEST_DAYS,
    infrequentAccess: logGroup?.LogGroupClass === 'INFREQUENT_ACCESS',
    loggedShare: loggedShare(nginxConf(taskDefinition)),
    bytesPerTlsConnection: BYTES_PER_TLS_CONNECTION,
    bytesPerHttpRequest: BYTES_PER_HTTP_REQUEST,
  };
}

/** Of what was forwarded: all of it, a share that nginx draws, or none. */
function loggedShare(conf: string): number {
  const percent = numberIn(conf, /split_clients [^{]+\{\s*([\d.]+)% 1;/);
  return percent !== undefined ? percent / 100 : conf.includes('access_log /dev/stdout ') ? 1 : 0;
}
