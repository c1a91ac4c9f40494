import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { isResource } from '../private/resource-type';
import { requireSameRegion } from '../private/validation';

/** A statement of a key policy, as a template holds it. */
interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
}

/**
 * Fails synthesis where the app makes the key, and its policy does not let CloudWatch Logs use it.
 *
 * At synth, because the policy may grow until then. The policy of an imported key is not known.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function requireOpenToLogs(scope: IConstruct, key: kms.IKeyRef): void {
  requireSameRegion('logEncryptionKey', key.node.path, key.env.region, Stack.of(scope).region, 'CloudWatch Logs takes keys of its Region');
  scope.node.addValidation({
    validate: () => {
      const resource = [key, key.node.defaultChild].find((each) => isResource(each, kms.CfnKey));
      return !isResource(resource, kms.CfnKey) || statementsOf(resource).some(admitsLogs) ? []
        : [`'logEncryptionKey' must let CloudWatch Logs use it, got '${key.node.path}', whose policy does not: ` +
          'call key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`))'];
    },
  });
}

function statementsOf(key: kms.CfnKey): Statement[] {
  return Stack.of(key).resolve(key.keyPolicy)?.Statement ?? [];
}

/** The principal may be a text, a list, or joined from the name of the Region. */
function admitsLogs({ Effect, Principal }: Statement): boolean {
  return Effect === 'Allow' && /"\*"|logs\./.test(JSON.stringify(Principal ?? ''));
}
