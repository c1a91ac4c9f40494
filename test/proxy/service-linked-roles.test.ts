import { App, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { TestIngress } from '../ingress';

const RESOURCE = 'Custom::LatticeExternalIngressMakeServiceLinkedRoles';

describe('service-linked roles of ECS', () => {
  const { template } = new TestIngress();
  const [resource] = Object.keys(template.findResources(RESOURCE));

  test('are there before the cluster, and so before the service and its scaling', () => {
    template.hasResource('AWS::ECS::Cluster', { DependsOn: Match.arrayWith([resource]) });
    template.hasResourceProperties(RESOURCE, {
      Roles: {
        'ecs.amazonaws.com': 'AWSServiceRoleForECS',
        'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
      },
    });
  });

  test('are made by a function that may make these, by name and by principal, and delete none', () => {
    const statement = (principal: string, name: string) => Match.objectLike({
      Action: 'iam:CreateServiceLinkedRole',
      Condition: { StringEquals: { 'iam:AWSServiceName': principal } },
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:role/aws-service-role/${principal}/${name}`]] },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [Match.objectLike({
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            statement('ecs.amazonaws.com', 'AWSServiceRoleForECS'),
            statement('ecs.application-autoscaling.amazonaws.com', 'AWSServiceRoleForApplicationAutoScaling_ECSService'),
          ]),
        }),
      })],
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('DeleteServiceLinkedRole');
    template.resourceCountIs('AWS::IAM::ServiceLinkedRole', 0);
  });

  test('are there before the service in an existing cluster', () => {
    const stack = new Stack(new App(), 'Elsewhere');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'] });
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'cluster', vpc });

    new TestIngress({ cluster }).template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([resource]) });
  });
});
