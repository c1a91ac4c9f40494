import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { pointSdkAt } from './environment';
import { IamStandIn } from './iam-stand-in';
import { inlineFunction } from './inline-function';

const ROLES = {
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
};
const SERVICES = Object.keys(ROLES);
const NAMES = Object.values(ROLES);
const SETTLING = 15_000;
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

let iam: IamStandIn;
let cloudFormation: CloudFormationStandIn;
let pauses: number[];
let errors: Error[];

beforeEach(async () => {
  iam = new IamStandIn(ROLES);
  cloudFormation = new CloudFormationStandIn();
  await Promise.all([iam.start(), cloudFormation.start()]);
  pointSdkAt({ iam: iam.url });
  [pauses, errors] = [[], []];
});

afterEach(async () => Promise.all([iam.stop(), cloudFormation.stop()]));

async function make(requestType: 'Create' | 'Update' | 'Delete' = 'Create'): Promise<Answer> {
  return cloudFormation.invoke(inlineFunction('make-service-linked-roles', { pauses, errors }), {
    RequestType: requestType,
    PhysicalResourceId: requestType === 'Create' ? undefined : 'ServiceLinkedRoles',
    ResourceProperties: { Roles: ROLES },
  });
}

test.each(['Create', 'Update'] as const)('%s makes the roles, and waits until services can assume them', async (requestType) => {
  expect(await make(requestType)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'ServiceLinkedRoles' });
  expect([...iam.roles.keys()].sort()).toEqual([...NAMES].sort());
  expect(pauses).toContain(SETTLING);
});

test('makes the one that is missing', async () => {
  iam.roles.set(NAMES[0], LONG_AGO);
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect([...iam.roles.keys()]).toEqual(NAMES);
  expect(pauses).toContain(SETTLING);
});

test('waits for nothing where the account has had them for long', async () => {
  NAMES.forEach((name) => iam.roles.set(name, LONG_AGO));
  expect(await make()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'ServiceLinkedRoles' });
  expect(pauses.filter((ms) => ms <= SETTLING)).toEqual([]);
});

test('waits for the rest of the time where another ingress, or the same event before, has made them just now', async () => {
  iam.roles.set(NAMES[0], new Date(Date.now() - 9_000));
  iam.roles.set(NAMES[1], new Date(Date.now() - 5_000));
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect(pauses).toContain(SETTLING - 5_000);
});

test('waits no longer where the clock of IAM is ahead, and not at all where it may not look', async () => {
  NAMES.forEach((name) => iam.roles.set(name, new Date(Date.now() + 3_600_000)));
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect(pauses).toContain(SETTLING);
  pauses.length = 0;
  iam.deniesGetRole = true;
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect(pauses).not.toContain(SETTLING);
});

describe('where an organisation denies it to make roles', () => {
  beforeEach(() => {
    for (let call = 0; call < 20; call++) iam.nextErrors.push({ code: 'AccessDenied', message: 'with an explicit deny in a service control policy' });
  });

  test('succeeds if the account has them, and waits for nothing more', async () => {
    NAMES.forEach((name) => iam.roles.set(name, LONG_AGO));
    expect(await make()).toMatchObject({ Status: 'SUCCESS' });
    expect(pauses).not.toContain(SETTLING);
  });

  test('fails if one of them is missing, and says which, why and what to do', async () => {
    iam.roles.set(ROLES['ecs.amazonaws.com'], LONG_AGO);
    const { Status, Reason } = await make();
    expect(Status).toBe('FAILED');
    expect(errors.map(({ name }) => name)).toContain('NoSuchEntityException');
    expect(errors.at(-1)!.cause).toMatchObject({ name: 'AccessDenied' });
    expect(Reason).toMatch(new RegExp('^the service-linked role of \'ecs.application-autoscaling.amazonaws.com\' could not be made: AccessDenied: iam:CreateServiceLinkedRole is denied'
      + '.*: with an explicit deny in a service control policy: .*: deploy again, or make it with: aws iam create-service-linked-role --aws-service-name ecs.application-autoscaling.amazonaws.com'));
  });
});

test('takes no other refusal for a denial, also where the account has the roles', async () => {
  NAMES.forEach((name) => iam.roles.set(name, LONG_AGO));
  iam.nextErrors.push(...SERVICES.map(() => ({ code: 'ConcurrentModification', message: 'too many at once' })));
  expect(await make()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('ConcurrentModificationException: too many at once') });
});

test('tries again when IAM throttles', async () => {
  iam.nextErrors.push({ code: 'Throttling', message: 'Rate exceeded' });
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
  expect(iam.roles.size).toBe(2);
});

test('asks again when IAM does not reply in time, more often than the SDK does by itself', async () => {
  iam.roles.set(NAMES[0], LONG_AGO);
  // Of five such replies to two calls, one call gets three.
  iam.nextErrors.push(...Array.from({ length: 5 }, () => ({ code: 'RequestTimeout', message: 'too slow' })));
  expect(await make()).toMatchObject({ Status: 'SUCCESS' });
});

test('says what to do where IAM refuses otherwise', async () => {
  iam.nextErrors.push(...SERVICES.map(() => ({ code: 'InvalidInput', message: 'not a valid service' })));
  const { Status, Reason } = await make();
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(/not a valid service.*aws iam create-service-linked-role --aws-service-name ecs/);
});

test('deletes nothing', async () => {
  await make();
  iam.actions.length = 0;
  expect(await make('Delete')).toMatchObject({ Status: 'SUCCESS' });
  expect(iam.actions).toEqual([]);
  expect(iam.roles.size).toBe(2);
});
