import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface FrontLogProps {
  readonly distribution: cloudfront.Distribution;
}

/**
 * The access log of a distribution in CloudWatch Logs: it has the addresses of clients, which the log of the ingress cannot have.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class FrontLog extends Construct {
  public readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, { distribution }: FrontLogProps) {
    super(scope, id);

    this.logGroup = new logs.LogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const name = Names.uniqueResourceName(this, { maxLength: 60, separator: '-' });
    const source = new logs.CfnDeliverySource(this, 'Source', { name, resourceArn: distribution.distributionArn, logType: 'ACCESS_LOGS' });
    const destination = new logs.CfnDeliveryDestination(this, 'Destination', {
      name,
      destinationResourceArn: this.logGroup.logGroupArn,
      outputFormat: 'json',
    });
    new logs.CfnDelivery(this, 'Delivery', { deliverySourceName: source.ref, deliveryDestinationArn: destination.attrArn });
  }
}
