/**
 * What the integ apps share.
 *
 * Their snapshots are verified without an account. To deploy one, and let its assertions run there, give a bootstrapped account in
 * `us-east-1` with credentials, and what is made up otherwise. The apps use the compiled library, so run `npx projen compile` first:
 *
 *     SERVICE_NETWORK=sn-... npx integ-runner --parallel-regions us-east-1 --force integ.default.ts
 *
 * | variable | |
 * |---|---|
 * | `SERVICE_NETWORK` | the id of a service network of the account |
 * | `SHARED_SERVICE_NETWORK` | the ARN of a second one, which may be another account's (`integ.endpoints.ts`) |
 * | `LATTICE_SERVICE` | the generated name of a service in the first one, with an HTTP listener on port 80 (`integ.default.ts` sends it a request) |
 * | `LATTICE_STATUS` | what that service answers to an unsigned `GET /`; 403 is what IAM authentication answers |
 * | `DOMAIN` | a domain; example.com cannot be made a hosted zone (`integ.dns.ts`) |
 * | `CLOUDFRONT_PREFIX_LIST` | the id of the prefix list `com.amazonaws.global.cloudfront.origin-facing` (`integ.cloudfront.ts`) |
 */
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import { LatticeService } from 'cdk-lattice-external-ingress';

const {
  SERVICE_NETWORK = 'sn-0123456789abcdef0',
  SHARED_SERVICE_NETWORK = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef1',
  LATTICE_SERVICE,
  LATTICE_STATUS = '403',
  DOMAIN = 'example.com',
  CLOUDFRONT_PREFIX_LIST = 'pl-0123456789abcdef0',
} = process.env;

export { CLOUDFRONT_PREFIX_LIST, DOMAIN, SERVICE_NETWORK, SHARED_SERVICE_NETWORK };

/** An app whose snapshot is the same on every machine: no paths, no stack traces. */
export function integApp(): App {
  return new App({
    treeMetadata: false,
    analyticsReporting: false,
    stackTraces: false, // of warnings
    context: { [DISABLE_CREATION_STACK_TRACES]: true },
  });
}

/** What a request through the load balancer is answered with; nothing where there is no service to ask. */
export const LIVE_STATUS = LATTICE_SERVICE ? Number(LATTICE_STATUS) : undefined;

/** Whoever asserts has no address that is known before. */
export const CLIENTS = LIVE_STATUS ? [ec2.Peer.anyIpv4()] : [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32')];

export const SERVICES = [{
  domainName: `api.${DOMAIN}`,
  service: LatticeService.fromDomainName(LATTICE_SERVICE ?? 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', {
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  }),
}];
