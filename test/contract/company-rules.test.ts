import { App, Aspects, CfnResource, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { Place, SHAPES } from './shapes';
import { LatticeExternalIngress, ProxyImage } from '../../src';
import { compulsoryProps, TestIngress } from '../ingress';

const shapes = Object.keys(SHAPES);
const FUNCTION = 'AWS::Lambda::Function';
const visitAll = (scope: IConstruct, visit: (node: IConstruct) => void) => Aspects.of(scope).add({ visit });

describe('what a company puts into its VPC, traces, and gives a dead-letter queue and a key:', () => {
  const wanted = {
    VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue(), SecurityGroupIds: Match.anyValue() }),
    TracingConfig: { Mode: 'Active' },
    DeadLetterConfig: Match.anyValue(),
    KmsKeyArn: Match.anyValue(),
  };

  test('functions keep all of it, with the rights that it needs', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', {
      propertyInjectors: [{
        constructUniqueId: lambda.Function.PROPERTY_INJECTION_ID,
        inject: (props: lambda.FunctionProps) => ({
          ...props, vpc, tracing: lambda.Tracing.ACTIVE, deadLetterQueueEnabled: true, environment: { STAGE: 'production' }, environmentEncryption: key,
        }),
      }],
    });
    const vpc = new ec2.Vpc(stack, 'Company', { restrictDefaultSecurityGroup: false });
    const key = new kms.Key(stack, 'Key');
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), image: ProxyImage.buildOnDeploy() });
    const template = Template.fromStack(stack);

    template.allResourcesProperties(FUNCTION, wanted);
    const functions = Object.values(template.findResources(FUNCTION));
    const roles = template.findResources('AWS::IAM::Role');
    for (const { Properties: { Role: { 'Fn::GetAtt': [role] } }, DependsOn } of functions) {
      expect(JSON.stringify(roles[role].Properties.ManagedPolicyArns)).toContain('AWSLambdaVPCAccessExecutionRole');
      const [[policy, { Properties }]] = Object.entries(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: role }] } }));
      expect(actionsIn(Properties)).toEqual(expect.arrayContaining(['xray:PutTraceSegments', 'sqs:SendMessage']));
      // CloudFormation makes the function after its rights, else Lambda refuses it.
      expect(DependsOn).toContain(policy);
    }
    expect(functions.length).toBeGreaterThan(3);
  });

  test('the project that builds the image keeps its VPC, with the rights that it needs', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', {
      propertyInjectors: [{ constructUniqueId: codebuild.Project.PROPERTY_INJECTION_ID, inject: (props) => ({ ...props, vpc }) }],
    });
    const vpc = new ec2.Vpc(stack, 'Company', { restrictDefaultSecurityGroup: false });
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), image: ProxyImage.buildOnDeploy() });
    const template = Template.fromStack(stack);

    const [{ DependsOn, Properties }] = Object.values(template.findResources('AWS::CodeBuild::Project'));
    expect(Properties.VpcConfig).toBeDefined();
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, policy]) => actionsIn(policy.Properties).includes('ec2:CreateNetworkInterface'));
    expect(policies.map(([id]) => id)).toEqual([expect.any(String)]);
    expect(DependsOn).toContain(policies[0][0]);
  });

  test('functions keep what an aspect adds to them and to their roles', () => {
    const { app, stack } = new TestIngress();
    visitAll(app, (node) => {
      if (node instanceof lambda.Function) {
        node.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole'));
      }
      if (node instanceof lambda.CfnFunction) {
        node.vpcConfig = { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] };
      }
    });
    const template = Template.fromStack(stack);

    template.allResourcesProperties(FUNCTION, { VpcConfig: wanted.VpcConfig });
    const roles = Object.values(template.findResources(FUNCTION)).map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
    template.resourcePropertiesCountIs('AWS::IAM::Role', {
      ManagedPolicyArns: Match.arrayWith([{ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('AWSLambdaVPCAccessExecutionRole')])] }]),
    }, roles.length);
  });
});

describe.each(shapes)('with %s', (shape) => {
  test('an aspect names every role and log group, and everything refers to them', () => {
    const { app, stack } = new Place(shape);
    visitAll(app, (node) => {
      const name = CfnResource.isCfnResource(node) && `company-${stack.resolve(node.logicalId)}`;
      if (node instanceof iam.CfnRole) {
        node.roleName = String(name).slice(0, 64);
      }
      if (node instanceof logs.CfnLogGroup) {
        node.logGroupName = `/company/${name}`;
      }
    });
    const resources = Template.fromStack(stack).toJSON().Resources as Record<string, any>;
    const names = Object.values(resources).flatMap(({ Properties: { RoleName, LogGroupName } = {} as any, Type }) =>
      /IAM::Role|Logs::LogGroup/.test(Type) ? [RoleName ?? LogGroupName] : []);

    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /company-/.test(name))).toBe(true);
    // By reference, not by a name that was said before the aspect came.
    Object.values(resources).filter(({ Type }) => Type === FUNCTION).forEach(({ Properties }) => {
      expect(Properties.LoggingConfig.LogGroup).toEqual({ Ref: expect.any(String) });
      expect(Properties.Role).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    });
  });

  test.each([[RemovalPolicy.RETAIN, 'Retain'], [RemovalPolicy.DESTROY, 'Delete']])('a removal policy of the app reaches every resource (%s)', (policy, written) => {
    const { app, stack } = new Place(shape);
    visitAll(app, (node) => CfnResource.isCfnResource(node) && node.applyRemovalPolicy(policy));
    const resources = Template.fromStack(stack).toJSON().Resources as Record<string, any>;

    expect(Object.values(resources).filter(({ DeletionPolicy }) => DeletionPolicy !== written)).toEqual([]);
  });
});

test('RemovalPolicies of aws-cdk-lib keep the logs and images of the ingress', () => {
  const { app, stack } = new TestIngress();
  RemovalPolicies.of(app).retain({ applyToResourceTypes: ['AWS::Logs::LogGroup', 'AWS::ECR::Repository'] });
  const template = Template.fromStack(stack);

  ['AWS::Logs::LogGroup', 'AWS::ECR::Repository'].forEach((type) => template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }));
});

/** The actions that a policy allows. */
function actionsIn({ PolicyDocument }: { PolicyDocument: { Statement: { Action: string | string[] }[] } }): string[] {
  return PolicyDocument.Statement.flatMap(({ Action }) => Action);
}
