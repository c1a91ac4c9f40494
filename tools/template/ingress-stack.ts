import { App, Aws, BootstraplessSynthesizer, CfnOutput, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import * as cloudwatch_actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as sns from 'aws-cdk-lib/aws-sns';
import { TemplateJson } from './json';
import { ALLOWED_DOMAINS, CLIENT_RANGES, CUSTOM_DOMAINS, HttpModeName, PARAMETERS, TASK_SIZES } from './parameters';
import { AvailabilityZones, DeployTimeIpAddresses, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from '../../src';

/** What decides at synth how nginx.conf looks. */
export interface Variant {
  /** Whether names are listed, or the generated names of the Region allowed. */
  readonly namesListed: boolean;
  /** One of `TASK_SIZES`. */
  readonly taskSize: string;
  /** What becomes of HTTP. */
  readonly http: HttpModeName;
}

/** Synthesises the ingress with every parameter in use, whether optional or not. */
export function synthesise({ http, namesListed, taskSize }: Variant): TemplateJson {
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
    clients: [
      ...CLIENT_RANGES.ipv4.map((name) => ec2.Peer.ipv4(text(name))),
      ...CLIENT_RANGES.ipv6.map((name) => ec2.Peer.ipv6(text(name))),
      ec2.Peer.prefixList(text('AllowedPrefixListId')),
    ],
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
    http: http === 'redirect' ? HttpMode.redirectToHttps() : HttpMode.proxy(),
    ...TASK_SIZES[taskSize],
    minTasks: parameters.MinTasks.valueAsNumber,
    maxTasks: parameters.MaxTasks.valueAsNumber,
  });
  ingress.addAlarms({ actions: [new cloudwatch_actions.SnsAction(sns.Topic.fromTopicArn(stack, 'AlarmTopic', text('AlarmTopicArn')))] });
  for (const [name, [description, value]] of Object.entries(outputsOf(ingress))) {
    new CfnOutput(stack, name, { description, value });
  }
  // What cdk-nag reads says nothing to who has no CDK.
  stack.node.findAll().filter(CfnResource.isCfnResource).forEach((resource) => resource.addOverride('Metadata', undefined));
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
