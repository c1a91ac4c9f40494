import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { pullStatements } from '../private/image-pull';

/** An image of an ECR repository, by an address that may be known at deploy time only. */
export class EcrImage extends ecs.ContainerImage {
  constructor(private readonly repository: ecr.IRepository, private readonly imageName: string) {
    super();
  }

  public bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    pullStatements(this.repository).forEach((statement) => container.taskDefinition.addToExecutionRolePolicy(statement));
    return { imageName: this.imageName };
  }
}
