import { Names } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** How many requests one address may send in five minutes. */
const MOST_REQUESTS = 2000;

/** A web ACL of AWS WAF for a distribution: what one address may send, and the common rules that AWS manages. */
export class WebAcl extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.arn = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: this.visibility(''),
      rules: [
        {
          name: 'RequestsOfOneAddress',
          priority: 0,
          // The ingress sees CloudFront instead of clients, so that one client is limited here.
          statement: { rateBasedStatement: { limit: MOST_REQUESTS, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
          action: { block: {} },
          visibilityConfig: this.visibility('RequestsOfOneAddress'),
        },
        {
          name: 'CommonRules',
          priority: 1,
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: 'AWSManagedRulesCommonRuleSet',
              // Blocks bodies above 8 KiB, which are usual for an API.
              ruleActionOverrides: [{ name: 'SizeRestrictions_BODY', actionToUse: { count: {} } }],
            },
          },
          overrideAction: { none: {} },
          visibilityConfig: this.visibility('CommonRules'),
        },
      ],
    }).attrArn;
  }

  private visibility(rule: string): wafv2.CfnWebACL.VisibilityConfigProperty {
    const metricName = `${Names.uniqueResourceName(this, { maxLength: 100, allowedSpecialCharacters: '' })}${rule}`;
    return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
  }
}
