import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BuildSpecification } from './build-spec';
import { ImageRepository, pushStatement } from './image-repository';
import { acknowledge } from '../../private/acknowledgements';
import { writesTo } from '../../private/deploy-time-function';
import { makeLogGroup } from '../../private/log-groups';

/** As long as the function that started the build waits for it. */
const LONGEST_BUILD = Duration.minutes(14);

export interface BuildProjectProps {
  readonly buildSpec: BuildSpecification;
  readonly buildImage: codebuild.IBuildImage;
  readonly computeType?: codebuild.ComputeType;
  readonly repository: ImageRepository;
  /** The tag that the image gets. */
  readonly tag: string;
}

/**
 * A role without what CDK lets every project do with logs.
 *
 * A project may write into its log group by the role's own policy. CDK adds the right to make log groups, which would be left behind. What
 * an aspect or a property injector adds, for a VPC or a key say, is kept.
 */
class BuildRole extends iam.Role {
  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    return statement.actions.every((action) => action.startsWith('logs:'))
      ? { statementAdded: true, policyDependable: this }
      : super.addToPrincipalPolicy(statement);
  }
}

/**
 * Makes a project that builds one image and pushes it into one repository, whenever it is started.
 *
 * No class that extends CDK's, which would load CodeBuild for every user of the package.
 */
export function makeBuildProject(
  scope: Construct, id: string, { buildSpec, buildImage, computeType, repository, tag }: BuildProjectProps,
): codebuild.Project {
  const logGroup = makeLogGroup(scope, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH });
  const role = new BuildRole(scope, 'Role', {
    description: 'May only push the image of the proxy into its private repository',
    assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
    inlinePolicies: {
      Work: new iam.PolicyDocument({
        minimize: true,
        statements: [
          pushStatement(repository),
          new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
          writesTo(logGroup),
        ],
      }),
    },
  });
  const project = new codebuild.Project(scope, id, {
    description: 'Builds the image of the proxy and pushes it into its private repository',
    buildSpec: codebuild.BuildSpec.fromObject({ ...buildSpec }),
    environment: { buildImage, computeType: computeType ?? codebuild.ComputeType.SMALL, privileged: true },
    environmentVariables: {
      IMAGE_URI: { value: repository.repositoryUriForTag(tag) },
      IMAGE_TAG: { value: tag },
      REPOSITORY: { value: repository.repositoryName },
    },
    role,
    grantReportGroupPermissions: false,
    logging: { cloudWatch: { logGroup } },
    timeout: LONGEST_BUILD,
    queuedTimeout: LONGEST_BUILD,
  });
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken does not support resource-level permissions');
  acknowledge(project, 'AwsSolutions-CB3', 'Docker builds in privileged containers only; each build has a new machine, and a role that may only push');
  acknowledge(project, 'AwsSolutions-CB4', 'There is no artifact and no cache that a key could encrypt; the image goes to ECR');
  return project;
}
