import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Egress, EgressEndpoints, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService } from '../../src';
import { GENERATED_NAME } from '../ingress';

const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES, KMS } = ec2.InterfaceVpcEndpointAwsService;
const US_EAST_1 = { account: '111122223333', region: 'us-east-1' };

/** A stack with a VPC in which ingresses can be made. */
class SharedVpc {
  public readonly app = new App();
  public readonly stack: Stack;
  public readonly vpc: ec2.IVpc;

  constructor(vpc?: (stack: Stack) => ec2.IVpc) {
    this.stack = new Stack(this.app, 'Stack', { env: US_EAST_1 });
    this.vpc = vpc?.(this.stack) ?? new ec2.Vpc(this.stack, 'Vpc', {
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
  }

  public ingress(id: string, props: Partial<LatticeExternalIngressProps> = {}, stack = this.stack): LatticeExternalIngress {
    return new LatticeExternalIngress(stack, id, {
      clients: [ec2.Peer.ipv4('203.0.113.0/24')], lattice: LatticeAccess.alreadyAssociated(), vpc: this.vpc, ...props,
    });
  }

  public using(existing: EgressEndpoints, props: Partial<LatticeExternalIngressProps> = {}): LatticeExternalIngress {
    return this.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing }), ...props });
  }

  public endpoint(id: string, service: ec2.InterfaceVpcEndpointAwsService, options: Partial<ec2.InterfaceVpcEndpointOptions> = {}) {
    return this.vpc.addInterfaceEndpoint(id, { service, open: false, ...options });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }

  /** The services that have an endpoint, in order. */
  public get services(): string[] {
    return Object.values(this.template.findResources('AWS::EC2::VPCEndpoint'))
      .map(({ Properties }) => (Properties.ServiceName['Fn::Join']?.[1].join('') ?? Properties.ServiceName).replace(/^.*us-east-1\./, '').replace(/^.*\.(?=s3$)/, ''))
      .sort();
  }
}

/** What the rules let a security group do on port 443, by logical ids. */
function rulesBetween(template: Template): string[] {
  const groupOf = (value: any) => (value?.['Fn::GetAtt']?.[0] ?? value ?? '').replace(/[0-9A-F]{8}$/, '');
  return [
    ...Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties: p }) => `${groupOf(p.GroupId)} to ${groupOf(p.DestinationSecurityGroupId)}`),
    ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties: p }) => `${groupOf(p.GroupId)} from ${groupOf(p.SourceSecurityGroupId)}`),
  ].filter((rule) => !rule.endsWith(' ')).sort();
}

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

  test('for a further service are not made again', () => {
    const shared = new SharedVpc();
    const additional = [shared.endpoint('Kms', KMS)];
    shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: { additional }, additionalServices: [KMS] }) });

    expect(shared.services.filter((service) => service === 'kms')).toHaveLength(1);
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
    ['of S3 in another VPC', ({ stack }) => ({ s3: other(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }) }),
      '\'existing.s3\' must be in the VPC of the ingress, got \'Stack/Other/S3\''],
    ['of S3 that the tasks\' subnets have no route to', ({ vpc }) => ({
      s3: vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] }),
    }), '\'existing.s3\' must be in the route tables of the tasks\' subnets, because ECR stores image layers in Amazon S3, got \'Stack/Vpc/S3\''],
    ['further, in another VPC', ({ stack }) => ({ additional: [other(stack).addInterfaceEndpoint('Kms', { service: KMS })] }),
      '\'existing.additional\' must be in the VPC of the ingress, got \'Stack/Other/Kms\''],
  ])('%s are refused', (_, existing, message) => {
    const shared = new SharedVpc();
    expect(() => shared.using(existing(shared))).toThrow(message);
  });
});

describe('a second ingress', () => {
  test('in the VPC of the first one needs nothing but the VPC', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { vpc: undefined });
    shared.ingress('Second', { vpc: first.vpc });

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(rulesBetween(shared.template)).toEqual(expect.arrayContaining([
      'SecondNetworkTaskSecurityGroup to FirstNetworkEndpointsSecurityGroup', 'FirstNetworkEndpointsSecurityGroup from SecondNetworkTaskSecurityGroup',
    ]));
    shared.template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SecondProxyTaskDefinitionExecutionRole'), 'Arn'] } },
        })]),
      },
    });
  });

  test('in an existing VPC takes the endpoints of the first one', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { egress: Egress.interfaceEndpoints() });
    shared.using(first.vpcEndpoints!);

    expect(shared.services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(() => shared.app.synth()).not.toThrow();
  });

  test('in another stack is refused where the policies would need that stack first', () => {
    const shared = new SharedVpc();
    const { vpcEndpoints } = shared.ingress('First', { egress: Egress.interfaceEndpoints() });
    const stack = new Stack(shared.app, 'Second', { env: US_EAST_1 });

    expect(() => shared.ingress('Ingress', { egress: Egress.interfaceEndpoints({ existing: vpcEndpoints }) }, stack)).toThrow(
      '\'existing\' must hold no endpoint with a policy from another stack, got \'Stack/First/Network/Endpoints/Logs\': its policy has to name the tasks\' execution role, ' +
      'so each stack would need the other first. Make both in one stack, or import the endpoint and change its policy where it is made');
  });

  test('in the VPC of one without IPv4 is refused', () => {
    const shared = new SharedVpc();
    const first = shared.ingress('First', { vpc: undefined, egress: Egress.ipv6Only() });
    expect(() => shared.ingress('Second', { vpc: first.vpc })).toThrow('\'vpc\' must have subnets with IPv4 for the tasks, got the VPC of an ingress with Egress.ipv6Only()');
  });

  test('has no endpoints where the first one takes routes that exist', () => {
    expect(new SharedVpc().ingress('Ingress').vpcEndpoints).toBeUndefined();
  });
});

describe('what EC2 would refuse while it deploys', () => {
  const refused = (path: string, other: string) => `'egress' must not make an endpoint at '${path}', because the VPC has one for the same service at '${other}': ` +
    'name it with Egress.interfaceEndpoints({ existing }); a second ingress takes the \'vpcEndpoints\' of the first one';

  test.each([
    ['private DNS of a service twice', (shared: SharedVpc) => { shared.endpoint('Ecr', ECR); }, refused('Stack/Ingress/Network/Endpoints/EcrApi', 'Stack/Vpc/Ecr')],
    ['a second S3 gateway in a route table', ({ vpc }: SharedVpc) => { vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); },
      refused('Stack/Ingress/Network/Endpoints/S3', 'Stack/Vpc/S3')],
    ['the endpoints of two ingresses', (shared: SharedVpc) => { shared.ingress('First', { egress: Egress.interfaceEndpoints() }); },
      refused('Stack/Ingress/Network/Endpoints/EcrApi', 'Stack/First/Network/Endpoints/EcrApi')],
  ])('%s is an error at synth, also where the other is made later', (_, make, message) => {
    for (const order of [[make, (shared: SharedVpc) => shared.using({})], [(shared: SharedVpc) => shared.using({}), make]]) {
      const shared = new SharedVpc();
      order.forEach((step) => step(shared));
      expect(() => shared.app.synth()).toThrow(message);
    }
  });

  test.each<[string, (shared: SharedVpc) => void]>([
    ['an endpoint without private DNS', (shared) => { shared.endpoint('Ecr', ECR, { privateDnsEnabled: false }); }],
    ['an endpoint in another VPC', ({ stack }) => { new ec2.Vpc(stack, 'Other', { restrictDefaultSecurityGroup: false, natGateways: 0 }).addInterfaceEndpoint('Ecr', { service: ECR }); }],
    ['a gateway in other route tables', ({ vpc }) => {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] });
    }],
    ['an endpoint for another service', (shared) => { shared.endpoint('Kms', KMS); }],
  ])('but not %s', (_, make) => {
    const shared = new SharedVpc();
    make(shared);
    shared.using({});
    expect(() => shared.app.synth()).not.toThrow();
  });

  test('a private zone of a name twice in a VPC is an error at synth', () => {
    const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
    const names = { allowedDomains: ['api.example.com'], privateRecords: [record] };
    const shared = new SharedVpc();
    shared.ingress('First', names);
    shared.ingress('Second', names);
    expect(() => shared.app.synth()).toThrow(
      '\'privateRecords\' must not make a second private zone of \'api.example.com\' in the VPC, which has \'Stack/First/Lattice/Zone-api.example.com\': name that one with \'zone\'');

    const elsewhere = new SharedVpc();
    const other = new ec2.Vpc(elsewhere.stack, 'Other', { restrictDefaultSecurityGroup: false, natGateways: 0 });
    new route53.PrivateHostedZone(elsewhere.stack, 'Zone', { zoneName: 'api.example.com', vpc: other });
    elsewhere.ingress('First', names);
    expect(() => elsewhere.app.synth()).not.toThrow();
  });

  test('two stacks of one shape have a private zone of a name each, because each has a VPC of its own', () => {
    const app = new App();
    for (const id of ['One', 'Two']) {
      const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
      new LatticeExternalIngress(new Stack(app, id, { env: US_EAST_1 }), 'Ingress', {
        clients: [ec2.Peer.ipv4('203.0.113.0/24')], lattice: LatticeAccess.alreadyAssociated(), allowedDomains: ['api.example.com'], privateRecords: [record],
      });
    }

    expect(() => app.synth()).not.toThrow();
  });
});

describe('a VPC whose subnets another account shares', () => {
  /** As CDK gives it after the look-up. */
  const participant = () => new SharedVpc((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      publicSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
      privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
    });
    Object.defineProperty(vpc, 'env', { value: { account: '444455556666', region: 'us-east-1' } });
    return vpc;
  });

  test('works over its routes: a participant makes load balancers, tasks and security groups', () => {
    const shared = participant();
    shared.ingress('Ingress');
    expect(() => shared.app.synth()).not.toThrow();
    expect(shared.services).toEqual([]);
  });

  test('is refused where endpoints would be made, which only its owner can', () => {
    expect(() => participant().using({})).toThrow(
      '\'egress\' must not make endpoints in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: let the owner make them, ' +
      'and name them with Egress.interfaceEndpoints({ existing }), or use Egress.existingRoutes()');
  });

  test('is refused where a private hosted zone would be made, which Route 53 lets only its owner associate', () => {
    const record = { domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }) };
    expect(() => participant().ingress('Ingress', { allowedDomains: ['api.example.com'], privateRecords: [record] })).toThrow(
      '\'privateRecords\' must not make private hosted zones in a VPC of another account, got a VPC of 444455556666 in a stack of 111122223333: name a zone of the owner with \'zone\'');
  });
});
