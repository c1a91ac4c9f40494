/** What a template runs all month. */
export interface Quantities {
  readonly tasks: number;
  readonly vcpuPerTask: number;
  readonly gibPerTask: number;
  readonly x86: boolean;
  readonly loadBalancers: number;
  readonly zones: number;
  /** Whether the load balancer sends connections to tasks in other zones. */
  readonly crossZone: boolean;
  /** Interface endpoints, each counted once for each of its zones. */
  readonly endpointZones: number;
  readonly publicIpv4: number;
  readonly logRetentionDays: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** Metrics that are made from logs. */
  readonly metrics: number;
}

/** A synthesised CloudFormation template, as far as this looks into it. */
export interface TemplateJson {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: any }>;
}

/** A log group without retention is looked at after a year. */
const LONGEST_DAYS = 365;

/** Reads from a synthesised template what it will run, with the least number of tasks. */
export function quantitiesOf(template: TemplateJson): Quantities {
  const propertiesOf = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  const [taskDefinition] = propertiesOf('AWS::ECS::TaskDefinition');
  const loadBalancers = propertiesOf('AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (!taskDefinition || loadBalancers.length === 0) {
    throw new Error('the template holds no load balancer with tasks behind it: give the template of a stack with a LatticeExternalIngress');
  }
  return {
    tasks: sum(propertiesOf('AWS::ApplicationAutoScaling::ScalableTarget').map(({ MinCapacity }) => MinCapacity)),
    vcpuPerTask: Number(taskDefinition.Cpu) / 1024,
    gibPerTask: Number(taskDefinition.Memory) / 1024,
    x86: taskDefinition.RuntimePlatform?.CpuArchitecture === 'X86_64',
    loadBalancers: loadBalancers.length,
    zones: Math.max(...loadBalancers.map(({ Subnets }) => Subnets.length)),
    crossZone: loadBalancers.some(({ LoadBalancerAttributes = [] }) =>
      LoadBalancerAttributes.some(({ Key, Value }: { Key: string; Value: string }) => Key === 'load_balancing.cross_zone.enabled' && Value === 'true')),
    endpointZones: sum(propertiesOf('AWS::EC2::VPCEndpoint').filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface').map(({ SubnetIds }) => SubnetIds.length)),
    publicIpv4: sum(loadBalancers.filter(({ Scheme }) => Scheme === 'internet-facing').map(({ Subnets }) => Subnets.length)),
    logRetentionDays: logRetentionDays(template, taskDefinition),
    alarms: sum(propertiesOf('AWS::CloudWatch::Alarm').map(({ Metrics = [] }) =>
      Math.max(1, Metrics.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat).length))),
    dashboards: propertiesOf('AWS::CloudWatch::Dashboard').length,
    metrics: propertiesOf('AWS::Logs::MetricFilter').length,
  };
}

function logRetentionDays({ Resources }: TemplateJson, taskDefinition: any): number {
  const logGroup = taskDefinition.ContainerDefinitions[0].LogConfiguration.Options['awslogs-group'];
  return Resources[logGroup?.Ref]?.Properties.RetentionInDays ?? LONGEST_DAYS;
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
