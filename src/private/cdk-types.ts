import { struct, thing, TypeCheck } from './types';

/** The things of aws-cdk-lib that props take, as far as they can be told at run time. */
export const cluster = thing('clusterArn', 'an ECS cluster, made or imported with ecs.Cluster');
export const encryptionKey = thing('keyRef', 'a KMS key, made or imported with kms.Key');
export const flowLogDestination = thing('bind', 'an ec2.FlowLogDestination, such as ec2.FlowLogDestination.toCloudWatchLogs()');
export const hostedZone = thing('hostedZoneId', 'a hosted zone, made or imported with route53.HostedZone');
export const interfaceEndpoint = thing('vpcEndpointId', 'an interface endpoint, made or imported with ec2.InterfaceVpcEndpoint');
export const gatewayEndpoint = thing('vpcEndpointId', 'a gateway endpoint, made or imported with ec2.GatewayVpcEndpoint');
export const endpointService = thing('shortName', 'an ec2.InterfaceVpcEndpointAwsService, such as ec2.InterfaceVpcEndpointAwsService.KMS');
export const ipAddresses = thing('allocateVpcCidr', 'an IP address range, such as ec2.IpAddresses.cidr(\'10.0.0.0/16\')');
export const logGroup = thing('logGroupArn', 'a log group, made or imported with logs.LogGroup');
export const peer = thing('toIngressRuleConfig', 'an ec2.Peer, such as ec2.Peer.ipv4(\'203.0.113.0/24\')');
export const arnPrincipal = thing('arn', 'an iam.ArnPrincipal, such as new iam.AccountPrincipal(\'111122223333\')');
export const principal = thing('policyFragment', 'a principal, such as new iam.AccountPrincipal(\'111122223333\')');
export const repository = thing('repositoryArn', 'a repository of ECR, made or imported with ecr.Repository');
export const securityGroup = thing('securityGroupId', 'a security group, made or imported with ec2.SecurityGroup');
export const serviceNetwork = thing('serviceNetworkRef', 'a CfnServiceNetwork, or one imported with LatticeServiceNetwork');
export const cpuArchitecture = thing('_cpuArchitecture', 'an ecs.CpuArchitecture, such as ecs.CpuArchitecture.ARM64');
export const alarmAction = thing('bind', 'an alarm action, such as SnsAction of aws-cdk-lib/aws-cloudwatch-actions');
export const vpc = thing('selectSubnets', 'a VPC, made or imported with ec2.Vpc');

/** A list of subnets would select all private subnets: CDK looks for properties that it does not have. */
export const subnetSelection: TypeCheck = struct('an ec2.SubnetSelection, such as { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } or { subnets: [...] }', {});
