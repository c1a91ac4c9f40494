import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { Exposure, HttpMode, LatticeAccess, LatticeExternalIngress, LatticeService } from 'cdk-lattice-external-ingress';
import { Front } from './front';
import { FarEnd } from '../end-to-end/far-end';

/** Where the certificate, the web ACL and the log of a distribution have to be. */
const US_EAST_1 = 'us-east-1';

export interface StacksProps {
  /** The Region of the ingress and of the service. */
  readonly region: string;

  /** A public hosted zone of the account. */
  readonly hostedZoneId: string;

  /** Its name, such as `example.com`: the service becomes `api.example.com`. */
  readonly zoneName: string;

  /** The id in `region` of the prefix list `com.amazonaws.global.cloudfront.origin-facing`. */
  readonly cloudFrontPrefixList: string;
}

export interface Stacks {
  /** The stack of the ingress. */
  readonly stack: Stack;

  /** The stack of the distribution: the same one in us-east-1. */
  readonly frontStack: Stack;
}

/** Adds an ingress with its service to an app, and a distribution with AWS WAF in front of them. */
export function addStacks(app: App, { region, cloudFrontPrefixList, ...zoneProps }: StacksProps): Stacks {
  const stack = new Stack(app, 'BehindCloudFront', { env: { region }, crossRegionReferences: true });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', zoneProps);
  const farEnd = new FarEnd(stack, 'FarEnd', { zone });
  const ingress = new LatticeExternalIngress(stack, 'Ingress', {
    // CloudFront connects from these addresses, and nobody else reaches the load balancer.
    clients: [ec2.Peer.prefixList(cloudFrontPrefixList)],
    exposure: Exposure.cloudFrontVpcOrigin(),
    // CloudFront redirects to HTTPS.
    http: HttpMode.off(),
    lattice: LatticeAccess.vpcAssociation(farEnd.serviceNetwork),
    services: [{ domainName: farEnd.domainName, service: LatticeService.fromCfnService(farEnd.service) }],
  });
  farEnd.letIn(ingress.authPolicyStatement(farEnd.caller));
  new CfnOutput(stack, 'Url', { value: `https://${farEnd.domainName}/` });
  new CfnOutput(stack, 'CallerRoleArn', { value: farEnd.caller.roleArn });

  const frontStack = region === US_EAST_1 ? stack : stackInUsEast1(app);
  new Front(frontStack, 'Front', {
    domainName: farEnd.domainName,
    zone: frontStack === stack ? zone : route53.HostedZone.fromHostedZoneAttributes(frontStack, 'Zone', zoneProps),
    loadBalancer: ingress.loadBalancer,
    vpc: ingress.vpc,
  });
  return { stack, frontStack };
}

function stackInUsEast1(app: App): Stack {
  const stack = new Stack(app, 'BehindCloudFrontFront', { env: { region: US_EAST_1 }, crossRegionReferences: true });
  // CloudFormation reads the outputs of the other stack itself, in place of a function of CDK in each Region.
  stack.node.setContext(DEFAULT_CROSS_STACK_REFERENCES, 'weak');
  return stack;
}
