import * as fs from 'node:fs';
import * as path from 'node:path';
import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The folder of the functions' sources, which ships beside the compiled library. */
const HANDLERS = path.join(__dirname, '..', '..', 'handlers');

/** Time for CloudFormation to call the function, and for a second call where the first was lost. */
const SERVICE_MARGIN = Duration.minutes(2);

export interface DeployTimeFunctionProps {
  /** The name of its source file, without `.js`. */
  readonly handler: string;

  /** What it does, for the Lambda console. */
  readonly description: string;

  /** All that it may do, besides writing its own log. */
  readonly statements: iam.PolicyStatement[];

  /** What it is called with. CloudFormation calls it again when any of this changes. */
  readonly properties: Record<string, unknown>;

  /** How long one call may take. */
  readonly timeout: Duration;

  /** The function's memory in MiB. */
  readonly memorySize: number;
}

/**
 * Something that is found or done while the stack is deployed.
 *
 * A custom resource and the function behind it. The source travels inside the template, so that no asset and
 * no bootstrap is needed; its log group belongs to the stack, and the function may not make another.
 */
export class DeployTimeFunction extends Construct {
  /** Grants permissions as the function's role. */
  public readonly role: iam.Role;

  private readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: DeployTimeFunctionProps) {
    super(scope, id);

    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', {
      description: `May only ${props.description[0].toLowerCase()}${props.description.slice(1)}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Work: new iam.PolicyDocument({ minimize: true, statements: [...props.statements, writesTo(logGroup)] }),
      },
    });
    const handler = new lambda.Function(this, 'Function', {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(sourceOf(props.handler)),
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      timeout: props.timeout,
      memorySize: props.memorySize,
    });
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: `Custom::LatticeExternalIngress${pascalCase(props.handler)}`,
      serviceToken: handler.functionArn,
      serviceTimeout: props.timeout.plus(SERVICE_MARGIN),
      properties: props.properties,
    });
  }

  /** An attribute of the result. */
  public attribute(name: string): string {
    return this.resource.getAttString(name);
  }
}

/** One module: what this function does, then the protocol that all of them answer CloudFormation with. */
function sourceOf(handler: string): string {
  return [handler, 'custom-resource']
    .map((name) => fs.readFileSync(path.join(HANDLERS, `${name}.js`), 'utf8'))
    .join('\n');
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
