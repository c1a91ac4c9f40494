import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';

// The VPC, load balancer and Fargate service of the quick start, written by hand, without anything that concerns VPC Lattice or nginx.
const stack = new Stack(new App(), 'Bare');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 3,
  natGateways: 0,
  ipProtocol: ec2.IpProtocol.DUAL_STACK,
  subnetConfiguration: [
    { name: 'Edge', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
    { name: 'Proxy', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
  ],
});
vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
vpc.addInterfaceEndpoint('Ecr', { service: ec2.InterfaceVpcEndpointAwsService.ECR });
vpc.addInterfaceEndpoint('EcrDocker', { service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER });
vpc.addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });

const taskDefinition = new ecs.FargateTaskDefinition(stack, 'TaskDefinition', { cpu: 512, memoryLimitMiB: 2048 });
taskDefinition.addContainer('Proxy', {
  image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx'),
  portMappings: [{ containerPort: 8443 }, { containerPort: 8080 }],
  logging: ecs.LogDrivers.awsLogs({
    streamPrefix: 'proxy',
    logGroup: new logs.LogGroup(stack, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
  }),
});
const service = new ecs.FargateService(stack, 'Service', {
  cluster: new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED, enableFargateCapacityProviders: true }),
  taskDefinition,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
  circuitBreaker: { rollback: true },
  minHealthyPercent: 100,
});
service.autoScaleTaskCount({ minCapacity: 3, maxCapacity: 9 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 70 });

const loadBalancer = new elbv2.NetworkLoadBalancer(stack, 'LoadBalancer', {
  vpc,
  internetFacing: true,
  ipAddressType: elbv2.IpAddressType.DUAL_STACK,
  securityGroups: [new ec2.SecurityGroup(stack, 'Clients', { vpc, allowAllOutbound: false })],
});
for (const [id, port, containerPort] of [['Tls', 443, 8443], ['Http', 80, 8080]] as const) {
  loadBalancer.connections.allowFrom(ec2.Peer.ipv4('203.0.113.0/24'), ec2.Port.tcp(port));
  loadBalancer.connections.allowTo(service, ec2.Port.tcp(containerPort));
  loadBalancer.addListener(id, { port }).addTargets('Tasks', {
    port: containerPort,
    targets: [service.loadBalancerTarget({ containerName: 'Proxy', containerPort })],
  });
}
