import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import {
  Egress, IngressRoute, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork,
  ServiceNetworkEndpointsOptions,
} from '../../src';
import { compulsoryProps, GENERATED_NAME, service } from '../ingress';

class WithEndpoints {
  public readonly stack = new Stack(new App(), 'Stack');

  constructor(props: Partial<LatticeExternalIngressProps> = {}, options: ServiceNetworkEndpointsOptions = {}) {
    const networks = ['0', '1'].map((digit) => LatticeServiceNetwork.fromServiceNetworkId(this.stack, `Network${digit}`, `sn-0123456789abcdef${digit}`));
    new LatticeExternalIngress(this.stack, 'Ingress', {
      ...compulsoryProps(this.stack),
      lattice: LatticeAccess.serviceNetworkEndpoints(networks, options),
      services: [service('api.example.com')],
      ...props,
    });
  }

  public get template(): Template {
    return Template.fromStack(this.stack);
  }
}

describe('service-network endpoints', () => {
  const { template } = new WithEndpoints();

  test('are made for each service network, dual-stack, with a security group of their own', () => {
    const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'ServiceNetwork' } }));

    expect(endpoints.map(({ Properties }) => Properties.ServiceNetworkArn['Fn::Join'][1].at(-1))).toEqual([
      ':servicenetwork/sn-0123456789abcdef0', ':servicenetwork/sn-0123456789abcdef1',
    ]);
    endpoints.forEach(({ Properties }) => expect(Properties).toMatchObject({ IpAddressType: 'dualstack', SubnetIds: { length: 3 } }));
    expect(new Set(endpoints.map(({ Properties }) => JSON.stringify(Properties.SecurityGroupIds))).size).toBe(2);
  });

  test('service-network endpoints let in only the tasks, which get nowhere else for VPC Lattice', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties)
      .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0].includes('LatticeEndpoints'));
    expect(rules.map(({ FromPort }) => FromPort).sort()).toEqual([443, 443, 80, 80]);
    rules.forEach((rule) => expect(rule.SourceSecurityGroupId['Fn::GetAtt'][0]).toContain('TaskSecurityGroup'));
    expect(new Set(rules.map(({ Description }) => Description))).toEqual(new Set(['VPC Lattice']));
    template.resourcePropertiesCountIs('AWS::EC2::SecurityGroup', { GroupDescription: 'Endpoint of a VPC Lattice service network: in only from the tasks of the ingress' }, 2);

    expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroupEgress'))).not.toContain('VpcLatticeIpv4');
    template.resourceCountIs('AWS::VpcLattice::ServiceNetworkVpcAssociation', 0);
  });

  test('have names of their own for services, found when deployed, by which the proxy forwards', () => {
    template.hasResourceProperties('Custom::LatticeExternalIngressFindEndpointServices', {
      EndpointIds: [{ Ref: Match.stringLikeRegexp('Endpointsn0123456789abcdef0') }, { Ref: Match.stringLikeRegexp('Endpointsn0123456789abcdef1') }],
      Services: [GENERATED_NAME],
      ServiceTimeout: '840',
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: Match.arrayWith([{ Action: 'ec2:DescribeVpcEndpointAssociations', Effect: 'Allow', Resource: '*' }]) } }],
    });
    const conf = JSON.stringify(template.findResources('AWS::ECS::TaskDefinition'));
    expect(conf).toContain('"DomainName0"');
    expect(conf).not.toContain(GENERATED_NAME);
  });

  describe('are asked for the names of ten services at a time', () => {
    const names = [...Array(21).keys()].map((index) => `api-${index.toString(16).padStart(17, '0')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws`);
    const domainOf = (index: number) => `n${String(index).padStart(2, '0')}.example.com`;
    const forwarded = names.map((name, index) => ({ domainName: domainOf(index), service: LatticeService.fromDomainName(name) }));
    const lookUps = (services: IngressRoute[]) => Object.entries(new WithEndpoints({ services }).template
      .findResources('Custom::LatticeExternalIngressFindEndpointServices'));

    test('which fit into one answer to CloudFormation', () => {
      expect(lookUps(forwarded).map(([, { Properties }]) => Properties.Services)).toEqual([names.slice(0, 10), names.slice(10, 20), names.slice(20)]);
    });

    test('so that a service more at the end changes no other look-up', () => {
      const before = lookUps(forwarded.slice(0, 20));

      expect(lookUps(forwarded).slice(0, 2)).toEqual(before);
      expect(before).toHaveLength(2);
    });

    test('each once, however many names lead to it', () => {
      const [first, second] = ['api.example.com', 'www.example.com'].map((domainName) => ({ ...forwarded[0], domainName }));
      const { template: twice } = new WithEndpoints({ services: [first, second, forwarded[1]] });

      twice.hasResourceProperties('Custom::LatticeExternalIngressFindEndpointServices', { Services: names.slice(0, 2) });
      const conf = JSON.stringify(twice.findResources('AWS::ECS::TaskDefinition'));
      expect(conf).toMatch(/#service api\.example\.com api_example_com ",\{.*\},"\\n#service n01\.example\.com n01_example_com ",\{.*\},"\\n#service www\.example\.com api_example_com\\n/);
    });

    test('and each is forwarded to by the name that was found for it', () => {
      const ids = lookUps(forwarded).map(([id]) => id);
      const conf = JSON.stringify(new WithEndpoints({ services: forwarded }).template.findResources('AWS::ECS::TaskDefinition'));

      forwarded.forEach(({ domainName }, index) => {
        const upstream = domainName.replaceAll('.', '_');
        expect(conf).toContain(`#service ${domainName} ${upstream} ",{"Fn::GetAtt":["${ids[Math.floor(index / 10)]}","DomainName${index % 10}"]}`);
      });
    });

    test('in one function', () => {
      new WithEndpoints({ services: forwarded }).template.resourcePropertiesCountIs('AWS::Lambda::Function',
        { Description: 'Find the names that services have at the endpoints of their service networks' }, 1);
    });
  });

  test('keep their logical ids where one is added in front, where others go, and where the same network is named by its ARN', () => {
    const idsOf = (names: string[]) => {
      const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
      const networks = names.map((name, index) => (name.startsWith('sn-')
        ? LatticeServiceNetwork.fromServiceNetworkId(stack, `Network${index}`, name)
        : LatticeServiceNetwork.fromServiceNetworkArn(stack, `Network${index}`, `arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/${name.slice(4)}`)));
      new LatticeExternalIngress(stack, 'Ingress', {
        ...compulsoryProps(stack), services: [service('api.example.com')], lattice: LatticeAccess.serviceNetworkEndpoints(networks),
      });
      return new Set(Object.keys(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'ServiceNetwork' } })));
    };
    const [first, second] = ['sn-0123456789abcdef0', 'sn-0123456789abcdef1'];

    const both = idsOf([first, second]);
    expect(both.size).toBe(2);
    expect(idsOf([second, `arn:${first}`])).toEqual(both);
    expect([...idsOf([second])].filter((id) => !both.has(id))).toEqual([]);
    expect(() => idsOf([first, `arn:${first}`])).toThrow(`'serviceNetworks' must name each service network once, got '${first}' twice`);
  });

  test('look the names up again when the revision changes', () => {
    new WithEndpoints({}, { revision: '2' }).template.hasResourceProperties('Custom::LatticeExternalIngressFindEndpointServices', { Revision: '2' });
  });

  test('look up nothing where no service is named, and are there before the first task starts', () => {
    const { template: unnamed } = new WithEndpoints({ services: [], allowedDomains: ['*.example.com'] });

    unnamed.resourceCountIs('Custom::LatticeExternalIngressFindEndpointServices', 0);
    const endpoints = Object.keys(unnamed.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'ServiceNetwork' } }));
    expect(endpoints).toHaveLength(2);
    unnamed.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith(endpoints.sort()) });
  });

  /** An ingress in a VPC whose task subnets have this size, with endpoints of so many service networks. */
  const inSubnetsOf = (cidrMask: number, networkCount: number) => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      restrictDefaultSecurityGroup: false,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
        { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask },
      ],
    });
    const networks = Array.from({ length: networkCount }, (_, index) => new vpclattice.CfnServiceNetwork(stack, `Made${index}`));
    return new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      vpc,
      egress: Egress.interfaceEndpoints(),
      allowedDomains: ['*.example.com'],
      lattice: LatticeAccess.serviceNetworkEndpoints(networks),
    });
  };

  test.each([[28, 0], [27, 0], [26, 2], [25, 6], [24, 14]])('fit into a /%d as often as %d times, because each takes an aligned /28', (mask, room) => {
    expect(() => inSubnetsOf(mask, room + 1)).toThrow(new RegExp(`^'subnets' must have room for ${room + 1} service-network endpoints, which take an aligned /28 each, ` +
      `got '10\\.0\\.\\d+\\.\\d+/${mask}' at 'Default/Vpc/TasksSubnet1' with room for ${room}: select larger ones$`));
    if (room > 0) {
      expect(() => inSubnetsOf(mask, room)).not.toThrow();
    }
  });

  test.each<[string, (stack: Stack) => ec2.IVpc, string]>([
    ['both families', (stack) => new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, ipProtocol: ec2.IpProtocol.DUAL_STACK }), 'dualstack'],
    ['IPv4 only', (stack) => new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }), 'ipv4'],
    ['both families but one', (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, ipProtocol: ec2.IpProtocol.DUAL_STACK });
      (vpc.privateSubnets[0].node.defaultChild as ec2.CfnSubnet).ipv6CidrBlock = undefined;
      return vpc;
    }, 'ipv4'],
    ['ranges that CDK does not know', (stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['us-east-1a'],
      publicSubnetIds: ['subnet-1'],
      publicSubnetIpv4CidrBlocks: ['10.0.0.0/24'],
      privateSubnetIds: ['subnet-2'],
    }), 'ipv4'],
  ])('have the address family of subnets with %s', (_, vpcIn, family) => {
    const stack = new Stack();
    new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      vpc: vpcIn(stack),
      allowedDomains: ['*.example.com'],
      lattice: LatticeAccess.serviceNetworkEndpoints([new vpclattice.CfnServiceNetwork(stack, 'Made')]),
    });

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'ServiceNetwork', IpAddressType: family });
  });

  test('are refused in subnets of which only some have IPv4 addresses', () => {
    const stack = new Stack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false, natGateways: 0, ipProtocol: ec2.IpProtocol.DUAL_STACK });
    (vpc.isolatedSubnets[0] ?? vpc.privateSubnets[0]).node.findAll().filter((each) => each instanceof ec2.CfnSubnet).forEach((each) => {
      (each as ec2.CfnSubnet).ipv6Native = true;
    });

    expect(() => new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      vpc,
      allowedDomains: ['*.example.com'],
      lattice: LatticeAccess.serviceNetworkEndpoints([new vpclattice.CfnServiceNetwork(stack, 'Made')]),
    })).toThrow(/^'subnets' of service-network endpoints must all have IPv4 addresses or none of them, but 'Default\/Vpc\/\w+Subnet1' has none/);
  });

  test('are not where generated names lead', () => {
    expect(() => new WithEndpoints({ services: [] })).toThrow(
      '\'lattice\' must not be LatticeAccess.serviceNetworkEndpoints() without \'services\', \'allowedDomains\' or \'restrictedDomains\': generated names resolve to addresses that ' +
      'only an association serves; name the services, or use LatticeAccess.vpcAssociation()');
    expect(() => new WithEndpoints({ services: [], allowedDomains: ['*.example.com'] })).not.toThrow();
  });

  test('are in the subnets of the tasks where subnets are undefined', () => {
    const given = (options: ServiceNetworkEndpointsOptions) => JSON.stringify(
      new WithEndpoints({}, options).template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'ServiceNetwork' } }));

    expect(given({ subnets: undefined, securityGroups: undefined, revision: undefined })).toBe(given({}));
  });

  test('need a service network', () => {
    expect(() => LatticeAccess.serviceNetworkEndpoints([])).toThrow('\'serviceNetworks\' must not be empty: name at least one service network');
  });
});

test('a VPC is associated once in an app', () => {
  const stack = new Stack(new App(), 'Stack');
  const ingress = new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  new vpclattice.CfnServiceNetworkVpcAssociation(stack, 'Second', { vpcIdentifier: ingress.vpc.vpcId, serviceNetworkIdentifier: 'sn-1' });

  expect(() => Template.fromStack(stack)).toThrow(
    /'lattice' must not associate a VPC that has an association already, at 'Stack\/Second': use LatticeAccess\.alreadyAssociated\(\)/);
});

test('a resource gateway of VPC Lattice in the same VPC is no association', () => {
  const stack = new Stack(new App(), 'Stack');
  const ingress = new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  new vpclattice.CfnResourceGateway(stack, 'Gateway', { vpcIdentifier: ingress.vpc.vpcId, name: 'databases', subnetIds: ['subnet-0123456789abcdef0'] });

  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('VPCs of two stacks may both be associated, also where their logical ids are the same', () => {
  const app = new App();
  for (const id of ['First', 'Second']) {
    const stack = new Stack(app, id);
    new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  }

  expect(() => app.synth()).not.toThrow();
});
