import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';
import type { LatticeExternalIngressProps } from 'cdk-lattice-external-ingress';

/** What every tool chain has to make the same template of. */
class CompanyIngress extends LatticeExternalIngress {
  constructor(scope: Stack, id: string, props: LatticeExternalIngressProps) {
    super(scope, id, { minTasks: 6, ...props });
    this.addAlarms({ perZone: true });
    this.addDashboard();
  }
}

const app = new App({ analyticsReporting: false, context: { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true } });
const stack = new Stack(app, 'Edge');
new CompanyIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: [{ domainName: 'api.example.com', service: LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws') }],
  http: HttpMode.redirectToHttps(),
  egress: Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }),
});
app.synth();
