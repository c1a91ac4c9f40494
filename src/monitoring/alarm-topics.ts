import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { targetsOf } from '../private/references';
import { pathOf, statementsFor } from '../private/resource-policy';
import { isResource } from '../private/resource-type';

const GRANTEE = 'new iam.ServicePrincipal(\'cloudwatch.amazonaws.com\')';

/** The key of AWS for SNS, with a policy that nobody can change. */
const KEY_OF_AWS = 'alias/aws/sns';

/** What the ARN of each FIFO topic ends with. */
const FIFO = /:sns:.*\.fifo$/;

/**
 * Why alarms cannot notify through a topic; nothing for any other action. Of a topic that the app does not make, only the ARN is known.
 *
 * CloudWatch makes such an alarm, and only the history of the alarm says that nobody was told. A topic without a policy of the app has the policy that
 * SNS gives it, which lets every alarm of the account publish. A policy of the app replaces it. A FIFO topic takes only messages that name their
 * message group, and an alarm has nothing to name it with.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 * @see https://github.com/aws-solutions/automated-security-response-on-aws/issues/43 for what an alarm says about a policy
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://github.com/ASFHyP3/hyp3/issues/762 for what an alarm says about a key
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html for the message group
 */
export function faultsOfTopic(scope: IConstruct, prop: string, arn: string): string[] {
  const topics = targetsOf(arn).filter((target): target is sns.CfnTopic => isResource(target, sns.CfnTopic));
  const fifo = [...topics.filter(({ fifoTopic }) => fifoTopic === true).map(pathOf), ...(FIFO.test(arn) ? [arn] : [])];
  return [...fifo.map(fifoFault), ...topics.flatMap((topic) => [policyFault(scope, topic), keyFault(topic)])]
    .filter((fault) => fault !== undefined)
    .map((fault) => `'${prop}' must be a topic through which alarms can notify, got ${fault}`);
}

function fifoFault(topic: string): string {
  return `'${topic}', which is a FIFO topic, and an alarm names no message group: use a standard topic`;
}

function policyFault({ node: { root } }: IConstruct, topic: sns.CfnTopic): string | undefined {
  const policies = root.node.findAll()
    .filter((each) => isResource(each, sns.CfnTopicPolicy))
    .filter(({ topics }) => topics.flatMap(targetsOf).includes(topic));
  return policies.length === 0 || policies.some((policy) => admitsAlarms(policy, policy.policyDocument)) ? undefined
    : `'${pathOf(topic)}', whose policy does not let CloudWatch publish: call topic.grantPublish(${GRANTEE})`;
}

function keyFault(topic: sns.CfnTopic): string | undefined {
  const keyId = topic.kmsMasterKeyId ?? '';
  if (keyId.endsWith(KEY_OF_AWS)) {
    return `'${pathOf(topic)}', which is encrypted with the key of AWS for SNS, and CloudWatch may not use that key: encrypt the topic with a key of yours, or leave 'masterKey' out`;
  }
  const key = [...targetsOf(keyId), ...aliasedBy(topic, keyId)].find((target): target is kms.CfnKey => isResource(target, kms.CfnKey));
  return !key || admitsAlarms(key, key.keyPolicy) ? undefined
    : `'${pathOf(topic)}', whose key '${pathOf(key)}' does not let CloudWatch use it: call key.grantEncryptDecrypt(${GRANTEE})`;
}

/** What an alias of the app stands for. CDK writes the ARN of an alias without a reference to it. */
function aliasedBy(topic: sns.CfnTopic, keyId: string): IConstruct[] {
  const { stack } = topic;
  const text = JSON.stringify(stack.resolve(keyId));
  return topic.node.root.node.findAll()
    .filter((each): each is kms.CfnAlias => isResource(each, kms.CfnAlias) && each.stack.environment === stack.environment && text.includes(`:${each.aliasName}"`))
    .flatMap(({ targetKeyId }) => targetsOf(targetKeyId));
}

/** CloudWatch, or a service whose name is only known at deploy time. */
const MAY_BE_CLOUDWATCH = /cloudwatch\.|"Service":\[?\{/;

/** Conditions are not compared, so that no policy is refused that lets CloudWatch in. */
function admitsAlarms(resource: IConstruct, policy: unknown): boolean {
  return statementsFor(MAY_BE_CLOUDWATCH, resource, policy).length > 0;
}
