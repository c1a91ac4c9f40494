import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AvailabilityZones, DeployTimeIpAddresses, LatticeExternalIngress, LatticeExternalIngressProps } from '../../src';
import { compulsoryProps, errorOf, TestIngress } from '../ingress';

describe('the VPC', () => {
  test('has a public and an isolated subnet in each of three zones, where the Region is not known too', () => {
    const { template } = new TestIngress();

    expect(subnetsOf(template).map(({ kind, zone, range }) => [kind, zone, range])).toEqual([
      ['Public', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, '192.168.0.0/24'],
      ['Public', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, '192.168.1.0/24'],
      ['Public', { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] }, '192.168.2.0/24'],
      ['Isolated', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, '192.168.8.0/24'],
      ['Isolated', { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, '192.168.9.0/24'],
      ['Isolated', { 'Fn::Select': [2, { 'Fn::GetAZs': '' }] }, '192.168.10.0/24'],
    ]);
  });

  test('has two zones in a Region that has no more', () => {
    const { template } = new TestIngress({}, { env: { account: '111122223333', region: 'us-west-1' } });

    template.resourceCountIs('AWS::EC2::Subnet', 4);
  });

  test('keeps the ranges of its subnets when a third zone is added', () => {
    const two = subnetsOf(new TestIngress({ availabilityZones: AvailabilityZones.count(2) }).template);
    const three = subnetsOf(new TestIngress({ availabilityZones: AvailabilityZones.count(3) }).template);

    expect(two).toHaveLength(4);
    expect(three.filter(({ zone }) => zone['Fn::Select'][0] < 2)).toEqual(two);
  });

  test('uses the zones that are named', () => {
    const { template } = new TestIngress({ availabilityZones: AvailabilityZones.named('us-east-1b', 'us-east-1c') });

    expect(subnetsOf(template).map(({ zone }) => zone)).toEqual(['us-east-1b', 'us-east-1c', 'us-east-1b', 'us-east-1c']);
  });

  test.each<[string, string[]]>([
    ['one is added in front', ['a', 'b', 'c', 'd']],
    ['one is added at the end', ['b', 'c', 'd', 'f']],
    ['the first is removed', ['c', 'd']],
    ['one in the middle is removed', ['b', 'd']],
    ['one is replaced', ['b', 'e', 'd']],
    ['they are given in another order', ['d', 'c', 'b']],
  ])('leaves the subnets of the other named zones as they are where %s', (_, letters) => {
    const subnetsIn = (zones: string[]) => {
      const { template } = new TestIngress({ availabilityZones: AvailabilityZones.named(...zones.map((letter) => `us-east-1${letter}`)) });
      const inTree = ['AWS::EC2::Subnet', 'AWS::EC2::RouteTable', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::Route'];
      return inTree.flatMap((type) => Object.entries(template.findResources(type)));
    };
    const before = ['b', 'c', 'd'];
    const after = Object.fromEntries(subnetsIn(letters));
    const gone = subnetsIn(before).filter(([id]) => !after[id]);

    subnetsIn(before).filter(([id]) => after[id]).forEach(([id, resource]) => expect(after[id]).toEqual(resource));
    expect(gone.map(([id]) => 'abcdefgh'[Number(/Subnet(\d)/.exec(id)![1]) - 1])
      .filter((letter) => letters.includes(letter))).toEqual([]);
  });

  test('gives each subnet an IPv6 range and no public IPv4 addresses', () => {
    const { template } = new TestIngress();

    template.resourcePropertiesCountIs('AWS::EC2::Subnet', {
      Ipv6CidrBlock: Match.anyValue(),
      AssignIpv6AddressOnCreation: true,
      MapPublicIpOnLaunch: false,
    }, 6);
  });

  test('has IPv6 routes to the internet that wait until its gateway is attached', () => {
    const { template } = new TestIngress();

    const routes = Object.values(template.findResources('AWS::EC2::Route', { Properties: { DestinationIpv6CidrBlock: '::/0' } }));
    expect(routes).toHaveLength(3);
    routes.forEach(({ DependsOn }) => expect([DependsOn].flat()).toContainEqual(expect.stringContaining('VPCGW')));
  });

  test('a new VPC has no NAT, and no route from the isolated subnets to the internet', () => {
    const { template } = new TestIngress();

    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 0);
    const tables = Object.values(template.findResources('AWS::EC2::Route')).map((route) => route.Properties.RouteTableId.Ref as string);
    expect(tables).toHaveLength(6);
    expect(tables.filter((table) => !table.includes('PublicSubnet'))).toEqual([]);
  });

  test('takes its range from a parameter, and divides it when deployed', () => {
    const stack = new Stack();
    const range = new CfnParameter(stack, 'Range').valueAsString;
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ipAddresses: DeployTimeIpAddresses.cidr(range) });
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: { Ref: 'Range' } });
    expect(subnetsOf(template)[4].range).toEqual({ 'Fn::Select': [9, { 'Fn::Cidr': [{ 'Fn::GetAtt': [Match.anyValue() && expect.any(String), 'CidrBlock'] }, 16, '8'] }] });
  });

  test.each([
    ['subnets of two sizes', [24, 28], '24, 28'],
    ['subnets without a size', [undefined], ''],
  ])('a range from a parameter is not divided into %s', (_, masks, got) => {
    const requestedSubnets = masks.map((cidrMask, index) => (
      { configuration: { name: `Subnet${index}`, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask }, availabilityZone: 'us-east-1a', subnetConstructId: `Subnet${index}` }
    ));

    expect(() => DeployTimeIpAddresses.cidr('10.0.0.0/16').allocateSubnetsCidr({ vpcCidr: '10.0.0.0/16', requestedSubnets }))
      .toThrow(`'cidrMask' must be the same for each subnet of a range that is known at deploy time, got ${got}: set it for each subnet`);
  });

  test.each(['10.0.0.0/21', '10.0.0.0/15'])('refuses the range %s', (range) => {
    expect(errorOf({ ipAddresses: ec2.IpAddresses.cidr(range) }))
      .toBe(`'ipAddresses' must be an IPv4 range between /16 and /20, room for 16 subnets of /24, got '${range}'`);
  });

  test.each([15, 21])('refuses a range of /%s from a pool of IPAM', (ipv4NetmaskLength) => {
    expect(errorOf({ ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0', ipv4NetmaskLength }) }))
      .toBe(`'ipAddresses' must have an 'ipv4NetmaskLength' between 16 and 20, room for 16 subnets of /24, got ${ipv4NetmaskLength}`);
  });

  test.each([16, 20])('takes a range of /%s from a pool of IPAM, and divides it into subnets of /24', (ipv4NetmaskLength) => {
    const { template } = new TestIngress({ ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: 'ipam-pool-0123456789abcdef0', ipv4NetmaskLength }) });

    template.hasResourceProperties('AWS::EC2::VPC', { Ipv4NetmaskLength: ipv4NetmaskLength, CidrBlock: Match.absent() });
    template.allResourcesProperties('AWS::EC2::Subnet', { CidrBlock: { 'Fn::Select': [Match.anyValue(), { 'Fn::Cidr': [Match.anyValue(), 2 ** (24 - ipv4NetmaskLength), '8'] }] } });
  });

  test.each(['10.0.0.0/20', '10.0.0.0/16'])('takes the range %s, the narrowest or the widest that it may have', (range) => {
    new TestIngress({ ipAddresses: ec2.IpAddresses.cidr(range) }).template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: range });
  });

  test('closes its default security group with a function that may do nothing else', () => {
    const { template } = new TestIngress();

    template.hasResource('Custom::LatticeExternalIngressCloseDefaultSecurityGroup', {
      Properties: { SecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Vpc'), 'DefaultSecurityGroup'] }, ServiceTimeout: '240' },
    });
    template.resourceCountIs('Custom::VpcRestrictDefaultSG', 0);
    const group = [
      'arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':security-group/',
      { 'Fn::GetAtt': [expect.stringContaining('Vpc'), 'DefaultSecurityGroup'] },
    ];
    expect(callsToEc2Of(template, 'Remove the rules of the default security group of the ingress VPC')).toEqual([
      { Effect: 'Allow', Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'], Resource: { 'Fn::Join': ['', group] } },
      { Effect: 'Allow', Action: 'ec2:DescribeSecurityGroups', Resource: '*' },
    ]);
  });

  test('finds the prefix lists with a function that may do nothing else', () => {
    expect(callsToEc2Of(new TestIngress().template, 'Find the ids of the prefix lists of VPC Lattice and Amazon S3'))
      .toEqual([{ Effect: 'Allow', Action: 'ec2:DescribeManagedPrefixLists', Resource: '*' }]);
  });

  test('and each of its subnets and flow logs has its path as its name', () => {
    const { template } = new TestIngress({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() });
    const namesOf = (type: string) => Object.values(template.findResources(type)).flatMap(({ Properties }) => Properties.Tags).filter(({ Key }) => Key === 'Name').map(({ Value }) => Value);

    expect(namesOf('AWS::EC2::VPC')).toEqual(['Stack/Ingress/Network/Vpc']);
    expect(namesOf('AWS::EC2::Subnet')).toEqual(['Public', 'Isolated'].flatMap((kind) => [1, 2, 3].map((place) => `Stack/Ingress/Network/Vpc/${kind}Subnet${place}`)));
    expect(namesOf('AWS::EC2::FlowLog')).toEqual(['Stack/Ingress/Network/Vpc/FlowLog']);
  });

  test('has a name without the characters that a tag does not take', () => {
    const stack = new Stack(new App(), 'Stack');
    new LatticeExternalIngress(stack, 'Team 7\'s: *edge* (é)', compulsoryProps(stack));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPC', { Tags: [{ Key: 'Name', Value: 'Stack/Team 7-s: -edge- -é-/Network/Vpc' }] });
  });

  test('is there, with its subnets, routes and the rules of its tasks, before the first task starts', () => {
    const { template } = new TestIngress();
    const [{ DependsOn }] = Object.values(template.findResources('AWS::ECS::Service'));
    const needed = Object.keys({ ...template.findResources('AWS::EC2::Route'), ...template.findResources('AWS::EC2::SubnetRouteTableAssociation') });

    expect(needed).toHaveLength(12);
    expect(DependsOn).toEqual(expect.arrayContaining([...needed, expect.stringMatching(/NetworkTaskSecurityGroup/)]));
  });
});

test('the security group of the tasks says what it is for', () => {
  new TestIngress().template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Tasks of the ingress: in only from its load balancer, out only to VPC Lattice and what image pulls and logs need',
  });
});

describe('a zone that VPC Lattice is not in', () => {
  const warnings = (region?: string, props: Partial<LatticeExternalIngressProps> = {}) => {
    const { stack } = new TestIngress(props, region ? { env: { account: '111122223333', region } } : {});
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('zoneWithoutLattice')).map(({ entry }) => String(entry.data).split('. ').slice(0, 2).join('. '));
  };

  test('is warned of where it may be one of the first zones of the account', () => {
    expect(warnings('us-east-1')).toEqual(['VPC Lattice is not in zone use1-az3 of us-east-1. It may be among the first 3 zones of the account']);
    expect(warnings(undefined, { availabilityZones: AvailabilityZones.count(2) }))
      .toEqual([expect.stringMatching(/^VPC Lattice is not in zone use1-az3 of us-east-1, zone usw1-az2 of us-west-1, .*\. It may be among the first 2 zones of the account$/)]);
  });

  test('is not warned of in another Region, or where zones are named', () => {
    expect(warnings('us-east-2')).toEqual([]);
    expect(warnings('us-east-1', { availabilityZones: AvailabilityZones.named('us-east-1a', 'us-east-1b') })).toEqual([]);
  });
});

describe('zones', () => {
  test.each([
    [() => AvailabilityZones.count(0), '\'count\' must be a whole number between 1 and 6, got 0'],
    [() => AvailabilityZones.count(2.5), '\'count\' must be a whole number between 1 and 6, got 2.5'],
    [() => AvailabilityZones.named(), '\'names\' must not be empty: name at least one Availability Zone, such as us-east-1a'],
    [() => AvailabilityZones.named('us-east-1'), '\'names\' must be names of Availability Zones, such as us-east-1a, got \'us-east-1\''],
    [() => AvailabilityZones.named(' us-east-1a'), '\'names\' must be names of Availability Zones, such as us-east-1a, got \' us-east-1a\''],
    [() => AvailabilityZones.named('us-east-1i'), '\'names\' must be zones that end with different letters from a to h, got \'us-east-1i\': name 6 zones of one Region at most'],
    [() => AvailabilityZones.named('us-east-1a', 'us-east-1a'), '\'names\' must name each zone once, got [\'us-east-1a\', \'us-east-1a\']'],
    [() => AvailabilityZones.named('us-east-1a', 'us-east-2a'), '\'names\' must be zones that end with different letters from a to h, got \'us-east-2a\''],
    [() => AvailabilityZones.named('us-east-1z'), '\'names\' must be zones that end with different letters from a to h, got \'us-east-1z\''],
  ])('%# are checked', (make, message) => {
    expect(make).toThrow(message);
  });

  test.each([
    ['a parameter', (stack: Stack) => new CfnParameter(stack, 'Zone').valueAsString],
    ['a look-up', () => 'dummy-value-for-/zones/second'],
  ])('may be known later, beside one that is known: from %s', (_, second) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
    const zones = ['us-east-1d', second(stack)];
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), availabilityZones: AvailabilityZones.named(...zones) });

    expect(subnetsOf(Template.fromStack(stack)).map(({ zone, range }) => [zone, range])).toEqual(
      ['192.168.0.0/24', '192.168.1.0/24', '192.168.8.0/24', '192.168.9.0/24'].map((range, index) => [stack.resolve(zones[index % 2]), range]));
  });
});

/** What the function with this description may do. */
function callsToEc2Of(template: Template, description: string): any[] {
  const [{ Properties }] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Description: description } }));
  const { Policies } = template.findResources('AWS::IAM::Role')[Properties.Role['Fn::GetAtt'][0]].Properties;
  return Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement).filter(({ Action }: any) => !String(Action).startsWith('logs:'));
}

function subnetsOf(template: Template) {
  return Object.entries(template.findResources('AWS::EC2::Subnet')).map(([id, { Properties }]) => ({
    kind: /(Public|Isolated)Subnet/.exec(id)![1],
    zone: Properties.AvailabilityZone,
    range: Properties.CidrBlock,
  }));
}

describe('flow logs', () => {
  test('go to a log group that is deleted with the stack', () => {
    const { template } = new TestIngress({ flowLogs: ec2.FlowLogDestination.toCloudWatchLogs() });

    template.resourceCountIs('AWS::EC2::FlowLog', 1);
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  // CloudFormation deletes no bucket that holds objects.
  test('may go to a bucket, which stays where CDK makes it, as docs/operations.md says', () => {
    const { template } = new TestIngress({ flowLogs: ec2.FlowLogDestination.toS3() });
    const operations = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');

    template.hasResourceProperties('AWS::EC2::FlowLog', { LogDestinationType: 's3' });
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(operations.split('\n## Delete\n')[1]).toContain('The bucket that `ec2.FlowLogDestination.toS3()` makes by itself also stays.');
  });

  test('leave a log group alone that the user gives', () => {
    const stack = new Stack(new App(), 'Stack');
    const own = new logs.LogGroup(stack, 'Own', { removalPolicy: RemovalPolicy.RETAIN });
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), flowLogs: ec2.FlowLogDestination.toCloudWatchLogs(own) });
    const groups = Template.fromStack(stack).findResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });

    expect(Object.keys(groups)).toEqual([stack.getLogicalId(own.node.defaultChild as logs.CfnLogGroup)]);
  });
});
