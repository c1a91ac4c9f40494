import { Aws, Duration, Fn, IResolvable, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { FollowedServiceNetworks } from './follow-services';
import { acknowledge } from '../private/acknowledgements';
import { DeployTimeFunction } from '../private/deploy-time-function';
import { holds, isWildcard, withoutWildcard } from '../private/dns-names';
import { identityOf, pathHashOf } from '../private/stable-ids';
import { requireKnownDuration, requireThat } from '../private/validation';

/**
 * The characters of all inline policies of a role together.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const POLICY_CHARACTERS = 10_240;

/**
 * The characters that the permissions on zones may take: half of what is left after 1,500 for the rest of the role, because an update that changes the
 * allowed names has the old and the new policies at the same time.
 */
const ZONE_POLICY_CHARACTERS = (POLICY_CHARACTERS - 1_500) / 2;

/**
 * What a text that CDK does not know is counted with in these permissions: the longest id of a zone, and the partition in which VPC Lattice is.
 * A name may be longer, but nobody knows how much.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html
 */
const [UNKNOWN_CHARACTERS, PARTITION_CHARACTERS] = [32, 'aws'.length];

/** How long the DNS of the VPC may keep the answer that a name does not exist, in zones that the ingress makes. Route 53 starts a zone with 900 seconds; an alias is kept for 60. */
const NEGATIVE_SECONDS = 60;

export interface ServiceFollowerProps extends FollowedServiceNetworks {
  readonly allowedDomains: string[];
  /** The zones that hold the records. */
  readonly zones: route53.IHostedZone[];
  /** Those of them that the ingress makes. */
  readonly newZones: route53.IHostedZone[];
}

/**
 * Records for the services of service networks, also for those that come after the deployment.
 *
 * A function makes them in the deployment and then on a schedule. Each zone has a policy and a custom resource. If a zone leaves the template,
 * CloudFormation first deletes the custom resource, which removes the records, and then the policy and the zone.
 */
export class ServiceFollower extends Construct {
  /** The log of the runs. */
  public readonly logGroup: logs.ILogGroup;

  /** How often it runs. */
  public readonly interval: Duration;

  constructor(scope: Construct, id: string, props: ServiceFollowerProps) {
    super(scope, id);

    this.interval = requireInterval(props.interval ?? Duration.minutes(1));
    const follow = new DeployTimeFunction(this, 'Records', {
      handler: 'follow-services',
      description: 'Make records for the services of the service networks',
      statements: [...listingOf(props), ...shorteningNegativeAnswersIn(props.newZones)],
      timeout: Duration.minutes(2),
      memorySize: 256,
    });
    acknowledge(follow.role, 'AwsSolutions-IAM5[Resource::*]', 'reads which services the service networks hold, and changes nothing');
    this.logGroup = follow.logGroup;
    const work = {
      Owner: this.owner(),
      ServiceNetworks: props.serviceNetworks.map(({ serviceNetworkRef }) => serviceNetworkRef.serviceNetworkArn),
      EndpointIds: props.vpcEndpointIds,
      Domains: props.allowedDomains,
      Zones: props.zones.map(({ hostedZoneId, zoneName }) => ({ Id: hostedZoneId, Name: zoneName })),
    };
    const schedule = this.schedule(follow, work);
    requirePolicySize([...shorteningNegativeAnswersIn(props.newZones), ...props.zones.flatMap((zone) => changing(zone, props.allowedDomains))]);
    for (const zone of props.zones) {
      const identity = identityOf(this, zone.hostedZoneId);
      // The id of the policy follows from the names. So CloudFormation deletes the old policy only after the records of names that are no longer allowed are removed.
      const names = identityOf(this, namesIn(zone, props.allowedDomains).join());
      const policy = new iam.Policy(this, `Policy-${identity}-${names}`, { roles: [follow.role], statements: changing(zone, props.allowedDomains) });
      const negativeSeconds = props.newZones.includes(zone) ? NEGATIVE_SECONDS : undefined;
      const records = follow.call({ ...work, ZoneId: zone.hostedZoneId, NegativeSeconds: negativeSeconds }, `Zone-${identity}`);
      records.node.addDependency(policy);
      // The schedule is deleted before the records, because a later run would make them again.
      schedule.node.addDependency(records);
    }
  }

  /**
   * The set identifier of each record of this ingress. Records with another one are left alone.
   *
   * It must stay the same where the stack moves into a stage, because nothing would delete the records with the old one.
   */
  private owner(): string {
    return `lattice-external-ingress ${Fn.select(2, Fn.split('/', Aws.STACK_ID))} ${pathHashOf(this)}`;
  }

  private schedule(follow: DeployTimeFunction, work: object): scheduler.Schedule {
    const role = new iam.Role(this, 'ScheduleRole', {
      description: 'May only run the function that makes records for the services of the service networks',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
      inlinePolicies: {
        Invoke: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [follow.function.functionArn] })] }),
      },
    });
    return new scheduler.Schedule(this, 'Schedule', {
      description: 'Reads the service networks and makes the records of their services',
      schedule: scheduler.ScheduleExpression.rate(this.interval),
      target: new LambdaInvoke(follow.function, {
        // CDK must not add permissions to this role.
        role: role.withoutPolicyUpdates(),
        input: scheduler.ScheduleTargetInput.fromObject(work),
        // No retries, because the next run does the same work.
        retryAttempts: 0,
        maxEventAge: Duration.minutes(1),
      }),
    });
  }
}

/** Throws where the permissions on the zones are longer than the policies of the role may be. */
function requirePolicySize(statements: iam.PolicyStatement[]): void {
  const policies = Tokenization.reverseString(JSON.stringify(statements.map((statement) => statement.toJSON())));
  const standInFor = (token: IResolvable) => 'x'.repeat(Token.asString(token) === Aws.PARTITION ? PARTITION_CHARACTERS : UNKNOWN_CHARACTERS);
  const characters = policies.mapTokens({ mapToken: standInFor }).join(new StringConcat()).length;
  if (characters > ZONE_POLICY_CHARACTERS) {
    throw new Error(`'followServices' must have permissions on its private zones of at most ${ZONE_POLICY_CHARACTERS} characters, got ${characters}: ` +
      'give one private zone that holds several of the allowed domains with \'followServices.zones\'');
  }
}

function requireInterval(interval: Duration): Duration {
  requireKnownDuration('followServices.interval', interval, 'the alarm on a follower that stopped follows from it');
  const minutes = interval.toMinutes({ integral: false });
  requireThat('followServices.interval', minutes, (value) => Number.isInteger(value) && value >= 1 && value <= 60, 'be a number of whole minutes between 1 and 60');
  return interval;
}

function listingOf({ vpcEndpointIds }: FollowedServiceNetworks): iam.PolicyStatement[] {
  const ofEndpoints = vpcEndpointIds ? ['ec2:DescribeVpcEndpointAssociations'] : [];
  return [new iam.PolicyStatement({ actions: ['vpc-lattice:ListServiceNetworkServiceAssociations', ...ofEndpoints], resources: ['*'] })];
}

/** Permission to change the SOA records of new zones, and nothing else there. */
function shorteningNegativeAnswersIn(zones: route53.IHostedZone[]): iam.PolicyStatement[] {
  return zones.length === 0 ? [] : [
    new iam.PolicyStatement({
      actions: ['route53:ChangeResourceRecordSets'],
      resources: zones.map(({ hostedZoneArn }) => hostedZoneArn),
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': zones.map(({ zoneName }) => zoneName),
          'route53:ChangeResourceRecordSetsRecordTypes': ['SOA'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
        },
      },
    }),
  ];
}

/**
 * Permission to make and delete address records of the allowed names, and never to overwrite one.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
function changing(zone: route53.IHostedZone, allowedDomains: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [zone.hostedZoneArn] }),
    new iam.PolicyStatement({
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [zone.hostedZoneArn],
      conditions: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': namesIn(zone, allowedDomains) },
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA'],
          'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
        },
      },
    }),
  ];
}

/** The allowed names that the zone may hold; all of them where its name is a token. */
function namesIn({ zoneName }: route53.IHostedZone, allowedDomains: string[]): string[] {
  const isPossible = (domain: string) => [zoneName, domain].some((text) => Token.isUnresolved(text))
    || holds(zoneName, domain) || (isWildcard(domain) && holds(withoutWildcard(domain), zoneName));
  return allowedDomains.filter(isPossible);
}
