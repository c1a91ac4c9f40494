import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Egress, LatticeExternalIngress } from '../../src';
import { evaluate } from '../../tools/template/evaluation';
import { TemplateJson } from '../../tools/template/json';
import { compulsoryProps, TestIngress } from '../ingress';

const { template } = new TestIngress();

test('there are three interface endpoints and the S3 gateway, and no more but those of ECS where the Region needs them', () => {
  const names = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).filter(({ Condition }) => !Condition)
    .map(({ Properties }) => `${Properties.VpcEndpointType} ${Properties.ServiceName['Fn::Join'][1].at(-1)}`);

  expect(names.sort()).toEqual(['Gateway .s3', 'Interface .ecr.api', 'Interface .ecr.dkr', 'Interface .logs']);
});

test('further endpoints have ids of the letters and digits of their services', () => {
  const { ECS_AGENT, KMS } = ec2.InterfaceVpcEndpointAwsService;
  const egress = Egress.interfaceEndpoints({ additionalServices: [ECS_AGENT, KMS] });
  const ids = Object.keys(new TestIngress({ egress }).template.findResources('AWS::EC2::VPCEndpoint'));

  const ofServices = ['ecsagent', 'kms'].map((id) => expect.stringMatching(new RegExp(`NetworkEndpoints${id}[0-9A-F]{8}$`)));
  expect(ids).toEqual(expect.arrayContaining(ofServices));
});

// EC2 refuses its private DNS where the VPC has no gateway endpoint yet. https://github.com/hashicorp/terraform-provider-aws/issues/31117
test.each(['made', 'existing'])('an interface endpoint of Amazon S3 waits for the gateway endpoint, which is %s', (gateway) => {
  const stack = new Stack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const existing = gateway === 'existing' ? { s3: vpc.addGatewayEndpoint('OfVpc', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets: vpc.privateSubnets }] }) } : undefined;
  const egress = Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.S3], existing });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, taskSubnets: { subnets: vpc.privateSubnets }, egress });
  const endpoints = Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint');
  const [[gatewayId]] = Object.entries(endpoints).filter(([, { Properties }]) => Properties.VpcEndpointType === 'Gateway');
  const waiting = Object.values(endpoints).filter(({ DependsOn = [] }) => DependsOn.includes(gatewayId));

  expect(waiting.map(({ Properties }) => `${Properties.VpcEndpointType} ${Properties.ServiceName['Fn::Join'][1].at(-1)}`)).toEqual(['Interface .s3']);
});

test('the rules to the VPC endpoints say what they are for', () => {
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { Description: 'VPC endpoints' });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { Description: 'VPC endpoints' });
});

test('only the tasks get to the VPC endpoints', () => {
  const group = Object.keys(template.findResources('AWS::EC2::SecurityGroup')).find((id) => id.includes('Endpoints'));
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress', {
    Properties: { GroupId: { 'Fn::GetAtt': [group, 'GroupId'] } },
  }));

  expect(rules).toHaveLength(1);
  expect(rules[0].Properties).toMatchObject({
    FromPort: 443, ToPort: 443, SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringContaining('TaskSecurityGroup'), 'GroupId'] },
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: Match.stringLikeRegexp('VPC endpoints'), SecurityGroupIngress: Match.absent(),
  });
});

test.each([
  ['.ecr.api', ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken']],
  ['.ecr.dkr', ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetAuthorizationToken']],
  ['.logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
])('the policy of %s lets only the tasks\' execution role do what it needs', (service, actions) => {
  const { Statement } = policyOf(service);

  expect(Statement.flatMap((statement: any) => statement.Action)).toEqual(actions);
  for (const statement of Statement) {
    expect(statement.Principal).toEqual({ AWS: { 'Fn::GetAtt': [expect.stringContaining('ExecutionRole'), 'Arn'] } });
    if (statement.Action !== 'ecr:GetAuthorizationToken') {
      expect(statement.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/Repository|LogGroup/), 'Arn'] });
    }
  }
});

test('a sidecar gets its image and writes its log, where its repository and log group are named', () => {
  const stack = new Stack(new App(), 'Stack');
  const repository = new ecr.Repository(stack, 'Agent');
  const logGroup = new logs.LogGroup(stack, 'AgentLog');
  const egress = Egress.interfaceEndpoints({ additionalRepositories: [repository], additionalLogGroups: [logGroup] });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), egress });
  const statementOf = (service: string, action: string) => policyOf(service, Template.fromStack(stack)).Statement
    .find(({ Action }: { Action: string[] }) => Action.includes(action)).Resource;

  for (const service of ['.ecr.api', '.ecr.dkr']) {
    expect(statementOf(service, 'ecr:BatchGetImage').map((each: any) => each['Fn::GetAtt'][0])).toEqual([expect.stringContaining('Repository'), expect.stringMatching(/^Agent/)]);
  }
  expect(statementOf('.logs', 'logs:PutLogEvents').map((each: any) => each['Fn::GetAtt'][0])).toEqual([expect.stringContaining('LogGroup'), expect.stringMatching(/^AgentLog/)]);
});

test('the policy of the S3 gateway lets through nothing but image layers of ECR', () => {
  expect(policyOf('.s3').Statement).toEqual([{
    Action: 's3:GetObject',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::prod-', { Ref: 'AWS::Region' }, '-starport-layer-bucket/*']] },
  }]);
});

test('GuardDuty\'s agent can be pulled and reach its endpoint, where that is allowed', () => {
  const agent = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', { Ref: 'AWS::Region' }, ':*:repository/aws-guardduty-agent-fargate']] };
  const watched = new TestIngress({ allowGuardDutyAgent: true }).template;

  watched.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: agent })]) } });
  watched.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: agent })]) } }, 2);
  watched.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIp: { 'Fn::GetAtt': [Match.stringLikeRegexp('Vpc'), 'CidrBlock'] }, FromPort: 443, Description: 'the endpoint that GuardDuty makes' })]),
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('guardduty');
});

describe('the endpoints of ECS', () => {
  const OF_ECS = ['ecs', 'ecs-agent', 'ecs-telemetry'];

  const synthesised = (egress: Egress, region?: string) =>
    new TestIngress({ egress }, region ? { env: { account: '111122223333', region } } : {}).template.toJSON() as TemplateJson;

  /** Those that a template makes in a Region. */
  const madeIn = (region: string, made: TemplateJson): string[] => Object.values(evaluate(made, { 'AWS::Region': region }))
    .filter(({ Type, Properties }) => Type === 'AWS::EC2::VPCEndpoint' && Properties.VpcEndpointType === 'Interface')
    .map(({ Properties }) => Properties.ServiceName.replace(`com.amazonaws.${region}.`, ''))
    .filter((name) => name.startsWith('ecs'))
    .sort();
  const anywhere = template.toJSON() as TemplateJson;

  // The last is a Region that does not exist yet.
  const YOUNG = ['ca-west-1', 'eusc-de-east-1', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ap-east-2', 'mx-central-1', 'sa-west-9'];
  test.each(YOUNG)('are made in %s, which needs them, in a stack for any Region', (region) => {
    expect(madeIn(region, anywhere)).toEqual(OF_ECS);
  });

  const OLD = RegionInfo.regions.map(({ name }) => name).filter((name) => !YOUNG.includes(name) && !/^(us|eu)-iso/.test(name));
  test('are made in none of the Regions that opened before', () => {
    expect(OLD.length).toBeGreaterThan(30);
    expect(OLD.flatMap((region) => madeIn(region, anywhere))).toEqual([]);
  });

  test.each<[string, string[]]>([['ca-west-1', OF_ECS], ['eusc-de-east-1', OF_ECS], ['sa-west-9', OF_ECS], ['us-east-1', []], ['il-central-1', []]])(
    'are decided at synth in a stack for %s', (region, expected) => {
      const made = synthesised(Egress.interfaceEndpoints(), region);

      expect(madeIn(region, made)).toEqual(expected);
      expect(made).not.toHaveProperty('Conditions');
    });

  test.each([undefined, 'mx-central-1'])('are made once each where one is named, and that one everywhere (in a stack for %s)', (region) => {
    const made = synthesised(Egress.interfaceEndpoints({ additionalServices: [ec2.InterfaceVpcEndpointAwsService.ECS] }), region);

    expect(madeIn('mx-central-1', made)).toEqual(OF_ECS);
    expect(region ?? madeIn('us-east-1', made)).toEqual(region ?? ['ecs']);
  });

  test('are there before the service, where they are made', () => {
    const service = Object.values(template.findResources('AWS::ECS::Service'))[0];

    expect(service.DependsOn.filter((id: string) => /Endpointsecs/.test(id))).toHaveLength(3);
  });
});

function policyOf(service: string, made = template) {
  const [endpoint] = Object.values(made.findResources('AWS::EC2::VPCEndpoint'))
    .filter(({ Properties }) => Properties.ServiceName['Fn::Join'][1].at(-1) === service);
  return endpoint.Properties.PolicyDocument;
}
