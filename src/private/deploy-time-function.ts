import { CustomResource, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerSource } from './handler-source';
import { makeLogGroup } from './log-groups';

/** Time for CloudFormation to call the function, and for a second call where the first was lost. */
const SERVICE_MARGIN = Duration.minutes(2);

/**
 * What a function needs in a VPC, where a property injector of the app puts it. CDK gives it only to a role that CDK makes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
const NETWORK_INTERFACES = iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole');

export interface DeployTimeFunctionProps {
  /** The name of its source file, without `.js`. */
  readonly handler: string;

  /** What it does, for the Lambda console. */
  readonly description: string;

  /** All that it may do, besides writing its own log. */
  readonly statements: iam.PolicyStatement[];

  /** How long one call may take. */
  readonly timeout: Duration;

  /** The function's memory in MiB. */
  readonly memorySize: number;
}

/**
 * Something that is found or done while the stack is deployed.
 *
 * A function and the custom resources behind which it stands. The source travels inside the template, so that no asset and
 * no bootstrap is needed; its log group belongs to the stack, and the function may not make another.
 */
export class DeployTimeFunction extends Construct {
  /** Grants permissions as the function's role. */
  public readonly role: iam.Role;

  /** What runs, for a schedule that calls it after the deployment too. */
  public readonly function: lambda.IFunction;

  /** The lines that it logs. */
  public readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, private readonly props: DeployTimeFunctionProps) {
    super(scope, id);

    this.logGroup = makeLogGroup(this, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH });
    this.role = new iam.Role(this, 'Role', {
      description: `May only ${props.description[0].toLowerCase()}${props.description.slice(1)}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Work: new iam.PolicyDocument({ minimize: true, statements: [...props.statements, writesTo(this.logGroup)] }),
      },
    });
    this.function = new lambda.Function(this, 'Function', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(handlerSource(props.handler)),
      role: this.role,
      logGroup: this.logGroup,
      timeout: props.timeout,
      memorySize: props.memorySize,
    });
    if (this.function.isBoundToVpc) {
      this.role.addManagedPolicy(NETWORK_INTERFACES);
    }
  }

  /**
   * Calls the function when the stack is deployed, and again when any of these properties changes.
   *
   * @param id of the custom resource; a function that is called for several of them needs several ids
   */
  public call(properties: Record<string, unknown>, id: string = 'Resource'): CustomResource {
    const { handler, timeout } = this.props;
    return new CustomResource(this, id, {
      resourceType: `Custom::LatticeExternalIngress${pascalCase(handler)}`,
      serviceToken: this.function.functionArn,
      serviceTimeout: timeout.plus(SERVICE_MARGIN),
      properties,
    });
  }
}

/** Writing into a log group that exists; not making one, which would be left behind. */
export function writesTo(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

function pascalCase(kebab: string): string {
  return kebab.split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}
