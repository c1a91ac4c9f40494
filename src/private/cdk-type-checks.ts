import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { choice, flag, listOf, struct, text, thing, TypeCheck } from './type-checks';

/** A construct of aws-cdk-lib, by a member that no other kind of construct has. */
const construct = (expected: string, member: string) => thing(expected, 'node', member);

/** The things of aws-cdk-lib that props take, as far as they can be told at run time. */
export const cluster = construct('an ECS cluster, made or imported with ecs.Cluster', 'clusterArn');
export const encryptionKey = construct('a KMS key, made or imported with kms.Key', 'keyRef');
export const flowLogDestination = thing('an ec2.FlowLogDestination, such as ec2.FlowLogDestination.toCloudWatchLogs()', 'bind');
export const healthCheck = construct('a health check, made or imported with route53.HealthCheck', 'healthCheckId');
export const hostedZone = construct('a hosted zone, made or imported with route53.HostedZone', 'hostedZoneId');
export const interfaceEndpoint = construct('an interface endpoint, made or imported with ec2.InterfaceVpcEndpoint', 'vpcEndpointId');
export const gatewayEndpoint = construct('a gateway endpoint, made or imported with ec2.GatewayVpcEndpoint', 'vpcEndpointId');
export const endpointService = thing('an ec2.InterfaceVpcEndpointAwsService, such as ec2.InterfaceVpcEndpointAwsService.KMS', 'shortName');
export const ipAddresses = thing('an IP address range, such as ec2.IpAddresses.cidr(\'10.0.0.0/16\')', 'allocateVpcCidr');
export const latticeService = construct('a CfnService of aws-cdk-lib/aws-vpclattice', 'attrDnsEntryDomainName');
export const logGroup = construct('a log group, made or imported with logs.LogGroup', 'logGroupArn');
export const peer = thing('an ec2.Peer, such as ec2.Peer.ipv4(\'203.0.113.0/24\')', 'toIngressRuleConfig', 'uniqueId');
export const arnPrincipal = thing('an iam.ArnPrincipal, such as new iam.AccountPrincipal(\'111122223333\')', 'arn');
export const principal = thing('a principal, such as new iam.AccountPrincipal(\'111122223333\')', 'policyFragment');
export const repository = construct('a repository of ECR, made or imported with ecr.Repository', 'repositoryArn');
export const securityGroup = construct('a security group, made or imported with ec2.SecurityGroup', 'securityGroupId');
export const serviceNetwork = construct('a CfnServiceNetwork, or one imported with LatticeServiceNetwork', 'serviceNetworkRef');
export const targetGroup = construct('a target group of the ingress', 'targetGroupFullName');
export const cpuArchitecture = thing('an ecs.CpuArchitecture, such as ecs.CpuArchitecture.ARM64', '_cpuArchitecture');
export const alarmAction = thing('an alarm action, such as SnsAction of aws-cdk-lib/aws-cloudwatch-actions', 'bind');
export const vpc = construct('a VPC, made or imported with ec2.Vpc', 'selectSubnets');

/** A list of subnets would select all private subnets: CDK looks for properties that it does not have. */
export const subnetSelection: TypeCheck = struct<ec2.SubnetSelection>(
  'an ec2.SubnetSelection, such as { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } or { subnets: [...] }',
  {
    subnetType: choice('ec2.SubnetType', ec2.SubnetType),
    subnetGroupName: text,
    availabilityZones: listOf(text),
    onePerAz: flag,
    subnetFilters: listOf(thing('an ec2.SubnetFilter, such as ec2.SubnetFilter.byIds([...])', 'selectSubnets')),
    subnets: listOf(construct('a subnet, made or imported with ec2.Subnet', 'subnetId')),
  },
);
