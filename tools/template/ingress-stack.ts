import { App, Aws, BootstraplessSynthesizer, CfnOutput, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { TemplateJson } from './json';
import { ALLOWED_DOMAINS, CUSTOM_DOMAINS, PARAMETERS, TASK_SIZES } from './parameters';
import { AvailabilityZones, DeployTimeIpAddresses, LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from '../../src';

/** What decides at synth how nginx.conf looks. */
export interface Variant {
  /** Whether names are listed, or the generated names of the Region allowed. */
  readonly namesListed: boolean;
  /** One of `TASK_SIZES`. */
  readonly taskSize: string;
}

/** Synthesises the ingress with every parameter in use, whether optional or not. */
export function synthesise({ namesListed, taskSize }: Variant): TemplateJson {
  const app = new App({ analyticsReporting: false, treeMetadata: false, context: { 'aws:cdk:enable-path-metadata': false } });
  const stack = new Stack(app, 'LatticeExternalIngress', {
    description: 'Lets clients outside AWS reach Amazon VPC Lattice services (cdk-lattice-external-ingress)',
    // Refuses assets.
    synthesizer: new BootstraplessSynthesizer(),
  });
  const parameters = Object.fromEntries(
    Object.entries(PARAMETERS).map(([name, { Type: type }]) => [name, new CfnParameter(stack, name, { type })]),
  );
  const text = (name: string) => parameters[name].valueAsString;

  const ingress = new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4(text('AllowedIpv4Block')), ec2.Peer.ipv6(text('AllowedIpv6Block')), ec2.Peer.prefixList(text('AllowedPrefixListId'))],
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Network', text('ServiceNetwork'))),
    ...namesListed ? {
      services: CUSTOM_DOMAINS.map(({ domain, generatedName }) => ({
        domainName: text(domain),
        service: LatticeService.fromDomainName(text(generatedName)),
      })),
      allowedDomains: ALLOWED_DOMAINS.map(text),
      // Nobody asks for the name of the zone: those of the records are absolute.
      publicZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
        hostedZoneId: text('PublicHostedZoneId'),
        zoneName: Aws.NO_VALUE,
      }),
    } : {},
    ipAddresses: DeployTimeIpAddresses.cidr(text('VpcCidr')),
    availabilityZones: AvailabilityZones.named(...[0, 1, 2].map((index) => Fn.select(index, Fn.split(',', text('AvailabilityZones'))))),
    ...TASK_SIZES[taskSize],
    minTasks: parameters.MinTasks.valueAsNumber,
    maxTasks: parameters.MaxTasks.valueAsNumber,
  });
  for (const [name, [description, value]] of Object.entries(outputsOf(ingress))) {
    new CfnOutput(stack, name, { description, value });
  }
  return app.synth().getStackByName(stack.stackName).template;
}

function outputsOf(ingress: LatticeExternalIngress): Record<string, [description: string, value: string]> {
  const { vpc, loadBalancer, cluster, service, logGroup } = ingress;
  const [tls, http] = loadBalancer.connections.securityGroups;
  const [tasks] = service.connections.securityGroups;
  return {
    VpcId: ['The VPC of the ingress', vpc.vpcId],
    LoadBalancerDnsName: ['What clients connect to; point your names at it', loadBalancer.loadBalancerDnsName],
    LoadBalancerHostedZoneId: ['The hosted zone of that name, for alias records', loadBalancer.loadBalancerCanonicalHostedZoneId],
    LoadBalancerArn: ['The load balancer', loadBalancer.loadBalancerArn],
    TlsSecurityGroupId: ['Who may connect to port 443', tls.securityGroupId],
    HttpSecurityGroupId: ['Who may connect to port 80', http.securityGroupId],
    TaskSecurityGroupId: ['Where the tasks may connect to', tasks.securityGroupId],
    ClusterName: ['The ECS cluster', cluster.clusterName],
    ServiceName: ['The ECS service', service.serviceName],
    LogGroupName: ['A JSON line for each connection and request', logGroup.logGroupName],
  };
}
