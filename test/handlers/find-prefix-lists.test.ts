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

test('names a list that the Region has not', async () => {
  account.ec2.prefixLists.delete(NAMES.VpcLatticeIpv6);
  const answer = await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create);
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch("no managed prefix list 'com.amazonaws.us-east-1.ipv6.vpc-lattice' in this Region: Amazon VPC Lattice may not be available here");
});

test('tries again when EC2 throttles', async () => {
  account.ec2.nextErrors.push('RequestLimitExceeded', 'RequestLimitExceeded');
  expect(await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).toMatchObject({ Status: 'SUCCESS' });
});

test('says what EC2 refuses', async () => {
  account.ec2.nextErrors.push('UnauthorizedOperation');
  expect((await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), create)).Reason).toMatch('UnauthorizedOperation');
});

test('deletes nothing', async () => {
  const remove = { ...create, RequestType: 'Delete', PhysicalResourceId: 'prefix-lists' } as const;
  expect(await account.cloudFormation.invoke(inlineFunction('find-prefix-lists'), remove)).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.calls).toHaveLength(0);
});
