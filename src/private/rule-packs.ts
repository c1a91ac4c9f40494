import { IConstruct } from 'constructs';
import { acknowledgeBelow } from './acknowledgements';

/** The rule packs that a company may demand beside AwsSolutions, by the prefix of their rules in cdk-nag. */
const NIST_R4 = 'NIST.800.53.R4';
const NIST_R5 = 'NIST.800.53.R5';
const HIPAA = 'HIPAA.Security';
const PCI = 'PCI.DSS.321';
const SERVERLESS = 'Serverless';
/** NIST 800-53 R4 lacks some rules of the others. */
const NEWER = [NIST_R5, HIPAA, PCI];
const COMPLIANCE = [NIST_R4, ...NEWER];

/** A rule that the ingress does not meet, and why that is meant. */
export interface PackRule {
  readonly rule: string;
  readonly packs: string[];
  readonly reason: string;
}

/**
 * The rules of these packs that an ingress does not meet.
 *
 * Alarms without actions are not among them: that finding is right until `addAlarms()` is given some.
 */
export const PACK_RULES: PackRule[] = [
  { rule: 'CloudWatchLogGroupEncrypted', packs: COMPLIANCE, reason: 'CloudWatch Logs encrypts every log group; a key of your own is a choice, see logEncryptionKey' },
  { rule: 'VPCFlowLogsEnabled', packs: COMPLIANCE, reason: 'the proxy logs each connection with its client, and the VPC holds nothing else; flowLogs adds flow logs' },
  { rule: 'VPCDefaultSecurityGroupClosed', packs: COMPLIANCE, reason: 'a function closes the default security group when the stack is deployed, which the rule cannot see' },
  { rule: 'VPCNoUnrestrictedRouteToIGW', packs: NEWER, reason: 'the load balancer answers clients on the internet; no task is in its subnets' },
  { rule: 'VPCSubnetAutoAssignPublicIpDisabled', packs: NEWER, reason: 'no subnet assigns public IPv4 addresses; IPv6 addresses have no other kind, and security groups decide who may connect' },
  { rule: 'ELBLoggingEnabled', packs: COMPLIANCE, reason: 'a Network Load Balancer writes access logs for TLS listeners only; the proxy logs each connection' },
  { rule: 'ELBv2ACMCertificateRequired', packs: NEWER, reason: 'TLS passes through to the service, which alone holds the key of its certificate' },
  { rule: 'ELBDeletionProtectionEnabled', packs: [NIST_R4, NIST_R5, HIPAA], reason: 'off by default, so that a stack can be deleted; deletionProtection turns it on' },
  { rule: 'IAMNoInlinePolicy', packs: COMPLIANCE, reason: 'each policy is for one role of this stack, and is deleted with it' },
  { rule: 'LambdaInsideVPC', packs: COMPLIANCE, reason: 'deploy-time functions call public AWS APIs and registries, and read nothing in the VPC' },
  { rule: 'LambdaDLQ', packs: [NIST_R5, HIPAA, SERVERLESS], reason: 'CloudFormation is told of each failure and the deployment fails; no event waits to be read later' },
  { rule: 'LambdaConcurrency', packs: [NIST_R5, HIPAA], reason: 'CloudFormation calls each function once in a deployment; a reservation would take concurrency from the account' },
  { rule: 'LambdaTracing', packs: [SERVERLESS], reason: 'each function runs for some seconds of a deployment, and its log has each step; an injector or an aspect adds tracing' },
  { rule: 'LambdaStarPermissions', packs: [SERVERLESS], reason: 'only for actions that do not support resource-level permissions, such as ec2:DescribeManagedPrefixLists' },
  { rule: 'CodeBuildProjectSourceRepoUrl', packs: [NIST_R4, HIPAA, PCI], reason: 'the build has no source repository: its Dockerfile is text in the project' },
];

/** Answers the findings of these packs for everything in the ingress. */
export function acknowledgePackRules(ingress: IConstruct): void {
  for (const { rule, packs, reason } of PACK_RULES) {
    packs.forEach((pack) => acknowledgeBelow(ingress, `${pack}-${rule}`, reason));
  }
}
