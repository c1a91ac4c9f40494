import { synthesise } from './ingress-stack';
import { Json, refsIn, TemplateJson } from './json';
import { eitherOf, linesOf, lookUpSizes, Mapping } from './nginx-conf';
import { ALLOWED_DOMAINS, CUSTOM_DOMAINS, DEFAULT_TASK_SIZE, INTERFACE, OPTIONAL, PARAMETERS, TASK_SIZES } from './parameters';

const SIZES = 'TaskSizes';
const NAMES_LISTED = 'NamesListed';
const NETWORK_BY_ARN = 'ServiceNetworkIsArn';
const NAMES = [...CUSTOM_DOMAINS.map(({ domain }) => domain), ...ALLOWED_DOMAINS];

/** The condition under which an optional parameter is given; a generated name is given with its custom domain. */
const GIVEN: Record<string, string> = {
  ...Object.fromEntries(OPTIONAL.map((name) => [name, `Has${name}`])),
  ...Object.fromEntries(CUSTOM_DOMAINS.map(({ domain, generatedName }) => [generatedName, `Has${domain}`])),
};

/**
 * The template for people without CDK.
 *
 * What `LatticeExternalIngress` synthesises to, with parameters: what refers to an optional one (a resource, a rule of
 * a security group, a line of nginx.conf) is there only if it is given.
 */
export function makeTemplate(): TemplateJson {
  const bySize = Object.fromEntries(Object.keys(TASK_SIZES).map((taskSize) => [taskSize, synthesise({ namesListed: true, taskSize })]));
  const template = bySize[DEFAULT_TASK_SIZE];
  const mapping = putNginxConf(template, bySize);
  const resources = Object.values(template.Resources);
  resources.forEach(makeRulesOptional);
  resources.forEach(makeZoneOptional);
  resources.forEach(spellNetworkAsArn);
  const conditions = makeResourcesOptional(template);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: template.Description,
    Metadata: { 'AWS::CloudFormation::Interface': INTERFACE },
    Parameters: PARAMETERS,
    Rules: RULES,
    Mappings: { [SIZES]: mapping },
    Conditions: {
      ...Object.fromEntries(OPTIONAL.filter((name) => GIVEN[name] === `Has${name}`).map((name) => [GIVEN[name], not(isEmpty(name))])),
      [NAMES_LISTED]: { 'Fn::Or': NAMES.map(isGiven) },
      [NETWORK_BY_ARN]: { 'Fn::Equals': [{ 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'ServiceNetwork' }] }] }, 'arn'] },
      ...conditions,
      ...template.Conditions,
    },
    Resources: template.Resources,
    Outputs: template.Outputs,
  };
}

/** Makes the size of a task and nginx.conf follow from the parameters; the mapping that this takes. */
function putNginxConf(template: TemplateJson, bySize: Record<string, TemplateJson>): Mapping {
  const { lookUp, mapping } = lookUpSizes(mapValues(bySize, (each) => linesOf(nginxConfIn(each).Value)), SIZES, 'TaskSize');
  const [listed, notListed] = [template, synthesise({ namesListed: false, taskSize: DEFAULT_TASK_SIZE })]
    .map((each) => linesOf(nginxConfIn(each).Value).map(lookUp));
  nginxConfIn(template).Value = eitherOf(listed, notListed, { namesListed: NAMES_LISTED, given: GIVEN });

  for (const property of ['Cpu', 'Memory']) {
    Object.entries(bySize).forEach(([size, each]) => {
      mapping[size][property] = taskDefinitionIn(each).Properties[property];
    });
    taskDefinitionIn(template).Properties[property] = { 'Fn::FindInMap': [SIZES, { Ref: 'TaskSize' }, property] };
  }
  return mapping;
}

/** Rules inside security groups that refer to an optional parameter. */
function makeRulesOptional({ Type, Properties }: { Type: string; Properties: Json }): void {
  if (Type === 'AWS::EC2::SecurityGroup' && Properties.SecurityGroupIngress) {
    Properties.SecurityGroupIngress = Properties.SecurityGroupIngress.map((rule: Json) => {
      const [name] = refsIn(rule, OPTIONAL);
      return name ? { 'Fn::If': [GIVEN[name], rule, { Ref: 'AWS::NoValue' }] } : rule;
    });
  }
}

/** The zone of a subnet, which is one of the first of the account unless zones are named. */
function makeZoneOptional({ Type, Properties }: { Type: string; Properties: Json }): void {
  if (Type === 'AWS::EC2::Subnet') {
    const { AvailabilityZone: named } = Properties;
    const [index] = named['Fn::Select'];
    Properties.AvailabilityZone = { 'Fn::If': [GIVEN.AvailabilityZones, named, { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }] };
  }
}

/**
 * The ARN of the service network, also where its id is given.
 *
 * CloudFormation replaces an association whose network is spelled in another way, and VPC Lattice refuses the second one.
 */
function spellNetworkAsArn({ Type, Properties }: { Type: string; Properties: Json }): void {
  if (Type === 'AWS::VpcLattice::ServiceNetworkVpcAssociation') {
    const given = Properties.ServiceNetworkIdentifier;
    const inThisAccount = [
      'arn:', { Ref: 'AWS::Partition' }, ':vpc-lattice:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':servicenetwork/', given,
    ];
    Properties.ServiceNetworkIdentifier = { 'Fn::If': [NETWORK_BY_ARN, given, { 'Fn::Join': ['', inThisAccount] }] };
  }
}

/** Types whose resources are there only if what they refer to is given. */
const OPTIONAL_TYPES = ['AWS::Route53::RecordSet', 'AWS::VpcLattice::ServiceNetworkVpcAssociation'];

/** Resources that refer to optional parameters; the conditions that this takes beside one for each parameter. */
function makeResourcesOptional({ Resources }: TemplateJson): Json {
  const conditions: Json = {};
  for (const [id, resource] of Object.entries(Resources)) {
    const names = OPTIONAL_TYPES.includes(resource.Type) ? refsIn(resource.Properties, OPTIONAL) : [];
    // With the association goes its security group, and its rules.
    const needed = id.startsWith('IngressLatticeAssociation') ? ['ServiceNetwork'] : names;
    if (needed.length === 1) {
      resource.Condition = GIVEN[needed[0]];
    } else if (needed.length > 1) {
      resource.Condition = `Has${[...needed].sort().join('And')}`;
      conditions[resource.Condition] = { 'Fn::And': needed.map(isGiven) };
    }
  }
  // Nothing waits for what a parameter may leave out: tasks start and are healthy without it.
  const isOptional = (id: string) => Object.values(GIVEN).includes(Resources[id].Condition!) || Resources[id].Condition! in conditions;
  for (const resource of Object.values(Resources).filter(({ Condition }) => !Condition)) {
    resource.DependsOn = resource.DependsOn && [resource.DependsOn].flat().filter((id) => !isOptional(id));
  }
  return conditions;
}

const isGiven = (name: string): Json => ({ Condition: GIVEN[name] });
const isEmpty = (name: string): Json => ({ 'Fn::Equals': [{ Ref: name }, ''] });
const not = (condition: Json): Json => ({ 'Fn::Not': [condition] });

/** What CloudFormation checks before it makes anything. */
const RULES: Json = {
  CustomDomainsArePaired: {
    Assertions: CUSTOM_DOMAINS.flatMap(({ domain, generatedName }) => [
      {
        Assert: { 'Fn::Or': [isEmpty(domain), not(isEmpty(generatedName))] },
        AssertDescription: `'${domain}' needs '${generatedName}': the generated name of the service behind it`,
      },
      {
        Assert: { 'Fn::Or': [isEmpty(generatedName), not(isEmpty(domain))] },
        AssertDescription: `'${generatedName}' needs '${domain}': the name that clients ask for`,
      },
    ]),
  },
  NamesAreDifferent: {
    Assertions: NAMES.slice(1).map((name, index) => ({
      Assert: { 'Fn::Or': [isEmpty(name), not({ 'Fn::Contains': [NAMES.slice(0, index + 1).map((earlier) => ({ Ref: earlier })), { Ref: name }] })] },
      AssertDescription: `'${name}' must differ from the names before it: each name leads to one place`,
    })),
  },
};

function taskDefinitionIn({ Resources }: TemplateJson): Json {
  return Object.values(Resources).find(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
}

/** The environment variable that holds it. */
function nginxConfIn(template: TemplateJson): Json {
  return taskDefinitionIn(template).Properties.ContainerDefinitions[0].Environment.find(({ Name }: Json) => Name === 'NGINX_CONF');
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
