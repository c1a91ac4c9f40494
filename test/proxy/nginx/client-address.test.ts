import * as fc from 'fast-check';
import { NETWORKS_OF_IPV6 } from '../../../src/proxy/nginx/client-address';

/** As nginx writes an address, and WHATWG a URL: the longest run of two or more zeros is left out. */
function textOf(groups: number[]): string {
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

function networkOf(groups: number[]): string {
  const text = textOf(groups);
  const [form, network] = NETWORKS_OF_IPV6.find(([pattern]) => asRegExp(pattern).test(text))!;
  const [, first, second] = asRegExp(form).exec(text)!;
  return network.replace('$1', first).replace('$2', second);
}

const asRegExp = (form: string) => new RegExp(form.replace('\\z', '$'));

const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const global = fc.integer({ min: 0x2000, max: 0x3fff });

test('the network of an IPv6 address is its first four groups, whatever form its text has', () => {
  fc.assert(fc.property(global, fc.array(group, { minLength: 7, maxLength: 7 }), (first, others) => {
    const groups = [first, ...others];
    expect(networkOf(groups)).toBe(`${groups.slice(0, 4).map((each) => each.toString(16)).join(':')}:`);
  }), { numRuns: 5000 });
});
