import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress } from '../../src';
import { TestIngress } from '../ingress';

const { template } = new TestIngress();

test('there are three interface endpoints and the S3 gateway, and no more', () => {
  const names = Object.values(template.findResources('AWS::EC2::VPCEndpoint'))
    .map(({ Properties }) => `${Properties.VpcEndpointType} ${Properties.ServiceName['Fn::Join'][1].at(-1)}`);

  expect(names.sort()).toEqual(['Gateway .s3', 'Interface .ecr.api', 'Interface .ecr.dkr', 'Interface .logs']);
});

test('only the tasks get to them', () => {
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
    SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIp: { 'Fn::GetAtt': [Match.stringLikeRegexp('Vpc'), 'CidrBlock'] }, FromPort: 443 })]),
  });
  expect(JSON.stringify(template.toJSON())).not.toContain('guardduty');
});

test('a Region that opened after 2023 has those of ECS too, once each', () => {
  const { InterfaceVpcEndpointAwsService } = ec2;
  const egress = Egress.interfaceEndpoints({ additionalServices: [InterfaceVpcEndpointAwsService.ECS] });
  const young = new TestIngress({ egress }, { env: { account: '111122223333', region: 'mx-central-1' } }).template;

  const names = Object.values(young.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } }))
    .map(({ Properties }) => String(Properties.ServiceName).replace('com.amazonaws.mx-central-1.', ''));
  expect(names.sort()).toEqual(['ecr.api', 'ecr.dkr', 'ecs', 'ecs-agent', 'ecs-telemetry', 'logs']);
});

function policyOf(service: string) {
  const [endpoint] = Object.values(template.findResources('AWS::EC2::VPCEndpoint'))
    .filter(({ Properties }) => Properties.ServiceName['Fn::Join'][1].at(-1) === service);
  return endpoint.Properties.PolicyDocument;
}
