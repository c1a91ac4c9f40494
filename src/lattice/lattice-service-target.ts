import * as route53 from 'aws-cdk-lib/aws-route53';
import { LatticeService } from './lattice-service';

/**
 * Leads an alias record to a VPC Lattice service, in a private zone of a VPC that reaches VPC Lattice.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-custom-domain-name.html
 */
export class LatticeServiceTarget implements route53.IAliasRecordTarget {
  /**
   * Leads to this service.
   *
   * @param service one made by the same app, or named with its `hostedZoneId`
   * @throws where the hosted zone of its generated name is not known
   */
  constructor(private readonly service: LatticeService) {
    if (!service.hostedZoneId) {
      throw new Error(`'hostedZoneId' must be known for an alias to '${service.domainName}': ` +
        'give it to LatticeService.fromDomainName(), or use LatticeService.fromCfnService()');
    }
  }

  /** Called by the record. */
  public bind(_record: route53.IRecordSet, _zone?: route53.IHostedZone): route53.AliasRecordTargetConfig {
    return { dnsName: this.service.domainName, hostedZoneId: this.service.hostedZoneId! };
  }
}
