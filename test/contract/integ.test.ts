import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

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
