import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { isDnsName } from '../private/dns-names';
import { requireThat } from '../private/validation';

/**
 * A VPC Lattice service, by the name that VPC Lattice generated for it.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/services.html
 */
export class LatticeService {
  /**
   * A service by its generated name, as the console and `aws vpc-lattice get-service` show it.
   *
   * Not its custom domain name, which may lead back to the load balancer.
   *
   * @param domainName such as `api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws`
   * @throws where it is not a name that VPC Lattice generated
   */
  public static fromDomainName(domainName: string): LatticeService {
    requireThat(
      'domainName', domainName,
      (name) => isDnsName(name) && /\.vpc-lattice-svcs\.[a-z0-9-]+\.on\.aws$/.test(name),
      'be the name that VPC Lattice generated for the service, such as api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
    );
    return new LatticeService(domainName);
  }

  /** A service that the same app makes. */
  public static fromCfnService(service: vpclattice.CfnService): LatticeService {
    return new LatticeService(service.attrDnsEntryDomainName);
  }

  private constructor(
    /** The name that VPC Lattice generated for the service. */
    public readonly domainName: string,
  ) {}
}
