import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { Ec2StandIn, SecurityGroupRule } from './ec2-stand-in';
import { pointSdkAt } from './environment';
import { inlineFunction } from './inline-function';

const RULES: SecurityGroupRule[] = [
  { range: '10.0.0.0/8', isEgress: false }, { range: '0.0.0.0/0', isEgress: true }, { range: '10.0.0.0/8', isEgress: true },
];

let ec2: Ec2StandIn;
let cloudFormation: CloudFormationStandIn;

beforeEach(async () => {
  ec2 = new Ec2StandIn();
  cloudFormation = new CloudFormationStandIn();
  await Promise.all([ec2.start(), cloudFormation.start()]);
  pointSdkAt({ ec2: ec2.url });
  ec2.rules.set('sg-1', RULES).set('sg-2', RULES);
});

afterEach(async () => Promise.all([ec2.stop(), cloudFormation.stop()]));

async function close(requestType: 'Create' | 'Update' | 'Delete' = 'Create'): Promise<Answer> {
  return cloudFormation.invoke(inlineFunction('close-default-security-group', { speed: 50 }), {
    RequestType: requestType,
    PhysicalResourceId: requestType === 'Create' ? undefined : 'sg-1',
    ResourceProperties: { SecurityGroupId: 'sg-1' },
  });
}

test.each(['Create', 'Update'] as const)('%s removes every rule, and none of another group', async (requestType) => {
  expect(await close(requestType)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(ec2.rules.get('sg-1')).toEqual([]);
  expect(ec2.rules.get('sg-2')).toEqual(RULES);
  expect(ec2.callsOf('DescribeSecurityGroups')).toHaveLength(1);
});

test('is done when there are no rules', async () => {
  ec2.rules.set('sg-1', []);
  expect(await close()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(ec2.calls.map((call) => call.get('Action'))).toEqual(['DescribeSecurityGroups']);
});

test('removes the others when somebody else removed one meanwhile', async () => {
  ec2.rules.set('sg-1', [RULES[1], RULES[2]]);
  ec2.afterListing = () => {
    ec2.afterListing = () => {};
    ec2.rules.set('sg-1', [RULES[2]]);
  };
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
  expect(ec2.rules.get('sg-1')).toEqual([]);
});

test('gives up when the rules keep changing', async () => {
  ec2.afterListing = () => ec2.rules.set('sg-1', [{ range: `10.0.0.${ec2.calls.length}/32`, isEgress: true }]);
  expect(await close()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining("security group 'sg-1' keep changing: deploy again") });
});

test('tries again when EC2 throttles', async () => {
  ec2.nextErrors.push('RequestLimitExceeded');
  expect(await close()).toMatchObject({ Status: 'SUCCESS' });
});

test('says what EC2 refuses', async () => {
  ec2.nextErrors.push('UnauthorizedOperation');
  expect((await close()).Reason).toMatch('UnauthorizedOperation');
});

test('deletes nothing', async () => {
  expect(await close('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'sg-1' });
  expect(ec2.calls).toHaveLength(0);
});
