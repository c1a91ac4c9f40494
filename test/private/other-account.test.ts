import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork } from '../../src';
import { warnOfOtherAccount } from '../../src/private/other-account';
import { compulsoryProps } from '../ingress';

const stackOf = (app: App, id: string, account?: string) => new Stack(app, id, { env: account ? { account, region: 'us-east-1' } : undefined });
const importedVpc = (scope: Stack) => ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  publicSubnetIds: ['subnet-1', 'subnet-2'],
  publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
  privateSubnetIds: ['subnet-3', 'subnet-4'],
});

/** The ids of the warnings about other accounts, where the account of the ingress and that of a second stack are these. */
function warningsOf(own: string | undefined, other: string | undefined, props: (stack: Stack) => object): string[] {
  const app = new App();
  const [stack, second] = [stackOf(app, 'Stack', own), stackOf(app, 'Second', other)];
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...props(second) });
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('OfAnotherAccount'))
    .map(({ entry }) => /cdk-lattice-external-ingress:(\w+)/.exec(String(entry.data))![1]);
}

const MADE = {
  vpcOfAnotherAccount: (stack: Stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc'), egress: Egress.existingRoutes() }),
  serviceOfAnotherAccount: (stack: Stack) => ({ services: [{ domainName: 'api.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Api')) }] }),
  serviceNetworkOfAnotherAccount: (stack: Stack) => ({ lattice: LatticeAccess.vpcAssociation(new vpclattice.CfnServiceNetwork(stack, 'Network')) }),
};

describe.each(Object.entries(MADE))('%s', (id, props) => {
  test('is said where the account differs', () => {
    expect(warningsOf('111122223333', '444455556666', props)).toEqual([id]);
  });

  test.each([['the accounts are the same', '111122223333', '111122223333'], ['no account is known', undefined, undefined]])('is not said where %s', (_, own, other) => {
    expect(warningsOf(own, other, props)).toEqual([]);
  });
});

test.each<[what: string, props: (stack: Stack) => object]>([
  ['VPC', (stack) => ({ vpc: importedVpc(stack), egress: Egress.existingRoutes() })],
  ['service network', (stack) => ({ lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')) })],
])('an imported %s of another account is shared already', (_, props) => {
  expect(warningsOf('111122223333', '444455556666', props)).toEqual([]);
});

test.each([['111122223333', undefined], [undefined, '111122223333']])('nothing is said where only one account is known, which CDK refuses: %s and %s', (own, other) => {
  const app = new App();
  const [scope, made] = [stackOf(app, 'Stack', own), stackOf(app, 'Second', other)];
  warnOfOtherAccount(scope, 'vpc', made, 'vpcOfAnotherAccount', 'the deployment fails');
  expect(scope.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')).toEqual([]);
});
