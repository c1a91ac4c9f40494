import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Options for Runtime Monitoring of Amazon GuardDuty. */
export interface GuardDutyOptions {
  /**
   * Whether GuardDuty may add its agent to each task, if Runtime Monitoring is on in the account.
   *
   * If it is true, the tasks' execution role may pull the agent's image from GuardDuty's repositories, and the tasks connect to the
   * endpoint that GuardDuty makes in the VPC. GuardDuty owns that endpoint and its security group: delete both before
   * the stack is deleted.
   *
   * @default false
   * @see https://docs.aws.amazon.com/guardduty/latest/ug/prereq-runtime-monitoring-ecs-support.html
   */
  readonly allowGuardDutyAgent?: boolean;
}

/** The name of the repository of GuardDuty's agent in each Region. */
export const AGENT_REPOSITORY = 'aws-guardduty-agent-fargate';

/** Pulling the agent; its repositories belong to accounts of AWS's, one for each Region. */
export function agentPull(principals?: iam.IPrincipal[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    principals,
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: [`arn:${Aws.PARTITION}:ecr:${Aws.REGION}:*:repository/${AGENT_REPOSITORY}`],
  });
}
