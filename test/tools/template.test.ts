import * as fs from 'fs';
import { join } from 'path';
import { DeployTimeIpAddresses, HttpMode, ProxyImage } from '../../src';
import { capacityOf, CONNECTION_KIB } from '../../src/proxy/nginx';
import { evaluate } from '../../tools/template/evaluation';
import { makeExampleService } from '../../tools/template/example-service';
import { synthesise } from '../../tools/template/ingress-stack';
import { Json, refsIn, TemplateJson } from '../../tools/template/json';
import { lookUpSizes } from '../../tools/template/nginx-conf';
import { ALLOWED_DOMAINS, CLIENT_RANGES, CUSTOM_DOMAINS, HttpModeName, OPTIONAL, PARAMETERS, TASK_SIZES } from '../../tools/template/parameters';
import { makeTemplate } from '../../tools/template/template';
import { GENERATED_NAME, TestIngress } from '../ingress';
import { RealNginx } from '../proxy/nginx/real-nginx';
import { writtenByTask } from '../proxy/nginx/written-by-task';

const FOLDER = join(__dirname, '../../examples/cloudformation');
const committed = (name: string) => fs.readFileSync(join(FOLDER, `${name}.template.json`), 'utf8');
const template: TemplateJson = JSON.parse(committed('lattice-external-ingress'));
const COMPULSORY = { AllowedIPv4Block: '203.0.113.0/24' };

const deployed = (given: Record<string, string> = {}) => Object.values(evaluate(template, { ...COMPULSORY, ...given }));
const all = (type: string, given: Record<string, string> = {}): Json[] =>
  deployed(given).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
const container = (given: Record<string, string>) => all('AWS::ECS::TaskDefinition', given)[0].ContainerDefinitions[0];
const nginxConf = (given: Record<string, string> = {}): string => writtenByTask(container(given).Environment[0].Value);

test.each<[name: string, make: () => TemplateJson]>([
  ['lattice-external-ingress', makeTemplate],
  ['example-service', makeExampleService],
])('the committed template %s is current (npm run template), and needs neither assets nor bootstrap', (name, make) => {
  expect(committed(name)).toBe(`${JSON.stringify(make(), undefined, 2)}\n`);
  expect(committed(name)).not.toMatch(/BootstrapVersion|cdk-hnb659fds|S3Bucket|AssetParameters/);
});

describe('parameters', () => {
  const GOOD: Record<string, string> = {
    ...Object.fromEntries(CLIENT_RANGES.ipv4.map((name) => [name, '203.0.113.0/24'])),
    ...Object.fromEntries(CLIENT_RANGES.ipv6.map((name) => [name, '2001:db8::/32'])),
    AllowedPrefixListId: 'pl-0123456789abcdef0',
    ServiceNetwork: 'sn-0123456789abcdef0',
    VpcCidr: '10.0.0.0/16',
    AvailabilityZones: 'us-east-1a,us-east-1c,us-east-1d',
    PublicHostedZoneId: 'Z0123456789ABCDEFGHIJ',
    NginxVersion: '1.30.8-alpine-slim',
    AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms',
    ...Object.fromEntries(CUSTOM_DOMAINS.flatMap(({ domain, generatedName }) => [[domain, 'api.example.com'], [generatedName, GENERATED_NAME]])),
    ...Object.fromEntries(ALLOWED_DOMAINS.map((name) => [name, '*.apps.example.com'])),
  };
  const admits = (name: string, value: string) => {
    const { AllowedPattern, MaxLength = Infinity } = PARAMETERS[name];
    // CloudFormation holds the whole value against the pattern; with `$` alone a line feed would pass at the end in some dialects.
    return new RegExp(`^(?:${AllowedPattern})$`).test(value) && value.length <= MaxLength;
  };

  test('each is in a group of the console, with a label and a description', () => {
    const { ParameterGroups, ParameterLabels } = template.Metadata['AWS::CloudFormation::Interface'];
    const names = Object.keys(template.Parameters);
    expect(ParameterGroups.flatMap(({ Parameters }: Json) => Parameters)).toEqual(names);
    expect(Object.keys(ParameterLabels)).toEqual(names);
    expect(names.filter((name) => !template.Parameters[name].Description)).toEqual([]);
  });

  test('each text has a pattern and says what it must be, or is one of a few', () => {
    const texts = Object.entries(PARAMETERS).filter(([, { Type, AllowedValues }]) => Type === 'String' && !AllowedValues);
    expect(texts.map(([name]) => name).sort()).toEqual(Object.keys(GOOD).sort());
    expect(texts.filter(([, { ConstraintDescription }]) => !ConstraintDescription?.startsWith('must be '))).toEqual([]);
  });

  test('only who may connect is compulsory', () => {
    expect(Object.keys(PARAMETERS).filter((name) => PARAMETERS[name].Default === undefined)).toEqual(['AllowedIPv4Block']);
  });

  test.each(Object.keys(GOOD))('%s takes what it is for, and no character with a meaning elsewhere', (name) => {
    const good = GOOD[name];
    expect(admits(name, good)).toBe(true);
    expect(admits(name, '')).toBe(OPTIONAL.includes(name));
    for (const hostile of [';', '{', '}', '\n', '\r', '\r\n', '\u2028', '$', '${AWS::Region}', ' ', '\t', '"', '\'', '\\', '`', '#', '~', '(', '|', ',', '\0', 'é', '%', '@', '?']) {
      for (const value of [hostile, good + hostile, hostile + good, good.slice(0, 8) + hostile + good.slice(8), `${good}${hostile}${good}`]) {
        expect([value, admits(name, value)]).toEqual([value, false]);
      }
    }
    expect(admits(name, good.repeat(100))).toBe(false);
  });

  test.each([
    ['AllowedIPv4Block', ['203.0.113.0', '203.0.113.0/33', '256.0.0.0/8', '1.2.3/24', '01.2.3.4/24', '203.0.113.0/024', '203.0.113.0/-1', '2001:db8::/32', 'pl-0123456789abcdef0']],
    ['AllowedIPv6Block', ['2001:db8::', '2001:db8::/129', '203.0.113.0/24', 'g::/32', '2001:db8::/32/1', '/32']],
    ['AllowedPrefixListId', ['pl-', 'pl-xyz', 'PL-0123456789abcdef0', 'sg-0123456789abcdef0', 'pl-0123456789abcdef01']],
    ['ServiceNetwork', ['sn-1', 'svc-0123456789abcdef0', 'arn:aws:vpc-lattice:us-east-1:1:servicenetwork/sn-0123456789abcdef0', 'arn:aws:s3:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0']],
    ['VpcCidr', ['10.0.0.0/15', '10.0.0.0/22', '10.0.0.0', '10.0.0.256/16', '0.0.0.0/0']],
    ['AvailabilityZones', ['us_east_1a,us_east_1b,us_east_1c', 'us-east-1a', 'us-east-1a,us-east-1b', 'us-east-1a,us-east-1b,us-east-1c,us-east-1d', 'us-east-1a, us-east-1b, us-east-1c', 'us-east-1a,us-east-1a,us-east-1b', 'us-east-1a,us-east-1b,us-east-1a', 'us-east-1b,us-east-1a,us-east-1a', 'use1-az1,use1-az2,use1-az4', ',,']],
    ['NginxVersion', ['1.30', 'latest', 'mainline', '1.30.7_1', 'sha256:0123', '1.30.8-', '1.30.8-Alpine']],
    ['AlarmTopicArn', ['alarms', 'arn:aws:sns:us-east-1:1:alarms', 'arn:aws:sqs:us-east-1:111122223333:alarms']],
    ['PublicHostedZoneId', ['example.com', 'z0123456789ABCDEFGHIJ', '/hostedzone/Z0123456789ABCDEFGHIJ']],
    ['CustomDomain1', [
      'com', 'localhost', 'default', 'hostnames', 'API.example.com', 'api.example.com.', '.example.com', 'api..example.com', '-api.example.com', 'api-.example.com', '*', '*.', '*.*.example.com',
      'a*.example.com', 'api.*.com', 'www.example.*', '1.2.3.4', '169.254.170.2', '[::1]', 'api.example.com:443', `${'a'.repeat(64)}.example.com`, `${'a.'.repeat(126)}com`, '~^.*$', 'https://api.example.com',
    ]],
    ['AllowedDomain5', ['com', '*', '1.2.3.4', '~.', 'include', 'volatile', 'A.example.com']],
    ['GeneratedName1', [
      'api.example.com', 'vpc-lattice-svcs.us-east-1.on.aws', GENERATED_NAME.toUpperCase(), `${GENERATED_NAME}.evil.com`, `*.${GENERATED_NAME}`, `x.${GENERATED_NAME}`, `vpce-${GENERATED_NAME}`,
      GENERATED_NAME.replace('.on.aws', 'xonxaws'), `${GENERATED_NAME}:443`, 'unix:/tmp/socket', '169.254.170.2',
    ]],
  ])('%s refuses what it is not for', (name, refused) => {
    expect(refused.filter((value) => admits(name, value))).toEqual([]);
  });

  test.each(['1.29.9', '1.30.6', '1.30.7', '1.30.8', '1.30.10', '1.31.8', '1.31.9', '1.31.10', '1.32.0', '1.32.11', '1.40.1'])('NginxVersion %s is taken where the construct takes it', (version) => {
    const taken = () => ProxyImage.copyOnDeploy({ tagOrDigest: version });
    if (admits('NginxVersion', version)) {
      expect(taken).not.toThrow();
    } else {
      expect(taken).toThrow('tagOrDigest');
    }
  });

  test('the service network may be of another account', () => {
    expect(admits('ServiceNetwork', 'arn:aws-us-gov:vpc-lattice:us-gov-west-1:111122223333:servicenetwork/sn-0123456789abcdef0')).toBe(true);
  });

  test('what refers to an optional one is there only if it is given', () => {
    const withoutCondition: string[] = [];
    const generatedNames = Object.fromEntries(CUSTOM_DOMAINS.map(({ domain, generatedName }) => [generatedName, domain]));
    const visit = (value: Json, path: string, conditions: string[]): void => {
      if (typeof value !== 'object' || value === null) {
        return;
      }
      if (OPTIONAL.includes(value.Ref) && !conditions.some((each) => each.includes(generatedNames[value.Ref] ?? value.Ref))) {
        withoutCondition.push(`${path}: ${value.Ref}`);
      }
      Object.entries<Json>(value).forEach(([key, each]) => visit(each, `${path}/${key}`, key === 'Fn::If' ? [...conditions, each[0]] : conditions));
    };
    Object.entries(template.Resources).forEach(([id, { Properties, Condition }]) => visit(Properties, id, Condition ? [Condition] : []));
    expect(withoutCondition).toEqual([]);
  });

  test('each is used', () => {
    const names = Object.keys(PARAMETERS);
    expect(refsIn([template.Resources, template.Conditions], names).sort()).toEqual([...names].sort());
  });
});

describe('nginx.conf', () => {
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

  test.each([['proxy', [80, 443]], ['redirect', [443]]])('tasks may connect to the ports that HttpMode %s uses, and the association lets them in there', (mode, ports) => {
    const portsOf = (type: string, given: Record<string, string>) =>
      all(type, { HttpMode: mode, ...given }).filter(({ Description }) => ['VPC Lattice', 'tasks'].includes(Description)).map(({ FromPort }) => FromPort);

    expect(portsOf('AWS::EC2::SecurityGroupEgress', {})).toEqual(ports);
    expect(portsOf('AWS::EC2::SecurityGroupIngress', {})).toEqual([]);
    expect(portsOf('AWS::EC2::SecurityGroupIngress', { ServiceNetwork: 'sn-0123456789abcdef0' })).toEqual(ports);
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
      `worker_processes ${capacity.workerProcesses};`, `worker_connections ${capacity.workerConnections};`,
      `limit_conn tls_client ${capacity.tlsSessionsPerClient};`, `limit_conn tls_all ${capacity.tlsSessions};`,
      `limit_conn http_client ${capacity.httpRequestsPerClient};`, `limit_conn http_all ${capacity.httpRequests};`,
      `limit_conn http_connections_client ${capacity.httpConnectionsPerClient};`, `limit_conn http_connections_all ${capacity.httpConnections};`,
      'buffer=4k flush=1s',
    ]) {
      expect(conf).toContain(line);
    }
    const sized = /(worker_processes |worker_connections |limit_conn \w+ |buffer=)\d+/g;
    expect(conf).toBe(nginxConf().replace(sized, (_, directive) => conf.match(new RegExp(`${directive}\\d+`))![0]));
    expect(all('AWS::ECS::TaskDefinition', { TaskSize })[0]).toMatchObject({ Cpu: `${cpu}`, Memory: `${memoryLimitMiB}` });
  });
});

describe('resources', () => {
  /** The rules by which clients get in, whether inside a security group or resources of their own. */
  const clients = (given: Record<string, string>) => [
    ...all('AWS::EC2::SecurityGroup', given).flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
    ...all('AWS::EC2::SecurityGroupIngress', given),
  ].filter(({ Description }) => Description === 'client').map(({ CidrIp, CidrIpv6, SourcePrefixListId, FromPort }) => `${CidrIp ?? CidrIpv6 ?? SourcePrefixListId} ${FromPort}`).sort();
  const IPV4 = ['203.0.113.0/24 443', '203.0.113.0/24 80'];

  test.each<[string, Record<string, string>, string[]]>([
    ['nothing else', {}, IPV4],
    ['AllowedIPv6Block', { AllowedIPv6Block: '2001:db8::/32' }, ['2001:db8::/32 443', '2001:db8::/32 80', ...IPV4]],
    ['AllowedPrefixListId', { AllowedPrefixListId: 'pl-0123456789abcdef0' }, [...IPV4, 'pl-0123456789abcdef0 443', 'pl-0123456789abcdef0 80']],
    ['AllowedIPv4Block', { AllowedIPv4Block: '198.51.100.7/32' }, ['198.51.100.7/32 443', '198.51.100.7/32 80']],
    ['AllowedIPv4Block5', { AllowedIPv4Block5: '198.51.100.7/32' }, ['198.51.100.7/32 443', '198.51.100.7/32 80', ...IPV4]],
    ['AllowedIPv6Block3', { AllowedIPv6Block3: '2001:db8::/32' }, ['2001:db8::/32 443', '2001:db8::/32 80', ...IPV4]],
  ])('%s lets in who it names', (_, given, expected) => {
    expect(clients(given)).toEqual(expected);
  });

  test('ServiceNetwork is what the VPC is associated with', () => {
    const type = 'AWS::VpcLattice::ServiceNetworkVpcAssociation';
    expect(all(type)).toEqual([]);
    expect(all('AWS::EC2::SecurityGroup')).toHaveLength(all('AWS::EC2::SecurityGroup', { ServiceNetwork: 'sn-0123456789abcdef0' }).length - 1);
    const shared = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0';
    expect(all(type, { ServiceNetwork: shared })).toMatchObject([{ ServiceNetworkIdentifier: shared }]);
  });

  test('ServiceNetwork by its id or by its ARN is the same to CloudFormation, which would replace the association', () => {
    const [byId, byArn] = ['sn-0123456789abcdef0', 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0']
      .map((ServiceNetwork) => all('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetwork }));

    expect(byId).toEqual(byArn);
    expect(byArn).toMatchObject([{ ServiceNetworkIdentifier: 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0' }]);
  });

  test('AvailabilityZones are those of the subnets, which are otherwise the first three of the account', () => {
    const zonesOf = (given: Record<string, string>) => all('AWS::EC2::Subnet', given).map(({ AvailabilityZone }) => AvailabilityZone);

    expect(zonesOf({ AvailabilityZones: 'us-east-1a,us-east-1c,us-east-1d' })).toEqual([...['a', 'c', 'd'], ...['a', 'c', 'd']].map((letter) => `us-east-1${letter}`));
    expect(zonesOf({})).toEqual([0, 1, 2, 0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
  });

  test('VpcCidr is the range of the VPC, and its subnets follow', () => {
    expect(all('AWS::EC2::VPC', { VpcCidr: '10.20.0.0/20' })[0].CidrBlock).toBe('10.20.0.0/20');
    expect(all('AWS::EC2::Subnet', { VpcCidr: '10.20.0.0/20' }).map(({ CidrBlock }) => CidrBlock)).toEqual([0, 1, 2, 8, 9, 10].map((number) => `10.20.${number}.0/24`));
  });

  test.each([
    ...CUSTOM_DOMAINS.map(({ domain, generatedName }) => [domain, { [generatedName]: GENERATED_NAME }] as const),
    ...ALLOWED_DOMAINS.map((name) => [name, {}] as const),
  ])('%s becomes two records with PublicHostedZoneId, and none without', (name, pair) => {
    const zone = { PublicHostedZoneId: 'Z0123456789ABCDEFGHIJ' };
    const given = { [name]: '*.apps.example.com', ...pair };
    expect(all('AWS::Route53::RecordSet', given)).toEqual([]);
    expect(all('AWS::Route53::RecordSet', zone)).toEqual([]);
    expect(all('AWS::Route53::RecordSet', { ...given, ...zone }).map(({ HostedZoneId, Name, Type }) => [HostedZoneId, Name, Type]))
      .toEqual([['Z0123456789ABCDEFGHIJ', '*.apps.example.com.', 'A'], ['Z0123456789ABCDEFGHIJ', '*.apps.example.com.', 'AAAA']]);
  });

  test('AlarmTopicArn is what alarms are sent to, and without it there are neither alarms nor metrics', () => {
    const topic = 'arn:aws:sns:us-east-1:111122223333:alarms';
    const alarms = all('AWS::CloudWatch::Alarm', { AlarmTopicArn: topic });

    expect(alarms).toHaveLength(17);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual(alarms.map(() => [topic]));
    expect(all('AWS::Logs::MetricFilter', { AlarmTopicArn: topic })).not.toEqual([]);
    expect([...all('AWS::CloudWatch::Alarm'), ...all('AWS::Logs::MetricFilter')]).toEqual([]);
  });

  test('NginxVersion decides what is copied, under a tag of its own', () => {
    const tags = ['1.30.7', '1.30.8', '1.30.8-alpine-slim'].map((NginxVersion) => all('Custom::LatticeExternalIngressCopyImage', { NginxVersion })[0])
      .map(({ Reference, TargetTag }) => [Reference, TargetTag.replace(/-[0-9a-f]{8}$/, '')]);

    expect(tags).toEqual([['1.30.7', '1.30.7-arm64'], ['1.30.8', '1.30.8-arm64'], ['1.30.8-alpine-slim', '1.30.8-alpine-slim-arm64']]);
  });

  test('LogRetentionDays is how long all logs are kept but those of Container Insights, which are for a day', () => {
    const days = (given: Record<string, string>) => all('AWS::Logs::LogGroup', given).map(({ RetentionInDays }) => `${RetentionInDays}`);

    expect(days({}).filter((each) => each !== '30')).toEqual(['1']);
    expect(days({ LogRetentionDays: '365' }).filter((each) => each !== '365')).toEqual(['1']);
  });

  test('DeletionProtection protects the load balancer', () => {
    const protection = (given: Record<string, string>) => all('AWS::ElasticLoadBalancingV2::LoadBalancer', given)[0].LoadBalancerAttributes[0];

    expect(protection({})).toEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
    expect(protection({ DeletionProtection: 'true' })).toEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
  });

  test('MinTasks and MaxTasks are the limits of scaling', () => {
    expect(all('AWS::ApplicationAutoScaling::ScalableTarget', { MinTasks: '6', MaxTasks: '30' })).toMatchObject([{ MinCapacity: '6', MaxCapacity: '30' }]);
  });
});

test('outputs are at least those of the Guidance', () => {
  expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(['VpcId', 'LoadBalancerDnsName', 'LoadBalancerHostedZoneId', 'LogGroupName', 'ClusterName', 'ServiceName', 'TlsSecurityGroupId']));
});
