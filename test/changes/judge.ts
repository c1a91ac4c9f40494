import { diffTemplate, ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { Verdict } from './row';
import { MAY_BE_REPLACED, Template } from '../upgrade/losses';

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
}

/** What makes a resource the only one of its kind: AWS refuses another that says the same, while this one is there. */
type Identity = (properties: Record<string, any>) => unknown[];

const rule: Identity = ({ Description, ...said }) => [said];

/** The lists of rules of a security group, and the type of a rule that is a resource of its own. */
const LISTS_OF_RULES = { SecurityGroupIngress: 'AWS::EC2::SecurityGroupIngress', SecurityGroupEgress: 'AWS::EC2::SecurityGroupEgress' };

/** By type, as often as a resource may collide with another. No value: it cannot. */
const ONCE: Record<string, Identity> = {
  'AWS::EC2::SecurityGroupIngress': rule,
  'AWS::EC2::SecurityGroupEgress': rule,
  'AWS::EC2::Subnet': ({ VpcId, CidrBlock, Ipv6CidrBlock }) => [CidrBlock && [VpcId, CidrBlock], Ipv6CidrBlock && [VpcId, Ipv6CidrBlock]],
  'AWS::EC2::VPCGatewayAttachment': ({ InternetGatewayId }) => [InternetGatewayId],
  'AWS::EC2::SubnetRouteTableAssociation': ({ SubnetId }) => [SubnetId],
  'AWS::EC2::Route': ({ RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock }) => [[RouteTableId, DestinationCidrBlock ?? DestinationIpv6CidrBlock]],
  'AWS::EC2::VPCEndpoint': ({ VpcId, ServiceName, PrivateDnsEnabled, RouteTableIds = [] }) => [
    PrivateDnsEnabled && [VpcId, ServiceName], ...RouteTableIds.map((table: unknown) => [table, ServiceName]),
  ],
  'AWS::Route53::HostedZone': ({ Name, VPCs = [] }) => VPCs.map((vpc: unknown) => [String(Name).toLowerCase(), vpc]),
  'AWS::Route53::RecordSet': ({ HostedZoneId, Name, Type, SetIdentifier }) => [
    [HostedZoneId, typeof Name === 'string' ? Name.toLowerCase() : Name, Type, SetIdentifier],
  ],
  'AWS::VpcLattice::ServiceNetworkVpcAssociation': ({ VpcIdentifier }) => [VpcIdentifier],
  'AWS::ElasticLoadBalancingV2::Listener': ({ LoadBalancerArn, Port }) => [[LoadBalancerArn, Port]],
  'AWS::ApplicationAutoScaling::ScalableTarget': ({ ResourceId }) => [ResourceId],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ({ ScalingTargetId, PolicyName, TargetTrackingScalingPolicyConfiguration: target }) => [
    [ScalingTargetId, PolicyName], target?.PredefinedMetricSpecification && [ScalingTargetId, target.PredefinedMetricSpecification],
  ],
  'AWS::Logs::QueryDefinition': ({ Name }) => [Name],
};

/** Types whose resources hold the address and the connections of an ingress: one that goes while another comes is replaced, whatever their ids. */
const HOLD_CONNECTIONS = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ECS::Service'];

/**
 * Properties that no update can change, though they are not create-only in the schema, with their default.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 */
const CANNOT_BE_UPDATED: Record<string, Record<string, unknown>> = { 'AWS::Logs::LogGroup': { LogGroupClass: 'STANDARD' } };

const REPLACED = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];

/** Properties that give a resource a name of its own, whatever its type. */
const NAMES = ['LogGroupName', 'RoleName', 'ClusterName', 'RepositoryName', 'FunctionName', 'GroupName', 'AlarmName', 'DashboardName'];

/** Properties of a service of which a change starts new tasks. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html */
const START_NEW_TASKS = ['TaskDefinition', 'NetworkConfiguration', 'CapacityProviderStrategy', 'LoadBalancers', 'PlatformVersion'];

/** A resource with what makes it the only one of its kind, as a text. */
interface Keyed {
  readonly id: string;
  readonly key: string;
}

/** What is judged, with the reasons in words. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: string[];
}

/** What an update from one template to the other does, by CloudFormation's resource schemas and by what AWS takes once. */
export function judge(before: Template, after: Template): Judgement {
  const changes = Object.entries(diffTemplate(before, after).resources.changes);
  const refused = [
    ...collisions(changes), ...sharedTargetGroups(changes), ...movesInsideZones(before, after),
    ...changes.flatMap(([id, change]) => unchangeable(id, change)),
  ];
  if (refused.length > 0) {
    return { verdict: 'refused by AWS', reasons: refused };
  }
  const replaced = changes.filter(([, change]) => isReplaced(change) || comesAgain(change, changes)).map(([id, { resourceType }]) => `${resourceType} ${id}`);
  if (replaced.length > 0) {
    return { verdict: 'replaced', reasons: replaced };
  }
  const rolledOut = changes.filter(([id, change]) => startsNewTasks(change) || isReadByTasks(id, change, after));
  const reasons = changes.map(([id, { changeImpact }]) => `${id}: ${changeImpact}`);
  if (rolledOut.length > 0) {
    return { verdict: 'rollout', reasons };
  }
  return { verdict: changes.length > 0 ? 'in place' : 'nothing', reasons };
}

/** A task definition of which only a tag changes stays the same revision. */
function startsNewTasks({ resourceType, changeImpact, propertyUpdates }: ResourceDifference): boolean {
  return (resourceType === 'AWS::ECS::TaskDefinition' && changeImpact !== ResourceImpact.WILL_UPDATE)
    || (resourceType === 'AWS::ECS::Service' && Object.keys(propertyUpdates).some((name) => START_NEW_TASKS.includes(name)));
}

/** What a function finds may be another thing where it is asked something else: then the tasks are others too. */
function isReadByTasks(id: string, { resourceType = '' }: ResourceDifference, { Resources }: Template): boolean {
  const tasks = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
  return resourceType.startsWith('Custom::') && JSON.stringify(tasks).includes(`"Fn::GetAtt":["${id}"`);
}

/** Something that holds data, an address or connections goes, and the same comes again. */
function isReplaced({ resourceType = '', changeImpact }: ResourceDifference): boolean {
  return REPLACED.includes(changeImpact)
    && !Object.keys(MAY_BE_REPLACED).some((start) => resourceType.startsWith(start));
}

/** It goes, and one of its type comes under another id. */
function comesAgain({ resourceType = '', isRemoval }: ResourceDifference, changes: [string, ResourceDifference][]): boolean {
  return isRemoval && HOLD_CONNECTIONS.includes(resourceType) && changes.some(([, other]) => other.isAddition && other.resourceType === resourceType);
}

function unchangeable(id: string, { resourceType = '', isUpdate, oldProperties = {}, newProperties = {} }: ResourceDifference): string[] {
  return Object.entries(isUpdate ? CANNOT_BE_UPDATED[resourceType] ?? {} : {})
    .filter(([name, normal]) => (oldProperties[name] ?? normal) !== (newProperties[name] ?? normal))
    .map(([name]) => `${name} of ${id} cannot be updated`);
}

/** CloudFormation makes the new before it deletes the old. What names a replaced resource names another one afterwards. */
function collisions(changes: [string, ResourceDifference][]): string[] {
  const replaced = changes.filter(([, { changeImpact }]) => REPLACED.includes(changeImpact)).map(([id]) => id);
  const renamed = (key: string) => replaced.reduce((text, id) => text.replaceAll(`"${id}"`, `"the new ${id}"`), key);
  const old = changes.filter(([, { changeImpact, isRemoval }]) => isRemoval || REPLACED.includes(changeImpact))
    .flatMap(([id, { oldValue }]) => keysOf(id, oldValue));
  const made = [
    ...changes.filter(([, { changeImpact, isAddition }]) => isAddition || REPLACED.includes(changeImpact))
      .flatMap(([id, { newValue }]) => keysOf(id, newValue)),
    ...changes.flatMap(([id, change]) => rulesAddedTo(id, change)),
  ].map(({ id, key }) => ({ id, key: renamed(key) }));
  return made.flatMap(({ id, key }) => old.filter((other) => other.key === key)
    .map((other) => `${id} says what ${other.id} says, which goes only afterwards: ${key}`));
}

/**
 * A listener of a new load balancer takes a target group that one of the old load balancer still has.
 *
 * @see https://github.com/aws/aws-cdk/issues/33253
 */
function sharedTargetGroups(changes: [string, ResourceDifference][]): string[] {
  const replaced = (type: string) => changes
    .filter(([, { changeImpact, resourceType }]) => resourceType === type && REPLACED.includes(changeImpact))
    .map(([id]) => id);
  const text = (value: unknown) => JSON.stringify(value ?? []);
  const names = (value: unknown, ids: string[]) => ids.some((id) => text(value).includes(`"${id}"`));
  const [balancers, groups] = ['LoadBalancer', 'TargetGroup'].map((kind) => replaced(`AWS::ElasticLoadBalancingV2::${kind}`));
  return changes.filter(([, { resourceType, isUpdate, oldProperties = {}, newProperties = {} }]) => resourceType === 'AWS::ElasticLoadBalancingV2::Listener' && isUpdate
      && names(newProperties.LoadBalancerArn, balancers) && !names(newProperties.DefaultActions, groups)
      && text(oldProperties.DefaultActions) === text(newProperties.DefaultActions))
    .map(([id]) => `${id} of the new load balancer takes the target group that the old load balancer has until it is deleted`);
}

/**
 * A load balancer gets another subnet of a zone in which it has one. In which zone an imported subnet is, the templates do not say.
 *
 * "Subnet changes within the same Availability Zone must be independent actions."
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
 */
function movesInsideZones(before: Template, after: Template): string[] {
  const [old, made] = [before, after].map(subnetsByZone);
  return Object.entries(made).filter(([place, subnet]) => old[place] && old[place] !== subnet)
    .map(([place, subnet]) => `${place} gets ${subnet} in place of ${old[place]}, which has to be removed first`);
}

/** The subnet that each load balancer has in a zone. */
function subnetsByZone({ Resources }: Template): Record<string, string> {
  const entries = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::ElasticLoadBalancingV2::LoadBalancer').flatMap(([id, { Properties = {} }]) => {
    const subnets: unknown[] = Properties.Subnets ?? Properties.SubnetMappings.map(({ SubnetId }: { SubnetId: unknown }) => SubnetId);
    return subnets.map((subnet: any) => [id, JSON.stringify(Resources[subnet.Ref]?.Properties?.AvailabilityZone), subnet.Ref]);
  });
  return Object.fromEntries(entries.filter(([, zone]) => zone).map(([id, zone, subnet]) => [`${id} in ${zone}`, subnet]));
}

/** The rules that an update puts into the lists of a security group. */
function rulesAddedTo(id: string, { resourceType, isUpdate, oldProperties = {}, newProperties = {} }: ResourceDifference): Keyed[] {
  if (!isUpdate || resourceType !== 'AWS::EC2::SecurityGroup') {
    return [];
  }
  const rulesOf = (properties: Record<string, any>) => Object.entries(LISTS_OF_RULES).flatMap(([list, Type]) => (properties[list] ?? [])
    .flatMap((inList: object) => keysOf(id, { Type, Properties: { GroupId: { 'Fn::GetAtt': [id, 'GroupId'] }, ...inList } })));
  const old: string[] = rulesOf(oldProperties).map(({ key }) => key);
  return rulesOf(newProperties).filter(({ key }: Keyed) => !old.includes(key));
}

/** The properties of a rule in a list and of one that is a resource come in different orders. */
function inOrderOfNames(value: unknown): unknown {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value).sort()) : value;
}

function keysOf(id: string, resource: unknown): Keyed[] {
  const { Type, Properties = {} } = (resource ?? { Type: '' }) as Resource;
  const identities = [...ONCE[Type]?.(Properties) ?? [], ...NAMES.map((name) => Properties[name] && [name, Properties[name]])];
  return identities.filter((each) => each).map((each) => ({ id, key: JSON.stringify([Type, inOrderOfNames(each)]) }));
}
