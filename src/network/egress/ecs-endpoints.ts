import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/**
 * The Regions in which tasks reach ECS without endpoints: those that AWS opened before December 2023.
 *
 * AWS names the day from which on Regions need them, and Calgary (`ca-west-1`), of December 2023, as the example. So this list
 * never grows, and a Region that opens after this version was made is right too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html#fargate-ecs-vpc-endpoint-region-considerations
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/doc-history.html
 */
const REGIONS_WITHOUT = [
  'af-south-1', 'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2',
  'ap-southeast-3', 'ap-southeast-4', 'ca-central-1', 'cn-north-1', 'cn-northwest-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1',
  'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'sa-east-1', 'us-east-1', 'us-east-2',
  'us-gov-east-1', 'us-gov-west-1', 'us-west-1', 'us-west-2',
];

/** The endpoints of ECS that tasks need in the Region of the stack. */
export interface EcsEndpoints {
  readonly services: ec2.InterfaceVpcEndpointAwsService[];

  /** Under which condition they are made; none where the Region is known. It is in the template only if somebody asks for it. */
  readonly condition: () => CfnCondition | undefined;
}

/** Which endpoints of ECS are needed, decided at deployment where the Region is not known at synth. */
export function ecsEndpointsNeeded(scope: Construct): EcsEndpoints {
  const { ECS, ECS_AGENT, ECS_TELEMETRY } = ec2.InterfaceVpcEndpointAwsService;
  const services = [ECS, ECS_AGENT, ECS_TELEMETRY];
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region)) {
    const isOld = Fn.conditionOr(...REGIONS_WITHOUT.map((old) => Fn.conditionEquals(Aws.REGION, old)));
    let made: CfnCondition | undefined;
    return { services, condition: () => made ??= new CfnCondition(scope, 'RegionNeedsEcs', { expression: Fn.conditionNot(isOld) }) };
  }
  return { services: REGIONS_WITHOUT.includes(region) ? [] : services, condition: () => undefined };
}
