import { IConstruct } from 'constructs';
import { acknowledge } from '../private/acknowledgements';

/** Options for ECS Exec. */
export interface ExecuteCommandOptions {
  /**
   * Whether `aws ecs execute-command` opens a shell in a task.
   *
   * It makes the root file system of the container writable, because the agent of ECS Exec writes to it, and it needs the interface endpoint of
   * Systems Manager's messages. If `cluster` encrypts sessions with a key, it also needs that of AWS KMS. `Egress.interfaceEndpoints()` makes both.
   * Turn it on only while you look for a fault.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
   */
  readonly enableExecuteCommand?: boolean;
}

/** Answers the finding about the permissions that CDK gives the tasks for ECS Exec. */
export function acknowledgeExecuteCommand(taskRole: IConstruct, { enableExecuteCommand }: ExecuteCommandOptions): void {
  if (enableExecuteCommand) {
    acknowledge(taskRole, 'AwsSolutions-IAM5[Resource::*]', 'the actions of ssmmessages do not support resource-level permissions');
  }
}
