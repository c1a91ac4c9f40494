import { Ec2Account, startEc2Account } from './ec2-account';
import { inlineFunction } from './inline-function';

const NAMES = {
  VpcLatticeIpv4: 'com.amazonaws.us-east-1.vpc-lattice',
  VpcLatticeIpv6: 'com.amazonaws.us-east-1.ipv6.vpc-lattice',
  S3: 'com.amazonaws.us-east-1.s3',
};

let account: Ec2Account;

beforeEach(async () => {
  account = await startEc2Account();
  account.ec2.prefixLists.set(NAMES.VpcLatticeIpv4, 'pl-4').set(NAMES.VpcLatticeIpv6, 'pl-6').set(NAMES.S3, 'pl-3').set('com.amazonaws.us-east-1.dynamodb', 'pl-d');
});

afterEach(async () => account.stop());

const create = { RequestType: 'Create', ResourceProperties: { Names: NAMES } } as const;

test('finds every list, on all pages', async () => {
  const answer = await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'prefix-lists', Data: { VpcLatticeIpv4: 'pl-4', VpcLatticeIpv6: 'pl-6', S3: 'pl-3' } });
  expect(account.ec2.callsOf('DescribeManagedPrefixLists')).toHaveLength(2);
});

test('an update keeps the physical id, so that CloudFormation deletes nothing', async () => {
  const update = { RequestType: 'Update', PhysicalResourceId: 'prefix-lists', ResourceProperties: { Names: { S3: NAMES.S3 }, Revision: '2' } } as const;
  const answer = await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), update);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'prefix-lists', Data: { S3: 'pl-3' } });
});

test.each([
  ['VPC Lattice', [NAMES.VpcLatticeIpv4, NAMES.VpcLatticeIpv6],
    "no managed prefix list 'com.amazonaws.us-east-1.vpc-lattice' and 'com.amazonaws.us-east-1.ipv6.vpc-lattice' in this Region "
    + "(found: 'com.amazonaws.us-east-1.s3'): Amazon VPC Lattice may not be available here, or not over this version of IP: deploy to a Region that has it"],
  ['VPC Lattice over IPv6', [NAMES.VpcLatticeIpv6],
    "no managed prefix list 'com.amazonaws.us-east-1.ipv6.vpc-lattice' in this Region (found: 'com.amazonaws.us-east-1.vpc-lattice' and 'com.amazonaws.us-east-1.s3'): "
    + 'Amazon VPC Lattice may not be available here, or not over this version of IP'],
  ['Amazon S3', [NAMES.S3],
    "no managed prefix list 'com.amazonaws.us-east-1.s3' in this Region (found: 'com.amazonaws.us-east-1.vpc-lattice' and 'com.amazonaws.us-east-1.ipv6.vpc-lattice'): "
    + 'every Region has it, so something may hide it from this function: deploy again, and ask AWS Support if it stays away'],
  ['anything', Object.values(NAMES), '(found: none): Amazon VPC Lattice may not be available here'],
])('says what is missing, what is there and why where the Region has no list of %s', async (_, missing, reason) => {
  missing.forEach((name) => account.ec2.prefixLists.delete(name));
  const answer = await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create);
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(reason);
});

test('finds nothing where EC2 leaves out the list', async () => {
  account.ec2.leavesOutEmptyLists = true;
  account.ec2.prefixLists.clear();
  expect((await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).Reason).toContain('(found: none)');
});

test('tries again when EC2 throttles', async () => {
  account.ec2.nextErrors.push('RequestLimitExceeded', 'RequestLimitExceeded');
  expect(await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).toMatchObject({ Status: 'SUCCESS' });
});

test('asks again when EC2 does not reply in time, more often than the SDK does by itself', async () => {
  account.ec2.nextErrors.push('RequestTimeout', 'RequestTimeout', 'RequestTimeout');
  expect(await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).toMatchObject({ Status: 'SUCCESS' });
});

test('says what EC2 refuses, at once', async () => {
  account.ec2.nextErrors.push('InvalidParameterValue');
  expect((await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).Reason).toMatch(/^InvalidParameterValue: You are told to fail/);
  expect(account.ec2.calls).toHaveLength(1);
});

test('deletes nothing', async () => {
  const remove = { ...create, RequestType: 'Delete', PhysicalResourceId: 'prefix-lists' } as const;
  expect(await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), remove)).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.calls).toHaveLength(0);
});
