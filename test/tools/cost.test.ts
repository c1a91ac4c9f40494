import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { LogGroupClass } from 'aws-cdk-lib/aws-logs';
import { AccessLog, AvailabilityZones, Egress, LatticeAccess, LatticeExternalIngressProps, LatticeServiceNetwork } from '../../src';
import { capacityOf, CONNECTION_KIB } from '../../src/proxy/nginx';
import { adviceFor } from '../../tools/cost/advice';
import { billFor, capacityUnits } from '../../tools/cost/bill';
import { choices, LOADS, quickStart } from '../../tools/cost/choices';
import { GUIDANCE } from '../../tools/cost/guidance';
import { Load, loadOf } from '../../tools/cost/load';
import { PRICES } from '../../tools/cost/price-list';
import { Quantities } from '../../tools/cost/quantities';
import { BYTES_PER_HTTP_REQUEST, BYTES_PER_TLS_CONNECTION, readTemplate, together } from '../../tools/cost/read-template';
import { adviceTable, billTable, choicesTable, warnings } from '../../tools/cost/table';
import { cpuSecondsPerSecond, tasksFor } from '../../tools/cost/tasks';
import { TemplateJson } from '../../tools/template/json';
import { synthesiseBehindCloudFront, synthesiseTwoRegions } from '../../tools/wider-examples';
import { TestIngress } from '../ingress';
import { RECORDED } from '../monitoring/access-log';

const ROOT = path.join(__dirname, '..', '..');
const WITHOUT_CDK = path.join(ROOT, 'examples/cloudformation/lattice-external-ingress.template.json');
const BUSY = LOADS['500 new connections/s, 50,000 open, 20 TB'];

const quantitiesOf = (made: TestIngress): Quantities => readTemplate(made.template.toJSON() as TemplateJson).quantities;
const quantities = (props: Partial<LatticeExternalIngressProps> = {}): Quantities => quantitiesOf(new TestIngress(props));
const totalOf = (props: Partial<LatticeExternalIngressProps> = {}, load?: Load) => billFor(quantities(props), load).total;

describe('idle', () => {
  test('the Guidance costs what its resources cost', () => {
    expect(billFor(GUIDANCE).total).toBeCloseTo(336.17, 2);
  });

  test('the default costs 0.45 of the Guidance at most', () => {
    expect(totalOf()).toBeCloseTo(148.50, 2);
    expect(totalOf() / billFor(GUIDANCE).total).toBeLessThanOrEqual(0.45);
  });

  test('two zones with a task each cost less', () => {
    expect(totalOf({ availabilityZones: AvailabilityZones.count(2), minTasks: 2 })).toBeCloseTo(105.94, 2);
  });

  test('without paid endpoints the ingress costs 0.25 of the Guidance at most', () => {
    const cheapest = totalOf({ egress: Egress.ipv6Only() });

    expect(cheapest).toBeCloseTo(82.80, 2);
    expect(cheapest / billFor(GUIDANCE).total).toBeLessThanOrEqual(0.25);
  });

  test('alarms and the dashboard cost a little', () => {
    const made = new TestIngress();
    made.ingress.addAlarms();
    made.ingress.addDashboard();

    expect(billFor(quantitiesOf(made)).parts['alarms and dashboard'].usd).toBeGreaterThan(4);
  });

  test.each([[1, 43_800], [60, 730]])('following a service network each %d minutes costs its zones, %d runs a month, and their memory', (minutes, runs) => {
    const stack = new Stack();
    const network = LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0');
    const followed = quantities({
      lattice: LatticeAccess.vpcAssociation(network, { followServices: { interval: Duration.minutes(minutes) } }),
      allowedDomains: ['*.apps.example.com', 'shop.example.net'],
    });

    expect(followed).toMatchObject({ hostedZones: 2, scheduledRuns: runs, scheduledGibSeconds: runs / 4 });
    expect(billFor(followed).parts['hosted zones and schedule'].usd).toBeCloseTo(2 * 0.5 + runs * (0.0000012 + 0.25 * 0.0000133334), 6);
  });
});

describe('the number of tasks', () => {
  const own = quantities();
  const { tlsSessions, httpRequests } = capacityOf(512, 2048, CONNECTION_KIB.BALANCED);
  const tasks = (load: Partial<Load>) => tasksFor(loadOf(load), own);

  test('follows from the TLS sessions that a task takes on', () => {
    expect(tasks({ tlsSessions: 3 * tlsSessions })).toMatchObject({ count: 3, decidedBy: 'minTasks' });
    expect(tasks({ tlsSessions: 3 * tlsSessions + 1 })).toMatchObject({ count: 4, decidedBy: 'TLS sessions' });
  });

  test('follows from the HTTP requests that a task takes on', () => {
    expect(tasks({ httpRequestsUnderWay: 7 * httpRequests })).toMatchObject({ count: 7, decidedBy: 'HTTP requests under way' });
  });

  test('follows from the measured CPU time of every kind of work, at the utilisation that is scaled for', () => {
    const work = {
      newTlsConnectionsPerSecond: 5000, tlsRequestsPerSecond: 9000, httpRequestsPerSecond: 4000, newHttpConnectionsPerSecond: 1000, gbPerMonth: 3e6,
    };
    const load = loadOf({ ...work, tlsSessions: 1, httpRequestsUnderWay: 1 });
    const busy = cpuSecondsPerSecond(load, own.task);

    for (const field of Object.keys(work) as (keyof typeof work)[]) {
      expect(cpuSecondsPerSecond({ ...load, [field]: 1.1 * load[field] }, own.task)).toBeGreaterThan(busy);
    }
    expect(tasksFor(load, own)).toMatchObject({ count: Math.ceil(busy / 0.35), decidedBy: 'CPU' });
    expect(tasksFor(load, { ...own, targetCpuPercent: 35 }).count).toBe(Math.ceil(busy / 0.175));
  });

  test('a task with more vCPUs than workers does no more than its workers', () => {
    const load = loadOf({ newTlsConnectionsPerSecond: 10_000, tlsSessions: 1 });

    const countWith = (vcpu: number) => tasksFor(load, { ...own, task: { ...own.task, vcpu, workers: 1 } }).count;

    expect(countWith(4)).toBe(countWith(1));
  });

  test('the Guidance is counted alike, by its memory at start and for each session', () => {
    const most = GUIDANCE.task.tlsSessions;

    expect(most).toBeGreaterThan(20_000);
    expect(tasksFor(loadOf({ tlsSessions: 3 * most + 1 }), GUIDANCE)).toMatchObject({ count: 4, decidedBy: 'TLS sessions' });
    expect(tasksFor(loadOf({ newTlsConnectionsPerSecond: 50_000, tlsSessions: 1 }), GUIDANCE).decidedBy).toBe('CPU');
  });

  test('a load with HTTP is refused where HTTP is off', () => {
    expect(() => tasksFor(loadOf({ httpRequestsPerSecond: 1 }), { ...own, task: { ...own.task, httpRequests: 0 } })).toThrow('serves none');
  });

  test('a maximum that is too small is said to be', () => {
    const bill = billFor(own, BUSY);

    expect(bill.tasks.count).toBeGreaterThan(own.maxTasks);
    expect(warnings('0.5 vCPU', bill, own)).toEqual([expect.stringContaining(`needs ${bill.tasks.count} tasks of 0.5 vCPU, and 'maxTasks' is 9`)]);
    expect(warnings('0.5 vCPU', bill, { ...own, maxTasks: bill.tasks.count })).toEqual([]);
  });
});

describe('prices', () => {
  const own = quantities();

  test('the dimension that is used most decides how many capacity units are paid', () => {
    const units = (load: Partial<Load>) => capacityUnits(own, loadOf(load));

    expect(units({})).toEqual({ count: 1, decidedBy: 'the least that is counted' });
    expect(units({ newTlsConnectionsPerSecond: 1600, tlsSessions: 150_000, gbPerMonth: 730 })).toEqual({ count: 2, decidedBy: 'new connections' });
    expect(units({ newTlsConnectionsPerSecond: 800, httpRequestsPerSecond: 2000, httpRequestsUnderWay: 1 }).count).toBe(3.5);
    expect(units({ tlsSessions: 200_000, httpRequestsUnderWay: 100_000 })).toEqual({ count: 3, decidedBy: 'open connections' });
    expect(units({ tlsSessions: 10_000, gbPerMonth: 7300 })).toEqual({ count: 10, decidedBy: 'bytes' });
  });

  test('logs are paid by what is written, by how long it is kept, and by the endpoint that it goes through', () => {
    const load = loadOf({ newTlsConnectionsPerSecond: 100 });
    const gb = 100 * 730 * 3600 * BYTES_PER_TLS_CONNECTION / 1e9;
    const logs = (each: Quantities) => billFor(each, load).parts.logs.usd;

    expect(logs(own)).toBeCloseTo(gb * 0.5045);
    expect(logs(quantities({ logRetention: 365 }))).toBeCloseTo(gb * 0.55475);
    expect(logs(quantities({ logGroupClass: LogGroupClass.INFREQUENT_ACCESS }))).toBeCloseTo(gb * 0.2545);
    expect(logs(quantities({ accessLog: AccessLog.sampled(10) }))).toBeCloseTo(gb * 0.05045);
    expect(logs(quantities({ accessLog: AccessLog.failuresOnly() }))).toBe(0);
    expect(billFor(own, load).parts['VPC endpoints'].usd - billFor(own).parts['VPC endpoints'].usd).toBeCloseTo(gb * 0.01);
    expect(billFor(quantities({ egress: Egress.ipv6Only() }), load).parts['VPC endpoints'].usd).toBe(0);
    expect(billFor(GUIDANCE, load).logGb).toBeCloseTo(100 * 730 * 3600 * 0.69 * 142 / 1e9);
  });

  test.each([['tls', BYTES_PER_TLS_CONNECTION], ['http', BYTES_PER_HTTP_REQUEST]])('a line of %s is as long as those that a real nginx wrote of what it forwarded, with what CloudWatch counts for each', (protocol, bytes) => {
    const served = { protocol, verdict: 'forwarded', status: 200 };
    const lines = RECORDED.map(({ line }) => line)
      .filter((line) => Object.entries(served).every(([name, value]) => JSON.parse(line)[name] === value));
    const average = lines.reduce((all, line) => all + Buffer.byteLength(line) + 26, 0) / lines.length;

    expect(lines.length).toBeGreaterThan(2);
    expect(Math.abs(bytes - average) / average).toBeLessThan(0.04);
  });

  test('tasks on Spot cost what Spot costs, and are marked, because that price is not verified', () => {
    const half = billFor(quantities({ fargateSpotPercent: 50 })).parts['Fargate tasks'];

    const { fargateArmVcpu, fargateSpotVcpu, fargateArmGib, fargateSpotGib } = PRICES;

    expect(half.usd).toBeCloseTo(3 * 730 * 0.5 * (0.5 * (fargateArmVcpu.usd + fargateSpotVcpu.usd) + 2 * (fargateArmGib.usd + fargateSpotGib.usd)));
    expect(half.verified).toBe(false);
    expect(billFor(own).parts['Fargate tasks'].verified).toBe(true);
  });

  test('data between zones is paid where the load balancer sends it there', () => {
    const between = (each: Quantities) => billFor(each, loadOf({ gbPerMonth: 3000 })).parts['data between zones'].usd;

    expect(between(quantities({ crossZoneEnabled: true }))).toBeCloseTo(40);
    expect(between(own)).toBe(0);
  });

  test('each has a date, a source, and says whether it was verified', () => {
    for (const price of Object.values(PRICES)) {
      expect(price).toEqual({ usd: expect.any(Number), per: expect.any(String), date: expect.stringMatching(/^20\d\d-\d\d$/), verified: expect.any(Boolean), source: expect.stringMatching(/^https:/) });
    }
  });
});

describe('what is printed', () => {
  const own = quantities();
  const printed = choices();

  test('every part of the one bill or the other has a line, and says why there are so many tasks', () => {
    const lines = billTable(billFor(quantities({ egress: Egress.ipv6Only() }), loadOf({ newTlsConnectionsPerSecond: 10 })), billFor(GUIDANCE));

    expect(lines.map((line) => line.slice(0, 22).trim())).toEqual([
      'USD a month in us-east', 'Fargate tasks', 'Network Load Balancer', 'VPC endpoints', 'public IPv4 addresses', 'logs', 'all', '',
      'tasks', 'for minTasks', 'for TLS sessions', 'for HTTP requests un', 'for CPU', 'The number of tasks fo',
    ]);
  });

  test('a figure with a price that was not verified is marked, and so is its total', () => {
    const [row] = billTable(billFor(own, BUSY), billFor(GUIDANCE, BUSY)).filter((line) => line.startsWith('logs'));
    const [, , line] = choicesTable('', { name: 'theirs', quantities: GUIDANCE, bill: billFor(GUIDANCE) }, [{ name: 'ours', quantities: own, bill: billFor(own, BUSY) }]);

    expect(row).toMatch(/^logs +[\d.]+\* +[\d.]+\* +[\d.]+$/);
    expect(line).toMatch(/^ours +\d+! +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+\* +[\d.]+ +[\d.]+\* +[\d.]+$/);
  });

  test('the columns of every table of choices stand below each other, in lines that are no wider than 140 characters', () => {
    const rows = printed.filter((line) => / \d+\.\d\d$/.test(line));

    expect(rows.length).toBeGreaterThan(30);
    expect(new Set(rows.map((line) => line.length)).size).toBe(1);
    expect(Math.max(...printed.map((line) => line.length))).toBeLessThanOrEqual(140);
  });

  test('docs/cost.md shows what the command prints, and the README the first of it', () => {
    expect(fs.readFileSync(path.join(ROOT, 'docs/cost.md'), 'utf8')).toContain(`\`\`\`\n${printed.join('\n')}\n\`\`\``);
    expect(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8')).toContain(`| ${billFor(GUIDANCE).total.toFixed(2)} USD | ${totalOf().toFixed(2)} USD |`);
  });

  test('docs/sizing.md shows what --advise prints', () => {
    const advice = adviceTable(adviceFor(BUSY, quickStart()).slice(0, 8));

    expect(fs.readFileSync(path.join(ROOT, 'docs/sizing.md'), 'utf8')).toContain(`\n${advice.join('\n')}\n\`\`\`\n`);
  });
});

describe('advice', () => {
  test('no other size costs less, and the load fits into as many tasks', () => {
    const [best, ...others] = adviceFor(BUSY, quickStart());

    expect(others.length).toBeGreaterThan(60);
    expect(Math.min(...others.map(({ bill }) => bill.total))).toBeGreaterThanOrEqual(best.bill.total);
    expect(best.bill.tasks.count * best.quantities.task.tlsSessions).toBeGreaterThanOrEqual(50_000);
    expect(best.bill.total).toBeLessThan(billFor(quickStart(), BUSY).total);
  });

  test('the size of the template itself is among them, at the template\'s own price', () => {
    const same = adviceFor(BUSY, quickStart()).find(({ size }) => size.cpu === 512 && size.memoryLimitMiB === 2048);

    expect(same?.bill.total).toBeCloseTo(billFor(quickStart(), BUSY).total, 6);
  });
});

describe('a template that was not synthesised', () => {
  const template = JSON.parse(fs.readFileSync(WITHOUT_CDK, 'utf8')) as TemplateJson;

  test('the template without CDK costs what the construct costs', () => {
    expect(billFor(readTemplate(template).quantities).total).toBeCloseTo(totalOf(), 6);
  });

  test('parameters choose size and number of tasks', () => {
    const large = readTemplate(template, ['TaskSize=2vCPU-4GB', 'MinTasks=6', 'MaxTasks=12']).quantities;

    const { tlsSessions } = capacityOf(2048, 4096, CONNECTION_KIB.BALANCED);

    expect(large).toMatchObject({ minTasks: 6, maxTasks: 12, task: { vcpu: 2, gib: 4, workers: 2, tlsSessions } });
  });

  test('resources whose condition does not hold are not counted', () => {
    const conditional: TemplateJson = {
      ...template,
      Parameters: { ...template.Parameters, Watch: { Type: 'String', Default: 'no' } },
      Conditions: { ...template.Conditions, Watched: { 'Fn::Equals': [{ Ref: 'Watch' }, 'yes'] } },
      Resources: { ...template.Resources, Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {}, Condition: 'Watched' } },
    };

    expect(readTemplate(conditional).quantities.dashboards).toBe(0);
    expect(readTemplate(conditional, ['Watch=yes']).quantities.dashboards).toBe(1);
  });

  test.each([
    [['Nonsense=1'], 'the template has no parameter \'Nonsense\''],
    [['TaskSize=huge'], 'the parameter \'TaskSize\' must be one of 0.25vCPU-0.5GB'],
    [['MinTasks=many'], 'the parameter \'MinTasks\' must be'],
    [['VpcCidr=10.0.0.0/30'], 'the parameter \'VpcCidr\' must be'],
    [['TaskSize'], '\'--parameter\' must be NAME=VALUE, got \'TaskSize\''],
  ])('%j is refused', (parameters, message) => {
    expect(() => readTemplate(template, parameters)).toThrow(message);
  });

  test.each<[what: string, changed: (resources: any) => void, message: string]>([
    ['tasks without a number', ({ target }) => { target.MinCapacity = { Ref: 'Elsewhere' }; }, '\'MinCapacity\' of AWS::ApplicationAutoScaling::ScalableTarget'],
    ['a size that is imported', ({ task }) => { task.Memory = { 'Fn::ImportValue': 'Size' }; }, '\'Memory\' of AWS::ECS::TaskDefinition'],
    ['a size that the mapping has not', ({ task }) => { task.Cpu = { 'Fn::FindInMap': ['TaskSizes', 'none', 'Cpu'] }; }, '\'Cpu\' of AWS::ECS::TaskDefinition'],
    ['subnets that are a parameter', ({ balancer }) => { balancer.Subnets = { Ref: 'Subnets' }; }, '\'Subnets\' of AWS::ElasticLoadBalancingV2::LoadBalancer'],
    ['another container', ({ task }) => { task.ContainerDefinitions[0].Environment = []; }, 'must have NGINX_CONF in its environment'],
    ['another nginx.conf', ({ task }) => { task.ContainerDefinitions[0].Environment[0].Value = 'events {}'; }, 'NGINX_CONF must say what a task takes on'],
  ])('%s is an error that names the property', (_, change, message) => {
    const copy = structuredClone(template);
    const propertiesOf = (type: string) => Object.values(copy.Resources).find(({ Type }) => Type === type)!.Properties;
    change({
      task: propertiesOf('AWS::ECS::TaskDefinition'),
      target: propertiesOf('AWS::ApplicationAutoScaling::ScalableTarget'),
      balancer: propertiesOf('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    });

    expect(() => readTemplate(copy)).toThrow(message);
  });

  test('a condition on a parameter without a value is an error that names the parameter', () => {
    const copy = structuredClone(template);
    delete copy.Parameters.ServiceNetwork.Default;

    expect(() => readTemplate(copy)).toThrow('"Ref":"ServiceNetwork"');
  });

  test('a template without an ingress, with two, or that is none, is refused', () => {
    const two = { Resources: { ...template.Resources, Other: { Type: 'AWS::ECS::TaskDefinition', Properties: {} } } };

    expect(() => readTemplate({ Resources: {} })).toThrow('the template holds no load balancer with tasks behind it');
    expect(() => readTemplate({ ...template, ...two })).toThrow('the template holds 2 task definitions');
    expect(() => readTemplate([] as never)).toThrow('must be a JSON object with \'Resources\'');
  });

  test('a distribution, its web ACL and its requests cost, and so do health checks with what is optional in them', () => {
    const front = {
      Distribution: { Type: 'AWS::CloudFront::Distribution', Properties: {} },
      WebAcl: { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: [{}, {}] } },
      Fast: { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig: { Type: 'HTTPS', RequestInterval: 10 } } },
      All: { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig: { Type: 'CALCULATED' } } },
    };
    const { quantities: { front: counted } } = readTemplate(together([template, { Resources: front }]));
    const { parts } = billFor({ ...readTemplate(template).quantities, front: counted }, loadOf({ newTlsConnectionsPerSecond: 1 }));

    expect(counted).toEqual({ distributions: 1, webAcls: 1, webAclRules: 2, healthChecks: 2, healthCheckFeatures: 2 });
    expect(parts['CloudFront and AWS WAF']).toEqual({ usd: expect.closeTo(5 + 2 * 1 + 730 * 3600 / 1e6 * (1 + 0.6)), verified: false });
    expect(parts['health checks']).toEqual({ usd: 2 * 0.5 + 2 * 1, verified: false });
    expect(billFor(readTemplate(template).quantities).parts['health checks'].usd).toBe(0);
  });

  test('the wider architectures cost while nobody calls what their pages say', () => {
    const priceOf = (...stacks: { readonly template: TemplateJson }[]) => {
      const { quantities: counted } = readTemplate(together(stacks.map((stack) => stack.template)));
      return billFor(counted).total.toFixed(2);
    };
    const page = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
    const { front, back } = synthesiseBehindCloudFront();
    const [behindCloudFront, ...regions] = [priceOf(front, back), ...synthesiseTwoRegions().map((stack) => priceOf(stack))];

    expect(new Set(regions).size).toBe(1);
    expect(page('examples/behind-cloudfront/README.md')).toContain(`both stacks cost ${behindCloudFront} USD a month`);
    expect(page('examples/two-regions/README.md')).toContain(`each Region costs ${regions[0]} USD a month`);
    expect(page('docs/architecture.md')).toContain(`| ${behindCloudFront} USD | ${regions[0]} USD in each Region |`);
  });

  test('templates of one app are priced together, unless they have the same logical id', () => {
    expect(() => together([template, template])).toThrow('the templates must not have resources of the same logical id');
  });

  test('what costs and is not priced is named', () => {
    const more = {
      Nat: { Type: 'AWS::EC2::NatGateway', Properties: {} },
      Nightly: { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'cron(0 3 * * ? *)' } },
      Networks: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'ServiceNetwork' } },
    };

    expect(readTemplate({ ...template, Resources: { ...template.Resources, ...more } }).notPriced)
      .toEqual(['AWS::EC2::NatGateway Nat', 'AWS::Scheduler::Schedule Nightly', 'AWS::EC2::VPCEndpoint Networks']);
  });
});

describe('the command', () => {
  const run = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', 'tools/cost/main.ts', ...options], {
      cwd: ROOT, encoding: 'utf8', env: { ...process.env, TS_NODE_PROJECT: 'tsconfig.dev.json' },
    });
    return { status, stdout, stderr: stderr.trim() };
  };

  test('prices the template without CDK under a load, and warns of what does not fit', () => {
    const { status, stdout } = run(WITHOUT_CDK, '--parameter', 'TaskSize=0.25vCPU-0.5GB', '--active-connections', '50000');

    expect(status).toBe(0);
    expect(stdout).not.toContain('NaN');
    expect(stdout).toMatch(/^The number of tasks follows from TLS sessions here, and from minTasks with the Guidance\.$/m);
    expect(stdout).toMatch(/^WARNING: the load needs \d+ tasks of 0\.25 vCPU and 0\.5 GiB/m);
  });

  test('fails in one line on what it cannot price', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cost-'));
    const file = path.join(folder, 'template.json');
    const template = JSON.parse(fs.readFileSync(WITHOUT_CDK, 'utf8'));
    delete template.Parameters.MinTasks.Default;
    fs.writeFileSync(file, JSON.stringify(template));

    expect(run(file)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/^'MinCapacity' of .* must be a number to be priced, got \{"Ref":"MinTasks"\}: give .*--parameter NAME=VALUE$/) });
    expect(readTemplate(template, ['MinTasks=3']).quantities.minTasks).toBe(3);
    expect(run(WITHOUT_CDK, '--active-connections', 'many')).toMatchObject({ status: 1, stderr: '\'--active-connections\' must be a number that is not negative, got \'many\'' });
    fs.rmSync(folder, { recursive: true });
  });
});
