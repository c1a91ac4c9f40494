import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const INTEG = path.join(ROOT, 'integ');
const apps = fs.readdirSync(INTEG).filter((file) => file.startsWith('integ.') && file.endsWith('.ts'));

/** The resources of the stack that asserts, in a synthesised integ app. */
function assertionsIn(assembly: string): any[] {
  const file = fs.readdirSync(assembly).find((name) => /DeployAssert.*\.template\.json$/.test(name))!;
  return Object.values(JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8')).Resources);
}

test.each(apps)('%s asserts that its rollout is complete and its tasks are healthy', (app) => {
  const calls = assertionsIn(path.join(INTEG, `${app}.snapshot`)).map(({ Properties }) => Properties.api);

  expect(calls).toEqual(expect.arrayContaining(['DescribeServices', 'DescribeTargetHealth']));
});

test('a request goes through the load balancer where there is a service to ask', () => {
  const assembly = fs.mkdtempSync(path.join(os.tmpdir(), 'integ-'));
  try {
    execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', path.join(INTEG, 'integ.default.ts')], {
      cwd: ROOT,
      env: {
        ...process.env,
        CDK_OUTDIR: assembly,
        TS_NODE_PROJECT: 'tsconfig.dev.json',
        LATTICE_STATUS: '200',
        LATTICE_SERVICE: 'orders-0123456789abcdef2.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
      },
      stdio: 'pipe',
    });
    const [request] = assertionsIn(assembly).filter(({ Type }) => Type.startsWith('Custom::DeployAssert@HttpCall'));

    expect(request.Properties).toMatchObject({ expected: '{"$ObjectLike":{"status":200}}', parameters: { fetchOptions: { headers: { host: 'api.example.com' } } } });
    expect(JSON.stringify(request.Properties.parameters.url)).toContain('LoadBalancer');
  } finally {
    fs.rmSync(assembly, { recursive: true });
  }
});
