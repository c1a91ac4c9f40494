import * as fs from 'node:fs';
import * as path from 'node:path';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { artillery } from './engine.json';

export interface LoadTestProps {
  /** Where the load goes, such as `https://api.example.com`. */
  readonly target: string;

  /** How many tasks share the load. Each has an address of its own, so each is one client to the ingress. */
  readonly generators: number;

  /** Users of all tasks together, each with a connection of its own. */
  readonly users: number;

  /** Requests a second of all users together. */
  readonly requestsPerSecond: number;

  /** ARN of the service that signed requests are sent to; nothing where its auth type is NONE. */
  readonly signedFor?: string;
}

/** Artillery on Fargate, as often as needed; one execution of the state machine is one run. */
export class LoadTest extends Construct {
  constructor(scope: Construct, id: string, props: LoadTestProps) {
    super(scope, id);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'Generators', subnetType: ec2.SubnetType.PUBLIC }],
    });
    const logGroup = new logs.LogGroup(this, 'Results', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const taskDefinition = new ecs.FargateTaskDefinition(this, 'TaskDefinition', { cpu: 512, memoryLimitMiB: 2048 });
    taskDefinition.addContainer('artillery', {
      image: ecs.ContainerImage.fromRegistry(`artilleryio/artillery:${artillery}`),
      // Artillery takes a scenario from a file only; beside it, it writes what it compiled it to.
      entryPoint: ['sh', '-c', 'printf %s "$SCENARIO" > /tmp/scenario.ts && cd /tmp && exec /home/node/artillery/bin/run run scenario.ts'],
      environment: {
        SCENARIO: fs.readFileSync(path.join(__dirname, 'scenario.ts'), 'utf8'),
        TARGET: props.target,
        USERS: String(props.users / props.generators),
        REQUESTS_PER_SECOND: String(props.requestsPerSecond / props.generators),
        ...props.signedFor ? { SIGNING_REGION: Stack.of(this).region } : {},
      },
      logging: ecs.LogDriver.awsLogs({ logGroup, streamPrefix: 'generator' }),
    });
    if (props.signedFor) {
      taskDefinition.addToTaskRolePolicy(new iam.PolicyStatement({ actions: ['vpc-lattice-svcs:Invoke'], resources: [`${props.signedFor}/*`] }));
    }

    const generator = new tasks.EcsRunTask(this, 'Generator', {
      cluster: new ecs.Cluster(this, 'Cluster', { vpc }),
      taskDefinition,
      assignPublicIp: true,
      launchTarget: new tasks.EcsFargateLaunchTarget(),
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    });
    const all = new sfn.Map(this, 'All', { itemsPath: '$.generators', maxConcurrency: props.generators }).itemProcessor(generator);
    const run = new sfn.StateMachine(this, 'Run', {
      definitionBody: sfn.DefinitionBody.fromChainable(
        new sfn.Pass(this, 'Generators', { result: sfn.Result.fromObject({ generators: Array.from({ length: props.generators }, (_, index) => index) }) }).next(all),
      ),
    });
    new CfnOutput(this, 'StateMachineArn', { value: run.stateMachineArn });
    new CfnOutput(this, 'LogGroupName', { value: logGroup.logGroupName });
  }
}
