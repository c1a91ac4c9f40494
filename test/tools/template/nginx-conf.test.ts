import { all, COMPULSORY, nginxConf } from './evaluated';
import { DeployTimeIpAddresses, HttpMode } from '../../../src';
import { capacityOf, CONNECTION_KIB } from '../../../src/proxy/nginx';
import { evaluate } from '../../../tools/template/evaluation';
import { synthesise } from '../../../tools/template/ingress-stack';
import { lookUpSizes } from '../../../tools/template/nginx-conf';
import { ALLOWED_DOMAINS, CUSTOM_DOMAINS, HttpModeName, PARAMETERS, TASK_SIZES } from '../../../tools/template/parameters';
import { GENERATED_NAME, TestIngress } from '../../ingress';
import { RealNginx } from '../../proxy/nginx/real-nginx';
import { writtenByTask } from '../../proxy/nginx/written-by-task';

describe('nginx.conf of the template without CDK:', () => {
  test('without names it is what the construct makes without names', () => {
    const construct = new TestIngress({ ipAddresses: DeployTimeIpAddresses.cidr('192.168.0.0/16') }).nginxConf
      .replaceAll('<Ref "AWS::Region">', 'us-east-1')
      .replace(/<Fn::Select \[(\d),.*?\]>(?=[ ;])/g, '192.168.$1.0/24');
    expect(nginxConf()).toBe(construct);
  });

  test.each([
    ...Object.keys(TASK_SIZES).flatMap((taskSize) => [true, false].map((namesListed) => ({ taskSize, namesListed, http: 'proxy' as HttpModeName }))),
    ...[true, false].map((namesListed) => ({ taskSize: '4vCPU-8GB', namesListed, http: 'redirect' as HttpModeName })),
  ])(
    'with %j it is what the construct makes for that alone', ({ taskSize, namesListed, http }) => {
      const names = [...CUSTOM_DOMAINS.flatMap(({ domain, generatedName: target }) => [domain, target]), ...ALLOWED_DOMAINS];
      const given = { ...COMPULSORY, TaskSize: taskSize, HttpMode: http, ...Object.fromEntries(names.map((name) => [name, namesListed ? `${name.toLowerCase()}.example.com` : ''])) };
      const values = { ...Object.fromEntries(Object.entries(PARAMETERS).map(([name, { Default }]) => [name, `${Default}`])), ...given };
      const [task] = Object.values(evaluate(synthesise({ taskSize, namesListed, http }), values)).filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');

      expect(nginxConf(given)).toBe(writtenByTask(task.Properties.ContainerDefinitions[0].Environment[0].Value));
      expect(all('AWS::ECS::TaskDefinition', given)[0]).toMatchObject({ Cpu: task.Properties.Cpu, Memory: task.Properties.Memory });
    });

  test('it redirects to HTTPS where HttpMode says so', () => {
    const construct = new TestIngress({ ipAddresses: DeployTimeIpAddresses.cidr('192.168.0.0/16'), http: HttpMode.redirectToHttps() }).nginxConf;
    const between = (conf: string) => conf.split('\n').filter((line) => /return 301|proxy_pass http/.test(line));
    expect(between(nginxConf({ HttpMode: 'redirect' }))).toEqual(between(construct));
    expect(between(nginxConf())).not.toEqual(between(construct));
  });

  test('sizes that differ in more than numbers are an error', () => {
    const bySize = { small: [['worker_processes 1;\n']], large: [['worker_processes auto;\n']] };
    expect(() => lookUpSizes(bySize, 'Sizes', 'Size')).toThrow('sizes of tasks may differ in numbers only, got [["worker_processes 1;\\n"],["worker_processes auto;\\n"]]');
  });

  /** What clients that ask for these names get to, over TLS and over HTTP. */
  async function routes(given: Record<string, string>, ...names: string[]): Promise<Record<string, string[]>> {
    const nginx = new RealNginx(nginxConf(given));
    try {
      expect(nginx.objections).toBe('');
      await nginx.start();
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, [await nginx.tlsRoute(name), await nginx.httpRoute(name)]])));
    } finally {
      nginx.stop();
    }
  }
  const REFUSED = ['', ''];
  const lookedUp = (name: string) => [`${name}:443`, `${name}:80`];
  const upstream = (index: number) => [`tls-CustomDomain${index + 1}`, `http-CustomDomain${index + 1}`];
  const generatedName = (number: number) => GENERATED_NAME.replace('api', `api${number}`);

  test('without names the generated names of the Region are allowed, and no others', async () => {
    const other = GENERATED_NAME.replace('us-east-1', 'us-east-2');
    expect(await routes({}, GENERATED_NAME, other, 'api.example.com')).toEqual({ [GENERATED_NAME]: lookedUp(GENERATED_NAME), [other]: REFUSED, 'api.example.com': REFUSED });
  });

  test.each(CUSTOM_DOMAINS.map(({ domain }, index) => [domain, index]))('%s leads to its generated name, and nothing else is allowed', async (_, index) => {
    const { domain, generatedName: target } = CUSTOM_DOMAINS[index];
    const given = { [domain]: 'api.example.com', [target]: GENERATED_NAME };
    expect(await routes(given, 'api.example.com', 'www.example.com', GENERATED_NAME))
      .toEqual({ 'api.example.com': upstream(index), 'www.example.com': REFUSED, [GENERATED_NAME]: REFUSED });
    expect(nginxConf(given).match(/^ *upstream.*/gm)).toEqual([
      `  upstream tls-CustomDomain${index + 1} { zone tls-CustomDomain${index + 1} 1m; server ${GENERATED_NAME}:443 resolve fail_timeout=2s; }`,
      expect.stringContaining(`  upstream http-CustomDomain${index + 1} { zone http-CustomDomain${index + 1} 1m; server ${GENERATED_NAME}:80 resolve `),
    ]);
  });

  test.each(ALLOWED_DOMAINS)('%s is looked up, and nothing else is allowed', async (name) => {
    expect(await routes({ [name]: 'shop.example.com' }, 'shop.example.com', 'www.shop.example.com', GENERATED_NAME))
      .toEqual({ 'shop.example.com': lookedUp('shop.example.com'), 'www.shop.example.com': REFUSED, [GENERATED_NAME]: REFUSED });
    expect(await routes({ [name]: '*.apps.example.com' }, 'a.b.apps.example.com', 'apps.example.com', 'a_b.apps.example.com'))
      .toEqual({ 'a.b.apps.example.com': lookedUp('a.b.apps.example.com'), 'apps.example.com': REFUSED, 'a_b.apps.example.com': REFUSED });
  });

  test('all names at once, an exact one before a wildcard', async () => {
    const given = {
      ...Object.fromEntries(CUSTOM_DOMAINS.flatMap(({ domain, generatedName: target }, index) => [[domain, `api${index}.example.com`], [target, generatedName(index)]])),
      CustomDomain5: '*.example.com',
      ...Object.fromEntries(ALLOWED_DOMAINS.map((name, index) => [name, `shop${index}.example.com`])),
    };
    expect(await routes(given, 'api0.example.com', 'api3.example.com', 'other.example.com', 'shop4.example.com', 'example.com')).toEqual({
      'api0.example.com': upstream(0),
      'api3.example.com': upstream(3),
      'other.example.com': upstream(4),
      'shop4.example.com': lookedUp('shop4.example.com'),
      'example.com': REFUSED,
    });
  });

  test('names of the greatest length', async () => {
    const longest = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`;
    expect(await routes({ AllowedDomain1: longest }, longest)).toEqual({ [longest]: lookedUp(longest) });
  });

  test('VpcCidr decides whose PROXY header is believed', () => {
    const trusted = [...nginxConf({ VpcCidr: '10.20.0.0/20' }).matchAll(/(10\.20\.[\d./]+) 1;/g)].map(([, range]) => range);
    expect([...new Set(trusted)].sort()).toEqual(['10.20.0.0/24', '10.20.1.0/24', '10.20.2.0/24']);
    expect(nginxConf({ VpcCidr: '10.20.0.0/20' })).not.toContain('192.168.');
  });

  test.each(Object.keys(TASK_SIZES))('TaskSize %s decides what a task takes on', (TaskSize) => {
    const { cpu, memoryLimitMiB } = TASK_SIZES[TaskSize];
    const capacity = capacityOf(cpu, memoryLimitMiB, CONNECTION_KIB.BALANCED);
    const conf = nginxConf({ TaskSize });
    for (const line of [
      `worker_processes ${capacity.workerProcesses};`, `worker_connections ${capacity.workerConnections};`, `#worker_memory ${capacity.workerMemoryKiB} KiB`,
      `limit_conn tls_client ${capacity.tlsSessionsPerClient};`, `limit_conn tls_all ${capacity.tlsSessions};`,
      `limit_conn http_client ${capacity.httpRequestsPerClient};`, `limit_conn http_all ${capacity.httpRequests};`,
      `limit_conn http_connections_client ${capacity.httpConnectionsPerClient};`, `limit_conn http_connections_all ${capacity.httpConnections};`,
      'buffer=4k flush=1s',
    ]) {
      expect(conf).toContain(line);
    }
    const sized = /(worker_processes |worker_connections |#worker_memory |limit_conn \w+ |buffer=)\d+/g;
    expect(conf).toBe(nginxConf().replace(sized, (_, directive) => conf.match(new RegExp(`${directive}\\d+`))![0]));
    expect(all('AWS::ECS::TaskDefinition', { TaskSize })[0]).toMatchObject({ Cpu: `${cpu}`, Memory: `${memoryLimitMiB}` });
  });
});
