import { diffTemplate, ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';

/** A CloudFormation template, as far as an upgrade is judged by it. */
export interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: Record<string, any> }>;
  readonly Parameters?: Record<string, { readonly Default?: unknown }>;
  readonly Outputs?: Record<string, unknown>;
}

/**
 * What may go or come again in an upgrade, by the start of its type's name. Everything else stays what it is: it holds
 * data or an address, or something that does names it.
 */
export const MAY_BE_REPLACED: Record<string, string> = {
  'AWS::ECS::TaskDefinition': 'every revision is a new one; the old one stays until its tasks have ended',
  'AWS::EC2::SecurityGroupIngress': 'the new rule is there before the old one goes',
  'AWS::EC2::SecurityGroupEgress': 'the new rule is there before the old one goes',
  'AWS::IAM::': 'holds nothing; what uses it is given the new one',
  'AWS::Lambda::': 'holds nothing; runs only while a stack is deployed',
  'Custom::': 'what a function found or did; what it made is not its own to delete',
  'AWS::CodeBuild::Project': 'holds nothing; the images that it built are in the repository',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'the number of tasks stays as it is meanwhile',
  'AWS::CloudWatch::': 'looks at what others do',
  'AWS::Logs::MetricFilter': 'looks at what others do',
  'AWS::Logs::QueryDefinition': 'looks at what others do',
};

const GONE = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];

/** Rules of security groups, of which AWS takes no second one that says the same. */
const RULES = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'];

/** What an update from one template to the other would lose, one line each, by CloudFormation's own resource schemas. */
export function lossesBetween(before: Template, after: Template): string[] {
  const { resources, parameters, outputs } = diffTemplate(before, after);
  const changes = Object.entries(resources.changes);
  return [
    ...changes.flatMap(([id, change]) => loss(id, change)),
    ...rulesMadeTwice(changes),
    ...associationsMadeTwice(changes),
    ...namesOf(outputs.changes, (each) => each.isRemoval).map((name) => `output ${name} is gone, and what reads it breaks`),
    ...namesOf(parameters.changes, (each) => each.isRemoval).map((name) => `parameter ${name} is gone, and what sets it breaks`),
    ...namesOf(parameters.changes, (each) => each.isAddition && each.newValue?.Default === undefined)
      .map((name) => `parameter ${name} is new and has no default`),
  ];
}

function namesOf<T>(changes: Record<string, T>, which: (change: T) => boolean): string[] {
  return Object.keys(changes).filter((name) => which(changes[name]));
}

function loss(id: string, change: ResourceDifference): string[] {
  const type = change.oldResourceType;
  if (!type || !GONE.includes(change.changeImpact) || Object.keys(MAY_BE_REPLACED).some((start) => type.startsWith(start))) {
    return [];
  }
  const causes = Object.entries(change.propertyUpdates)
    .filter(([, update]) => update.changeImpact && GONE.includes(update.changeImpact))
    .map(([name]) => name);
  return [`${type} ${id}: ${change.changeImpact}${causes.length > 0 ? `, for its ${causes.join(', ')}` : ''}`];
}

/** The new resource is made before the old one is deleted, and AWS refuses a rule that is there already. */
function rulesMadeTwice(changes: [string, ResourceDifference][]): string[] {
  const rulesOf = (impact: ResourceImpact, side: 'oldValue' | 'newValue') => changes
    .filter(([, change]) => change.changeImpact === impact && RULES.includes(change[side]!.Type))
    .map(([id, change]) => ({ id, says: JSON.stringify({ ...change[side], Properties: { ...change[side]!.Properties, Description: undefined } }) }));
  const made = rulesOf(ResourceImpact.WILL_CREATE, 'newValue');
  return rulesOf(ResourceImpact.WILL_DESTROY, 'oldValue').flatMap((old) => made
    .filter(({ says }) => says === old.says)
    .map(({ id }) => `${id} says what ${old.id} says, which goes only afterwards: AWS refuses the second rule`));
}

/** CloudFormation makes the new association before it deletes the old one, and a VPC has one at most. */
function associationsMadeTwice(changes: [string, ResourceDifference][]): string[] {
  return changes
    .filter(([, change]) => change.oldResourceType === 'AWS::VpcLattice::ServiceNetworkVpcAssociation')
    .filter(([, { changeImpact }]) => changeImpact === ResourceImpact.WILL_REPLACE || changeImpact === ResourceImpact.MAY_REPLACE)
    .map(([id]) => `${id} is made anew before the old one goes: VPC Lattice refuses a second association of the VPC (ConflictException)`);
}
