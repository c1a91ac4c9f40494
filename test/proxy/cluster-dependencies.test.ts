import { App, CfnElement, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { LatticeExternalIngress } from '../../src';
import { compulsoryProps } from '../ingress';

const importedVpc = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'ClusterVpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'] });

/** Capacity providers of a cluster, as a resource. */
const associate = (stack: Stack, cluster: string) => new ecs.CfnClusterCapacityProviderAssociations(stack, 'Providers', {
  cluster, capacityProviders: ['FARGATE', 'FARGATE_SPOT'], defaultCapacityProviderStrategy: [],
});

/** The ways in which an app makes a cluster, and hands it to the ingress. */
const CLUSTERS: Record<string, (stack: Stack) => ecs.ICluster> = {
  'a Cluster': (stack) => new ecs.Cluster(stack, 'Cluster', { vpc: importedVpc(stack), enableFargateCapacityProviders: true }),
  'a Cluster with a name': (stack) => new ecs.Cluster(stack, 'Cluster', {
    vpc: importedVpc(stack), clusterName: 'shared', enableFargateCapacityProviders: true,
  }),
  'a CfnCluster by its name': (stack) => {
    const { ref } = new ecs.CfnCluster(stack, 'Cluster');
    associate(stack, ref);
    return ecs.Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: ref, vpc: importedVpc(stack) });
  },
  'a CfnCluster by its ARN': (stack) => {
    const { ref, attrArn } = new ecs.CfnCluster(stack, 'Cluster');
    associate(stack, ref);
    return ecs.Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterArn: attrArn, clusterName: Fn.select(1, Fn.split('/', attrArn)), vpc: importedVpc(stack),
    });
  },
  'a cluster of another copy of aws-cdk-lib, which has the types and not the classes': (stack) => {
    const { ref } = new CfnResource(stack, 'Cluster', { type: ecs.CfnCluster.CFN_RESOURCE_TYPE_NAME });
    const type = ecs.CfnClusterCapacityProviderAssociations.CFN_RESOURCE_TYPE_NAME;
    Object.assign(new CfnResource(stack, 'Providers', { type, properties: { Cluster: ref, CapacityProviders: ['FARGATE'] } }), { cluster: ref });
    return ecs.Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: ref, vpc: importedVpc(stack) });
  },
};

class WithCluster {
  public readonly app = new App();
  public readonly stack = new Stack(this.app, 'Stack');
  public readonly cluster: ecs.ICluster;

  constructor(make: (stack: Stack) => ecs.ICluster, clusterStack = this.stack) {
    this.cluster = make(clusterStack);
    new LatticeExternalIngress(this.stack, 'Ingress', { ...compulsoryProps(this.stack), cluster: this.cluster });
  }

  /** The logical ids of everything that has to exist before the only resource of this type. */
  public before(type: string): string[] {
    const { Resources } = Template.fromStack(this.stack).toJSON();
    const needs = (id: string): string[] => [Resources[id]?.DependsOn ?? []].flat().flatMap((need: string) => [need, ...needs(need)]);
    const [[made]] = Object.entries<any>(Resources).filter(([, { Type }]) => Type === type);
    return needs(made);
  }
}

const ROLES = /^IngressProxyServiceLinkedRoles/;

describe.each(Object.entries(CLUSTERS))('%s of the same stack', (_, make) => {
  test('keeps its capacity providers until the service is gone', () => {
    const made = new WithCluster(make);
    const [[providers]] = Object.entries(Template.fromStack(made.stack).findResources('AWS::ECS::ClusterCapacityProviderAssociations'));

    expect(made.before('AWS::ECS::Service')).toContain(providers);
  });

  test('is made after the service-linked roles', () => {
    expect(new WithCluster(make).before('AWS::ECS::Cluster')).toContainEqual(expect.stringMatching(ROLES));
  });
});

test('only the capacity providers of its own cluster keep a service waiting', () => {
  const made = new WithCluster((stack) => {
    new ecs.Cluster(stack, 'Other', { vpc: importedVpc(stack), enableFargateCapacityProviders: true });
    return new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc'), enableFargateCapacityProviders: true });
  });

  expect(made.before('AWS::ECS::Service').filter((id) => id.startsWith('Other'))).toEqual([]);
});

test('a cluster with capacity providers that are known by its name keeps them until the service is gone', () => {
  const made = new WithCluster((stack) => {
    associate(stack, 'shared');
    return ecs.Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: 'shared', vpc: importedVpc(stack) });
  });

  expect(made.before('AWS::ECS::Service')).toContain('Providers');
});

test('a cluster of another stack of the app does not wait for roles of a stack that is deployed later', () => {
  const app = new App();
  const [first, second] = ['First', 'Second'].map((id) => new Stack(app, id));
  const cluster = new ecs.Cluster(first, 'Cluster', { vpc: new ec2.Vpc(first, 'Vpc'), enableFargateCapacityProviders: true });
  new LatticeExternalIngress(second, 'Ingress', { ...compulsoryProps(second), cluster });

  expect(() => app.synth()).not.toThrow();
  expect(second.dependencies).toEqual([first]);
});

test('several ingresses share a cluster of the stack', () => {
  const made = new WithCluster(CLUSTERS['a Cluster']);
  new LatticeExternalIngress(made.stack, 'Second', { ...compulsoryProps(new Stack()), cluster: made.cluster });
  const { Resources } = Template.fromStack(made.stack).toJSON();

  expect(Object.values<any>(Resources).filter(({ Type }) => Type === 'AWS::ECS::Service')).toHaveLength(2);
  expect(made.stack.node.findAll().filter(CfnElement.isCfnElement).length).toBeGreaterThan(100);
});
