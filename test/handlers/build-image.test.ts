import { Answer, CloudFormationStandIn, lambdaContext } from './cloudformation-stand-in';
import { CodeBuildStandIn } from './codebuild-stand-in';
import { EcrRepository, EcrStandIn } from './ecr-stand-in';
import { pointSdkAt } from './environment';
import { CustomResourceEvent, InlineFunction, inlineFunction } from './inline-function';

const TAG = 'built-arm64-1';
const PROPERTIES = { Project: 'project', Repository: 'proxy', Tag: TAG };
const DIGEST = `sha256:${'12'.repeat(32)}`;
const LAMBDA_MS = 15 * 60_000;

let codebuild: CodeBuildStandIn;
let ecr: EcrStandIn;
let repository: EcrRepository;
let cloudFormation: CloudFormationStandIn;
let pauses: number[];
let openTimers: Set<unknown>;
let errors: Error[];

beforeEach(async () => {
  codebuild = new CodeBuildStandIn('project');
  ecr = new EcrStandIn();
  cloudFormation = new CloudFormationStandIn();
  [pauses, errors, openTimers] = [[], [], new Set()];
  await Promise.all([codebuild.start(), ecr.start(), cloudFormation.start()]);
  repository = ecr.createRepository('proxy');
  codebuild.onSuccess = (tag) => repository.tags.set(tag, { digest: DIGEST, manifest: '{}' });
  pointSdkAt({ ecr: ecr.url, codebuild: codebuild.url });
});

afterEach(async () => Promise.all([codebuild.stop(), ecr.stop(), cloudFormation.stop()]));

function builder(): InlineFunction {
  return inlineFunction('build-image', { pauses, openTimers, errors });
}

async function send(RequestType: 'Create' | 'Update' | 'Delete', changes: Partial<CustomResourceEvent> = {}): Promise<Answer> {
  return cloudFormation.invoke(builder(), { RequestType, ResourceProperties: PROPERTIES, ...changes }, lambdaContext(LAMBDA_MS));
}

function expectImage(answer: Answer): void {
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `proxy:${TAG}`, Data: { Digest: DIGEST } });
}

function expectFailure(answer: Answer, ...texts: string[]): void {
  expect(answer.Status).toBe('FAILED');
  for (const text of [`could not build image 'proxy:${TAG}'`, ...texts]) expect(answer.Reason).toContain(text);
  expect(Buffer.byteLength(answer.Reason!)).toBeLessThan(1_300);
}

describe('builds an image', () => {
  test.each(['empty', 'left out'])('and gives its digest, where the list of earlier builds is %s', async (spelling) => {
    codebuild.leavesOutEmptyLists = spelling === 'left out';
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED']);
    expect(openTimers.size).toBe(0);
  });

  test('with no more rights than it is given, and nothing of the project overridden', async () => {
    codebuild.scripts.push({ polls: Infinity });
    codebuild.onStart = () => void send('Delete', { PhysicalResourceId: `proxy:${TAG}` });
    await send('Create');
    expect([...new Set(codebuild.calls.map((call) => call.operation))].sort()).toEqual(['BatchGetBuilds', 'ListBuildsForProject', 'StartBuild', 'StopBuild']);
    expect([...new Set(ecr.calls.map((call) => call.operation))]).toEqual(['BatchGetImage']);
    expect(codebuild.callsOf('StartBuild').map(({ input }) => Object.keys(input).sort())).toEqual([['idempotencyToken', 'projectName']]);
  });

  test('again for another tag, which gives another physical id', async () => {
    codebuild.tag = 'built-arm64-2';
    const answer = await send('Update', { PhysicalResourceId: `proxy:${TAG}`, ResourceProperties: { ...PROPERTIES, Tag: 'built-arm64-2' } });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'proxy:built-arm64-2' });
  });

  test('not where the tag exists, so that a rollback needs no build', async () => {
    repository.tags.set(TAG, { digest: DIGEST, manifest: '{}' });
    expectImage(await send('Update', { PhysicalResourceId: 'proxy:built-arm64-2' }));
    expect(codebuild.calls).toHaveLength(0);
  });
});

describe('a build that fails', () => {
  test('fails the deployment with what failed, the address of its log and what to do', async () => {
    codebuild.scripts.push({ status: 'FAILED', message: 'Error while executing command: docker build. Reason: exit status 1' });
    const answer = await send('Create');
    expectFailure(answer,
      'FAILED in phase BUILD: Error while executing command: docker build. Reason: exit status 1',
      'Its log: https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logEvent:group=build-log;stream=', '(log group build-log, stream ',
      'cdk deploy --no-rollback keeps the log', 'Correct the Dockerfile given to ProxyImage.buildOnDeploy({...})');
    expect(codebuild.statuses).toEqual(['FAILED']);
  });

  test.each([[300, 'x'.repeat(300)], [301, `${'x'.repeat(150)} ... ${'x'.repeat(140)}`]])('is told in 300 characters at most: of %d', async (length, told) => {
    codebuild.scripts.push({ status: 'FAILED', message: 'x'.repeat(length) });
    expectFailure(await send('Create'), `FAILED in phase BUILD: ${told}. Its log`);
    expect(openTimers.size).toBe(0);
  });

  test('is told shortly where the command is long', async () => {
    codebuild.scripts.push({ status: 'FAILED', message: `Error while executing command: ${'long '.repeat(500)}. Reason: exit status 1` });
    expectFailure(await send('Create'), 'Error while executing command: long', '. Reason: exit status 1', 'Its log: https://', 'Correct the Dockerfile');
  });

  test('by its own timeout is not tried again', async () => {
    codebuild.scripts.push({ status: 'TIMED_OUT', phase: 'QUEUED', hasLog: false });
    expectFailure(await send('Create'), 'TIMED_OUT in phase QUEUED: no reason given', 'It wrote no log', 'Deploy again, or use ProxyImage.copyOnDeploy()');
    expect(codebuild.statuses).toHaveLength(1);
  });

  test('of which CodeBuild says no more is told with what there is', async () => {
    codebuild.scripts.push({ status: 'FAILED', isBare: true });
    expectFailure(await send('Create'), 'FAILED in phase unknown: no reason given. Its log: (log group build-log, stream ');
  });

  test('because somebody stops it says so', async () => {
    codebuild.scripts.push({ polls: Infinity });
    codebuild.onStart = () => void send('Delete', { PhysicalResourceId: `proxy:${TAG}` });
    expectFailure(await send('Create'), 'was stopped: deploy again');
  });

  test('to leave an image is a failure too', async () => {
    codebuild.onSuccess = () => {};
    expectFailure(await send('Create'), 'its image is not in the repository: deploy again');
  });
});

describe('in a cold account it', () => {
  test('waits for a quota', async () => {
    codebuild.fail({ operation: 'StartBuild', type: 'AccountLimitExceededException', message: 'Cannot have more than 0 builds in queue for the account', times: 5 });
    expectImage(await send('Create'));
    // One token throughout: a second function for the same event would get the same build.
    expect(new Set(codebuild.tokens).size).toBe(1);
    expect(pauses.filter((ms) => ms <= 20_000).slice(0, 5)).toEqual([5_000, 10_000, 20_000, 20_000, 20_000]);
  });

  test('does not wait for ever, and says what to do about it', async () => {
    codebuild.fail({ operation: 'StartBuild', type: 'AccountLimitExceededException', message: 'Cannot have more than 0 builds in queue for the account', times: Infinity });
    expectFailure(await send('Create'),
      'AccountLimitExceededException: Cannot have more than 0 builds in queue for the account', 'raise the quota of concurrently running builds', 'Service Quotas',
      'ProxyImage.copyOnDeploy()');
    const waited = pauses.filter((ms) => ms <= 20_000).reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(60_000);
    expect(waited).toBeLessThanOrEqual(6 * 60_000 + 20_000);
    expect(codebuild.statuses).toEqual([]);
  });

  test('waits until the role can be assumed', async () => {
    const message = 'CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::111122223333:role/build';
    codebuild.fail({ operation: 'StartBuild', type: 'InvalidInputException', message, times: 3 });
    expectImage(await send('Create'));
  });

  test.each([
    ['SUBMITTED', 'CLIENT_ERROR', 'Not authorized to perform sts:AssumeRole on service role'],
    ['QUEUED', 'INTERNAL_ERROR', 'CodeBuild is experiencing an issue'],
    ['DOWNLOAD_SOURCE', 'CLIENT_ERROR', 'no credentials yet'],
    ['PROVISIONING', 'ACCESS_DENIED', 'Service role does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams'],
  ])('builds again after a failure in phase %s', async (phase, code, message) => {
    codebuild.scripts.push({ status: 'FAILED', phase, code, message, hasLog: false }, { status: 'FAULT', phase, hasLog: false });
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED', 'FAULT', 'FAILED']);
    expect(new Set(codebuild.tokens).size).toBe(3);
  });

  test.each([
    ['InvalidInputException', 'Project has no source'],
    ['ResourceNotFoundException', 'CodeBuild is not authorized to perform: sts:AssumeRole'],
  ])('says what else CodeBuild refuses, at once: %s', async (type, message) => {
    codebuild.fail({ operation: 'StartBuild', type, message });
    expectFailure(await send('Create'), `AWS CodeBuild answered ${type}: ${message}: deploy again, or use ProxyImage.copyOnDeploy()`);
    expect(pauses.filter((ms) => ms < 60_000)).toEqual([]);
    // The log shows what was behind it.
    expect(errors[0].cause).toMatchObject({ message: expect.stringContaining('AWS CodeBuild answered'), cause: { name: type } });
  });
});

describe('events that come twice, late or not at all', () => {
  test('the same event in two functions is one build', async () => {
    codebuild.scripts.push({ polls: 5 });
    const event = cloudFormation.event({ RequestType: 'Create', ResourceProperties: PROPERTIES });
    await Promise.all([1, 2].map(async () => builder().handler(event, lambdaContext(LAMBDA_MS))));
    expect(cloudFormation.answers.map((answer) => answer.Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(codebuild.statuses).toEqual(['SUCCEEDED']);
  });

  test('the same event again while its build runs waits for that build', async () => {
    const event = cloudFormation.event({ RequestType: 'Create', ResourceProperties: PROPERTIES });
    codebuild.scripts.push({ polls: 20 });
    let second = Promise.resolve();
    codebuild.onStart = () => { second = builder().handler(event, lambdaContext(LAMBDA_MS)); };
    await builder().handler(event, lambdaContext(LAMBDA_MS));
    await second;
    expect(cloudFormation.answers.map((answer) => answer.Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(codebuild.tokens).toHaveLength(1);
  });

  test('another event waits for a running build of its tag', async () => {
    codebuild.begin({ polls: 3 });
    expectImage(await send('Update', { PhysicalResourceId: `proxy:${TAG}` }));
    expect(codebuild.tokens).toHaveLength(0);
  });

  test('a build that is not listed at first is asked for again', async () => {
    codebuild.onStart = () => { codebuild.unlistedPolls = 3; };
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED']);
    expect(codebuild.callsOf('BatchGetBuilds').length).toBeGreaterThan(3);
  });

  test('another event waits for a running build of its tag that is newer than those that fill a list', async () => {
    codebuild.pageSize = 2;
    codebuild.tag = 'built-arm64-0';
    codebuild.begin({ polls: Infinity });
    codebuild.begin({ polls: Infinity });
    codebuild.tag = TAG;
    codebuild.begin({ polls: 3 });
    expectImage(await send('Update', { PhysicalResourceId: `proxy:${TAG}` }));
    expect(codebuild.tokens).toHaveLength(0);
  });

  test('another event does not wait for a build of another tag', async () => {
    codebuild.tag = 'built-arm64-0';
    codebuild.begin({ polls: Infinity });
    codebuild.tag = TAG;
    expectImage(await send('Update', { PhysicalResourceId: 'proxy:built-arm64-0' }));
    expect(codebuild.statuses).toEqual(['SUCCEEDED', 'IN_PROGRESS']);
  });

  test.each<[string, object]>([
    ['no environment', { environment: null as unknown as object }],
    ['no variables', { environment: {} }],
    ['other variables', { environment: { environmentVariables: [{ name: 'OTHER', value: TAG, type: 'PLAINTEXT' }] } }],
  ])('another event does not wait for a build with %s', async (_, script) => {
    codebuild.begin({ polls: Infinity, ...script });
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED', 'IN_PROGRESS']);
  });

  test('an event that comes after the project went on puts no image under its tag', async () => {
    codebuild.tag = 'built-arm64-2';
    expectFailure(await send('Create'), 'the event is late: project \'project\' builds \'built-arm64-2\' by now');
    expect(codebuild.statuses).toEqual(['STOPPED']);
    expect(repository.tags.size).toBe(0);
  });

  test('a start whose reply is lost is not doubled', async () => {
    codebuild.fail({ operation: 'StartBuild', type: 'ThrottlingException', afterwards: true });
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED']);
  });
});

describe('time', () => {
  test('is not spent on what CodeBuild refuses', async () => {
    codebuild.fail({ operation: 'ListBuildsForProject', type: 'InvalidInputException' });
    expectFailure(await send('Create'), 'AWS CodeBuild answered InvalidInputException: told to fail: deploy again, or use ProxyImage.copyOnDeploy(), which needs no build');
  });

  test('before it runs out, the build is stopped and CloudFormation told', async () => {
    codebuild.scripts.push({ polls: Infinity });
    expectFailure(await send('Create'), 'it was not ready after 14 minutes and is stopped. Its log: https://', 'ProxyImage.fromEcrRepository(...)');
    expect(codebuild.statuses).toEqual(['STOPPED']);
  });

  test('is left for a pause, a stop and the answer, within Lambda\'s limit', async () => {
    await send('Create');
    const [protocol, total] = [...pauses].sort((a, b) => b - a);
    expect(protocol).toBeLessThan(LAMBDA_MS);
    expect(protocol - total).toBeGreaterThan(20_000 + 10_000);
  });

  test('throttling only slows it down', async () => {
    for (const operation of ['ListBuildsForProject', 'StartBuild', 'BatchGetBuilds']) codebuild.fail({ operation, type: 'ThrottlingException', times: 7 });
    expectImage(await send('Create'));
    expect(codebuild.statuses).toEqual(['SUCCEEDED']);
  });

  test('a call without a reply is repeated after ten seconds', async () => {
    const started = Date.now();
    codebuild.begin({ polls: 0 });
    codebuild.fail({ operation: 'ListBuildsForProject', type: '', isSilent: true });
    expectImage(await send('Create'));
    expect(codebuild.callsOf('ListBuildsForProject')).toHaveLength(2);
    expect(Date.now() - started).toBeGreaterThanOrEqual(10_000);
    expect(Date.now() - started).toBeLessThan(30_000);
  });
});

describe('deletes', () => {
  const remove = { PhysicalResourceId: `proxy:${TAG}` };

  test('nothing but a running build of its tag', async () => {
    codebuild.begin({ polls: Infinity });
    codebuild.tag = 'built-arm64-2';
    codebuild.begin({ polls: Infinity });
    repository.tags.set(TAG, { digest: DIGEST, manifest: '{}' });
    expect(await send('Delete', remove)).toMatchObject({ Status: 'SUCCESS', ...remove });
    expect(codebuild.statuses).toEqual(['IN_PROGRESS', 'STOPPED']);
    expect([...repository.tags.keys()]).toEqual([TAG]);
  });

  test('while a creation that was cancelled still builds: the build is stopped, and only its own event hears of it', async () => {
    codebuild.scripts.push({ polls: Infinity });
    // CloudFormation makes up a physical id where none was answered yet.
    let removed: Promise<Answer>;
    codebuild.onStart = () => { removed = send('Delete', { PhysicalResourceId: 'stack-Resource-1ABC' }); };
    expectFailure(await send('Create'), 'was stopped');
    expect(await removed!).toMatchObject({ Status: 'SUCCESS' });
    expect(codebuild.statuses).toEqual(['STOPPED']);
  });

  test.each<[string, () => Partial<CustomResourceEvent>]>([
    ['the project is gone', () => ({ ResourceProperties: { ...PROPERTIES, Project: 'other' } })],
    ['CodeBuild refuses', () => {
      codebuild.begin({ polls: Infinity });
      codebuild.fail({ operation: 'StopBuild', type: 'InvalidInputException' });
      return {};
    }],
    ['CodeBuild denies it', () => {
      codebuild.begin({ polls: Infinity });
      codebuild.fail({ operation: 'StopBuild', type: 'AccessDeniedException', times: Infinity });
      return {};
    }],
    ['CodeBuild throttles it for ever', () => {
      codebuild.fail({ operation: 'ListBuildsForProject', type: 'ThrottlingException', times: Infinity });
      return {};
    }],
    ...['ListBuildsForProject', 'BatchGetBuilds', 'StopBuild'].map((operation) => [`CodeBuild is silent about ${operation}`, () => {
      codebuild.begin({ polls: Infinity });
      codebuild.fail({ operation, type: '', hangs: true, times: Infinity });
      return {};
    }] as [string, () => Partial<CustomResourceEvent>]),
  ])('without stranding the stack where %s', async (_, prepare) => {
    expect(await send('Delete', { ...remove, ...prepare() })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('what never was by doing nothing', async () => {
    expect(await send('Delete', { PhysicalResourceId: 'CustomResource::NeverCreated' })).toMatchObject({ Status: 'SUCCESS' });
    expect(codebuild.calls).toHaveLength(0);
  });
});
