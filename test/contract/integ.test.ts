import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Match, Matcher } from 'aws-cdk-lib/assertions';

const ROOT = path.join(__dirname, '..', '..');
const INTEG = path.join(ROOT, 'integ');
const apps = fs.readdirSync(INTEG).filter((file) => file.startsWith('integ.') && file.endsWith('.ts'));

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'integ-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test.each(apps)('%s asserts that its rollout is complete and its tasks are healthy', (app) => {
  const calls = assertionsIn(path.join(INTEG, `${app}.snapshot`)).map(({ Properties }) => Properties.api);

  expect(calls).toEqual(expect.arrayContaining(['DescribeServices', 'DescribeTargetHealth']));
});

describe('the same on every machine: no path and no stack trace', () => {
  test.each(apps)('in the snapshot of %s', (app) => {
    expect(linesOfAMachine(path.join(INTEG, `${app}.snapshot`))).toEqual([]);
  });

  test('in what an app with a warning synthesises', () => {
    const assembly = synthesised('integ.ipv6-only.ts');

    expect(fs.readFileSync(path.join(assembly, 'LatticeExternalIngressIpv6Only.metadata.json'), 'utf8')).toContain('aws:cdk:warning');
    expect(linesOfAMachine(assembly)).toEqual([]);
  });
});

test('a request goes through the load balancer where there is a service to ask', () => {
  const assembly = synthesised('integ.default.ts', {
    LATTICE_STATUS: '200',
    LATTICE_SERVICE: 'orders-0123456789abcdef2.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
  });
  const [request] = assertionsIn(assembly).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@HttpCall'));

  expect(request.Properties).toMatchObject({ expected: '{"$ObjectLike":{"status":200}}', parameters: { fetchOptions: { headers: { host: 'api.example.com' } } } });
  expect(JSON.stringify(request.Properties.parameters.url)).toContain('LoadBalancer');
});

describe('what AWS answers', () => {
  let assertions: { readonly api: keyof typeof ANSWERS; readonly expected: Matcher }[];
  beforeAll(() => {
    assertions = assertionsIn(synthesised('integ.ipv6-only.ts')).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@SdkCall'))
      .map(({ Properties: { api, expected } }) => ({ api, expected: matcherOf(expected) }));
  });

  test('about healthy tasks and their log is taken by each assertion of an app', () => {
    expect([...new Set(assertions.map(({ api }) => api))].sort()).toEqual(['DescribeLogStreams', 'DescribeServices', 'DescribeTargetHealth']);
    expect(assertions.flatMap(({ api, expected }) => expected.test(ANSWERS[api].good).toHumanStrings())).toEqual([]);
  });

  test('about others is taken by none', () => {
    const results = assertions.flatMap(({ api, expected }) => ANSWERS[api].bad.map((answer) => expected.test(answer).hasFailed()));

    expect(results).toEqual(results.map(() => true));
  });
});

/** Answers of AWS, with further properties than those that are asserted. */
const ANSWERS = {
  DescribeServices: {
    good: service({}),
    bad: [service({ rolloutState: 'IN_PROGRESS' }), service({ failedTasks: 1 })],
  },
  DescribeTargetHealth: {
    good: { TargetHealthDescriptions: ['healthy', 'draining'].map(target) },
    bad: [{ TargetHealthDescriptions: [target('initial')] }, { TargetHealthDescriptions: [] }],
  },
  DescribeLogStreams: {
    good: { logStreams: [stream('ingress/proxy/0123456789abcdef0123456789abcdef')] },
    bad: [{ logStreams: [] }, { logStreams: [stream('other/proxy/0123456789abcdef0123456789abcdef')] }],
  },
};

function service(deployment: object): object {
  const counts = { desiredCount: 3, pendingCount: 0, runningCount: 3 };
  const deployments = [{ id: 'ecs-svc/1', status: 'PRIMARY', ...counts, failedTasks: 0, rolloutState: 'COMPLETED', ...deployment }];
  return { failures: [], services: [{ status: 'ACTIVE', ...counts, deployments }] };
}

function target(State: string): object {
  return { Target: { Id: '192.168.8.4', Port: 8443, AvailabilityZone: 'us-east-1a' }, HealthCheckPort: '8081', TargetHealth: { State } };
}

function stream(logStreamName: string): object {
  return { logStreamName, creationTime: 1_796_000_000_000, arn: `arn:aws:logs:us-east-1:1:log-group:Log:log-stream:${logStreamName}`, storedBytes: 0 };
}

/** What the function of an integ test makes of an expectation. @see https://github.com/aws/aws-cdk/blob/main/packages/@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler/assertion.ts */
function matcherOf(expected: string): Matcher {
  const { arrayWith: $ArrayWith, objectLike: $ObjectLike, stringLikeRegexp: $StringLike } = Match;
  const matchers: Record<string, (pattern: any) => Matcher> = { $ArrayWith, $ObjectLike, $StringLike };
  return JSON.parse(expected, (_, value) => {
    const [name] = Object.keys(value ?? {});
    return matchers[name]?.(value[name]) ?? value;
  });
}

/** The assembly of an integ app: what `npx projen integ:snapshot` would write. */
function synthesised(app: string, env: Record<string, string> = {}): string {
  const assembly = fs.mkdtempSync(path.join(folder, 'assembly-'));
  execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', path.join(INTEG, app)], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: assembly, TS_NODE_PROJECT: 'tsconfig.dev.json', ...env },
    stdio: 'pipe',
  });
  return assembly;
}

/** The resources of the stack that asserts, in a synthesised integ app. */
function assertionsIn(assembly: string): any[] {
  const file = fs.readdirSync(assembly).find((name) => /DeployAssert.*\.template\.json$/.test(name))!;
  return Object.values(JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8')).Resources);
}

/** The lines of an assembly that name the repository's folder, an installed package, or a place in a source. */
function linesOfAMachine(assembly: string): string[] {
  const files = fs.readdirSync(assembly).filter((file) => !file.startsWith('asset.'));
  return files.flatMap((file) => fs.readFileSync(path.join(assembly, file), 'utf8').split('\n')
    .filter((line) => line.includes(ROOT) || /node_modules|\.[jt]s:\d+:\d+|[/\\](home|root|Users)[/\\]/.test(line))
    .map((line) => `${file}: ${line.trim()}`));
}
