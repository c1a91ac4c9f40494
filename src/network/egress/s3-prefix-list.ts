import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { literalPrefixListOf } from '../../private/peers';

/**
 * The prefix list of Amazon S3 in some Regions, as `aws ec2 describe-prefix-lists` shows it. AWS has no page that lists them.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export const S3_PREFIX_LISTS: Record<string, string> = {
  'ap-northeast-1': 'pl-61a54008',
  'ap-northeast-2': 'pl-78a54011',
  'ap-southeast-1': 'pl-6fa54006',
  'eu-central-1': 'pl-6ea54007',
  'eu-west-1': 'pl-6da54004',
  'sa-east-1': 'pl-6aa54003',
  'us-east-1': 'pl-63a5400a',
  'us-west-1': 'pl-6ba54002',
  'us-west-2': 'pl-68a54001',
};

/** Lists of AWS have eight digits in old Regions. Those of customers have seventeen. */
const OF_AWS = /^pl-[0-9a-f]{8}$/;

/**
 * Says where a peer is the prefix list of Amazon S3, or may be.
 *
 * The tasks have a rule for it already, whose id CloudFormation learns at deployment. EC2 refuses a second one.
 */
export function checkS3PrefixList(scope: IConstruct, peers: ec2.IPeer[]): void {
  const { region } = Stack.of(scope);
  const known = Token.isUnresolved(region) ? undefined : S3_PREFIX_LISTS[region];
  const advice = 'the tasks have a rule for Amazon S3 already, and EC2 takes no second one';
  for (const id of peers.map(literalPrefixListOf).filter((each) => each !== undefined)) {
    if (id === known) {
      throw new Error(`'to' must not hold the prefix list of Amazon S3, got '${id}': remove it, because ${advice}`);
    }
    if (known === undefined && OF_AWS.test(id)) {
      Annotations.of(scope).addWarningV2('cdk-lattice-external-ingress:prefixListOfAws',
        `'to' holds ${id}, which may be the prefix list of Amazon S3: the deployment then fails, because ${advice}. Remove it, or acknowledge this warning if it is another one.`);
    }
  }
}
