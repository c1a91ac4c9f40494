import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps } from '../ingress';

const ROOT = path.join(__dirname, '..', '..');
const TRUSTED = ['10.0.0.0/24'];
const PREFIX = 'cdk-lattice-external-ingress:';

function textsBelow(folder: string): string[] {
  return fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => fs.readFileSync(path.join(ROOT, folder, file), 'utf8'));
}

function importedVpc(stack: cdk.Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-0123456789abcdef0'], privateSubnetIds: ['subnet-0123456789abcdef1'],
  });
}

const IDS = [...new Set(textsBelow('src').flatMap((text) => [...text.matchAll(new RegExp(`'${PREFIX}(\\w+)'`, 'g'))].map(([, id]) => id)))];

/** Users acknowledge a warning by its id, so an id is part of the API. */
test('every id of a warning is in some test', () => {
  const tests = textsBelow('test').join('\n');

  expect(IDS.length).toBeGreaterThan(20);
  expect(IDS.filter((id) => !new RegExp(`\\b${id}\\b`).test(tests))).toEqual([]);
});

test.each<[id: string, (stack: cdk.Stack) => Partial<LatticeExternalIngressProps>]>([
  ['ipv6Clients', (stack) => ({ vpc: importedVpc(stack), trustedProxies: TRUSTED, clients: [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')] })],
  ['openEgress', (stack) => ({ vpc: importedVpc(stack), trustedProxies: TRUSTED })],
  ['zoneWithoutLattice', () => ({})],
])('the warning %s is gone where it is acknowledged', (id, props) => {
  const warning = Match.stringLikeRegexp(`\\[ack: ${PREFIX}${id}\\]`);
  const [stack, quiet] = [undefined, id].map((acknowledged) => {
    const made = new cdk.Stack(new cdk.App({ analyticsReporting: false }), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
    const ingress = new LatticeExternalIngress(made, 'Ingress', { ...compulsoryProps(made), ...props(made) });
    if (acknowledged) cdk.Annotations.of(ingress).acknowledgeWarning(`${PREFIX}${acknowledged}`);
    return made;
  });

  Annotations.fromStack(stack).hasWarning('*', warning);
  Annotations.fromStack(quiet).hasNoWarning('*', warning);
});
