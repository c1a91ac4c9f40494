import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, ProxyImage } from '../../src';
import { compulsoryProps, service } from '../ingress';

/** What CloudFormation takes without S3. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 51_200;

/** The props with which an ingress has its fewest resources. */
const FEWEST = (stack: Stack): Partial<LatticeExternalIngressProps> => ({
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    publicSubnetIds: ['subnet-0123456789abcdef0'],
    privateSubnetIds: ['subnet-0123456789abcdef1'],
  }),
  trustedProxies: ['10.0.0.0/24'],
  lattice: LatticeAccess.alreadyAssociated(),
  egress: Egress.existingRoutes(),
  http: HttpMode.off(),
  image: ProxyImage.fromRegistry('registry.example.com/nginx:1.30.7'),
});

const QUICK_START = (_: Stack): Partial<LatticeExternalIngressProps> => ({ services: [service('api.example.com')], allowedDomains: ['*.apps.example.com'] });

/** Without any white space. */
function bytesWith(props: (stack: Stack) => Partial<LatticeExternalIngressProps>): number {
  const stack = new Stack();
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(stack) });
  return JSON.stringify(Template.fromStack(stack).toJSON()).length;
}

const read = (page: string) => fs.readFileSync(path.join(__dirname, '..', '..', page), 'utf8');

test.each([
  ['the quick start', QUICK_START, true, 'The template of the quick start has'],
  ['the fewest resources', FEWEST, false, 'An ingress whose VPC, routes, association and image exist already has a template of'],
])('the template of %s is larger than CloudFormation takes in a call: %s, and docs/architecture.md has its size', (_, props, isLarger, sentence) => {
  const bytes = bytesWith(props);

  expect(bytes > MOST_BYTES).toBe(isLarger);
  expect(read('docs/architecture.md')).toContain(`${sentence} ${Math.round(bytes / 10_000) * 10} KB`);
});

test.each(['README.md', 'docs/getting-started.md', 'docs/architecture.md'])('%s says that a bootstrapped account is needed', (page) => {
  expect(read(page)).toMatch(/bootstrap/);
});
