import { ERROR_LINES, RECORDED } from './access-log';
import { matches } from './filter-pattern';
import { Outcome, OUTCOMES } from '../../src/monitoring/log-outcomes';

const EXPECTED: Record<keyof typeof OUTCOMES, string[]> = {
  forwarded: [
    'tls to a service',
    'tls to a looked-up name',
    'tls to a service with one dead address of two',
    'tls to a service that resets',
    'http to a service',
    'http to a looked-up name',
    'http that the service forbids',
    'http to a service with one dead address of two',
    'http to a service that answers 500',
    'http to a service that answers 503',
    'http that the client gives up',
    'http to a service that breaks off',
  ],
  serviceFailure: ['http to a service that answers 502', 'http to a service that answers 504'],
  unreadable: ['no http on the http port', 'http for a path that nginx cannot read', 'tls with a hello of 20 kB'],
  refused: [
    'tls for a name that is not allowed',
    'tls for an address',
    'tls for an unprintable name',
    'tls without a name',
    'no tls on the tls port',
    'http for a name that is not allowed',
    'http for an address',
    'http for an unprintable name',
    'http without a name',
    'tls past the load balancer',
    'tls without a client address',
    'http past the load balancer',
    'http without a client address',
  ],
  refusedClient: ['tls by a client that may not ask for the name', 'http by a client that may not ask for the name'],
  overLimit: ['tls above the limit', 'http above the limit'],
  upstreamFailure: [
    'tls to a service that refuses',
    'tls to a service that is not there',
    'tls to a service without an address',
    'tls to a service whose DNS is dead',
    'http to a service that refuses',
    'http to a service that is not there',
    'http to a service without an address',
    'http to a service whose DNS is dead',
    'http to a service that resets',
    'http to a service that hangs up',
    'http to a service that sends a head of 40 kB',
  ],
};

/** Outcomes that are among those of another. */
const AMONG: Partial<Record<string, string[]>> = { serviceFailure: ['forwarded'], refusedClient: ['refused'] };

const outcomesOf = (line: string) => Object.entries<Outcome>(OUTCOMES)
  .filter(([, { pattern }]) => matches(pattern.logPatternString, line))
  .map(([name]) => name);

test('everything that was recorded is expected to be something', () => {
  expect(RECORDED.map(({ what }) => what).sort()).toEqual(Object.values(EXPECTED).flat().sort());
});

describe.each(Object.entries(EXPECTED))('%s', (outcome, whats) => {
  test.each(whats)('%s', (what) => {
    expect(outcomesOf(RECORDED.find((recorded) => recorded.what === what)!.line)).toEqual([...AMONG[outcome] ?? [], outcome]);
  });
});

test.each(ERROR_LINES)('a line of the error log counts as nothing: %s', (line) => {
  expect(outcomesOf(line)).toEqual([]);
});

test('a redirect to HTTPS counts as nothing', () => {
  expect(outcomesOf('{"verdict":"not-forwarded","status":301,"upstream":""}')).toEqual([]);
});

describe('the reading of patterns', () => {
  const line = '{"text":"a.b","number":5}';

  test.each([
    ['{ $.text = "a.b" }', true],
    ['{ $.text = "a*" }', true],
    ['{ $.text = "axb" }', false],
    ['{ $.text != "b*" }', true],
    ['{ $.number = 5 }', true],
    ['{ $.number = "5" }', false],
    ['{ $.missing != 5 }', false],
    ['{ ($.number = 4) || ($.number = 5) && ($.text = "b") }', false],
    ['{ (($.number = 4) || ($.number = 5)) && ($.text = "a*") }', true],
  ])('%s', (pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });
});
