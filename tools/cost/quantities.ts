/** What a template runs all month. */
export interface Quantities {
  readonly tasks: number;
  readonly vcpuPerTask: number;
  readonly gibPerTask: number;
  readonly x86: boolean;
  readonly loadBalancers: number;
  readonly capacityUnits: number;
  /** Interface endpoints, each counted once for each of its zones. */
  readonly endpointZones: number;
  readonly publicIpv4: number;
}

/** A synthesised CloudFormation template, as far as this looks into it. */
export interface TemplateJson {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: any }>;
}

/** Reads from a synthesised template what it will run, with the least number of tasks and one capacity unit a load balancer. */
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
    capacityUnits: loadBalancers.length,
    endpointZones: sum(propertiesOf('AWS::EC2::VPCEndpoint').filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface').map(({ SubnetIds }) => SubnetIds.length)),
    publicIpv4: sum(loadBalancers.filter(({ Scheme }) => Scheme === 'internet-facing').map(({ Subnets }) => Subnets.length)),
  };
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
