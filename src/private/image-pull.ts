import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * What pulling an image of this repository takes, and nothing else; without a repository, only signing in.
 *
 * Not `repository.grantPull()`: the order of its actions depends on the app's feature flags.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
 */
export function pullStatements(repository?: ecr.IRepository, principals?: iam.IPrincipal[]): iam.PolicyStatement[] {
  const signIn = new iam.PolicyStatement({ principals, actions: ['ecr:GetAuthorizationToken'], resources: ['*'] });
  const pull = repository && new iam.PolicyStatement({
    principals,
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: [repository.repositoryArn],
  });
  return pull ? [pull, signIn] : [signIn];
}
