import { DNS_NAME, isDnsName, isDomainPattern, isWildcard } from '../../src/private/dns-names';

test.each(['a.b', 'api.example.com', `${'a'.repeat(63)}.com`])('%s is a DNS name', (name) => {
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

test('the expression takes time in proportion to what it reads', () => {
  const hostile = `${'a'.repeat(50_000)}!`;
  const started = process.hrtime.bigint();
  new RegExp(`^${DNS_NAME}$`).test(hostile);

  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
});
