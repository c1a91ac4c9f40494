/** What the picture tells of a synthesised ingress, stop by stop. */
export interface Stop {
  readonly title: string;
  readonly lines: string[];
  /** Whether it stands inside the VPC of the ingress. */
  readonly inVpc: boolean;
  /** What travels on to the next stop. */
  readonly onward?: string;
}

/** Reads the packet's way out of a template, so that the picture shows what is really made. */
export function wayThrough(template: { Resources: Record<string, { Type: string; Properties: any }> }): Stop[] {
  const all = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  const listeners = all('AWS::ElasticLoadBalancingV2::Listener').map(({ Port }) => Port);
  const [{ Subnets: zones }] = all('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const clients = new Set(all('AWS::EC2::SecurityGroup')
    .flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress)
    .map((rule: any) => rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId));
  const [{ MinCapacity, MaxCapacity }] = all('AWS::ApplicationAutoScaling::ScalableTarget');
  const endpoints = all('AWS::EC2::VPCEndpoint').map(({ ServiceName }) => ServiceName['Fn::Join'][1].at(-1).slice(1));
  const associated = all('AWS::VpcLattice::ServiceNetworkVpcAssociation').length > 0;
  return [
    { title: 'Client', lines: ['outside AWS', ...clients], inVpc: false, onward: 'TLS, HTTP' },
    {
      title: 'Network Load Balancer',
      lines: [`public, dual-stack, ${zones.length} zones`, `TCP ${listeners.join(' and ')}`, 'lets in the clients only'],
      inVpc: true,
      onward: 'PROXY v2',
    },
    {
      title: 'nginx on Fargate',
      lines: [`${MinCapacity} to ${MaxCapacity} tasks, isolated`, 'checks the name asked for', 'cannot read TLS', 'image and logs through', endpoints.join(', ')],
      inVpc: true,
      onward: 'allowed names',
    },
    { title: 'VPC Lattice', lines: [associated ? 'associated with the VPC' : 'reached as it is set up', 'authenticates (SigV4)', 'authorises'], inVpc: false, onward: '' },
    { title: 'Your service', lines: ['certificate and', 'signature untouched'], inVpc: false },
  ];
}
