import { Duration, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { FrontLog } from './front-log';
import { WebAcl } from './web-acl';

export interface FrontProps {
  /** The name that clients ask for, and that the service has as its custom domain name. */
  readonly domainName: string;

  /** The public zone of the name. */
  readonly zone: route53.IHostedZone;

  /** The load balancer of an ingress with `Exposure.cloudFrontVpcOrigin()`. */
  readonly loadBalancer: elbv2.INetworkLoadBalancer;

  /** The VPC of that ingress. */
  readonly vpc: ec2.IVpc;
}

/** A distribution with AWS WAF in front of an ingress, in a stack in us-east-1. */
export class Front extends Construct {
  public readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, { domainName, zone, loadBalancer, vpc }: FrontProps) {
    super(scope, id);

    const vpcOrigin = new cloudfront.VpcOrigin(this, 'VpcOrigin', {
      endpoint: cloudfront.VpcOriginEndpoint.networkLoadBalancer(loadBalancer),
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    });
    // CloudFront makes VPC origins only in a VPC with an internet gateway, although no packet passes it.
    vpcOrigin.node.addDependency(...vpc.publicSubnets.map(({ internetConnectivityEstablished }) => internetConnectivityEstablished));

    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      domainNames: [domainName],
      certificate: new acm.Certificate(this, 'Certificate', { domainName, validation: acm.CertificateValidation.fromDns(zone) }),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: new WebAcl(this, 'WebAcl').arn,
      defaultBehavior: {
        origin: origins.VpcOrigin.withVpcOrigin(vpcOrigin, {
          domainName: loadBalancer.loadBalancerDnsName,
          // As long as VPC Lattice lets a connection be idle by default.
          readTimeout: Duration.seconds(60),
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        // A signature is over the path, the query string, Host and the headers that the client chose: all of them pass, and no answer is for another client.
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER,
        compress: false,
      },
    });
    new FrontLog(this, 'Log', { distribution: this.distribution });
    this.addRecords(domainName, zone);
    this.acknowledgeFindings();
  }

  /** Clients find CloudFront, over IPv4 and IPv6. */
  private addRecords(domainName: string, zone: route53.IHostedZone): void {
    const props = { zone, recordName: `${domainName}.`, target: route53.RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)) };
    new route53.ARecord(this, 'A', props);
    new route53.AaaaRecord(this, 'AAAA', props);
  }

  private acknowledgeFindings(): void {
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'clients may be in any country' },
      { id: 'AwsSolutions-CFR3', reason: 'the log goes to CloudWatch Logs, which this rule does not see' },
    );
  }
}
