import * as route53 from 'aws-cdk-lib/aws-route53';
import { LatticeService } from './lattice-service';
import { requirePropsOfApp } from '../private/same-app';
import { instance, requireTypes } from '../private/type-checks';
import { requireGiven } from '../private/validation';

/**
 * An alias record target that is a VPC Lattice service, for a private zone of a VPC that reaches VPC Lattice.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-custom-domain-name.html
 * @example
 * new route53.ARecord(this, 'Record', {
 *   zone: privateZone,
 *   recordName: 'api',
 *   target: route53.RecordTarget.fromAlias(new LatticeServiceTarget(LatticeService.fromCfnService(apiService))),
 * });
 */
export class LatticeServiceTarget implements route53.IAliasRecordTarget {
  /**
   * A target that is this service.
   *
   * @param service one made by the same app, or named with its `hostedZoneId`
   * @throws where the hosted zone of its generated name is not known
   */
  constructor(private readonly service: LatticeService) {
    requireTypes({ service }, { service: instance(LatticeService, 'LatticeService.fromCfnService(apiService)') });
    requireGiven('service', service, 'the VPC Lattice service behind the record');
    if (!service.hostedZoneId) {
      throw new Error(`'hostedZoneId' must be known for an alias to '${service.domainName}': ` +
        'give it to LatticeService.fromDomainName(), or use LatticeService.fromCfnService()');
    }
  }

  /** The name and hosted zone of the service. CDK calls it for the record. */
  public bind(record: route53.IRecordSet, _zone?: route53.IHostedZone): route53.AliasRecordTargetConfig {
    requirePropsOfApp(record, { service: this.service._made });
    return { dnsName: this.service.domainName, hostedZoneId: this.service.hostedZoneId! };
  }
}
