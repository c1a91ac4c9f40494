import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { pullStatements } from '../../private/image-pull';

/** An image of an ECR repository, by a tag or a digest that may be known at deploy time only. */
export class EcrImage extends ecs.ContainerImage {
  /** @param reference `:` and a tag, or `@` and a digest */
  constructor(private readonly repository: ecr.IRepository, private readonly reference: string, private readonly registry?: string) {
    super();
  }

  /**
   * The same image, by the name of the registry that has IPv6 addresses too.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html
   */
  public overIpv6(): EcrImage {
    const { account, region } = this.repository.env;
    return new EcrImage(this.repository, this.reference, `${account}.dkr-ecr.${region}.on.aws`);
  }

  public bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    pullStatements([this.repository]).forEach((statement) => container.taskDefinition.addToExecutionRolePolicy(statement));
    const name = this.registry ? `${this.registry}/${this.repository.repositoryName}` : this.repository.repositoryUri;
    return { imageName: `${name}${this.reference}` };
  }
}
