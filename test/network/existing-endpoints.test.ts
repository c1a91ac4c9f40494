import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { rulesBetween, SharedVpc, US_EAST_1 } from './shared-vpc';
import { Egress, EgressEndpoints } from '../../src';

const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES, KMS, STS } = ec2.InterfaceVpcEndpointAwsService;

describe('endpoints that exist', () => {
  test('are used, with rules on both sides, and the others are made', () => {
    const shared = new SharedVpc();
    const ecr = shared.endpoint('Ecr', ECR);
    const logs = shared.endpoint('Logs', CLOUDWATCH_LOGS);
    const s3 = shared.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });

    const { vpcEndpoints } = shared.using({ ecr, cloudWatchLogs: logs, s3 });

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect([vpcEndpoints!.ecr === ecr, vpcEndpoints!.cloudWatchLogs === logs, vpcEndpoints!.s3 === s3]).toEqual([true, true, true]);
    expect(rulesBetween(shared.template)).toEqual(expect.arrayContaining([
      'IngressNetworkTaskSecurityGroup to VpcEcrSecurityGroup', 'VpcEcrSecurityGroup from IngressNetworkTaskSecurityGroup',
      'IngressNetworkTaskSecurityGroup to VpcLogsSecurityGroup', 'VpcLogsSecurityGroup from IngressNetworkTaskSecurityGroup',
      'IngressNetworkTaskSecurityGroup to IngressNetworkEndpointsSecurityGroup', 'IngressNetworkEndpointsSecurityGroup from IngressNetworkTaskSecurityGroup',
    ]));
  });

  test('that are all there leave nothing to make', () => {
    const shared = new SharedVpc();
    shared.using({
      ecr: shared.endpoint('Ecr', ECR),
      ecrDocker: shared.endpoint('Docker', ECR_DOCKER),
      cloudWatchLogs: shared.endpoint('Logs', CLOUDWATCH_LOGS),
      s3: shared.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }),
      ssmMessages: shared.endpoint('Messages', SSM_MESSAGES),
      additional: [shared.endpoint('Kms', KMS)],
    }, { enableExecuteCommand: true });

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'kms', 'logs', 's3', 'ssmmessages']);
    expect(rulesBetween(shared.template)).toContain('VpcKmsSecurityGroup from IngressNetworkTaskSecurityGroup');
    expect(Object.keys(shared.template.findResources('AWS::EC2::SecurityGroup')).filter((id) => id.startsWith('IngressNetworkEndpoints'))).toEqual([]);
  });

  test('are there before the tasks start, where the same app makes them', () => {
    const shared = new SharedVpc();
    shared.using({ ecr: shared.endpoint('Ecr', ECR), s3: shared.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) });
    const { template } = shared;
    const [service] = Object.values(template.findResources('AWS::ECS::Service'));

    expect(service.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('AWS::EC2::VPCEndpoint'))));
  });

  test('for a further service are not made again', () => {
    const shared = new SharedVpc();
    const additional = [shared.endpoint('Kms', KMS), shared.endpoint('Sts', STS)];
    shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: { additional }, additionalServices: [KMS, STS] }) });

    expect(shared.services.filter((service) => ['kms', 'sts'].includes(service))).toEqual(['kms', 'sts']);
  });

  test('for one further service stand in for no other, and neither does one that is imported', () => {
    const shared = new SharedVpc();
    const imported = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(shared.stack, 'Imported', {
      vpcEndpointId: 'vpce-0123456789abcdef0', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(shared.stack, 'Group', 'sg-0123456789abcdef0')],
    });
    shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: { additional: [imported, shared.endpoint('Kms', KMS)] }, additionalServices: [STS] }) });

    expect(shared.services).toEqual(expect.arrayContaining(['kms', 'sts']));
  });

  test('for a service whose name is a parameter stand in for no other', () => {
    const shared = new SharedVpc();
    const service = new ec2.InterfaceVpcEndpointService(new CfnParameter(shared.stack, 'Service').valueAsString);
    const additional = [shared.vpc.addInterfaceEndpoint('Own', { service, open: false, privateDnsEnabled: true })];
    shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: { additional }, additionalServices: [STS] }) });

    shared.template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 5);
  });

  test('of another stack or account are used as they are imported, with a rule in their security group', () => {
    const shared = new SharedVpc();
    const ecr = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(shared.stack, 'Imported', {
      vpcEndpointId: 'vpce-0123456789abcdef0', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(shared.stack, 'Group', 'sg-0123456789abcdef0')],
    });
    shared.using({ ecr });

    expect(shared.services).toEqual(['ecr.dkr', 'logs', 's3']);
    expect(rulesBetween(shared.template)).toContain('sg-0123456789abcdef0 from IngressNetworkTaskSecurityGroup');
    shared.template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: Match.arrayWith([Match.objectLike({ DestinationSecurityGroupId: 'sg-0123456789abcdef0', FromPort: 443 })]),
    });
  });

  test('that are imported under another construct id keep the logical id of the rule in their security group', () => {
    const ruleIds = (id: string) => {
      const shared = new SharedVpc();
      const group = ec2.SecurityGroup.fromSecurityGroupId(shared.stack, `${id}Group`, 'sg-0123456789abcdef0');
      group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(443));
      shared.using({ ecr: ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(shared.stack, id, { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443, securityGroups: [group] }) });
      const rules = shared.template.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { GroupId: 'sg-0123456789abcdef0' } });
      return Object.keys(rules).map((rule) => rule.replace(/[0-9A-F]{8}$/, ''));
    };

    expect(ruleIds('One')).toEqual(['OneGroupfrom1000016443', 'StackIngressNetworkTaskSecurityGroup24D8AF21intosg0123456789abcdef0']);
    expect(ruleIds('Other')).toEqual(['OtherGroupfrom1000016443', 'StackIngressNetworkTaskSecurityGroup24D8AF21intosg0123456789abcdef0']);
  });

  test('that another stack imports have a rule in the security group of each', () => {
    const shared = new SharedVpc();
    const imports = new Stack(shared.app, 'Imports', { env: US_EAST_1 });
    const imported = (digit: number) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(imports, `Endpoint${digit}`, {
      vpcEndpointId: `vpce-0123456789abcdef${digit}`, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(imports, `Group${digit}`, `sg-0123456789abcdef${digit}`)],
    });
    shared.using({ ecr: imported(0), cloudWatchLogs: imported(1) });
    const rules = [0, 1].map((digit) => Object.keys(shared.template.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { GroupId: `sg-0123456789abcdef${digit}` } })));

    expect(rules).toEqual([0, 1].map((digit) => [expect.stringMatching(new RegExp(`NetworkTaskSecurityGroup[0-9A-F]{8}intosg0123456789abcdef${digit}$`))]));
  });

  test('without a policy stay open to all, and with one let the tasks\' execution role in as well', () => {
    const shared = new SharedVpc();
    const [open, closed] = [shared.endpoint('Ecr', ECR), shared.endpoint('Logs', CLOUDWATCH_LOGS)];
    const others = new iam.PolicyStatement({ principals: [new iam.AccountRootPrincipal()], actions: ['logs:*'], resources: ['*'] });
    closed.addToPolicy(others);
    shared.using({ ecr: open, cloudWatchLogs: closed });

    const policyOf = (id: string) => Object.entries(shared.template.findResources('AWS::EC2::VPCEndpoint')).find(([each]) => each.startsWith(id))![1].Properties.PolicyDocument;
    expect(policyOf('VpcEcr')).toBeUndefined();
    expect(policyOf('VpcLogs').Statement).toEqual([
      expect.objectContaining({ Action: 'logs:*' }),
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Principal: { AWS: { 'Fn::GetAtt': [expect.stringContaining('ExecutionRole'), 'Arn'] } } }),
    ]);
  });

  const other = (stack: Stack) => new ec2.Vpc(stack, 'Other', { natGateways: 0, restrictDefaultSecurityGroup: false });
  test.each<[string, (shared: SharedVpc) => EgressEndpoints, string]>([
    ['for another service', (shared) => ({ ecr: shared.endpoint('Logs', CLOUDWATCH_LOGS) }),
      '\'existing.ecr\' must be the endpoint of the service \'ecr.api\', got \'Stack/Vpc/Logs\''],
    ['in another VPC', ({ stack }) => ({ ecr: other(stack).addInterfaceEndpoint('Ecr', { service: ECR }) }),
      '\'existing.ecr\' must be in the VPC of the ingress, got \'Stack/Other/Ecr\''],
    ['without private DNS', (shared) => ({ cloudWatchLogs: shared.endpoint('Logs', CLOUDWATCH_LOGS, { privateDnsEnabled: false }) }),
      '\'existing.cloudWatchLogs\' must have private DNS, because the tasks look up the name of the service itself, got \'Stack/Vpc/Logs\''],
    ['without a security group', ({ stack }) => ({ ecr: ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Bare', { vpcEndpointId: 'vpce-1', port: 443 }) }),
      '\'existing.ecr\' must know its security groups, because the tasks need a rule there: give \'securityGroups\' where you import the endpoint'],
    ['of Amazon DynamoDB', ({ vpc }) => ({ s3: vpc.addGatewayEndpoint('Dynamo', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB }) }),
      '\'existing.s3\' must be the gateway endpoint of Amazon S3, got \'Stack/Vpc/Dynamo\''],
    ['of Amazon S3, but no gateway', (shared) => ({ s3: shared.endpoint('S3', ec2.InterfaceVpcEndpointAwsService.S3, { privateDnsEnabled: false }) }),
      '\'existing.s3\' must be the gateway endpoint of Amazon S3, got \'Stack/Vpc/S3\''],
    ['of S3 in another VPC', ({ stack }) => ({ s3: other(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) }),
      '\'existing.s3\' must be in the VPC of the ingress, got \'Stack/Other/S3\''],
    ['of S3 that the tasks\' subnets have no route to', ({ vpc }) => ({
      s3: vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] }),
    }), '\'existing.s3\' must be in the route tables of the tasks\' subnets, because ECR stores image layers in Amazon S3, got \'Stack/Vpc/S3\''],
    ['of S3 that one of the tasks\' subnets has no route to', ({ vpc }) => ({
      s3: vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets: vpc.isolatedSubnets.slice(1) }] }),
    }), '\'existing.s3\' must be in the route tables of the tasks\' subnets'],
    ['of S3 whose route tables an escape hatch has taken away', ({ vpc }) => {
      const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      (s3.node.defaultChild as ec2.CfnVPCEndpoint).routeTableIds = undefined;
      return { s3 };
    }, '\'existing.s3\' must be in the route tables of the tasks\' subnets'],
    ['that an escape hatch has made those of a resource, without a service name', (shared) => {
      const ecr = shared.endpoint('Ecr', ECR);
      Object.assign(ecr.node.defaultChild as ec2.CfnVPCEndpoint, { serviceName: undefined, vpcEndpointType: 'Resource' });
      return { ecr };
    }, '\'existing.ecr\' must be the endpoint of the service \'ecr.api\', got \'Stack/Vpc/Ecr\''],
    ['further, in another VPC', ({ stack }) => ({ additional: [other(stack).addInterfaceEndpoint('Kms', { service: KMS })] }),
      '\'existing.additional\' must be in the VPC of the ingress, got \'Stack/Other/Kms\''],
  ])('%s are refused', (_, existing, message) => {
    const shared = new SharedVpc();
    expect(() => shared.using(existing(shared))).toThrow(message);
  });
});
