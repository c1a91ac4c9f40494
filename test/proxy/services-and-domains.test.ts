import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { LatticeExternalIngress, LatticeService } from '../../src';
import { KINDS, listed, mostThatFit } from '../../tools/names-that-fit';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

const BAD_NAMES = [
  'example', 'example.com.', '-a.example.com', 'a..example.com', 'a b.example.com', 'a;b.example.com', 'a{.example.com', 'a$host.example.com',
  'a\nb.example.com', 'example.com\n', 'a_b.example.com', '*.*.example.com', 'a*.example.com', '*', '*.com:80', '10.0.0.1', '127.1', '0x7f.0.0.1',
  `${'a'.repeat(64)}.example.com`, `${'a.'.repeat(126)}example.com`, `*.${'a.'.repeat(123)}aa.com`, 'bücher.example', '"x".example.com', 'a\\.example.com', '',
];

/** What is said of those that are almost a name. */
const HINTS: Record<string, string> = {
  'example.com.': ': give the name without the dot at its end, \'example.com\'',
  '*': ': a wildcard needs the domain that it stands below, as *.example.com',
  'example.com\n': ': give the name without white space, \'example.com\'',
  'a_b.example.com': ': a name of a host has no underscore: rename the service',
  'bücher.example': ': give the name as DNS holds it, \'xn--bcher-kva.example\'',
};

/** A text that is too long for a name is not shown whole. */
const quoted = (name: string) => name.length > 200 ? `'${name.slice(0, 200)}...'` : `'${name}'`;

describe('names', () => {
  test('of services may look as if VPC Lattice had generated them in another Region, because tasks look up the name of the service', () => {
    const name = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.eu-west-1.on.aws';

    expect(new TestIngress({ services: [service(name)] }, { env: { region: 'us-east-1' } }).nginxConf).toContain(name);
    expect(() => new TestIngress({ allowedDomains: [name] }, { env: { region: 'us-east-1' } })).toThrow('\'allowedDomains\'');
  });

  test.each(BAD_NAMES)('of services may not be %j', (name) => {
    expect(errorOf({ services: [service(name)] }))
      .toBe(`'services' must hold DNS names, such as api.example.com or *.apps.example.com, got ${quoted(name)}${HINTS[name] ?? ''}`);
  });

  test.each(BAD_NAMES)('of allowed domains may not be %j', (name) => {
    expect(errorOf({ allowedDomains: [name] }))
      .toBe(`'allowedDomains' must hold DNS names, such as api.example.com or *.apps.example.com, got ${quoted(name)}${HINTS[name] ?? ''}`);
  });

  test.each(['api.example.com', '*.apps.example.com', 'A.Example.COM', 'xn--bcher-kva.example', `${'a'.repeat(63)}.example.com`, '1.2.example.com', `*.${'a.'.repeat(123)}a.com`])(
    'may be %s', (name) => {
      expect(new TestIngress({ allowedDomains: [name] }).nginxConf).toContain(` ${name.toLowerCase()} `);
    });

  test('may be used once', () => {
    expect(errorOf({ services: [service('api.example.com'), service('API.example.com')] }))
      .toBe('each name must lead to one place, got \'api.example.com\' twice in \'services\': remove one of them');
    expect(errorOf({ services: [service('api.example.com')], allowedDomains: ['api.example.com'] }))
      .toBe('each name must lead to one place, got \'api.example.com\' in \'services\' and in \'allowedDomains\': remove one of them');
  });
});

test('a service of the same app is named when the stack is deployed', () => {
  const stack = new Stack();
  const made = new vpclattice.CfnService(stack, 'Service');
  const domainName = new CfnParameter(stack, 'DomainName').valueAsString;
  new LatticeExternalIngress(stack, 'Ingress', {
    ...compulsoryProps(stack),
    services: [{ domainName, service: LatticeService.fromCfnService(made) }],
  });
});

describe('a task definition', () => {
  test('holds 2,500 ranges of clients of one name', () => {
    expect(() => listed('ranges of clients of one name', 2500)).not.toThrow();
    expect(() => listed('ranges of clients of one name', 3000)).toThrow(/got 1 names that make NGINX_CONF \d+ bytes; .* List fewer names or ranges, /);
  });

  test('holds as many as the command prints, and no more', () => {
    const most = mostThatFit('services with two ranges of clients each');

    expect(() => listed('services with two ranges of clients each', most)).not.toThrow();
    expect(() => listed('services with two ranges of clients each', most + 1)).toThrow(/must fit/);
  });

  test('stays below 64 KiB with as many names as fit, because everything else in it has room too', () => {
    const kind = 'names of `allowedDomains`';
    const [, count] = /about (\d+) names/.exec(messageOf(() => listed(kind, 2400)))!;
    const made = new TestIngress({
      ...KINDS[kind](Number(count), new Stack()), enableExecuteCommand: true, logDriverMode: ecs.AwsLogDriverMode.NON_BLOCKING,
    });
    const bytes = JSON.stringify(made.properties('AWS::ECS::TaskDefinition')).length;

    expect(bytes).toBeLessThan(64 * 1024);
    expect(bytes).toBeGreaterThan(57 * 1024);
  });

  test.each([
    [1200, 'names of `allowedDomains`', 1],
    [240, 'services by `LatticeService.fromCfnService()`', 1],
    [320, 'services by `LatticeService.fromDomainName()`', 1],
    // The numbers of the sets have fewer digits where there are fewer.
    [220, 'services with two ranges of clients each', 3],
  ])('holds %d %s, and says how many where there are more', (least, kind, more) => {
    const message = messageOf(() => listed(kind, 2 * least));
    expect(message).toMatch(/^'services', 'allowedDomains' and 'restrictedDomains' must fit into the 64 KiB of a task definition, got \d+ names that make NGINX_CONF \d+ bytes; about \d+ names of this length(, each with as many ranges,)? fit/);

    expect(message.includes('List fewer names or ranges')).toBe(message.includes(', each with as many ranges, fit'));
    expect(message.includes(', each with as many ranges, fit')).toBe(kind.includes('ranges'));

    const count = Number(/about (\d+) names/.exec(message)![1]);
    expect(count).toBeGreaterThanOrEqual(least);
    expect(() => listed(kind, count)).not.toThrow();
    expect(() => listed(kind, count + more)).toThrow(/must fit/);
  });
});

function messageOf(attempt: () => void): string {
  try {
    attempt();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('names in another order make the same template', () => {
  const made = (turned: boolean) => {
    const inOrder = <T>(entries: T[]) => (turned ? [...entries].reverse() : entries);
    const stack = new Stack(new App(), 'Stack');
    const publicZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      publicZone,
      services: inOrder(['a.example.com', 'b.example.com'].map((name) => service(name))),
      allowedDomains: inOrder(['*.c.example.com', 'd.example.com']),
    });
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };
  expect(made(true)).toBe(made(false));
});
