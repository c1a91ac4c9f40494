import { isIP } from 'node:net';

/** How long a prefix can be, by version. */
const BITS: Record<number, number> = { 4: 32, 6: 128 };

/** Whether the text is a range of IPv4 or IPv6 addresses in CIDR notation. */
export function isRange(text: string): boolean {
  const [, address, mask] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  return address !== undefined && Number(mask) <= (BITS[isIP(address)] ?? -1);
}
