import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  AvailabilityZones, Exposure, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork, ProxyImage,
  RecordRouting,
} from '../../src';
import { isPendingLookup } from '../../src/private/pending-lookup';
import { compulsoryProps, GENERATED_NAME } from '../ingress';

const ENV = { account: '111122223333', region: 'us-east-1' };

/** Each prop and argument that takes a text, with a text that CDK looks up in Systems Manager after the first synthesis. */
const LOOKED_UP: Record<string, (lookUp: (name: string) => string, stack: Stack) => Partial<LatticeExternalIngressProps>> = {
  'the ARN of a service network': (lookUp, stack) => ({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'LookedUp', lookUp('/network/arn'))),
  }),
  'the id of a service network': (lookUp, stack) => ({
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'LookedUp', lookUp('/network/id'))),
  }),
  'the generated name of a service': (lookUp) => ({
    services: [{ domainName: 'api.example.com', service: LatticeService.fromDomainName(lookUp('/service/name')) }],
  }),
  'the names of services': (lookUp) => ({
    services: ['/a', '*./b', '/c.example.com'].map((name) => ({
      domainName: name.startsWith('*.') ? `*.${lookUp(name.slice(2))}` : lookUp(name), service: LatticeService.fromDomainName(GENERATED_NAME),
    })),
  }),
  'allowed domains': (lookUp) => ({ allowedDomains: [lookUp('/domain'), `*.${lookUp('/zone')}`, `api.${lookUp('/zone')}`] }),
  'private records': (lookUp) => ({
    allowedDomains: ['*.example.com'],
    privateRecords: [{ domainName: lookUp('/record'), service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: lookUp('/zone-id') }) }],
  }),
  'a public zone': (lookUp, stack) => ({
    allowedDomains: ['api.example.com'],
    publicZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: lookUp('/zone/id'), zoneName: lookUp('/zone/name') }),
    recordRouting: RecordRouting.latency(lookUp('/set'), 'us-east-1'),
  }),
  'allocation ids, in one parameter': (lookUp) => ({ exposure: Exposure.internet({ elasticIpAllocationIds: lookUp('/addresses').split(',') }) }),
  'allocation ids, one parameter each': (lookUp) => ({
    exposure: Exposure.internet({ elasticIpAllocationIds: ['/address/a', '/address/b', '/address/c'].map(lookUp) }),
  }),
  'zones': (lookUp) => ({ availabilityZones: AvailabilityZones.named(...['/zone/a', '/zone/b'].map(lookUp)) }),
  'zones, in one parameter': (lookUp) => ({ availabilityZones: AvailabilityZones.named(...lookUp('/zones').split(',')) }),
  'trusted proxies': (lookUp, stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: lookUp('/vpc'), availabilityZones: ['us-east-1a'], publicSubnetIds: [lookUp('/public')], isolatedSubnetIds: [lookUp('/isolated')],
    }),
    trustedProxies: [lookUp('/range'), '10.0.0.0/24'],
  }),
  'the image to copy': (lookUp) => ({ image: ProxyImage.copyOnDeploy({ source: lookUp('/image/source'), tagOrDigest: lookUp('/image/digest') }) }),
  'the digest of the official image': (lookUp) => ({ image: ProxyImage.copyOnDeploy({ tagOrDigest: lookUp('/image/digest') }) }),
  'an image of a repository': (lookUp, stack) => ({
    image: ProxyImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', lookUp('/repository')), { tagOrDigest: lookUp('/tag') }),
  }),
  'an image of a registry': (lookUp) => ({ image: ProxyImage.fromRegistry(lookUp('/image')) }),
  'the Dockerfile': (lookUp) => ({ image: ProxyImage.buildOnDeploy({ dockerfile: lookUp('/dockerfile'), revision: lookUp('/revision') }) }),
};

test.each(Object.entries(LOOKED_UP))('%s may come from a parameter that CDK looks up after the first synthesis', (_, props) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const lookUp = (name: string) => ssm.StringParameter.valueFromLookup(stack, name);

  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(lookUp, stack) });

  expect(app.synth().manifest.missing).not.toHaveLength(0);
});

/** Taken as they are, like CDK's own constructs take them. */
const UNCHECKED = ['an image of a repository', 'an image of a registry'];

test.each(Object.entries(LOOKED_UP).filter(([title]) => !UNCHECKED.includes(title)))('%s is checked in the synthesis after the look-up', (_, props) => {
  const wrong = 'not; a { value $';
  const stack = new Stack(new App(), 'Stack', { env: ENV });

  expect(() => new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(() => wrong, stack) })).toThrow(wrong);
});

test.each(['dummy-value-for-', 'dummy-value-for-/a; evil', 'dummy-value-for-/a\n', 'a { dummy-value-for-/b', 'api.example.com', '$dummy-value-for-/a'])(
  '%j is not taken for a value that is looked up later', (text) => {
    expect(isPendingLookup(text)).toBe(false);
  });
