import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { IngressRoute, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork, ServiceNetworkEndpointsOptions } from '../../src';
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

  test('let in only the tasks, which get nowhere else for VPC Lattice', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties)
      .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0].includes('LatticeEndpoints'));
    expect(rules.map(({ FromPort }) => FromPort).sort()).toEqual([443, 443, 80, 80]);
    rules.forEach((rule) => expect(rule.SourceSecurityGroupId['Fn::GetAtt'][0]).toContain('TaskSecurityGroup'));

    expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroupEgress'))).not.toContain('VpcLatticeIpv4');
    template.resourceCountIs('AWS::VpcLattice::ServiceNetworkVpcAssociation', 0);
  });

  test('have names of their own for services, found when deployed, by which the proxy forwards', () => {
    template.hasResourceProperties('Custom::LatticeExternalIngressFindEndpointServices', {
      EndpointIds: [{ Ref: Match.stringLikeRegexp('Endpoint0') }, { Ref: Match.stringLikeRegexp('Endpoint1') }],
      Services: [GENERATED_NAME],
      ServiceTimeout: '840',
    });
    const conf = JSON.stringify(template.findResources('AWS::ECS::TaskDefinition'));
    expect(conf).toContain('"DomainName0"');
    expect(conf).not.toContain(GENERATED_NAME);
  });

  describe('are asked for the names of ten services at a time', () => {
    const names = [...Array(21).keys()].map((index) => `api-${index.toString(16).padStart(17, '0')}.7d67968.vpc-lattice-svcs.us-east-1.on.aws`);
    const forwarded = names.map((name, index) => ({ domainName: `n${index}.example.com`, service: LatticeService.fromDomainName(name) }));
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
      expect(conf).toMatch(/ api\.example\.com tls-0;.* www\.example\.com tls-0;.* n1\.example\.com tls-1;/);
    });

    test('and each is forwarded to by the name that was found for it', () => {
      const ids = lookUps(forwarded).map(([id]) => id);
      const conf = JSON.stringify(new WithEndpoints({ services: forwarded }).template.findResources('AWS::ECS::TaskDefinition'));

      forwarded.forEach(({ domainName }, index) => {
        expect(conf).toContain(` ${domainName} tls-${index};`);
        expect(conf).toContain(`zone tls-${index} 64k; server ",{"Fn::GetAtt":["${ids[Math.floor(index / 10)]}","DomainName${index % 10}"]}`);
      });
    });

    test('in one function', () => {
      new WithEndpoints({ services: forwarded }).template.resourcePropertiesCountIs('AWS::Lambda::Function',
        { Description: 'Find the names that services have at the endpoints of their service networks' }, 1);
    });
  });

  test('look the names up again when the revision changes', () => {
    new WithEndpoints({}, { revision: '2' }).template.hasResourceProperties('Custom::LatticeExternalIngressFindEndpointServices', { Revision: '2' });
  });

  test('look up nothing where no service is named', () => {
    new WithEndpoints({ services: [], allowedDomains: ['*.example.com'] }).template
      .resourceCountIs('Custom::LatticeExternalIngressFindEndpointServices', 0);
  });

  test('need subnets of /26', () => {
    const inSubnetsOf = (cidrMask: number) => {
      const stack = new Stack();
      const vpc = new ec2.Vpc(stack, 'Vpc', {
        restrictDefaultSecurityGroup: false,
        natGateways: 0,
        subnetConfiguration: [
          { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
          { name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask },
        ],
      });
      return { stack, vpc };
    };
    const endpointsIn = ({ stack, vpc }: { stack: Stack; vpc: ec2.IVpc }) => new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      vpc,
      allowedDomains: ['*.example.com'],
      lattice: LatticeAccess.serviceNetworkEndpoints([new vpclattice.CfnServiceNetwork(stack, 'Made')]),
    });

    expect(() => endpointsIn(inSubnetsOf(26))).not.toThrow();
    expect(() => endpointsIn(inSubnetsOf(27))).toThrow(/^'subnets' must be of \/26 or larger for service-network endpoints, got '10\.0\.\d+\.\d+\/27' at 'Default\/Vpc\/TasksSubnet1': select others$/);
  });

  test('are not where generated names lead', () => {
    expect(() => new WithEndpoints({ services: [] })).toThrow(
      '\'lattice\' must not be LatticeAccess.serviceNetworkEndpoints() with neither \'services\' nor \'allowedDomains\': generated names resolve to addresses that ' +
      'only an association serves; name the services, or use LatticeAccess.vpcAssociation()');
    expect(() => new WithEndpoints({ services: [], allowedDomains: ['*.example.com'] })).not.toThrow();
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

test('VPCs of two stacks may both be associated, also where their logical ids are the same', () => {
  const app = new App();
  for (const id of ['First', 'Second']) {
    const stack = new Stack(app, id);
    new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
  }

  expect(() => app.synth()).not.toThrow();
});
