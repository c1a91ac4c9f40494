import { Answer, lambdaContext } from './cloudformation-stand-in';
import { Ec2Account, startEc2Account } from './ec2-account';
import { inlineFunction } from './inline-function';

const API = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';
const ORDERS = 'orders-0123456789abcdef1.7d67968.vpc-lattice-svcs.us-east-1.on.aws';

let account: Ec2Account;
let pauses: number[];

beforeEach(async () => {
  account = await startEc2Account();
  pauses = [];
});

afterEach(async () => account.stop());

async function find(services: string[], requestType: 'Create' | 'Update' | 'Delete' = 'Create'): Promise<Answer> {
  return account.cloudFormation.invoke(inlineFunction('find-endpoint-services', { pauses }), {
    RequestType: requestType,
    PhysicalResourceId: requestType === 'Create' ? undefined : 'endpoint-services',
    ResourceProperties: { EndpointIds: ['vpce-1', 'vpce-2'], Services: services },
  }, lambdaContext(12 * 60_000));
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

/** How long it waited between two looks, in all. */
function waited(): number {
  return pauses.filter((ms) => ms === 10_000).length * 10_000;
}

describe('a service in two networks', () => {
  const first = { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0' };
  const second = { endpointId: 'vpce-2', serviceId: 'svc-0123456789abcdef0', name: 'second.example' };

  test('is waited for at the first endpoint while it has no name there', async () => {
    account.ec2.associations.push(second, first);
    account.ec2.afterListing = () => {
      if (account.ec2.calls.length === 20) account.ec2.associations.push({ ...first, name: 'first.example' });
    };
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'first.example' });
    expect(waited()).toBeGreaterThan(60_000);
  });

  test('is waited for at the first endpoint for a minute while that lists nothing', async () => {
    account.ec2.associations.push(second);
    account.ec2.afterListing = () => {
      if (account.ec2.calls.length === 4) account.ec2.associations.push({ ...first, name: 'first.example' });
    };
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'first.example' });
    expect(waited()).toBe(40_000);
  });

  test('is taken from the second endpoint after that minute', async () => {
    account.ec2.associations.push(second);
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'second.example' });
    expect(waited()).toBe(60_000);
  });

  test('is waited for at the first endpoint for that minute while no service has a name there', async () => {
    account.ec2.associations.push(second, { endpointId: 'vpce-1', serviceId: 'svc-99999999999999999' });
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'second.example' });
    expect(waited()).toBe(60_000);
  });

  test('is taken from the second endpoint at once where the first has names of others', async () => {
    account.ec2.associations.push(second, { endpointId: 'vpce-1', serviceId: 'svc-99999999999999999', name: 'other.example' });
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'second.example' });
    expect(waited()).toBe(0);
  });
});

describe('an association that failed', () => {
  const failed = { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', failureCode: 'NotAuthorized', failureReason: 'the service network is not shared any more' };

  test.each([
    [failed, 'NotAuthorized: the service network is not shared any more'],
    [{ ...failed, failureCode: undefined }, 'no code: the service network is not shared any more'],
    [{ ...failed, failureReason: undefined }, 'NotAuthorized: no reason given'],
  ])('is said at once, as AWS says it: %j', async (association, reason) => {
    account.ec2.associations.push(association);
    const answer = await find([API]);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`${API} gets no name at vpce-1: ${reason}: correct that, then deploy again`) });
    expect(waited()).toBe(0);
  });

  test('does not count where another serves the service', async () => {
    account.ec2.associations.push(failed, { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'api.example' });
  });

  test('does not count while another is made', async () => {
    account.ec2.associations.push(failed, { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0' });
    account.ec2.afterListing = () => {
      if (account.ec2.calls.length === 3) account.ec2.associations.push({ ...failed, name: 'api.example', failureCode: undefined, failureReason: undefined });
    };
    expect((await find([API])).Data).toMatchObject({ DomainName0: 'api.example' });
  });
});

test('waits for the hosted zone of a name', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example', zone: '' });
  account.ec2.afterListing = () => {
    if (account.ec2.calls.length === 2) account.ec2.associations.splice(0, 1, { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  };
  expect((await find([API])).Data).toMatchObject({ DomainName0: 'api.example', HostedZoneId0: 'Z-api.example' });
});

test('ten names as long as DNS allows, in the zones of the longest ids, fit into one answer', async () => {
  const services = [...Array(10).keys()].map((digit) => API.replace('def0', `def${digit}`));
  services.forEach((_, digit) => account.ec2.associations.push({
    endpointId: 'vpce-1', serviceId: `svc-0123456789abcdef${digit}`, name: `${digit}`.repeat(253), zone: 'Z'.repeat(32),
  }));
  const answer = await account.cloudFormation.invoke(inlineFunction('find-endpoint-services'), {
    RequestType: 'Create',
    // The longest that CloudFormation allows.
    LogicalResourceId: 'R'.repeat(255),
    StackId: `arn:aws-us-gov:cloudformation:ap-southeast-99:111122223333:stack/${'s'.repeat(128)}/00000000-0000-0000-0000-000000000000`,
    ResourceProperties: { EndpointIds: ['vpce-1'], Services: services },
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DomainName9: '9'.repeat(253) } });
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

test('names every service that it waited for, also where the endpoints list nothing', async () => {
  account.ec2.leavesOutEmptyLists = true;
  expect((await find([API, ORDERS])).Reason).toContain(`waited 10 minutes for ${API}, ${ORDERS} to get a name at vpce-1, vpce-2: `);
});

test('passes over what is no service', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: '', name: 'resource.example' }, { endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  expect((await find([API])).Data).toMatchObject({ DomainName0: 'api.example' });
});

test.each([
  'api.example.com',
  'api-0123456789abcdef0.example.com',
  `${API}.evil.example`,
  API.replace('on.aws', 'on.aws.evil.example'),
  API.replace('on.aws', 'onXaws'),
  API.replace('.vpc-lattice-svcs', 'Xvpc-lattice-svcs'),
  API.replace('def0.', 'def0X'),
  API.replace('-0123', '-123'),
])('refuses what is no generated name: %s', async (name) => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  expect((await find([name])).Reason).toContain(`'${name}' is not the name that VPC Lattice generates for a service: check LatticeService.fromDomainName(...)`);
});

test('tries again when EC2 throttles', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  account.ec2.nextErrors.push('RequestLimitExceeded');
  expect(await find([API])).toMatchObject({ Status: 'SUCCESS' });
});

test('asks again when EC2 does not reply in time, more often than the SDK does by itself', async () => {
  account.ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  account.ec2.nextErrors.push('RequestTimeout', 'RequestTimeout', 'RequestTimeout');
  expect(await find([API])).toMatchObject({ Status: 'SUCCESS' });
});

test('has nothing to delete', async () => {
  expect(await find([API], 'Delete')).toMatchObject({ Status: 'SUCCESS' });
  expect(account.ec2.calls).toHaveLength(0);
});
