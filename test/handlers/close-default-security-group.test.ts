import { Answer } from './cloudformation-stand-in';
import { Ec2Account, startEc2Account } from './ec2-account';
import { SecurityGroupRule } from './ec2-stand-in';
import { inlineFunction } from './inline-function';

const RULES: SecurityGroupRule[] = [
  { peer: '10.0.0.0/8', isEgress: false }, { peer: '0.0.0.0/0', isEgress: true }, { peer: '10.0.0.0/8', isEgress: true },
];

let account: Ec2Account;

beforeEach(async () => {
  account = await startEc2Account();
  account.ec2.rules.set('sg-1', RULES).set('sg-2', RULES);
});

afterEach(async () => account.stop());

async function close(requestType: 'Create' | 'Update' | 'Delete' = 'Create', pauses: number[] = []): Promise<Answer> {
  return account.cloudFormation.invoke(inlineFunction('close-default-security-group', { pauses }), {
    RequestType: requestType,
    PhysicalResourceId: requestType === 'Create' ? undefined : 'sg-1',
    ResourceProperties: { SecurityGroupId: 'sg-1' },
  });
}

test.each(['Create', 'Update'] as const)('%s removes every rule, and none of another group', async (requestType) => {
  expect(await close(requestType)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(account.ec2.rules.get('sg-1')).toEqual([]);
  expect(account.ec2.rules.get('sg-2')).toEqual(RULES);
  expect(account.ec2.callsOf('DescribeSecurityGroups')).toHaveLength(1);
});

// "You can't specify a source security group and a CIDR IP address range in the same set of permissions."
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
test.each(['empty', 'left out'])('names groups and ranges apart, which EC2 lists together and does not take together, when empty lists are %s', async (spelling) => {
  account.ec2.leavesOutEmptyLists = spelling === 'left out';
  account.ec2.rules.set('sg-1', [...['sg-1', 'pl-0123456789abcdef0', '2001:db8::/32'].map((peer) => ({ peer, isEgress: false })), ...RULES]);
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.rules.get('sg-1')).toEqual([]);
});

test.each(['empty', 'left out'])('is done when the lists of rules are %s', async (spelling) => {
  account.ec2.leavesOutEmptyLists = spelling === 'left out';
  account.ec2.rules.set('sg-1', []);
  expect(await close()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(account.ec2.calls.map((call) => call.get('Action'))).toEqual(['DescribeSecurityGroups']);
});

test('removes the others when somebody else removed one meanwhile', async () => {
  account.ec2.rules.set('sg-1', [RULES[1], RULES[2]]);
  account.ec2.afterListing = () => {
    account.ec2.afterListing = () => {};
    account.ec2.rules.set('sg-1', [RULES[2]]);
  };
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.rules.get('sg-1')).toEqual([]);
});

test('gives up when the rules keep changing', async () => {
  account.ec2.afterListing = () => account.ec2.rules.set('sg-1', [{ peer: `10.0.0.${account.ec2.calls.length}/32`, isEgress: true }]);
  const pauses: number[] = [];
  expect(await close('Create', pauses)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining("security group 'sg-1' keep changing: deploy again") });
  // The longest timer is the end of the function.
  expect(pauses.filter((ms) => ms < 60_000)).toEqual([1_000, 2_000, 3_000, 4_000]);
});

test('tries again when EC2 throttles', async () => {
  account.ec2.nextErrors.push('RequestLimitExceeded');
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
});

test('asks again when EC2 does not reply in time, more often than the SDK does by itself', async () => {
  account.ec2.nextErrors.push('RequestTimeout', 'RequestTimeout', 'RequestTimeout');
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
});

test('says what EC2 refuses, at once', async () => {
  account.ec2.nextErrors.push('InvalidGroup.NotFound');
  expect((await close()).Reason).toMatch(/^InvalidGroup.NotFound: You are told to fail/);
  expect(account.ec2.calls).toHaveLength(1);
});

test('says why EC2 does not revoke a rule, at once', async () => {
  account.ec2.afterListing = () => {
    account.ec2.afterListing = () => {};
    account.ec2.nextErrors.push('InvalidParameterValue');
  };
  expect((await close()).Reason).toMatch(/^InvalidParameterValue: You are told to fail/);
  expect(account.ec2.callsOf('DescribeSecurityGroups')).toHaveLength(1);
});

test('deletes nothing', async () => {
  expect(await close('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(account.ec2.calls).toHaveLength(0);
});
