import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeService } from '../src';

/** An app whose snapshot is the same on every machine: no paths, no stack traces. */
export function integApp(): App {
  return new App({ treeMetadata: false, analyticsReporting: false, context: { 'aws:cdk:disable-creation-stack-traces': true } });
}

export const CLIENTS = [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')];

export const SERVICES = [{
  domainName: 'api.example.com',
  service: LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }),
}];
