import { Lazy } from 'aws-cdk-lib';
import { admits, DNS_NAME, holds, inLowerCase, isDnsName, isDomainPattern, isWildcard, withoutWildcard } from '../../src/private/dns-names';

test.each(['a.b', 'api.example.com', 'API.Example.COM', `${'a'.repeat(63)}.com`])('%s is a DNS name', (name) => {
  expect(isDnsName(name)).toBe(true);
});

test.each(['', 'localhost', 'a.b.', '.a.b', '1.2.3.4', 'a.b\n', '*.a.b', 'a.1'])('%j is none', (name) => {
  expect(isDnsName(name)).toBe(false);
});

test('a pattern is a name, or stands for every name below one', () => {
  expect(['*.a.b', 'a.b'].map(isDomainPattern)).toEqual([true, true]);
  expect(['*.a', '*.*.a.b', 'a.*.b'].map(isDomainPattern)).toEqual([false, false, false]);
  expect(['*.a.b', 'a.b'].map(isWildcard)).toEqual([true, false]);
});

test('a name is written in lower case, and a token stays as it is', () => {
  const text = Lazy.string({ produce: () => 'API.example.com' });
  const [entry] = Lazy.list({ produce: () => ['API.example.com'] });

  expect(['API.example.com', text, entry].map(inLowerCase)).toEqual(['api.example.com', text, entry]);
});

test('a wildcard stands below its domain, and a name below nothing', () => {
  expect(['*.a.b', 'a.b'].map(withoutWildcard)).toEqual(['a.b', 'a.b']);
});

test.each([
  ['a.b', 'a.b', true], ['a.b', 'A.B', true], ['A.b', 'a.b', true], ['a.b', 'x.a.b', false], ['a.b', 'b.b', false],
  ['*.a.b', 'x.a.b', true], ['*.A.b', 'y.x.a.B', true], ['*.a.b', '*.x.a.b', true], ['*.a.b', '*.a.b', true], ['*.a.b', 'a.b', false], ['*.a.b', 'xa.b', false],
])('whether %s admits %s: %s', (pattern, name, isAdmitted) => {
  expect(admits(pattern, name)).toBe(isAdmitted);
});

test.each([
  ['a.b', 'a.b', true], ['a.b', 'x.a.b', true], ['A.b.', 'X.a.B', true], ['a.b', '*.a.b', true], ['a.b', 'xa.b', false], ['x.a.b', 'a.b', false],
])('whether the zone %s holds %s: %s', (zone, name, isHeld) => {
  expect(holds(zone, name)).toBe(isHeld);
});

test('a name has 253 characters at most', () => {
  const name = `${`${'a'.repeat(62)}.`.repeat(4)}b`;

  expect([name, `${name}c`].map(({ length }) => length)).toEqual([253, 254]);
  expect([name, `${name}c`].map(isDnsName)).toEqual([true, false]);
  // The name below a wildcard takes two characters too.
  expect([`*.${name.slice(2)}`, `*.${name}`].map(isDomainPattern)).toEqual([true, false]);
});

test('the expression takes time in proportion to what it reads', () => {
  const hostile = `${'a'.repeat(50_000)}!`;
  const started = process.hrtime.bigint();
  new RegExp(`^${DNS_NAME}$`).test(hostile);

  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
});
