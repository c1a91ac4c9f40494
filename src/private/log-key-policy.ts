import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { pathOf, Statement, statementsFor } from './resource-policy';
import { isResource } from './resource-type';
import { requireSameRegion } from './validation';

/** The only kind of key that CloudWatch Logs takes, and the one that KMS makes where none is named. */
const SYMMETRIC = 'SYMMETRIC_DEFAULT';

/** What CloudWatch Logs says to KMS, in each request: the ARN of the log group. */
const LOG_GROUP_ARN = 'kms:EncryptionContext:aws:logs:arn';

/** CloudWatch Logs. The principal may be a text, a list, or joined from the name of the Region. */
const LOGS = /logs\./;

/**
 * Fails synthesis where the app makes the key, and it is not a symmetric one, or its policy does not let CloudWatch Logs use it for each log group
 * below `ingress`.
 *
 * At synth, because the policy may grow until then. The policy of an imported key is not known.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function requireOpenToLogs(ingress: IConstruct, key: kms.IKeyRef): void {
  requireSameRegion('logEncryptionKey', key.node.path, key.env.region, Stack.of(ingress).region, 'CloudWatch Logs takes keys of its Region');
  ingress.node.addValidation({
    validate: () => {
      const resource = [key, key.node.defaultChild].find((each): each is kms.CfnKey => isResource(each, kms.CfnKey));
      return resource ? faultsOf(resource, logGroupsWith(key, ingress)) : [];
    },
  });
}

function logGroupsWith(key: kms.IKeyRef, ingress: IConstruct): logs.CfnLogGroup[] {
  return ingress.node.findAll().filter((each) => isResource(each, logs.CfnLogGroup)).filter(({ kmsKeyId }) => kmsKeyId === key.keyRef.keyArn);
}

function faultsOf(key: kms.CfnKey, logGroups: logs.CfnLogGroup[]): string[] {
  const path = pathOf(key);
  const { keySpec = SYMMETRIC } = key;
  if (keySpec !== SYMMETRIC && !Token.isUnresolved(keySpec)) {
    return [`'logEncryptionKey' must be a symmetric key, got '${path}' with the key spec ${keySpec}: leave 'keySpec' out`];
  }
  const statements = statementsFor(LOGS, key, key.keyPolicy);
  if (statements.length === 0) {
    return [`'logEncryptionKey' must let CloudWatch Logs use it, got '${path}', whose policy does not: ` +
      'call key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`))'];
  }
  return logGroups.filter((logGroup) => !statements.some((statement) => mayCover(statement, logGroup))).map((logGroup) =>
    `'logEncryptionKey' must let CloudWatch Logs use it for each log group of the ingress, got '${path}', ` +
    `whose policy leaves out '${logGroup.node.path}': let ${LOG_GROUP_ARN} match \`arn:\${stack.partition}:logs:\${stack.region}:\${stack.account}:log-group:*\``);
}

/**
 * Whether the conditions of a statement may hold for a log group.
 *
 * Only what comes before the first wildcard or token is compared, so that no policy is refused that AWS would take.
 */
function mayCover({ Condition = {} }: Statement, logGroup: logs.CfnLogGroup): boolean {
  const name = knownStart(nameOf(logGroup));
  return Object.entries(Condition)
    .filter(([operator, values]) => !operator.includes('Not') && LOG_GROUP_ARN in values)
    .every(([, values]) => [values[LOG_GROUP_ARN]].flat().some((arn) => {
      const wanted = knownStart(textOf(arn).split(':log-group:')[1] ?? '');
      return name.startsWith(wanted) || wanted.startsWith(name);
    }));
}

/** The name that is given, or how CloudFormation begins the one that it makes. */
function nameOf(logGroup: logs.CfnLogGroup): string {
  const stack = Stack.of(logGroup);
  return textOf(stack.resolve(logGroup.logGroupName) ?? stack.resolve(`${stack.stackName}-${stack.getLogicalId(logGroup)}-*`));
}

/** A text of a template, with a wildcard for each part that is known only when the stack is deployed. Nothing if that is all of it. */
function textOf(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (!value['Fn::Join']) {
    return '';
  }
  const [separator, parts] = value['Fn::Join'];
  return [parts].flat().map((part: unknown) => typeof part === 'string' ? part : '*').join(separator);
}

function knownStart(pattern: string): string {
  return pattern.split(/[*?]/)[0];
}
