import { Answer, lambdaContext } from './cloudformation-stand-in';
import { Ec2Account, startEc2Account } from './ec2-account';
import { inlineFunction } from './inline-function';

const API = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';
const ORDERS = 'orders-0123456789abcdef1.7d67968.vpc-lattice-svcs.us-east-1.on.aws';

const SPEED = 2000;

let account: Ec2Account;

beforeEach(async () => {
  account = await startEc2Account();
});

afterEach(async () => account.stop());

async function find(services: string[], requestType: 'Create' | 'Update' | 'Delete' = 'Create'): Promise<Answer> {
  return account.cloudFormation.invoke(inlineFunction('find-endpoint-services', { speed: SPEED }), {
    RequestType: requestType,
    PhysicalResourceId: requestType === 'Create' ? undefined : 'endpoint-services',
    ResourceProperties: { EndpointIds: ['vpce-1', 'vpce-2'], Services: services },
    // Its pauses are shortened, what it asks EC2 is not: it gets as many times longer.
  }, lambdaContext(SPEED * 12 * 60_000));
}

test('finds the name and the zone of each service, in the order asked for, on all pages', async () => {
  account.ec2.associations.push(
    { endpointId: 'vpce-1', serviceId: 'svc-99999999999999999', name: 'other.example' },
    { endpointId: 'vpce-2', serviceId: 'svc-0123456789abcdef1', name: 'orders.example' },
    { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' },
  );
  expect(await find([API, ORDERS])).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'endpoint-services',
    Data: { DomainName0: 'api.example', HostedZoneId0: 'Z-api.example', DomainName1: 'orders.example', HostedZoneId1: 'Z-orders.example' },
  });
});

test('takes a service from the first endpoint that has it', async () => {
  account.ec2.associations.push(
    { endpointId: 'vpce-2', serviceId: 'svc-0123456789abcdef0', name: 'second.example' },
    { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'first.example' },
  );
  expect((await find([API])).Data).toMatchObject({ DomainName0: 'first.example' });
});

test('waits for a service that has no name yet', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0' });
  account.ec2.afterListing = () => {
    if (account.ec2.calls.length === 3) account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'late.example' });
  };
  expect((await find([API])).Data).toMatchObject({ DomainName0: 'late.example' });
  expect(account.ec2.callsOf('DescribeVpcEndpointAssociations').length).toBeGreaterThan(3);
});

test('gives up in time, and says what it waited for and what to do', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  const { Status, Reason } = await find([API, ORDERS]);
  expect(Status).toBe('FAILED');
  expect(Reason).toContain(`waited 10 minutes for ${ORDERS} to get a name at vpce-1, vpce-2: associate the services with one of the service networks`);
  expect(Reason).not.toContain(API);
});

test('refuses what is no generated name', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  expect((await find(['api.example.com'])).Reason).toContain('\'api.example.com\' is not the name that VPC Lattice generates for a service');
});

test('tries again when EC2 throttles', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  account.ec2.nextErrors.push('RequestLimitExceeded');
  expect(await find([API])).toMatchObject({ Status: 'SUCCESS' });
});

test('has nothing to delete', async () => {
  expect(await find([API], 'Delete')).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.calls).toHaveLength(0);
});
