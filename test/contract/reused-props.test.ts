import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { SHAPES } from './shapes';
import {
  AccessLog, AvailabilityZones, DeployTimeIpAddresses, Egress, Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps,
  LatticeService, ProxyImage, RecordRouting,
} from '../../src';
import { compulsoryProps, GENERATED_NAME, service } from '../ingress';

const shapes = Object.keys(SHAPES);
const propsOf = (shape: string, stack: Stack): LatticeExternalIngressProps => ({ ...compulsoryProps(stack), ...SHAPES[shape](stack) });

/** Freezes lists, structs and what a factory returns, at every depth. Constructs and their connections change while an app is made, by design. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Construct.isConstruct(value) && !(value instanceof ec2.Connections) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** Props without a construct, which a company may keep in a module of its own. */
const SHARED: LatticeExternalIngressProps = frozen({
  clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32'), ec2.Peer.prefixList('pl-0123456789abcdef0')],
  lattice: LatticeAccess.alreadyAssociated(),
  services: [{ ...service('api.example.com'), clients: [ec2.Peer.ipv4('203.0.113.0/25')], tlsListenerPort: 8443 }],
  allowedDomains: ['*.apps.example.com', 'shop.example.com'],
  restrictedDomains: [{ domainName: '*.partner.example.com', clients: [ec2.Peer.ipv4('203.0.113.128/25')] }],
  privateRecords: [{ domainName: 'shop.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) }],
  exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b'] }),
  availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1a'),
  ipAddresses: DeployTimeIpAddresses.cidr('10.20.0.0/16'),
  http: HttpMode.redirectToHttps({ port: 8080 }),
  egress: Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.KMS] }),
  image: ProxyImage.buildOnDeploy({ revision: '2026-11' }),
  accessLog: AccessLog.sampled(10),
  recordRouting: RecordRouting.simple(),
  scalingCooldown: Duration.minutes(2),
  deploymentAlarms: { minEvents: 20, alarmNames: ['ours'] },
});

describe.each(shapes)('with %s', (shape) => {
  test('frozen props make the same ingress', () => {
    const templateOf = (prepare: <T>(value: T) => T) => {
      const stack = new Stack(new App(), 'Stack');
      new LatticeExternalIngress(stack, 'Ingress', prepare(propsOf(shape, stack))).addAlarms(prepare({}));
      return Template.fromStack(stack).toJSON();
    };

    expect(templateOf(frozen)).toEqual(templateOf((value) => value));
  });

  test('the same props make two ingresses of one shape', () => {
    const stack = new Stack(new App(), 'Stack');
    const { lattice, ...others } = propsOf(shape, stack);
    // A VPC is associated once.
    const props = { ...others, lattice: others.vpc ? LatticeAccess.alreadyAssociated() : lattice };
    // And Route 53 tells the records of a name apart by their set identifiers.
    const ingresses = ['First', 'Second'].map((id) => new LatticeExternalIngress(stack, id, { ...props, recordRouting: props.publicZone && RecordRouting.weighted(id, 1) }));
    Template.fromStack(stack);

    const [first, second] = ingresses.map(({ node }) => node.findAll().filter(CfnResource.isCfnResource).map((each) => each.cfnResourceType));
    expect(second).toEqual(first);
  });
});

test('props that a module holds make the same ingress in each app that takes them', () => {
  const [first, second] = ['First', 'Second'].map((id) => {
    const stack = new Stack(new App(), id, { stackName: 'Edge' });
    const publicZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });
    new LatticeExternalIngress(stack, 'Ingress', { ...SHARED, publicZone });
    return Template.fromStack(stack).toJSON();
  });

  expect(JSON.stringify(second)).toBe(JSON.stringify(first).replaceAll('"First/', '"Second/'));
});
