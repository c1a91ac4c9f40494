import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EgressEndpoints } from './egress-endpoints';
import { letThrough } from './existing-endpoints';

/** Sessions of ECS Exec in the tasks. */
export interface ExecSessions {
  /** The role by which the agent in a task opens a session, decrypts it and writes its log. */
  readonly taskRole: iam.IRole;

  /** How the cluster encrypts and logs sessions, if it says so. */
  readonly configuration?: ecs.ExecuteCommandConfiguration;
}

/**
 * The services that the agent of ECS Exec calls from a task.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 */
export function servicesOfSessions({ configuration }: ExecSessions): ec2.InterfaceVpcEndpointAwsService[] {
  const { SSM_MESSAGES, KMS } = ec2.InterfaceVpcEndpointAwsService;
  return configuration?.kmsKey ? [SSM_MESSAGES, KMS] : [SSM_MESSAGES];
}

/**
 * Lets sessions through the policies of the endpoints, with what CDK lets the role of the tasks do for them.
 *
 * Otherwise the agent ends a session that it cannot decrypt or log.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-logging
 */
export function letSessionsThrough(
  scope: Construct, { kms, cloudWatchLogs, s3: gateway }: EgressEndpoints, { taskRole, configuration }: ExecSessions,
): void {
  const { kmsKey, logConfiguration: { cloudWatchLogGroup: logGroup, s3Bucket: bucket } = {} } = configuration ?? {};
  const principals = [new iam.ArnPrincipal(taskRole.roleArn)];
  if (kms && kmsKey) {
    letThrough(scope, kms, [new iam.PolicyStatement({ principals, actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [kmsKey.keyArn] })]);
  }
  if (cloudWatchLogs && logGroup) {
    letThrough(scope, cloudWatchLogs, [
      new iam.PolicyStatement({ principals, actions: ['logs:DescribeLogGroups'], resources: ['*'] }),
      new iam.PolicyStatement({
        principals,
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [streamsOf(scope, logGroup.logGroupRef.logGroupName)],
      }),
    ]);
  }
  if (gateway && bucket) {
    letThrough(scope, gateway, writingTo(bucket, taskRole));
  }
}

function streamsOf(scope: Construct, logGroupName: string): string {
  return Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: `${logGroupName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/**
 * Writing a log of a session.
 *
 * The policy of a gateway endpoint takes no principal but `*`, and names roles in a condition.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
function writingTo(bucket: s3.IBucket, taskRole: iam.IRole): iam.PolicyStatement[] {
  const byTasks = { principals: [new iam.AnyPrincipal()], conditions: { ArnEquals: { 'aws:PrincipalArn': taskRole.roleArn } } };
  return [
    new iam.PolicyStatement({ ...byTasks, actions: ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'], resources: [bucket.bucketArn] }),
    new iam.PolicyStatement({ ...byTasks, actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
  ];
}
