import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * What pulling images of these repositories takes, and nothing else; without a repository, only signing in.
 *
 * Not `repository.grantPull()`: the order of its actions depends on the app's feature flags.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
 */
export function pullStatements(repositories: ecr.IRepository[], principals?: iam.IPrincipal[]): iam.PolicyStatement[] {
  const signIn = new iam.PolicyStatement({ principals, actions: ['ecr:GetAuthorizationToken'], resources: ['*'] });
  const pull = new iam.PolicyStatement({
    principals,
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: repositories.map(({ repositoryArn }) => repositoryArn),
  });
  return repositories.length > 0 ? [pull, signIn] : [signIn];
}
