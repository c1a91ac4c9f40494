import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeAccess, LatticeExternalIngress } from 'cdk-lattice-external-ingress';

/** The default: with neither `services` nor `allowedDomains`, the generated names of the Region are allowed. */
const app = new App();
const stack = new Stack(app, 'GeneratedNames');

new LatticeExternalIngress(stack, 'Ingress', {
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')],
  lattice: LatticeAccess.alreadyAssociated(),
  ipAddresses: ec2.IpAddresses.cidr('192.168.0.0/16'),
});
