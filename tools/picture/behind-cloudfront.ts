import { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { only, resourcesOf } from './resources';
import { columnAt, drawFrame, drawStops, Stop, STOP, widthOf } from './stop';
import { clientsIn, farEndStop, loadBalancerStop, nginxStop } from './stops-of-ingress';
import { picture } from './svg';

const TOP = 56;

/**
 * The way of a request through CloudFront and AWS WAF, of the example whose ingress is in another Region.
 *
 * @param front the stack of the distribution
 * @param back the stack of the ingress
 */
export function drawBehindCloudFront(front: CloudFormationStackArtifact, back: CloudFormationStackArtifact): string {
  const resources = resourcesOf(back);
  const stops: Stop[] = [
    { title: 'Client', says: ['anywhere', ...protocolsIn(front)], onward: ['TLS'] },
    frontStop(front),
    loadBalancerStop(resources, `lets in ${clientsIn(resources).every((each) => each.startsWith('pl-')) ? 'CloudFront only' : 'others too'}`),
    nginxStop(resources),
    farEndStop(resources),
  ];
  return picture(`Behind CloudFront: ${stops.map(({ title }) => title).join(', ')}`, widthOf(stops.length), TOP + STOP.height + 36, [
    drawFrame(front.environment.region, TOP, 1, 1),
    drawFrame(`VPC of the ingress: ${back.environment.region}`, TOP, 2, 3),
    drawStops(stops, { x: columnAt(0), y: TOP }),
  ]);
}

function frontStop(front: CloudFormationStackArtifact): Stop {
  const { Aliases, DefaultCacheBehavior: { AllowedMethods } } = distributionIn(front);
  const [rate, managed] = only(front, 'AWS::WAFv2::WebACL').Rules.map(({ Statement }: any) => Statement);
  const { Limit, EvaluationWindowSec } = rate.RateBasedStatement;
  return {
    title: 'CloudFront, AWS WAF',
    says: [
      Aliases.join(', '),
      `${Limit.toLocaleString('en-US')} in ${EvaluationWindowSec / 60} min an address`,
      managed.ManagedRuleGroupStatement.Name.replace('AWSManagedRules', ''),
      `${AllowedMethods.length} methods, no cache`,
      'reads what is in TLS',
    ],
    onward: ['VPC', 'origin'],
  };
}

function protocolsIn(front: CloudFormationStackArtifact): string[] {
  const { HttpVersion, IPV6Enabled } = distributionIn(front);
  return [HttpVersion === 'http2and3' ? 'HTTP/1.1, 2 and 3' : HttpVersion, IPV6Enabled ? 'IPv4 and IPv6' : 'IPv4'];
}

function distributionIn(front: CloudFormationStackArtifact): any {
  return only(front, 'AWS::CloudFront::Distribution').DistributionConfig;
}
