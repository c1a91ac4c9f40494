/** What AWS takes in a text of a template. */
export interface TextRule {
  /** The most characters that the text may have. */
  readonly maxLength: number;

  /** The characters that it may be made of. Default: any. */
  readonly characters?: RegExp;
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html and API_CreateSecurityGroup.html */
const SECURITY_GROUP_TEXT: TextRule = { maxLength: 255, characters: /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/ };

/**
 * The texts and names that a template can hold, by resource type and property, with what AWS takes in them.
 *
 * The source of each is the page of the API call or of the CloudFormation resource.
 */
export const TEXT_RULES: Record<string, TextRule> = {
  'AWS::EC2::SecurityGroup.GroupDescription': SECURITY_GROUP_TEXT,
  'AWS::EC2::SecurityGroup.SecurityGroupEgress.Description': SECURITY_GROUP_TEXT,
  'AWS::EC2::SecurityGroup.SecurityGroupIngress.Description': SECURITY_GROUP_TEXT,
  'AWS::EC2::SecurityGroupEgress.Description': SECURITY_GROUP_TEXT,
  'AWS::EC2::SecurityGroupIngress.Description': SECURITY_GROUP_TEXT,

  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and API_PutRolePolicy.html
  'AWS::IAM::Role.Description': { maxLength: 1000, characters: /^[\t\n\r\x20-\x7e\xa1-\xff]*$/ },
  'AWS::IAM::Role.RoleName': { maxLength: 64, characters: /^[\w+=,.@-]+$/ },
  'AWS::IAM::Role.Policies.PolicyName': { maxLength: 128, characters: /^[\w+=,.@-]+$/ },
  'AWS::IAM::Policy.PolicyName': { maxLength: 128, characters: /^[\w+=,.@-]+$/ },

  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  'AWS::Lambda::Function.Description': { maxLength: 256 },

  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
  'AWS::Scheduler::Schedule.Description': { maxLength: 512 },

  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
  'AWS::CodeBuild::Project.Description': { maxLength: 255 },

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, API_PutDashboard.html and API_MetricDataQuery.html
  'AWS::CloudWatch::Alarm.AlarmName': { maxLength: 255, characters: /^[^\x00-\x1f\x7f]+$/ },
  'AWS::CloudWatch::Alarm.AlarmDescription': { maxLength: 1024 },
  'AWS::CloudWatch::Alarm.Metrics.Id': { maxLength: 255, characters: /^[a-z][a-zA-Z0-9_]*$/ },
  'AWS::CloudWatch::Dashboard.DashboardName': { maxLength: 255, characters: /^[\w-]+$/ },

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html, API_PutMetricFilter.html and API_PutQueryDefinition.html
  'AWS::Logs::LogGroup.LogGroupName': { maxLength: 512, characters: /^[.\-_/#A-Za-z0-9]+$/ },
  'AWS::Logs::MetricFilter.FilterName': { maxLength: 512, characters: /^[^:*]+$/ },
  'AWS::Logs::MetricFilter.MetricTransformations.MetricName': { maxLength: 255, characters: /^[^:*$]*$/ },
  'AWS::Logs::MetricFilter.MetricTransformations.MetricNamespace': { maxLength: 255, characters: /^[^:*$]*$/ },
  'AWS::Logs::QueryDefinition.Name': { maxLength: 255 },

  // https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
  'AWS::ApplicationAutoScaling::ScalingPolicy.PolicyName': { maxLength: 256, characters: /^[\x20-\x7e]+$/ },

  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html and API_CreateTargetGroup.html
  'AWS::ElasticLoadBalancingV2::LoadBalancer.Name': { maxLength: 32, characters: /^(?!internal-|-)[a-zA-Z0-9-]+(?<!-)$/ },
  'AWS::ElasticLoadBalancingV2::TargetGroup.Name': { maxLength: 32, characters: /^(?!-)[a-zA-Z0-9-]+(?<!-)$/ },

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  'Parameters.Description': { maxLength: 4000 },
  'Parameters.ConstraintDescription': { maxLength: 4000 },
  'Outputs.Description': { maxLength: 1024 },
  'Description': { maxLength: 1024 },
};

/** What IAM, CloudWatch Logs and ECS take in the value of a tag. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const TAG: TextRule = { maxLength: 256, characters: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u };

/** A text of a template: where it stands, and what it says. */
export interface TemplateText {
  /** The resource type, or the section, and the names of the properties down to the text. */
  readonly place: string;

  readonly text: string;
}

/** A CloudFormation template, as far as its texts are read. */
export type Template = Record<string, any>;

/** All texts of a template. A value that is only known when the stack is deployed counts as `deployTimeValue`. */
export function textsOf(template: Template, deployTimeValue = 'x'): TemplateText[] {
  const { Description, Parameters = {}, Outputs = {}, Resources = {} } = template;
  const read = (place: string, value: any) => textsIn([place], value, deployTimeValue);
  return [
    ...read('Description', Description),
    ...Object.values(Parameters).flatMap((each) => read('Parameters', each)),
    ...Object.values(Outputs).flatMap((each) => read('Outputs', each)),
    ...Object.values<any>(Resources).flatMap(({ Type, Properties }) => read(Type, Properties)),
  ];
}

/** Why AWS would refuse the template for one of its texts, one line each. */
export function refusedTexts(template: Template, deployTimeValue?: string): string[] {
  return textsOf(template, deployTimeValue).flatMap(({ place, text }) => {
    const { maxLength, characters } = TEXT_RULES[place] ?? (/^AWS::.*\.Tags\.Value$/.test(place) ? TAG : { maxLength: Infinity });
    return [
      ...text.length > maxLength ? [`${place} has ${text.length} characters, at most ${maxLength} are taken: ${text}`] : [],
      ...characters && !characters.test(text) ? [`${place} has a character that is not taken: ${text}`] : [],
    ];
  });
}

function textsIn(place: string[], value: any, deployTimeValue: string): TemplateText[] {
  const text = evaluate(value, deployTimeValue);
  if (text !== undefined) {
    return [{ place: place.join('.'), text }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each) => textsIn(place, each, deployTimeValue));
  }
  const [, ...branches] = value?.['Fn::If'] ?? [];
  return branches.length > 0
    ? textsIn(place, branches, deployTimeValue)
    : Object.entries(value ?? {}).flatMap(([key, each]) => textsIn([...place, key], each, deployTimeValue));
}

const DEPLOY_TIME_VALUES = ['Ref', 'Fn::GetAtt', 'Fn::Select', 'Fn::Sub', 'Fn::FindInMap', 'Fn::ImportValue'];

/** The text that a value becomes, or undefined where it does not become one text. */
function evaluate(value: any, deployTimeValue: string): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (value?.['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map((part) => evaluate(part, deployTimeValue) ?? deployTimeValue).join(separator) : deployTimeValue;
  }
  return DEPLOY_TIME_VALUES.some((name) => value?.[name] !== undefined) ? deployTimeValue : undefined;
}
