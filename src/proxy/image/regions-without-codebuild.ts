import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Regions in which CloudFormation has no resources of CodeBuild, as of November 2026. VPC Lattice is in two of them.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/codebuild.html
 */
const WITHOUT_CODEBUILD = ['ap-east-2', 'ca-west-1', 'mx-central-1'];

/** Warns where the stack is for a Region without CodeBuild; AWS may have added it later. */
export function warnWithoutCodeBuild(scope: IConstruct): void {
  const { region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && WITHOUT_CODEBUILD.includes(region)) {
    Annotations.of(scope).addWarningV2(
      'cdk-lattice-external-ingress:regionWithoutCodeBuild',
      `'image' is built with CodeBuild, which was not in ${region} when this version was made: the deployment fails there. ` +
        'Use ProxyImage.copyOnDeploy(), or acknowledge this warning if AWS has added it.',
    );
  }
}
