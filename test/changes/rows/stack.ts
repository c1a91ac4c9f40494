import { Duration, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { group, inVpc, published, services } from './shared-props';
import { AccessLog, AvailabilityZones, Egress, Exposure, HttpMode, ProxyImage, TrafficProfile } from '../../../src';
import { ACCOUNT, NO_CALL, Props, REGION, ROLLED_BACK, Row, row, SAME_VALUE, SECOND_INGRESS } from '../row';

/** Each default by its value, as docs/props.md names it. */
const DEFAULTS: Props = () => ({
  ipAddresses: ec2.IpAddresses.cidr('192.168.0.0/16'),
  availabilityZones: AvailabilityZones.count(3),
  egress: Egress.interfaceEndpoints(),
  allowGuardDutyAgent: false,
  http: HttpMode.proxy({ port: 80 }),
  tlsPort: 443,
  exposure: Exposure.internet(),
  ipAddressType: elbv2.IpAddressType.DUAL_STACK,
  crossZoneEnabled: false,
  deletionProtection: false,
  idleTimeout: Duration.seconds(350),
  allowedDomains: [],
  restrictedDomains: [],
  privateRecords: [],
  image: ProxyImage.copyOnDeploy({ architecture: ecs.CpuArchitecture.ARM64 }),
  cpu: 512,
  memoryLimitMiB: 2048,
  trafficProfile: TrafficProfile.BALANCED,
  minTasks: 3,
  maxTasks: 9,
  scalingCooldown: Duration.seconds(60),
  targetCpuUtilizationPercent: 70,
  fargateSpotPercent: 0,
  taskSecurityGroups: [],
  loadBalancerSecurityGroups: [],
  enableExecuteCommand: false,
  accessLog: AccessLog.all(),
  logDriverMode: ecs.AwsLogDriverMode.NON_BLOCKING,
  logGroupClass: logs.LogGroupClass.STANDARD,
  logRetention: logs.RetentionDays.ONE_MONTH,
});

/** CDK calls a rule in a group of the user after the path of the ingress's own group. */
const WITH_GROUP: Props = inVpc((stack, vpc) => {
  const ecr = new ec2.InterfaceVpcEndpoint(stack, 'Ecr', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.ECR,
    subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    securityGroups: [group(stack, 'Group', vpc)],
  });
  return { egress: Egress.interfaceEndpoints({ existing: { ecr } }) };
});

/** Where the stack and the ingress are in the app. */
export const STACK: Row[] = [
  row('the stack', 'moves into a stage, its name stays', {
    before: services('api.example.com', 'b.example.com'),
    after: services('api.example.com', 'b.example.com'),
    places: [{}, { stage: 'Production' }],
    verdict: 'nothing',
  }),
  row('the stack', 'moves into a stage, its name stays, with a rule in a security group of yours', {
    before: WITH_GROUP,
    after: WITH_GROUP,
    places: [{}, { stage: 'Production' }],
    verdict: 'in place',
    takes: 'seconds: CDK gives your VPC and its subnets other names',
  }),
  row('the stack', 'another construct id, its name stays', {
    places: [{}, { stackId: 'Another' }], verdict: 'nothing',
  }),
  row('the stack', 'every default given by its value', { after: DEFAULTS, verdict: 'nothing' }),
  row('the stack', 'the ingress gets another construct id', {
    places: [{}, { ingressId: 'Another' }], verdict: 'replaced', lost: 'the addresses of the load balancer, and the log', takes: SECOND_INGRESS,
  }),
  row('the stack', 'the ingress is wrapped in another construct', {
    places: [{}, { wrappedIn: 'Wrapper' }], verdict: 'replaced', lost: 'the addresses of the load balancer, and the log', takes: SECOND_INGRESS,
  }),
  row('the stack', 'the ingress gets another construct id, with `publicZone`', {
    before: published('api.example.com'),
    after: published('api.example.com'),
    places: [{}, { ingressId: 'Another' }],
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: '[five deployments](#give-the-ingress-another-construct-id)',
  }),
  row('the stack', 'its account and Region given', {
    places: [{}, { env: { account: ACCOUNT, region: REGION } }], verdict: 'replaced', deployed: 'nothing', takes: SAME_VALUE,
  }),
  row('the stack', 'a tag of every resource', { calls: [NO_CALL, (ingress) => Tags.of(ingress).add('team', 'edge')], verdict: 'in place', takes: 'a minute; tasks get it with the next rollout' }),
];
