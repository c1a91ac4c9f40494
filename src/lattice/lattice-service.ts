import { Stack } from 'aws-cdk-lib';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import * as cdk from '../private/cdk-type-checks';
import { hintFor } from '../private/dns-hints';
import { inLowerCase, isDnsName } from '../private/dns-names';
import { regionOfGeneratedName } from '../private/generated-names';
import { requireOptions, requireTypes, text } from '../private/type-checks';
import { requireGiven, requireThat } from '../private/validation';

/** Attributes of a VPC Lattice service that exists. */
export interface LatticeServiceAttributes {
  /**
   * The id of the hosted zone of the generated name. Only alias records need it.
   *
   * `aws vpc-lattice get-service` shows it as `dnsEntry.hostedZoneId`.
   *
   * @default - no alias record can be made
   */
  readonly hostedZoneId?: string;
}

/**
 * A VPC Lattice service, by the name that VPC Lattice generated for it.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/services.html
 */
export class LatticeService {
  /**
   * A service by its generated name, as the console and `aws vpc-lattice get-service` show it.
   *
   * Do not give its custom domain name, which may lead back to the load balancer.
   *
   * @param domainName such as `api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws`
   * @param attributes what else is known of it
   * @throws where it is not a name that VPC Lattice generated
   * @example
   * LatticeService.fromDomainName('api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws');
   */
  public static fromDomainName(domainName: string, attributes: LatticeServiceAttributes = {}): LatticeService {
    requireTypes({ domainName }, { domainName: text });
    requireOptions(attributes, { hostedZoneId: text }, 'attributes');
    requireThat(
      'domainName', requireGiven('domainName', domainName, '`aws vpc-lattice get-service` shows it'),
      (name) => isDnsName(name) && regionOfGeneratedName(name) !== undefined,
      'be the name that VPC Lattice generated for the service, such as api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', hintFor(domainName),
    );
    const { hostedZoneId } = attributes;
    if (hostedZoneId !== undefined) {
      requireThat('hostedZoneId', hostedZoneId, (id) => /^Z[A-Z0-9]+$/.test(id), 'be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ');
    }
    return new LatticeService(inLowerCase(domainName), hostedZoneId);
  }

  /**
   * A service that the same app makes.
   *
   * @param service the service
   * @example
   * LatticeService.fromCfnService(apiService);
   */
  public static fromCfnService(service: vpclattice.CfnService): LatticeService {
    requireTypes({ service }, { service: cdk.latticeService });
    requireGiven('service', service, 'a CfnService of aws-cdk-lib/aws-vpclattice');
    return new LatticeService(service.attrDnsEntryDomainName, service.attrDnsEntryHostedZoneId, service);
  }

  /**
   * A service by the name that it has at an endpoint.
   *
   * @internal
   */
  public static _atEndpoint(domainName: string, hostedZoneId: string): LatticeService {
    return new LatticeService(domainName, hostedZoneId);
  }

  private constructor(
    /** The name that VPC Lattice generated for the service. */
    public readonly domainName: string,

    /** The hosted zone of that name, where it is known. */
    public readonly hostedZoneId?: string,

    /**
     * The resource, where the app makes it.
     *
     * @internal
     */
    public readonly _made?: vpclattice.CfnService,
  ) {}

  /**
   * The Region of the service, where it is known at synth.
   *
   * @internal
   */
  public get _region(): string | undefined {
    return this._made ? Stack.of(this._made).region : regionOfGeneratedName(this.domainName);
  }
}
