import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, GENERATED_NAME } from '../ingress';

type Props = (stack: Stack, vpc: ec2.IVpc) => Partial<LatticeExternalIngressProps>;

const zone = (stack: Stack, vpc: ec2.IVpc) => new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'example.com' });
const WITH_ENDPOINTS: Props = () => ({ egress: Egress.interfaceEndpoints() });
const WITH_RECORDS: Props = (stack, vpc) => ({
  allowedDomains: ['api.example.com'],
  privateRecords: [{ domainName: 'api.example.com', zone: zone(stack, vpc), service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABC' }) }],
});
const FOLLOWED: Props = (stack, vpc) => ({
  allowedDomains: ['*.example.com'],
  lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', 'sn-0123456789abcdef0'), { followServices: { zones: [zone(stack, vpc)] } }),
});

function faultsOf(vpcProps: ec2.VpcProps, props: Props = () => ({}), afterwards = (_: ec2.CfnVPC) => {}): string[] {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false, ...vpcProps });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, ...props(stack, vpc) });
  afterwards(vpc.node.defaultChild as ec2.CfnVPC);
  return stack.node.findAll().flatMap((each) => each.node.validate());
}

const fault = (attribute: string, reason: string) => `'vpc' must have '${attribute}' on, because ${reason}, got 'Stack/Vpc' where it is off: turn it on where the VPC is made`;

test('an existing VPC needs its resolver', () => {
  expect(faultsOf({ enableDnsSupport: false })).toEqual([fault('enableDnsSupport', 'the tasks look names up with the resolver of the VPC')]);
});

test.each<[string, Props, string]>([
  ['endpoints that the ingress makes', WITH_ENDPOINTS, 'EC2 makes an endpoint with private DNS only where it is on'],
  ['private records', WITH_RECORDS, 'a VPC looks names up in private hosted zones only where it is on'],
  ['service networks that are followed', FOLLOWED, 'a VPC looks names up in private hosted zones only where it is on'],
])('an existing VPC needs DNS host names for %s', (_, props, reason) => {
  expect(faultsOf({ enableDnsHostnames: false }, props)).toEqual([fault('enableDnsHostnames', reason)]);
  expect(faultsOf({ enableDnsHostnames: false }, props, (vpc) => { vpc.enableDnsHostnames = undefined; })).toHaveLength(1);
  expect(faultsOf({}, props)).toEqual([]);
});

test('an existing VPC needs no DNS host names for routes and services alone', () => {
  expect(faultsOf({ enableDnsHostnames: false })).toEqual([]);
});

test('an attribute that is turned on before synthesis ends is on', () => {
  expect(faultsOf({ enableDnsSupport: false, enableDnsHostnames: false }, WITH_ENDPOINTS, (vpc) => {
    vpc.enableDnsSupport = undefined;
    vpc.enableDnsHostnames = true;
  })).toEqual([]);
});
