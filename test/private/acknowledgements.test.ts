import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../src/private/acknowledgements';

test('cdk-nag 2 finds each answer on a role and on its policy', () => {
  const stack = new Stack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['ec2:DescribeSubnets'], resources: ['*'] }));
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'ec2:DescribeSubnets does not support resource-level permissions');
  acknowledge(role, 'AwsSolutions-IAM4', 'it is meant so');

  const rules = [
    { id: 'AwsSolutions-IAM5', reason: 'ec2:DescribeSubnets does not support resource-level permissions', applies_to: ['Resource::*'] },
    { id: 'AwsSolutions-IAM4', reason: 'it is meant so' },
  ];
  for (const type of ['AWS::IAM::Role', 'AWS::IAM::Policy']) {
    const [{ Metadata }] = Object.values(Template.fromStack(stack).findResources(type));
    expect(Metadata.cdk_nag).toEqual({ rules_to_suppress: rules });
  }
});

test('cdk-nag 2 finds an answer on a resource that is given as such', () => {
  const stack = new Stack();
  acknowledge(new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }), 'AwsSolutions-IAM4', 'it is meant so');

  Template.fromStack(stack).hasResource('AWS::IAM::Role', { Metadata: { cdk_nag: { rules_to_suppress: [{ id: 'AwsSolutions-IAM4', reason: 'it is meant so' }] } } });
});
