import { BlockList, isIPv4 } from 'node:net';
import * as fc from 'fast-check';
import { ipRangeOf, isMapped, isRange, isWithin, spelledAsEc2 } from '../../src/private/ip-ranges';

test.each(['0.0.0.0/0', '203.0.113.7/32', '::/0', '2001:db8::/32', '::ffff:203.0.113.0/120', '1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:203.0.113.1/128'])('%s is a range', (text) => {
  expect(isRange(text)).toBe(true);
});

test.each(['', '/', '/24', '203.0.113.0', '203.0.113.0/33', '203.0.113.0/', '203.0.113.256/24', '2001:db8::/129', '2001:db8::/1000', 'fe80::1%eth0/64', '203.0.113.0/24 ', '203.0.113.0/24;', '203.0.113.0/-1', 'x/24'])(
  '%j is no range', (text) => {
    expect(isRange(text)).toBe(false);
  });

test.each([
  ['203.0.113.128/25', 0xcb007180n, 0xcb0071ffn, true],
  ['203.0.113.129/25', 0xcb007180n, 0xcb0071ffn, false],
  ['0.0.0.0/0', 0n, 0xffffffffn, true],
  ['2001:db8::/127', 0x20010db8000000000000000000000000n, 0x20010db8000000000000000000000001n, true],
  ['::ffff:203.0.113.1/128', 0xffffcb007101n, 0xffffcb007101n, true],
  ['::/0', 0n, 2n ** 128n - 1n, true],
])('%s goes from its first address to its last', (text, first, last, startsAtFirst) => {
  expect(ipRangeOf(text)).toMatchObject({ first, last, startsAtFirst });
});

test.each([
  ['203.0.113.0/24', '203.0.113.0/24'], ['203.0.113.7/24', '203.0.113.0/24'], ['203.0.113.7/32', '203.0.113.7/32'], ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0:0::/32', '2001:db8::/32'], ['2001:db8::1/32', '2001:db8::/32'], ['2001:db8:0:1:0:0:0:1/128', '2001:db8:0:1::1/128'], ['::/0', '::/0'],
  ['pl-0123456789abcdef0', 'pl-0123456789abcdef0'], ['any text', 'any text'],
])('EC2 writes %s as %s', (text, expected) => {
  expect(spelledAsEc2(text)).toBe(expected);
});

test.each([
  ['::ffff:203.0.113.0/120', true], ['::ffff:cb00:7100/120', true], ['::ffff:0:0/96', true], ['::fffe:0:0/95', false], ['::/0', false], ['203.0.113.0/24', false], ['2001:db8::/32', false],
])('%s is a range of IPv4 addresses that is written as IPv6: %s', (text, expected) => {
  expect(isMapped(ipRangeOf(text)!)).toBe(expected);
});

test.each([
  ['203.0.113.0/24', ['203.0.113.0/25', '203.0.113.128/25'], true],
  ['203.0.113.0/24', ['203.0.113.128/25', '203.0.113.0/25', '198.51.100.0/24'], true],
  ['203.0.113.0/24', ['203.0.113.0/25', '203.0.113.192/26'], false],
  ['203.0.113.0/24', ['203.0.112.0/23'], true],
  ['203.0.113.0/24', ['203.0.113.1/32', '203.0.113.0/24'], true],
  ['0.0.0.0/0', ['0.0.0.0/1', '128.0.0.0/1'], true],
  ['203.0.113.0/24', ['::/0'], false],
  ['2001:db8::/32', ['2001:db8::/33', '2001:db8:8000::/33'], true],
  ['203.0.113.0/24', [], false],
])('whether %s lies in %j together: %s', (range, others, expected) => {
  expect(isWithin(ipRangeOf(range)!, others.map((other) => ipRangeOf(other)!))).toBe(expected);
});

test('a single address lies in a range where Node.js says so', () => {
  const range = fc.oneof(fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })));
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(fc.property(fc.array(range, { maxLength: 3 }), address, (ranges, asked) => {
    const list = new BlockList();
    const same = ranges.filter(([each]) => isIPv4(each) === isIPv4(asked));
    same.forEach(([each, mask]) => list.addSubnet(each, mask, isIPv4(each) ? 'ipv4' : 'ipv6'));
    const expected = list.check(asked, isIPv4(asked) ? 'ipv4' : 'ipv6');
    expect(isWithin(ipRangeOf(`${asked}/${isIPv4(asked) ? 32 : 128}`)!, ranges.map(([each, mask]) => ipRangeOf(`${each}/${mask}`)!))).toBe(expected);
  }));
});
