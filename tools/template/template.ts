import { synthesise } from './ingress-stack';
import { Json, refsIn, TemplateJson } from './json';
import { eitherOf, linesOf, lookUpSizes, Mapping, optionalIn, textOf } from './nginx-conf';
import { ALLOWED_DOMAINS, CLIENT_RANGES, CUSTOM_DOMAINS, DEFAULT_TASK_SIZE, HttpModeName, INTERFACE, OPTIONAL, PARAMETERS, TASK_SIZES } from './parameters';

const SIZES = 'TaskSizes';
const NAMES_LISTED = 'NamesListed';
/**
 * Whether the service network is given by its ARN.
 *
 * A colon is added before the value is split, because the parameter may be empty: CloudFormation documents that a delimiter at the end makes an empty text,
 * and does not document what it makes of a text that is empty.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
 */
const NETWORK_BY_ARN = 'ServiceNetworkIsArn';
const HTTP_PROXIED = 'HttpIsProxied';
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
  const bySize = Object.fromEntries(Object.keys(TASK_SIZES).map((taskSize) => [taskSize, synthesise({ http: 'proxy', namesListed: true, taskSize })]));
  const template = bySize[DEFAULT_TASK_SIZE];
  const mapping = putNginxConf(template, bySize);
  const resources = Object.values(template.Resources);
  resources.forEach(makeRulesOptional);
  resources.forEach((resource) => Object.assign(resource, { Properties: makeZonesOptional(resource.Properties) }));
  resources.forEach(spellNetworkAsArn);
  resources.forEach(putChoices);
  const redirecting = synthesise({ http: 'redirect', namesListed: true, taskSize: DEFAULT_TASK_SIZE });
  const conditions = makeResourcesOptional(template, (id) => !(id in redirecting.Resources));
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
      [HTTP_PROXIED]: { 'Fn::Equals': [{ Ref: 'HttpMode' }, 'proxy'] },
      [NETWORK_BY_ARN]: { 'Fn::Equals': [{ 'Fn::Select': [0, { 'Fn::Split': [':', { 'Fn::Join': ['', [{ Ref: 'ServiceNetwork' }, ':']] }] }] }, 'arn'] },
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
  const inMode = (http: HttpModeName, namesListed: boolean) =>
    optionalIn(linesOf(nginxConfIn(synthesise({ http, namesListed, taskSize: DEFAULT_TASK_SIZE })).Value).map(lookUp), GIVEN);
  const [listed, notListed] = [true, false].map((namesListed) => eitherOf(inMode('proxy', namesListed), inMode('redirect', namesListed), HTTP_PROXIED));
  nginxConfIn(template).Value = textOf(eitherOf(listed, notListed, NAMES_LISTED, Object.values(GIVEN)));

  for (const property of ['Cpu', 'Memory']) {
    Object.entries(bySize).forEach(([size, each]) => {
      mapping[size][property] = taskDefinitionIn(each).Properties[property];
    });
    taskDefinitionIn(template).Properties[property] = { 'Fn::FindInMap': [SIZES, { Ref: 'TaskSize' }, property] };
  }
  return mapping;
}

/** Lets parameters say what the construct takes as text or number only. */
function putChoices({ Type, Properties }: { Type: string; Properties: Json }): void {
  switch (Type) {
    case 'AWS::Logs::LogGroup':
      // Container Insights has a group of its own, whose data is for a day.
      if (Properties.RetentionInDays === PARAMETERS.LogRetentionDays.Default) {
        Properties.RetentionInDays = { Ref: 'LogRetentionDays' };
      }
      Properties.KmsKeyId = { 'Fn::If': [GIVEN.LogEncryptionKeyArn, { Ref: 'LogEncryptionKeyArn' }, { Ref: 'AWS::NoValue' }] };
      break;
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      Properties.LoadBalancerAttributes.find(({ Key }: Json) => Key === 'deletion_protection.enabled').Value = { Ref: 'DeletionProtection' };
      break;
    case 'Custom::LatticeExternalIngressCopyImage':
      Properties.TargetTag = { 'Fn::Join': ['', [{ Ref: 'NginxVersion' }, Properties.TargetTag.slice(Properties.Reference.length)]] };
      Properties.Reference = { Ref: 'NginxVersion' };
      break;
  }
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

/** A zone of a subnet or an alarm, which is one of the first of the account unless zones are named. */
function makeZonesOptional(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(makeZonesOptional);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [index, list] = value['Fn::Select'] ?? [];
  return refsIn(list?.['Fn::Split'], ['AvailabilityZones']).length === 0
    ? mapValues<Json, Json>(value, makeZonesOptional)
    : { 'Fn::If': [GIVEN.AvailabilityZones, value, { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }] };
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

/** The optional parameters without which a resource is not there. */
function neededBy(id: string, { Type, Properties }: { Type: string; Properties: Json }): string[] {
  switch (Type) {
    case 'AWS::Route53::RecordSet':
      return refsIn(Properties, OPTIONAL);
    case 'AWS::CloudWatch::Alarm':
    case 'AWS::Logs::MetricFilter': // only alarms read what they count
      return ['AlarmTopicArn'];
    default: // with the association goes its security group, and its rules
      return id.startsWith('IngressLatticeAssociation') ? ['ServiceNetwork'] : [];
  }
}

/** Resources that refer to optional parameters, or that only forwarded HTTP needs; the conditions that this takes beside those above. */
function makeResourcesOptional({ Resources }: TemplateJson, isForForwardedHttp: (id: string) => boolean): Json {
  const conditions: Json = {};
  for (const [id, resource] of Object.entries(Resources)) {
    const needed = [...neededBy(id, resource).map((name) => GIVEN[name]), ...isForForwardedHttp(id) ? [HTTP_PROXIED] : []].sort();
    if (needed.length === 1) {
      [resource.Condition] = needed;
    } else if (needed.length > 1) {
      resource.Condition = needed.join('And');
      conditions[resource.Condition] = { 'Fn::And': needed.map((Condition) => ({ Condition })) };
    }
  }
  // Nothing waits for what a parameter may leave out: tasks start and are healthy without it.
  const optional = new Set([...Object.values(GIVEN), HTTP_PROXIED, ...Object.keys(conditions)]);
  const isOptional = (id: string) => optional.has(Resources[id].Condition!);
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
  NamesAreDifferent: differ(NAMES, 'names', 'each name leads to one place'),
  IPv4RangesAreDifferent: differ(CLIENT_RANGES.ipv4, 'ranges', 'a security group holds each range once'),
  IPv6RangesAreDifferent: differ(CLIENT_RANGES.ipv6, 'ranges', 'a security group holds each range once'),
};

/** Each of these parameters differs from those before it, or is empty. */
function differ(names: string[], kind: string, reason: string): Json {
  return {
    Assertions: names.slice(1).map((name, index) => ({
      Assert: { 'Fn::Or': [isEmpty(name), not({ 'Fn::Contains': [names.slice(0, index + 1).map((earlier) => ({ Ref: earlier })), { Ref: name }] })] },
      AssertDescription: `'${name}' must differ from the ${kind} before it: ${reason}`,
    })),
  };
}

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
