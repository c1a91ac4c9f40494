import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { SharedVpc, US_EAST_1 } from './shared-vpc';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeService } from '../../src';
import { compulsoryProps, GENERATED_NAME } from '../ingress';

const { ECR, KMS } = ec2.InterfaceVpcEndpointAwsService;

describe('what EC2 would refuse while it deploys', () => {
  const refused = (path: string, other: string) => `'egress' must not make an endpoint at '${path}', because the VPC has one for the same service at '${other}': ` +
    'name it with Egress.interfaceEndpoints({ existing }); a second ingress takes the \'vpcEndpoints\' of the first one';

  test.each([
    ['private DNS of a service twice', (shared: SharedVpc) => { shared.endpoint('Ecr', ECR); }, refused('Stack/Ingress/Network/Endpoints/EcrApi', 'Stack/Vpc/Ecr')],
    ['a second S3 gateway in a route table', ({ vpc }: SharedVpc) => { vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); },
      refused('Stack/Ingress/Network/Endpoints/S3', 'Stack/Vpc/S3')],
    ['a second S3 gateway in one of the route tables', ({ vpc }) => {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets: vpc.isolatedSubnets.slice(1) }] });
    }, refused('Stack/Ingress/Network/Endpoints/S3', 'Stack/Vpc/S3')],
    ['the endpoints of two ingresses', (shared: SharedVpc) => { shared.ingress('First', { egress: Egress.interfaceEndpoints() }); },
      refused('Stack/Ingress/Network/Endpoints/EcrApi', 'Stack/First/Network/Endpoints/EcrApi')],
  ])('%s is an error at synth, also where the other is made later', (_, make, message) => {
    for (const order of [[make, (shared: SharedVpc) => shared.using({})], [(shared: SharedVpc) => shared.using({}), make]]) {
      const shared = new SharedVpc();
      order.forEach((step) => step(shared));
      expect(() => shared.app.synth()).toThrow(message);
    }
  });

  test.each<[string, (shared: SharedVpc) => void]>([
    ['an endpoint without private DNS', (shared) => { shared.endpoint('Ecr', ECR, { privateDnsEnabled: false }); }],
    ['an endpoint in another VPC', ({ stack }) => { new ec2.Vpc(stack, 'Other', { restrictDefaultSecurityGroup: false, natGateways: 0 }).addInterfaceEndpoint('Ecr', { service: ECR }); }],
    ['a gateway in other route tables', ({ vpc }) => {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] });
    }],
    ['an endpoint for another service', (shared) => { shared.endpoint('Kms', KMS); }],
  ])('but not %s', (_, make) => {
    const shared = new SharedVpc();
    make(shared);
    shared.using({});
    expect(() => shared.app.synth()).not.toThrow();
  });

  test('but not an interface endpoint of Amazon S3, which has no route tables', () => {
    // CDK names both services alike only where the Region is not known.
    const stack = new Stack(new App(), 'Stack');
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
    vpc.addInterfaceEndpoint('S3', { service: ec2.InterfaceVpcEndpointAwsService.S3, privateDnsEnabled: false });
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, egress: Egress.interfaceEndpoints() });

    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('a private zone of a name twice in a VPC is an error at synth', () => {
    const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
    const names = { allowedDomains: ['api.example.com'], privateRecords: [record] };
    const shared = new SharedVpc();
    shared.ingress('First', names);
    shared.ingress('Second', names);
    expect(() => shared.app.synth()).toThrow(
      '\'privateRecords\' must not make a second private zone of \'api.example.com\' in the VPC, which has \'Stack/First/Lattice/Zone-api.example.com\': name that one with \'zone\'');

    const elsewhere = new SharedVpc();
    const other = new ec2.Vpc(elsewhere.stack, 'Other', { restrictDefaultSecurityGroup: false, natGateways: 0 });
    new route53.PrivateHostedZone(elsewhere.stack, 'Zone', { zoneName: 'api.example.com', vpc: other });
    elsewhere.ingress('First', names);
    expect(() => elsewhere.app.synth()).not.toThrow();
  });

  test('two stacks of one shape have a private zone of a name each, because each has a VPC of its own', () => {
    const app = new App();
    for (const id of ['One', 'Two']) {
      const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
      new LatticeExternalIngress(new Stack(app, id, { env: US_EAST_1 }), 'Ingress', {
        clients: [ec2.Peer.ipv4('203.0.113.0/24')], lattice: LatticeAccess.alreadyAssociated(), allowedDomains: ['api.example.com'], privateRecords: [record],
      });
    }

    expect(() => app.synth()).not.toThrow();
  });
});
