import { execFileSync } from 'child_process';
import { writtenByTask } from './written-by-task';
import { ServiceRoute } from '../../../src/private/service-route';
import { ENTRY_POINT } from '../../../src/proxy/entry-point';
import { GENERATED_NAME_BYTES, NginxConfiguration } from '../../../src/proxy/nginx';
import { each, renderNameList } from '../../../src/proxy/nginx/conf-template';

const LISTS = [
  '#service api.example.com api_example_com api.on.aws',
  '#service www.example.com api_example_com',
  '#service *.apps.example.com _apps_example_com apps.on.aws',
  '#domain late.example.com',
  '#domain *.late.example.com',
];
const RESTRICTED_LISTS = [
  '#clients/1 203.0.113.0/24,2001:db8::/32',
  '#clients/2 198.51.100.0/24',
  '#service api.example.com api_example_com api.on.aws',
  '#service/2 www.example.com www_example_com www.on.aws',
  '#domain/1 *.late.example.com',
];

describe('a service is listed', () => {
  const target = 'a.on.aws';
  const route = (domainName: string, ports: Partial<ServiceRoute> = {}): ServiceRoute => (
    { domainName, target, label: domainName.replaceAll('.', '_'), latticeTlsPort: 443, latticeHttpPort: 80, ...ports });
  const rest = { allowedDomains: [], clientRanges: new Map() } as unknown as NginxConfiguration;
  const listed = (...routes: ServiceRoute[]) => renderNameList({ ...rest, routes });

  test('with its target once, where several names lead there', () => {
    expect(listed(route('a.example.com'), route('b.example.com'), route('c.example.com', { target: 'c.on.aws' }))).toEqual([
      '#service a.example.com a_example_com a.on.aws', '#service b.example.com a_example_com', '#service c.example.com c_example_com c.on.aws',
    ]);
  });

  test.each<[string, Partial<ServiceRoute>, string]>([
    ['TLS', { latticeTlsPort: 50051 }, '50051 80'],
    ['HTTP', { latticeHttpPort: 8080 }, '443 8080'],
  ])('with its ports, where any service has another port for %s', (_, ports, expected) => {
    expect(listed(route('a.example.com'), route('b.example.com', ports), route('c.example.com', ports))).toEqual([
      '#service a.example.com a_example_com a.on.aws 443 80', `#service b.example.com b_example_com a.on.aws ${expected}`, '#service c.example.com b_example_com',
    ]);
  });
});

describe('a line for each', () => {
  test.each([
    ['upstream', 'server {target} as {upstream};', ['server api.on.aws as api_example_com;', 'server apps.on.aws as _apps_example_com;']],
    ['service', '"{name} {name}" {upstream};', ['"api.example.com api.example.com" api_example_com;', '"www.example.com www.example.com" api_example_com;']],
    ['*.service', '{name} {upstream};', ['*.apps.example.com _apps_example_com;']],
    ['domain', '{name} $host:80;', ['late.example.com $host:80;']],
    ['*.domain', '{name} $host:80;', ['*.late.example.com $host:80;']],
  ] as const)('%s is written for what it stands for, and where it stands', (kind, line, expected) => {
    expect(writtenByTask([...LISTS, 'before', `    ${each(kind, line)}`, 'after'].join('\n')))
      .toBe(['before', ...expected.map((text) => `    ${text}`), 'after', ''].join('\n'));
  });
});

describe('of names that only some clients may ask for, a line for each', () => {
  test.each([
    ['clients', 'geo $stop_{set} { {ranges} }', ['geo $stop_1 { 203.0.113.0/24 ""; 2001:db8::/32 ""; }', 'geo $stop_2 { 198.51.100.0/24 ""; }']],
    ['upstream', '{target} as {upstream};', ['api.on.aws as api_example_com;', 'www.on.aws as www_example_com;']],
    ['service', '{name} {stop}{upstream};', ['api.example.com api_example_com;', 'www.example.com ${stop_2}www_example_com;']],
    ['domain', '{name} {stop}$host:80;', []],
    ['*.domain', '{name} {stop}$host:80;', ['*.late.example.com ${stop_1}$host:80;']],
  ] as const)('%s says whom nginx stops', (kind, line, expected) => {
    expect(writtenByTask([...RESTRICTED_LISTS, each(kind, line), 'after'].join('\n'))).toBe([...expected, 'after', ''].join('\n'));
  });
});

test('a generated name in a Region with a long name counts with all its bytes', () => {
  expect(GENERATED_NAME_BYTES).toBeGreaterThanOrEqual(`${'x'.repeat(63)}.7d67968.vpc-lattice-svcs.ap-southeast-1.on.aws`.length);
});

test('as many ranges of one set as fit into a task definition all arrive', () => {
  const ranges = Array.from({ length: 2500 }, (_, index) => `10.${Math.floor(index / 256)}.${index % 256}.0/24`);
  const written = writtenByTask([`#clients/1 ${ranges.join(',')}`, each('clients', 'geo { {ranges} }')].join('\n'));

  expect(written).toBe(`geo { ${ranges.map((range) => `${range} "";`).join(' ')} }\n`);
});

test('a service that names its ports leads there, and to the default ports where another one names some', () => {
  const lists = ['#service a.example.com a_example_com a.on.aws 50051 8080', '#service b.example.com b_example_com a.on.aws 443 80', '#service c.example.com a_example_com'];
  const lines = [each('upstream', '{upstream} {target}:{tls} {target}:{http}'), each('service', '{name} {upstream}')];

  expect(writtenByTask([...lists, ...lines].join('\n'))).toBe([
    'a_example_com a.on.aws:50051 a.on.aws:8080', 'b_example_com a.on.aws:443 a.on.aws:80',
    'a.example.com a_example_com', 'b.example.com b_example_com', 'c.example.com a_example_com', '',
  ].join('\n'));
});

test('what is not about names is written as it is', () => {
  const conf = 'map $a $b {\n    "~*^(?=.{4,253}\\z)\\\\" "$1&";\n}\n';
  expect(writtenByTask(conf)).toBe(conf);
});

test.each(['&', '\\&', '\\1', '\\\\', '\'', '"', '$(id)', '`id`', '$NAME', '%s', '{upstream}', '*', '/', ';'])('a name with %s arrives as it is', (text) => {
  const name = `a${text}b`;
  expect(writtenByTask(`#service ${name} label target\n${each('service', '<{name}>')}`)).toBe(`<${name.replace('{upstream}', 'label')}>\n`);
});

test('the entry point writes the same from the environment, evaluating nothing', () => {
  const conf = `#service a.example.com a_example_com $(id)\`id\`\n${each('upstream', 'server {target};')}\n`;
  const [shell, option, script] = ENTRY_POINT;
  const writing = script.split('\n').slice(0, script.split('\n').findIndex((line) => line.endsWith('> /tmp/nginx.conf')) + 1).join('\n');
  const written = execFileSync(shell, [option, writing.replace('> /tmp/nginx.conf', '')], { env: { ...process.env, NGINX_CONF: conf }, encoding: 'utf8' });
  expect(written).toBe('server $(id)`id`;\n');
});
