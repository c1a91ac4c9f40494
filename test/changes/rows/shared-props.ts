import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { AvailabilityZones, Egress, LatticeAccess, RecordRouting } from '../../../src';
import { nameOrParameter, network, Props, route } from '../row';

// What several rows give to the same props.

export const prefixList = (stack: Stack, id: string) =>
  ec2.Peer.prefixList(new ec2.CfnPrefixList(stack, id, { addressFamily: 'IPv4', maxEntries: 1, prefixListName: id }).attrPrefixListId);
export const prefixLists = (...ids: string[]): Props => (stack) => ({ clients: ids.map((id) => prefixList(stack, id)) });
export const group = (stack: Stack, id: string, vpc: ec2.IVpc) => new ec2.SecurityGroup(stack, id, { vpc, description: id });
export const services = (...names: string[]): Props => (stack) => ({ services: names.map((name) => route(stack, name)) });
export const domains = (...names: string[]): Props => (stack) => ({ allowedDomains: names.map((name) => nameOrParameter(stack, name)) });
export const restricted = (...partners: [name: string, ...ranges: string[]][]): Props => () => ({
  restrictedDomains: partners.map(([domainName, ...clients]) => ({ domainName, clients: clients.map((range) => ec2.Peer.ipv4(range)) })),
});
export const zones = (...letters: string[]): Props => () => ({ availabilityZones: AvailabilityZones.named(...letters.map((letter) => `us-east-1${letter}`)) });
export const publicZone = (stack: Stack) => (stack.node.tryFindChild('Zone') as route53.IHostedZone | undefined)
  ?? route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0PUBLIC', zoneName: 'example.com' });
export const published = (...names: string[]): Props => (stack) => ({ ...services(...names)(stack), publicZone: publicZone(stack) });
export const records = (...names: string[]): Props => (stack) => ({
  allowedDomains: ['*.apps.example.com', '*.example.com'],
  privateRecords: names.map((name) => route(stack, name)),
});
export const routed = (recordRouting: RecordRouting): Props => (stack) => ({ ...published('api.example.com')(stack), recordRouting });
export const ranges = (...clients: string[]): Props => () => ({ clients: clients.map((range) => ec2.Peer.ipv4(range)) });
export const principals = (...accounts: string[]) => accounts.map((account) => new iam.ArnPrincipal(`arn:aws:iam::${account}:root`));
export const endpoints = (...indices: number[]): Props => (stack) => ({
  lattice: LatticeAccess.serviceNetworkEndpoints(indices.map((index) => network(stack, index))),
});
export const followed = (...names: string[]): Props => (stack) => ({
  lattice: LatticeAccess.vpcAssociation(network(stack, 0), { followServices: {} }), allowedDomains: names,
});
export const association = (index: number): Props => (stack) => ({ lattice: LatticeAccess.vpcAssociation(network(stack, index)) });

/** A VPC of the same stack, with what each change adds. */
export const inVpc = (props: (stack: Stack, vpc: ec2.Vpc) => ReturnType<Props> = () => ({})): Props => (stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return { vpc, egress: Egress.interfaceEndpoints(), ...props(stack, vpc) };
};
