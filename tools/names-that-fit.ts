import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService } from '../src';

/** Props with so many names or ranges. */
type Listed = (count: number, stack: Stack) => Pick<LatticeExternalIngressProps, 'services' | 'allowedDomains'>;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => 1000 + index);
/** Names of 24 bytes. */
const nameOf = (number: number) => `service-${number}.example.com`;
const generated = (number: number) => LatticeService.fromDomainName(`svc-${number}-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws`);
const rangeOf = (number: number) => ec2.Peer.ipv4(`10.${Math.floor(number / 100) + 90}.${(number % 100) + 100}.0/24`);

/** What a task definition holds, by what each of them takes. */
export const KINDS: Record<string, Listed> = {
  'names of `allowedDomains`': (count) => ({ allowedDomains: numbers(count).map(nameOf) }),
  'services by `LatticeService.fromDomainName()`': (count) => ({
    services: numbers(count).map((number) => ({ domainName: nameOf(number), service: generated(number) })),
  }),
  'services by `LatticeService.fromCfnService()`': (count, stack) => ({
    services: numbers(count).map((number) => ({ domainName: nameOf(number), service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, `Service${number}`)) })),
  }),
  'services with two ranges of clients each': (count) => ({
    services: numbers(count).map((number) => ({ domainName: nameOf(number), service: generated(number), clients: [rangeOf(number), ec2.Peer.ipv6(`2001:db8:${number}::/48`)] })),
  }),
  'ranges of clients of one name': (count) => ({ services: [{ domainName: nameOf(1000), service: generated(1000), clients: numbers(count).map(rangeOf) }] }),
};

/** Makes an ingress with so many; throws where they do not fit. */
export function listed(kind: string, count: number): void {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  new LatticeExternalIngress(stack, 'Ingress', {
    clients: [ec2.Peer.ipv4('10.0.0.0/8'), ec2.Peer.ipv6('2001:db8::/32')],
    lattice: LatticeAccess.alreadyAssociated(),
    ...KINDS[kind](count, stack),
  });
}

/** How many fit at most, found by doubling and then by halving. */
export function mostThatFit(kind: string): number {
  let fits = 1;
  while (!isRefused(kind, 2 * fits)) fits *= 2;
  for (let step = fits / 2; step >= 1; step /= 2) {
    fits += isRefused(kind, fits + step) ? 0 : step;
  }
  return fits;
}

function isRefused(kind: string, count: number): boolean {
  try {
    listed(kind, count);
    return false;
  } catch (error) {
    if (!/must fit into the 64 KiB/.test((error as Error).message)) {
      throw error;
    }
    return true;
  }
}
