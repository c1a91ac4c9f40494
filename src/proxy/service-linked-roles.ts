import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeployTimeFunction } from '../private/deploy-time-function';

/** The service-linked roles that ECS and its auto scaling use, by service principal. */
const ROLES = {
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
};

/**
 * The account's service-linked roles for ECS, made where they are missing and never deleted.
 *
 * ECS makes them itself on first use, but uses them before IAM has spread them: the first stack of an account fails
 * now and then. CloudFormation's own resource type fails where they exist.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
 */
export class ServiceLinkedRoles extends DeployTimeFunction {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      handler: 'make-service-linked-roles',
      description: 'Make the service-linked roles of ECS where the account has none',
      statements: Object.entries(ROLES).flatMap(([principal, name]) => {
        const resources = [Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: `aws-service-role/${principal}/${name}` })];
        return [
          new iam.PolicyStatement({ actions: ['iam:CreateServiceLinkedRole'], resources, conditions: { StringEquals: { 'iam:AWSServiceName': principal } } }),
          new iam.PolicyStatement({ actions: ['iam:GetRole'], resources }),
        ];
      }),
      timeout: Duration.minutes(2),
      memorySize: 256,
    });
    this.call({ Roles: ROLES });
  }
}
