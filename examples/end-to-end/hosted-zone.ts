import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';

/** A public hosted zone that exists already: asked for when the stack is deployed, because it differs from one account to the next. */
export function givenHostedZone(stack: Stack): route53.IHostedZone {
  const hostedZoneId = new CfnParameter(stack, 'HostedZoneId', {
    description: 'A public hosted zone of this account',
    type: 'AWS::Route53::HostedZone::Id',
  });
  const hostedZoneName = new CfnParameter(stack, 'HostedZoneName', {
    description: 'Its name, such as example.com: the service becomes api.example.com',
    allowedPattern: '[a-z0-9.-]+[a-z0-9]',
  });
  return route53.HostedZone.fromHostedZoneAttributes(stack, 'HostedZone', {
    hostedZoneId: hostedZoneId.valueAsString,
    zoneName: hostedZoneName.valueAsString,
  });
}
