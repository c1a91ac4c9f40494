import { execFileSync } from 'child_process';
import { BOUND_LOG } from '../../../src/proxy/nginx';

const SECOND_IS_OVER = '';

/** A line as nginx writes it to the program. */
const line = (client: string, { name = 'a.example.com', verdict = 'refused-not-allowed', network = client } = {}) => [
  network, '"time":"2026-11-29T10:00:00+00:00"', `,"protocol":"tls","verdict":"${verdict}","status":500`, `,"client":"${client}"`, `,"name":"${name}"`, ',"client_port":"1024"',
].join('\t');
const times = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, index) => make(index));

/** What the program writes, which is JSON. */
const written = (...lines: string[]) => execFileSync('awk', [BOUND_LOG], { input: [...lines, ''].join('\n'), encoding: 'utf8' })
  .split('\n').filter((text) => text !== '').map((text) => JSON.parse(text));
const weightOf = (lines: { weight: number }[]) => lines.reduce((sum, { weight }) => sum + weight, 0);

test('a few lines of a client are written as they are, each with weight 1', () => {
  expect(written(line('198.51.100.1'), line('198.51.100.1'))).toEqual([1, 2].map(() => ({
    time: '2026-11-29T10:00:00+00:00', protocol: 'tls', verdict: 'refused-not-allowed', status: 500, client: '198.51.100.1', name: 'a.example.com', client_port: '1024', weight: 1,
  })));
});

test('one client has 100 lines at once, and one more for all others of a kind, with their number', () => {
  const lines = written(...times(1000, () => line('198.51.100.1')), SECOND_IS_OVER);

  expect(lines).toHaveLength(101);
  expect(lines[100]).toEqual({
    time: '2026-11-29T10:00:00+00:00', protocol: 'tls', verdict: 'refused-not-allowed', status: 500, client: '198.51.100.1', name: 'a.example.com', weight: 900,
  });
});

test('after that it has 10 lines a second, and a line for the others', () => {
  const flood = [...times(500, () => line('198.51.100.1')), SECOND_IS_OVER];
  const lines = written(...flood, ...flood, ...flood);

  expect(lines.map(({ weight }) => weight).filter((weight) => weight > 1)).toEqual([400, 490, 490]);
  expect(lines).toHaveLength(101 + 11 + 11);
});

test('meanwhile each line of another client is written', () => {
  const lines = written(...times(1000, (index) => line(index % 100 === 0 ? '203.0.113.7' : '198.51.100.1')), SECOND_IS_OVER);

  expect(lines.filter(({ client }) => client === '203.0.113.7').map(({ weight }) => weight)).toEqual(Array(10).fill(1));
  expect(weightOf(lines)).toBe(1000);
});

test('each kind is counted by itself', () => {
  const lines = written(...times(1000, (index) => line('198.51.100.1', { verdict: index % 4 === 0 ? 'over-limit' : 'refused-no-name' })), SECOND_IS_OVER);

  expect(lines.slice(100).map(({ verdict, weight }) => [verdict, weight]).sort()).toEqual([['over-limit', 225], ['refused-no-name', 675]]);
});

test('a client that mixes kinds has 4 lines that count them, and its other kinds have lines without a client', () => {
  const lines = written(...times(3000, (index) => line('198.51.100.1', { verdict: `kind-${index % 30}` })), SECOND_IS_OVER).slice(100);

  expect(lines.filter(({ client }) => client === '198.51.100.1')).toHaveLength(4);
  expect(lines.map(({ verdict }) => verdict).sort()).toEqual(times(30, (index) => `kind-${index}`).sort());
  expect(weightOf(lines)).toBe(2900);
});

test('meanwhile what is counted of others has lines with their address', () => {
  const others = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'];
  const all = ['198.51.100.1', ...others];
  const flood = [...times(10_000, (index) => line(all[index % 5], { verdict: `kind-${all[index % 5] === '198.51.100.1' ? index : index % 4}` })), SECOND_IS_OVER];
  const lines = written(...flood, ...flood).filter(({ weight }) => weight > 1);

  for (const client of others) {
    expect(lines.filter((found) => found.client === client)).toHaveLength(2 * 4);
  }
});

test('a line for many has their name only where it is the same', () => {
  const lines = written(...times(1000, (index) => line('198.51.100.1', { name: `${index}.example.com` })), SECOND_IS_OVER);

  expect(lines[100]).toMatchObject({ client: '198.51.100.1', weight: 900 });
  expect(lines[100]).not.toHaveProperty('name');
});

test('a network of IPv6 addresses is one client', () => {
  const lines = written(...times(1000, (index) => line(`2001:db8::${index + 1}`, { network: '2001:db8:0:0:' })), SECOND_IS_OVER);

  expect(lines).toHaveLength(101);
  expect(lines[100]).toMatchObject({ client: '2001:db8::1000', weight: 900 });
});

test('all clients together have 500 lines at once, 20 more of clients that are told apart, and one for the others, who are not named', () => {
  const lines = written(...times(50_000, (index) => line(`198.51.${index % 250}.${index % 200}`)), SECOND_IS_OVER);

  expect(lines).toHaveLength(500 + 20 + 1);
  expect(lines.filter(({ client }) => client === undefined)).toEqual([expect.objectContaining({ name: 'a.example.com', weight: expect.any(Number) })]);
  expect(weightOf(lines)).toBe(50_000);
});

test('after that they have 50 lines a second, and those that count', () => {
  const flood = [...times(5000, (index) => line(`2001:db8:${index.toString(16)}::1`)), SECOND_IS_OVER];
  const lines = written(...flood, ...flood, ...flood);

  expect(lines).toHaveLength(521 + 71 + 71);
  expect(weightOf(lines)).toBe(15_000);
});

test('a client that was silent for a while has 100 lines again', () => {
  const lines = written(...times(200, () => line('198.51.100.1')), ...Array(10).fill(SECOND_IS_OVER), ...times(100, () => line('198.51.100.1')), SECOND_IS_OVER);

  expect(lines.map(({ weight }) => weight).filter((weight) => weight > 1)).toEqual([100]);
  expect(lines).toHaveLength(201);
});

test.each([['says so', ['end', line('198.51.100.2')]], ['closes the pipe', []]])('what was counted last is written when nginx %s', (_, end) => {
  const lines = written(...times(150, () => line('198.51.100.1')), ...end);

  expect(weightOf(lines)).toBe(150);
});
