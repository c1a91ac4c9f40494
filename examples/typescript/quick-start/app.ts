import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from 'cdk-lattice-external-ingress';

const app = new App();
const stack = new Stack(app, 'LatticeExternalIngressQuickStart');

const ingress = new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  lattice: LatticeAccess.vpcAssociation(
    LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')),
  services: [{
    domainName: 'api.example.com',
    service: LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'),
  }],
  allowedDomains: ['*.apps.example.com'], // nginx looks these up in the VPC's private hosted zones; without such a zone, delete this line
  ipAddresses: ec2.IpAddresses.cidr('192.168.0.0/16'),
});

new CfnOutput(stack, 'LoadBalancerDnsName', { value: ingress.loadBalancer.loadBalancerDnsName });
