import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { isResource } from './resource-type';

/** What has to be on in a VPC, and why. */
interface DnsNeed {
  readonly attribute: 'enableDnsSupport' | 'enableDnsHostnames';
  readonly reason: string;
}

/** The tasks ask the resolver of the VPC for every name, also for those of ECR and CloudWatch Logs. */
export const RESOLVER: DnsNeed = { attribute: 'enableDnsSupport', reason: 'the tasks look names up with the resolver of the VPC' };

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html for private DNS */
export const NAMES_OF_ENDPOINTS: DnsNeed = { attribute: 'enableDnsHostnames', reason: 'EC2 makes an endpoint with private DNS only where it is on' };

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html */
export const PRIVATE_ZONES: DnsNeed = { attribute: 'enableDnsHostnames', reason: 'a VPC looks names up in private hosted zones only where it is on' };

/** What EC2 takes where the template says nothing. */
const DEFAULTS = { enableDnsSupport: true, enableDnsHostnames: false };

/** Fails synthesis where the app makes the VPC with this attribute off. At synth, because the app may turn it on until then. The attributes of an imported VPC are not known. */
export function requireDns(scope: IConstruct, vpc: ec2.IVpc, { attribute, reason }: DnsNeed): void {
  scope.node.addValidation({
    validate: () => {
      const made = vpc.node.defaultChild;
      const isOff = isResource(made, ec2.CfnVPC) && (made[attribute] ?? DEFAULTS[attribute]) === false;
      return isOff ? [`'vpc' must have '${attribute}' on, because ${reason}, got '${vpc.node.path}' where it is off: turn it on where the VPC is made`] : [];
    },
  });
}
