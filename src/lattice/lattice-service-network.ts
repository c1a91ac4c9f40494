import { Aws, Resource, Stack } from 'aws-cdk-lib';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Construct } from 'constructs';
import { requireTypes, text } from '../private/type-checks';
import { requireGiven, requireThat } from '../private/validation';

/**
 * An existing VPC Lattice service network.
 *
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/service-networks.html
 */
export class LatticeServiceNetwork {
  /**
   * A service network by its ARN, which is needed for one that another account shares.
   *
   * @param scope the construct to make the reference in
   * @param id the id of the reference
   * @param serviceNetworkArn such as `arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0`
   * @throws where it is not the ARN of a service network
   * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/sharing.html
   * @example
   * LatticeServiceNetwork.fromServiceNetworkArn(this, 'Shared', 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0');
   */
  public static fromServiceNetworkArn(scope: Construct, id: string, serviceNetworkArn: string): vpclattice.IServiceNetworkRef {
    requireTypes({ serviceNetworkArn }, { serviceNetworkArn: text });
    requireThat(
      'serviceNetworkArn', requireGiven('serviceNetworkArn', serviceNetworkArn, '`aws vpc-lattice list-service-networks` shows it'),
      (arn) => /^arn:[a-z0-9-]+:vpc-lattice:[a-z0-9-]+:\d{12}:servicenetwork\/sn-[0-9a-z]{17}$/.test(arn),
      'be the ARN of a service network, such as arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0',
    );
    return new ImportedServiceNetwork(scope, id, serviceNetworkArn);
  }

  /**
   * A service network of the stack's account and Region, by its id.
   *
   * @param scope the construct to make the reference in
   * @param id the id of the reference
   * @param serviceNetworkId such as `sn-0123456789abcdef0`
   * @throws where it is not the id of a service network
   * @example
   * LatticeServiceNetwork.fromServiceNetworkId(this, 'ServiceNetwork', 'sn-0123456789abcdef0');
   */
  public static fromServiceNetworkId(scope: Construct, id: string, serviceNetworkId: string): vpclattice.IServiceNetworkRef {
    requireTypes({ serviceNetworkId }, { serviceNetworkId: text });
    requireThat(
      'serviceNetworkId', requireGiven('serviceNetworkId', serviceNetworkId, '`aws vpc-lattice list-service-networks` shows it'),
      (value) => /^sn-[0-9a-z]{17}$/.test(value),
      'be the id of a service network, such as sn-0123456789abcdef0; for one of another account use fromServiceNetworkArn',
    );
    const { region, account } = Stack.of(scope);
    return new ImportedServiceNetwork(scope, id, `arn:${Aws.PARTITION}:vpc-lattice:${region}:${account}:servicenetwork/${serviceNetworkId}`);
  }

  private constructor() {}
}

class ImportedServiceNetwork extends Resource implements vpclattice.IServiceNetworkRef {
  public readonly serviceNetworkRef: vpclattice.ServiceNetworkReference;

  constructor(scope: Construct, id: string, serviceNetworkArn: string) {
    super(scope, id);
    this.serviceNetworkRef = { serviceNetworkArn };
  }
}
