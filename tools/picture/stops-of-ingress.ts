import { propertiesOf, Resource, serviceIn } from './resources';
import { Stop } from './stop';

/** Who may connect, as the security groups of the load balancer say it. */
export function clientsIn(resources: Resource[]): string[] {
  const sources = propertiesOf(resources, 'AWS::EC2::SecurityGroup')
    .flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress)
    .map((rule) => rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId);
  return [...new Set<string>(sources)];
}

export function loadBalancerStop(resources: Resource[], letsIn: string): Stop {
  const listeners = propertiesOf(resources, 'AWS::ElasticLoadBalancingV2::Listener').map(({ Port }) => Port);
  const [{ Subnets, SubnetMappings, Scheme, IpAddressType }] = propertiesOf(resources, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const [place, family] = [Scheme === 'internal' ? 'internal' : 'public', IpAddressType === 'dualstack' ? 'dual-stack' : 'IPv4'];
  return {
    title: 'Network Load Balancer',
    says: [`${place}, ${family}, ${(Subnets ?? SubnetMappings).length} zones`, `TCP ${listeners.join(' and ')}`, letsIn],
    onward: ['PROXY', 'v2'],
  };
}

export function nginxStop(resources: Resource[]): Stop {
  const [{ MinCapacity, MaxCapacity }] = propertiesOf(resources, 'AWS::ApplicationAutoScaling::ScalableTarget');
  const endpoints = propertiesOf(resources, 'AWS::EC2::VPCEndpoint').map(({ ServiceName }) => serviceIn(ServiceName));
  return {
    title: 'nginx on Fargate',
    says: [`${MinCapacity} to ${MaxCapacity} tasks, isolated`, 'checks the name asked for', 'cannot read TLS', 'image and logs through', endpoints.join(', ')],
    onward: ['allowed', 'names'],
  };
}

export function latticeStop(resources: Resource[]): Stop {
  const isAssociated = propertiesOf(resources, 'AWS::VpcLattice::ServiceNetworkVpcAssociation').length > 0;
  return { title: 'VPC Lattice', says: [isAssociated ? 'associated with the VPC' : 'reached as it is set up', 'authenticates (SigV4)', 'authorises'] };
}

/** VPC Lattice together with the service, where a picture has no room for both. */
export function farEndStop(resources: Resource[]): Stop {
  const { title, says } = latticeStop(resources);
  return { title, says: [...says, 'forwards to your service'] };
}
