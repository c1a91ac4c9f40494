import { isIP, isIPv4 } from 'node:net';

/** How long a prefix can be, by version. */
const BITS: Record<number, number> = { 4: 32, 6: 128 };

/** The first 96 bits of an IPv6 address that stands for an IPv4 address: `::ffff:203.0.113.1`. */
const MAPPED = 0xffffn;

/** How many values a group of an IPv6 address can have. */
const GROUP = 65_536n;

/** Addresses of one version of IP, from the first to the last, as numbers. */
export interface IpRange {
  readonly version: number;
  readonly first: bigint;
  readonly last: bigint;
  /** Whether the address in the text is the first one. */
  readonly startsAtFirst: boolean;
}

/** Whether the text is a range of IPv4 or IPv6 addresses in CIDR notation. */
export function isRange(text: string): boolean {
  return ipRangeOf(text) !== undefined;
}

/** The addresses of a range in CIDR notation; nothing where the text is none. */
export function ipRangeOf(text: string): IpRange | undefined {
  const [, address, mask] = /^([^/%]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const version = isIP(address ?? '');
  if (Number(mask) > BITS[version] || version === 0) {
    return undefined;
  }
  const size = 2n ** BigInt(BITS[version] - Number(mask));
  const given = numberOf(address);
  const first = given - given % size;
  return { version, first, last: first + size - 1n, startsAtFirst: first === given };
}

/**
 * Ranges of IPv4 addresses that no machine in a network has: this network, loopback, link-local, multicast, reserved.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6890
 */
const OF_NO_MACHINE = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'];

/** Whether machines can have the addresses of a range of IPv4 addresses. */
export function isUnicastRange({ version, first, last }: IpRange): boolean {
  return version === 4 && OF_NO_MACHINE.map((range) => ipRangeOf(range)!).every((reserved) => last < reserved.first || first > reserved.last);
}

/** One text for each range: EC2 takes `10.0.0.1/24` for `10.0.0.0/24`, and one IPv6 address can be written in many ways. */
export function canonical(text: string): string {
  const range = ipRangeOf(text);
  return range ? `IPv${range.version} ${range.first}-${range.last}` : text;
}

/**
 * The range as EC2 writes it: from its first address, and an IPv6 address in its shortest form. Any other text stays as it is.
 *
 * One range has one text in a template, so that another spelling of it changes no rule and no configuration.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5952
 */
export function spelledAsEc2(text: string): string {
  const range = ipRangeOf(text);
  return range ? `${addressOf(range)}/${text.split('/')[1]}` : text;
}

function addressOf({ version, first }: IpRange): string {
  if (version === 4) {
    return partsOf(first, 4, 8).join('.');
  }
  // A URL holds an IPv6 address in its shortest form.
  const { hostname } = new URL(`http://[${partsOf(first, 8, 16).map((group) => group.toString(16)).join(':')}]`);
  return hostname.slice(1, -1);
}

/** A number in so many parts of so many bits, the highest first. */
function partsOf(number: bigint, count: number, bits: number): bigint[] {
  return Array.from({ length: count }, (_, index) => BigInt.asUintN(bits, number / 2n ** BigInt((count - 1 - index) * bits)));
}

/** Whether the range is one of IPv4 addresses that is written as IPv6. */
export function isMapped({ version, first, last }: IpRange): boolean {
  return version === 6 && [first, last].every((address) => address / 2n ** 32n === MAPPED);
}

/** Whether each address of the range lies in one of the others. */
export function isWithin({ version, first, last }: IpRange, others: IpRange[]): boolean {
  const inOrder = others.filter((other) => other.version === version).sort((one, other) => (one.first < other.first ? -1 : 1));
  const next = inOrder.reduce((missing, other) => (other.first <= missing && other.last >= missing ? other.last + 1n : missing), first);
  return next > last;
}

function numberOf(address: string): bigint {
  if (isIPv4(address)) {
    return address.split('.').reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  }
  const [left, right] = inHexadecimal(address).split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups = right === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((number, group) => number * GROUP + BigInt(`0x${group}`), 0n);
}

/** Without the dots in which the last 32 bits of an IPv6 address may be written. */
function inHexadecimal(address: string): string {
  return address.replace(/[\d.]+\.\d+$/, (dotted) => [numberOf(dotted) / GROUP, numberOf(dotted) % GROUP].map((group) => group.toString(16)).join(':'));
}
