import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { Ec2StandIn } from './ec2-stand-in';
import { pointSdkAt } from './environment';
import { CustomResourceEvent, inlineFunction, InlineFunction, LambdaContext, saidIn } from './inline-function';
import { LatticeStandIn, ListedService } from './lattice-stand-in';
import { Route53StandIn } from './route53-stand-in';
import { FollowedNames } from '../../src/monitoring/follower-metric';
import { matches } from '../monitoring/filter-pattern';

const OWNER = 'lattice-external-ingress 0';
const NETWORK = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0';
const OTHER_NETWORK = 'arn:aws:vpc-lattice:us-east-1:444455556666:servicenetwork/sn-0123456789abcdef1';
const ZONE = 'ZAPPS';

const lattice = new LatticeStandIn();
const route53 = new Route53StandIn();
const ec2 = new Ec2StandIn();
const cloudFormation = new CloudFormationStandIn();
const log: string[] = [];

beforeAll(async () => {
  await Promise.all([lattice, route53, ec2, cloudFormation].map((each) => each.start()));
  pointSdkAt({ lattice: lattice.url, route53: route53.url, ec2: ec2.url });
});

afterAll(async () => Promise.all([lattice, route53, ec2, cloudFormation].map((each) => each.stop())));

beforeEach(() => {
  lattice.networks.clear();
  lattice.failsOnPage = undefined;
  [lattice.pages, lattice.nextErrors, route53.batches, route53.nextErrors, route53.nextListErrors].forEach((list) => list.splice(0));
  [ec2.calls, ec2.associations, ec2.nextErrors, log].forEach((list) => list.splice(0));
  route53.zones.clear();
  route53.afterListing = () => {};
  route53.addZone(ZONE, 'apps.example.com');
});

const follower = (): InlineFunction => inlineFunction('follow-services', { log });

function work(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { Owner: OWNER, ServiceNetworks: [NETWORK], Domains: ['*.apps.example.com'], Zones: [{ Id: ZONE, Name: 'apps.example.com' }], ...changes };
}

/** One run of the schedule; what it logged. */
async function run(changes?: Record<string, unknown>): Promise<Record<string, unknown>> {
  log.splice(0);
  await follower().handler(work(changes) as unknown as CustomResourceEvent, {} as LambdaContext);
  return JSON.parse(saidIn(log.at(-1)!));
}

async function deploy(RequestType: 'Create' | 'Update' | 'Delete', changes?: Record<string, unknown>): Promise<Answer> {
  return cloudFormation.invoke(follower(), { RequestType, PhysicalResourceId: RequestType === 'Create' ? undefined : ZONE, ResourceProperties: work({ ZoneId: ZONE, ...changes }) });
}

function services(...listed: ListedService[]): void {
  lattice.networks.set(NETWORK, listed);
}

const API = { id: 'svc-1', domain: 'api.apps.example.com' };
const ORDERS = { id: 'svc-2', domain: 'orders.apps.example.com' };

const both = (name: string, target: string) => [`A ${name} > ${target}`, `AAAA ${name} > ${target}`];

const foreign = (name: string, setIdentifier = '') => `<Name>${name}</Name><Type>A</Type>${setIdentifier && `<SetIdentifier>${setIdentifier}</SetIdentifier><Weight>1</Weight>`}`
  + '<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>';

/** A name below the allowed wildcard, with so many characters. */
function nameOf(length: number): string {
  const rest = '.apps.example.com';
  return `${`${'a'.repeat(62)}.`.repeat(4).slice(0, length - rest.length - 1)}a${rest}`;
}

describe('a service', () => {
  test('that comes gets an A and an AAAA record, marked with the owner', async () => {
    services(API);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
    expect(route53.zones.get(ZONE)!.filter(({ setIdentifier }) => setIdentifier === OWNER)).toHaveLength(2);
  });

  test('that stays is not written again', async () => {
    services(API);
    await run();
    expect(await run()).toEqual({ followedNames: 1, changedNames: 0 });
    expect(route53.batches).toHaveLength(1);
  });

  test('that goes loses its records, and the others keep theirs', async () => {
    services(API, ORDERS);
    await run();
    services(ORDERS);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual(both('orders.apps.example.com', 'svc-2.on.aws'));
  });

  test('that gets another name is under the new one only', async () => {
    services(API);
    await run();
    services({ ...API, domain: 'new.apps.example.com' });
    await run();
    expect(route53.leads(ZONE)).toEqual(both('new.apps.example.com', 'svc-1.on.aws'));
  });

  test('that is replaced by another under the same name is replaced in one batch', async () => {
    services(API);
    await run();
    services({ ...API, id: 'svc-3' });
    await run();
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-3.on.aws'));
    expect(route53.batches).toHaveLength(2);
    expect(route53.batches[1].map((change) => change.split(' ')[0])).toEqual(['DELETE', 'DELETE', 'CREATE', 'CREATE']);
  });

  test('of a wildcard name is made once', async () => {
    services({ id: 'svc-1', domain: '*.Shop.apps.example.com' });
    await run();
    expect(route53.leads(ZONE)).toEqual(both('*.shop.apps.example.com', 'svc-1.on.aws'));
    expect(await run()).toEqual({ followedNames: 1, changedNames: 0 });
  });

  test.each<[string, Partial<ListedService>]>([
    ['is outside the allowed domains', { domain: 'api.example.com' }],
    ['is the base of an allowed wildcard', { domain: 'apps.example.com' }],
    ['only ends like an allowed domain', { domain: 'evil-apps.example.com' }],
    ['has no custom domain name', { domain: undefined }],
    ['has a name that DNS does not take', { domain: 'a b.apps.example.com' }],
    ['has a name that only starts like one', { domain: 'api.a b.apps.example.com' }],
    ['has a name that nginx refuses', { domain: 'a_b.apps.example.com' }],
    ['has a name with a hyphen at its end', { domain: 'a-.apps.example.com' }],
    ['has a name that is too long', { domain: nameOf(254) }],
    ['has a label that is too long', { domain: `${'a'.repeat(64)}.apps.example.com` }],
    ['is not associated yet', { status: 'CREATE_IN_PROGRESS' }],
    ['could not be associated', { status: 'CREATE_FAILED' }],
    ['is being taken away', { status: 'DELETE_IN_PROGRESS' }],
    ['has no generated name yet', { generatedName: '' }],
  ])('a service gets no record if it %s, and others get theirs', async (_, change) => {
    services({ ...API, ...change }, ORDERS);
    await run();
    expect(route53.leads(ZONE)).toEqual(both('orders.apps.example.com', 'svc-2.on.aws'));
  });

  test.each([nameOf(253), 'api.apps.example.com.', 'API.apps.example.com'])('with the name %s gets its records', async (domain) => {
    services({ ...API, domain });
    await run();
    expect(route53.leads(ZONE)).toEqual(both(domain.toLowerCase().replace(/\.$/, ''), 'svc-1.on.aws'));
  });

  test.each(['x', 'io', 'internal', 'x-1'])('in a zone below .%s gets its records', async (top) => {
    route53.addZone('ZTOP', `corp.${top}`);
    services({ ...API, domain: `api.corp.${top}` });
    await run({ Domains: [`*.corp.${top}`], Zones: [{ Id: 'ZTOP', Name: `corp.${top}` }] });
    expect(route53.leads('ZTOP')).toEqual(both(`api.corp.${top}`, 'svc-1.on.aws'));
  });

  test('is admitted by one of several domains', async () => {
    services(API, ORDERS);
    expect(await run({ Domains: ['api.apps.example.com', 'orders.apps.example.com'] })).toEqual({ followedNames: 2, changedNames: 2 });
  });

  test('is not admitted by a domain that only ends like its name', async () => {
    services(API);
    expect(await run({ Domains: ['xpi.apps.example.com'] })).toEqual({ followedNames: 0, changedNames: 0 });
  });

  test('that another account shares counts', async () => {
    services({ ...API, account: '444455556666' });
    await run();
    expect(route53.leads(ZONE)).toHaveLength(2);
  });

  test('of three hundred on three pages is found, and made with the others in two batches', async () => {
    services(...Array.from({ length: 300 }, (_, index) => ({ id: `svc-${index}`, domain: `s${index}.apps.example.com` })));
    expect(await run()).toMatchObject({ followedNames: 300, changedNames: 300 });
    expect(lattice.pages).toEqual([null, '100', '200']);
    expect(route53.batches.map(({ length }) => length)).toEqual([400, 200]);
    expect(await run()).toMatchObject({ followedNames: 300, changedNames: 0 });
  });
});

describe('two services that claim a name', () => {
  test('leave it where it was, which is said', async () => {
    services(API);
    await run();
    services({ ...API, id: 'svc-0' }, API);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 0, claimedTwice: ['api.apps.example.com'] });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });

  test('get none where it was nowhere', async () => {
    services({ ...API, id: 'svc-0' }, API, ORDERS);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1, claimedTwice: ['api.apps.example.com'] });
    expect(route53.leads(ZONE)).toEqual(both('orders.apps.example.com', 'svc-2.on.aws'));
  });

  test('lose it where it led to neither', async () => {
    services({ ...API, id: 'svc-9' });
    await run();
    services({ ...API, id: 'svc-0' }, API);
    await run();
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test('are one where the same service is in two networks: the first reaches it', async () => {
    services(API);
    lattice.networks.set(OTHER_NETWORK, [{ ...API, generatedName: 'elsewhere.on.aws' }]);
    expect(await run({ ServiceNetworks: [NETWORK, OTHER_NETWORK] })).toEqual({ followedNames: 1, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });
});

describe('a record of somebody else', () => {
  test.each([
    ['without a routing policy', foreign('api.apps.example.com')],
    ['of another owner', foreign('api.apps.example.com', 'lattice-external-ingress 00')],
    ['that is a CNAME', foreign('api.apps.example.com').replace('>A<', '>CNAME<')],
  ])('%s stays as it is, which is said', async (_, xml) => {
    route53.put(ZONE, xml);
    services(API, ORDERS);
    const before = route53.leads(ZONE);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1, recordOfOthers: ['api.apps.example.com'] });
    expect(route53.leads(ZONE)).toEqual([...before, ...both('orders.apps.example.com', 'svc-2.on.aws')].sort());
  });

  test('that no service claims is nothing to say', async () => {
    route53.put(ZONE, foreign('other.apps.example.com'));
    expect(await run()).toEqual({ followedNames: 0, changedNames: 0 });
  });

  test('beside those of the ingress stays, and so do they', async () => {
    services(API);
    await run();
    route53.put(ZONE, foreign('api.apps.example.com', 'somebody else'));
    expect(await run()).toEqual({ followedNames: 1, changedNames: 0 });
  });

  test('of another kind does not matter', async () => {
    route53.put(ZONE, foreign('api.apps.example.com').replace('>A<', '>TXT<'));
    services(API);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1 });
  });

  test('stays where the stack is deleted', async () => {
    services(API);
    await run();
    route53.put(ZONE, foreign('other.apps.example.com'));
    expect(await deploy('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(route53.leads(ZONE)).toEqual(['A other.apps.example.com > 192.0.2.1']);
    expect(route53.batches.slice(1)).toEqual([['DELETE AAAA api.apps.example.com', 'DELETE A api.apps.example.com']]);
  });

  test('that comes between the look and the change is not overwritten, and the other names are made', async () => {
    services(API, ORDERS);
    route53.afterListing = () => {
      if (route53.leads(ZONE).length === 0) route53.put(ZONE, foreign('api.apps.example.com'));
    };
    expect(await run()).toMatchObject({ followedNames: 1, recordOfOthers: ['api.apps.example.com'] });
    expect(route53.leads(ZONE)).toEqual(['A api.apps.example.com > 192.0.2.1', ...both('orders.apps.example.com', 'svc-2.on.aws')]);
  });
});

test.each([['Weight', '1', '0'], ['EvaluateTargetHealth', 'false', 'true'], ['HostedZoneId', 'ZLATTICE', 'ZOTHER'], ['DNSName', 'svc-1', 'svc-2']])(
  'a record of its own whose %s somebody changed is put right', async (element, right, wrong) => {
    services(API);
    await run();
    route53.zones.set(ZONE, route53.zones.get(ZONE)!.map((record) => ({ ...record, xml: record.xml.replace(`<${element}>${right}`, `<${element}>${wrong}`) })));
    await run();
    expect(route53.batches.at(-1)!.map((change) => change.split(' ')[0])).toEqual(['DELETE', 'DELETE', 'CREATE', 'CREATE']);
    expect(route53.zones.get(ZONE)!.filter(({ xml }) => xml.includes(`<${element}>${right}`))).toHaveLength(2);
  });

test('a record of its own that somebody removed is made again, and the other stays', async () => {
  services(API);
  await run();
  route53.zones.set(ZONE, route53.zones.get(ZONE)!.filter(({ type }) => type !== 'AAAA'));
  await run();
  expect(route53.batches.at(-1)).toEqual(['CREATE AAAA api.apps.example.com']);
});

test('a CNAME that has its mark makes room for its records', async () => {
  services(API);
  await run();
  const [record] = route53.zones.get(ZONE)!.filter(({ type }) => type === 'A');
  route53.remove(ZONE, 'api.apps.example.com');
  route53.put(ZONE, record.xml.replace('<Type>A<', '<Type>CNAME<'));
  await run();
  expect(route53.batches.at(-1)).toEqual(['DELETE CNAME', 'CREATE A', 'CREATE AAAA'].map((change) => `${change} api.apps.example.com`));
});

test('two runs at once make each record once, and both succeed', async () => {
  services(API, ORDERS);
  const reports = await Promise.all([run(), run()]);
  expect(reports.map(({ followedNames }) => followedNames)).toEqual([2, 2]);
  expect(route53.leads(ZONE)).toHaveLength(4);
});

test('what Route 53 refuses again and again fails the run, after the other names were made', async () => {
  services(API, ORDERS);
  // Three looks: all together, and then one by one.
  for (let look = 0; look < 3; look++) route53.nextErrors.push('InvalidChangeBatch', ...(look === 0 ? ['InvalidChangeBatch:not now', ''] : []));
  await expect(run()).rejects.toThrow('Route 53 refused changes 3 times: You are told to fail.');
  expect(route53.leads(ZONE)).toEqual(both('orders.apps.example.com', 'svc-2.on.aws'));
});

test('an error, and a line of the log, name twenty names at most', async () => {
  const names = Array.from({ length: 25 }, (_, index) => `s${index}.apps.example.com`);
  services(...names.map((domain, index) => ({ id: `svc-${index}`, domain })));
  for (let look = 0; look < 3; look++) route53.nextErrors.push('InvalidChangeBatch', ...names.map((name) => `InvalidChangeBatch:no ${name}`));
  await expect(run()).rejects.toThrow(new RegExp(`^Route 53 refused changes 3 times: ${names.slice(0, 20).map((name) => `no ${name}`).join('; ')}$`));

  expect(await run({ Zones: [] })).toEqual({ followedNames: 0, changedNames: 0, withoutZone: names.slice(0, 20) });
});

test('the metric filter of the stack finds the line of a run, as Lambda writes the line into the log group', async () => {
  const stack = new Stack();
  new FollowedNames(stack, 'FollowedNames', { logGroup: new logs.LogGroup(stack, 'LogGroup'), interval: Duration.minutes(1), namespace: 'Test' }).metric();
  const [{ Properties: { FilterPattern } }] = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'));
  services(API);
  await run();
  expect(log.filter((line) => matches(FilterPattern, line))).toEqual([JSON.stringify({ followedNames: 1, changedNames: 1 })]);
});

describe('a list that cannot be read', () => {
  beforeEach(async () => {
    services(API);
    await run();
    route53.batches.splice(0);
  });

  test.each<[string, () => void]>([
    ['of a service network', () => lattice.nextErrors.push({ status: 403, name: 'AccessDeniedException' })],
    ['of the last page of a service network', () => {
      services(...Array.from({ length: 201 }, (_, index) => ({ id: `svc-${index}`, domain: `s${index}.apps.example.com` })));
      lattice.failsOnPage = { page: 2, status: 400, name: 'ValidationException' };
    }],
    ['of records', () => route53.nextListErrors.push('AccessDenied')],
  ])('%s leaves everything as it is, and fails the run', async (_, fail) => {
    services(ORDERS);
    fail();
    await expect(run()).rejects.toThrow();
    expect(route53.batches).toEqual([]);
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });

  test('for a moment is read again', async () => {
    services(ORDERS);
    lattice.nextErrors.push({ status: 429, name: 'ThrottlingException' });
    route53.nextListErrors.push('Throttling');
    route53.nextErrors.push('PriorRequestNotComplete');
    expect(await run()).toEqual({ followedNames: 1, changedNames: 2 });
  });

  test.each<[string, () => void]>([
    ['VPC Lattice', () => lattice.nextErrors.push(...Array(7).fill({ status: 429, name: 'ThrottlingException' }))],
    ['Route 53', () => route53.nextListErrors.push(...Array(7).fill('Throttling'))],
  ])('for as long as %s throttles is read again, more often than the SDK does by itself', async (_, throttle) => {
    services(ORDERS);
    throttle();
    expect(await run()).toEqual({ followedNames: 1, changedNames: 2 });
  });

  test('of endpoints leaves everything as it is too', async () => {
    ec2.nextErrors.push('InvalidVpcEndpointId.NotFound');
    await expect(run({ EndpointIds: ['vpce-1'] })).rejects.toThrow('You are told to fail.');
    expect(route53.batches).toEqual([]);
  });
});

describe('a change that is denied', () => {
  beforeEach(() => {
    services(API);
    route53.nextErrors.push('AccessDenied');
  });

  test('fails a run of the schedule at once, says which action is denied, and leaves everything as it is', async () => {
    await expect(run()).rejects.toThrow('route53:ChangeResourceRecordSets is denied to this function: ');
    expect([route53.leads(ZONE), route53.nextErrors]).toEqual([[], []]);
    expect(await run()).toEqual({ followedNames: 1, changedNames: 1 });
  });

  test('is made again in a deployment, whose permissions may be new', async () => {
    expect(await deploy('Create')).toMatchObject({ Status: 'SUCCESS' });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });
});

describe('at endpoints', () => {
  const AT = { ServiceNetworks: [NETWORK, OTHER_NETWORK], EndpointIds: ['vpce-1', 'vpce-2'] };

  test('a name leads to what the service is called at the endpoint of its network', async () => {
    services(API);
    lattice.networks.set(OTHER_NETWORK, [ORDERS]);
    ec2.associations.push({ endpointId: 'vpce-2', serviceId: 'svc-2', name: 'two.example' }, { endpointId: 'vpce-1', serviceId: 'svc-1', name: 'one.example' });
    await run(AT);
    expect(route53.leads(ZONE)).toEqual([...both('api.apps.example.com', 'one.example'), ...both('orders.apps.example.com', 'two.example')].sort());
  });

  test('a name leads to its own service, whatever else is there', async () => {
    services(API, ORDERS);
    ec2.associations.push(
      { endpointId: 'vpce-1', serviceId: '', name: 'resource.example' },
      { endpointId: 'vpce-1', serviceId: 'svc-9', name: 'nine.example' },
      { endpointId: 'vpce-1', serviceId: 'svc-2' },
      { endpointId: 'vpce-1', serviceId: 'svc-1', name: 'one.example' },
    );
    expect(await run(AT)).toEqual({ followedNames: 1, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'one.example'));
  });

  test('a service without a name there has no record', async () => {
    services(API);
    ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-1' }, { endpointId: 'vpce-2', serviceId: 'svc-1', name: 'two.example' });
    expect(await run(AT)).toEqual({ followedNames: 0, changedNames: 0 });
  });

  test('a name keeps its records while the service has none at a new endpoint, and then leads to that one', async () => {
    services(API, ORDERS);
    ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-1', name: 'one.example' }, { endpointId: 'vpce-1', serviceId: 'svc-2', name: 'orders.example' });
    await run(AT);
    const withNew = { ...AT, EndpointIds: ['vpce-9', 'vpce-2'] };
    expect(await run(withNew)).toEqual({ followedNames: 2, changedNames: 0 });
    ec2.associations.push({ endpointId: 'vpce-9', serviceId: 'svc-1', name: 'nine.example' });
    expect(await run(withNew)).toEqual({ followedNames: 2, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual([...both('api.apps.example.com', 'nine.example'), ...both('orders.apps.example.com', 'orders.example')].sort());
  });

  test('a service that leaves its network loses its records, although it had no name at the endpoint', async () => {
    services(API);
    ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-1', name: 'one.example' });
    await run(AT);
    ec2.associations.splice(0);
    services();
    expect(await run(AT)).toEqual({ followedNames: 0, changedNames: 1 });
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test('a service in two networks is reached in the second while it has no name in the first', async () => {
    services(API);
    lattice.networks.set(OTHER_NETWORK, [API]);
    ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-1' }, { endpointId: 'vpce-2', serviceId: 'svc-1', name: 'two.example' });
    await run(AT);
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'two.example'));
  });

  test('EC2 is not asked where there is none: it would list all endpoints of the account', async () => {
    services(API);
    await run();
    expect(ec2.calls).toEqual([]);
  });
});

describe('zones', () => {
  beforeEach(() => route53.addZone('ZTEAM', 'team.apps.example.com'));
  const Zones = [{ Id: ZONE, Name: 'apps.example.com' }, { Id: 'ZTEAM', Name: 'team.apps.example.com' }];

  test('a name goes into the most specific one', async () => {
    services(API, { id: 'svc-5', domain: 'x.team.apps.example.com' }, { id: 'svc-6', domain: 'team.apps.example.com' });
    await run({ Zones });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
    expect(route53.leads('ZTEAM')).toEqual([...both('team.apps.example.com', 'svc-6.on.aws'), ...both('x.team.apps.example.com', 'svc-5.on.aws')].sort());
  });

  test.each(['apps.example.com.', 'Apps.Example.com'])('may be named as %s', async (Name) => {
    services(API);
    await run({ Zones: [{ Id: ZONE, Name }] });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });

  test('an allowed name outside them is said', async () => {
    services({ id: 'svc-7', domain: 'shop.example.com' });
    expect(await run({ Domains: ['shop.example.com'] })).toEqual({ followedNames: 0, changedNames: 0, withoutZone: ['shop.example.com'] });
  });

  test('a deployment looks after one of them', async () => {
    services(API, { id: 'svc-5', domain: 'x.team.apps.example.com' });
    expect(await deploy('Create', { Zones })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ZONE });
    expect(route53.leads('ZTEAM')).toEqual([]);
    expect(route53.leads(ZONE)).toHaveLength(2);
  });
});

describe('a deployment', () => {
  test('removes what is not allowed any more', async () => {
    services(API, ORDERS);
    await deploy('Create');
    expect(await deploy('Update', { Domains: ['api.apps.example.com'] })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ZONE });
    expect(route53.leads(ZONE)).toEqual(both('api.apps.example.com', 'svc-1.on.aws'));
  });

  test('shortens how long a resolver keeps that a name of a zone of the stack does not exist, once', async () => {
    await deploy('Create', { NegativeSeconds: '60' });
    await deploy('Update', { NegativeSeconds: '60' });

    expect(route53.soa(ZONE)).toEqual(['900', 'ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 60']);
    expect(route53.batches).toEqual([['UPSERT SOA apps.example.com']]);
  });

  test.each<[what: string, minimum: string, ttl: string, properties?: Record<string, unknown>]>([
    ['of a zone that was given', '86400', '900', {}],
    ['whose number is lower already', '30', '900'],
    ['whose time to live is lower already', '86400', '30'],
  ])('leaves an SOA record alone %s', async (_, minimum, ttl, properties = { NegativeSeconds: '60' }) => {
    route53.addZone(ZONE, 'apps.example.com', { minimum, ttl });
    expect(await deploy('Create', properties)).toMatchObject({ Status: 'SUCCESS' });
    expect(route53.batches).toEqual([]);
  });

  test('that may not shorten it says why, and makes no records', async () => {
    services(API);
    route53.nextErrors.push('InvalidInput');
    expect(await deploy('Create', { NegativeSeconds: '60' })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('InvalidInput') });
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test('that cannot make the records says why, and leaves none behind in a zone that is deleted next', async () => {
    services(API, ORDERS);
    // Refused together, the names are made one by one: the first is, the second is not.
    route53.nextErrors.push('InvalidChangeBatch', '', 'InvalidInput');
    expect(await deploy('Create')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('InvalidInput') });
    expect(route53.batches).toEqual([expect.anything(), expect.anything()]);
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test('that deletes the stack removes what a late run wrote', async () => {
    services(API);
    await run();
    const late = foreign('late.apps.example.com', OWNER);
    let looks = 0;
    route53.afterListing = () => {
      if (++looks === 1) route53.put(ZONE, late);
    };
    expect(await deploy('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test.each<[zone: string, properties: Record<string, unknown>]>([['of the stack', { NegativeSeconds: '60' }], ['that was given', {}]])(
    'that deletes the stack succeeds where the zone %s is gone already', async (_, properties) => {
      route53.zones.clear();
      expect(await deploy('Delete', properties)).toMatchObject({ Status: 'SUCCESS' });
    });

  test('that cannot empty a zone of the stack fails and says why, because Route 53 deletes no zone with records; deleted again, it succeeds', async () => {
    services(API);
    await run();
    route53.nextErrors.push('InvalidInput');
    expect(await deploy('Delete', { NegativeSeconds: '60' })).toMatchObject({ Status: 'FAILED', PhysicalResourceId: ZONE, Reason: expect.stringContaining('InvalidInput') });
    expect(await deploy('Delete', { NegativeSeconds: '60' })).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ZONE });
    expect(route53.leads(ZONE)).toEqual([]);
  });

  test('that cannot empty a zone that was given succeeds: the zone stays', async () => {
    services(API);
    await run();
    route53.nextErrors.push('InvalidInput');
    expect(await deploy('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ZONE });
  });
});
