import { App, Environment, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, LatticeAccess, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../../src';
import { evaluate } from '../../tools/template/evaluation';
import { TemplateJson } from '../../tools/template/json';
import { GENERATED_NAME, service, TestIngress } from '../ingress';

const ARN = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0';

describe('a VPC association', () => {
  const { template } = new TestIngress();

  test('the association lets in only the tasks', () => {
    template.hasResourceProperties('AWS::VpcLattice::ServiceNetworkVpcAssociation', {
      VpcIdentifier: { Ref: Match.stringLikeRegexp('Vpc') },
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('Lattice'), 'GroupId'] }],
    });
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))
      .map(({ Properties }) => Properties)
      .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0].includes('Lattice'));
    expect(rules.map(({ FromPort }) => FromPort).sort()).toEqual([443, 80]);
    rules.forEach((rule) => expect(rule.SourceSecurityGroupId['Fn::GetAtt'][0]).toContain('TaskSecurityGroup'));
    expect(rules.map(({ Description }) => Description)).toEqual(['tasks', 'tasks']);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Association with VPC Lattice: in only from the tasks of the ingress' });
  });

  test('is there before the first task starts', () => {
    template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('LatticeAssociation')]) });
  });

  test('takes a service network of the same app', () => {
    const app = new App();
    const network = new vpclattice.CfnServiceNetwork(new Stack(app, 'Other'), 'ServiceNetwork');

    expect(LatticeAccess.vpcAssociation(network)).toBeInstanceOf(LatticeAccess);
  });
});

test('a VPC that is associated already gets nothing, and no warning about names that are not at an endpoint', () => {
  const { stack, template } = new TestIngress({ lattice: LatticeAccess.alreadyAssociated(), allowedDomains: ['api.example.com', '*.vpce.example.com'] });

  template.resourceCountIs('AWS::VpcLattice::ServiceNetworkVpcAssociation', 0);
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('namesAtEndpoints'));
});

test('a list of names may be empty beside names of another list', () => {
  const templateOf = (props: Partial<LatticeExternalIngressProps>) => new TestIngress(props).template.toJSON();
  const named = { services: [service('api.example.com')] };

  expect(templateOf({ ...named, allowedDomains: [] })).toEqual(templateOf(named));
  expect(templateOf({ allowedDomains: ['api.example.com'], services: [] })).toEqual(templateOf({ allowedDomains: ['api.example.com'] }));
});

test('the tasks get out only to VPC Lattice, image layers and the endpoints', () => {
  const { template } = new TestIngress();
  const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress'))
    .map(({ Properties }) => Properties)
    .filter(({ GroupId }) => GroupId['Fn::GetAtt'][0].includes('TaskSecurityGroup'))
    .map((rule) => `${rule.DestinationPrefixListId?.['Fn::GetAtt'][1] ?? rule.DestinationSecurityGroupId['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')} ${rule.FromPort}, ${rule.Description}`);

  expect(rules.sort()).toEqual([
    'IngressNetworkEndpointsSecurityGroup 443, VPC endpoints',
    'S3 443, image layers',
    'VpcLatticeIpv4 443, VPC Lattice',
    'VpcLatticeIpv4 80, VPC Lattice',
  ]);
});

test.each([
  ['IPv4', Egress.interfaceEndpoints(), { VpcLatticeIpv4: '.vpc-lattice' }],
  ['IPv6', Egress.ipv6Only(), { VpcLatticeIpv6: '.ipv6.vpc-lattice' }],
])('tasks over %s need no other prefix list of VPC Lattice', (_, egress, wanted) => {
  const { template } = new TestIngress({ egress });
  const names = Object.fromEntries(Object.entries({ ...wanted, S3: '.s3' }).map(([key, end]) => [key, { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, end]] }]));

  template.hasResourceProperties('Custom::LatticeExternalIngressFindPrefixLists', { Names: names });
});

describe('a service', () => {
  test.each(['api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws', 'a-0123456789abcdef0.1.vpc-lattice-svcs.eu-central-1.on.aws'])('is taken by its generated name: %s', (name) => {
    expect(LatticeService.fromDomainName(name).domainName).toBe(name);
  });

  test.each([
    'api.example.com',
    'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws.evil.example',
    'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.awsome',
    'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.onXaws',
    'api-0123456789abcdef0.7d67968.vpc-lattice-svcsXus-east-1.on.aws',
    'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.evil.us-east-1.on.aws',
    'api-0123456789abcdef0.7d67968xvpc-lattice-svcs.us-east-1.on.aws',
    'api 0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws',
    '.vpc-lattice-svcs.us-east-1.on.aws',
  ])('is not taken by another name: %s', (name) => {
    expect(() => LatticeService.fromDomainName(name)).toThrow(`'domainName' must be the name that VPC Lattice generated for the service, such as ${GENERATED_NAME}, got '${name}'`);
  });
});

describe('a service network', () => {
  const stack = new Stack();

  test('is imported by its ARN', () => {
    expect(LatticeServiceNetwork.fromServiceNetworkArn(stack, 'ByArn', ARN).serviceNetworkRef.serviceNetworkArn).toBe(ARN);
  });

  test('is imported by its id, with the account and the Region of the stack', () => {
    const { serviceNetworkRef } = LatticeServiceNetwork.fromServiceNetworkId(stack, 'ById', 'sn-0123456789abcdef0');

    expect(stack.resolve(serviceNetworkRef.serviceNetworkArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':vpc-lattice:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':servicenetwork/sn-0123456789abcdef0']],
    });
  });

  test.each([ARN, 'sn-0123456789abcdef01', 'my-sn-0123456789abcdef0'])('is refused by another id: %s', (id) => {
    expect(() => LatticeServiceNetwork.fromServiceNetworkId(stack, 'BadId', id))
      .toThrow(`'serviceNetworkId' must be the id of a service network, such as sn-0123456789abcdef0; for one of another account use fromServiceNetworkArn, got '${id}'`);
  });

  test.each(['sn-0123456789abcdef0', `${ARN}1`, ` ${ARN}`])('is refused by another ARN: %s', (arn) => {
    expect(() => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'BadArn', arn))
      .toThrow(`'serviceNetworkArn' must be the ARN of a service network, such as arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0, got '${arn}'`);
  });

  test('that is missing is an error that names the command that lists service networks', () => {
    expect(() => LatticeServiceNetwork.fromServiceNetworkId(stack, 'NoId', undefined as never))
      .toThrow(/^'serviceNetworkId' .*`aws vpc-lattice list-service-networks` shows it$/);
    expect(() => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'NoArn', undefined as never))
      .toThrow(/^'serviceNetworkArn' .*`aws vpc-lattice list-service-networks` shows it$/);
  });
});

describe('a service', () => {
  test('of the same app is known by its generated name', () => {
    const stack = new Stack();
    const made = new vpclattice.CfnService(stack, 'Service');

    expect(stack.resolve(LatticeService.fromCfnService(made).domainName)).toEqual({ 'Fn::GetAtt': ['Service', 'DnsEntry.DomainName'] });
  });

  test.each(['Z0123456789ABC/', 'Z0123456789ABC0123456789-', '/hostedzone/Z0123456789ABC'])('is refused with another text for the id of its hosted zone: %s', (hostedZoneId) => {
    expect(() => LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId }))
      .toThrow(`'hostedZoneId' must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ, got '${hostedZoneId}'`);
  });

  test.each(['api.example.com', 'api;x.vpc-lattice-svcs.us-east-1.on.aws', ''])('is refused by the name \'%s\'', (name) => {
    expect(() => LatticeService.fromDomainName(name))
      .toThrow(/^'domainName' must be the name that VPC Lattice generated for the service, such as .*, got '/);
  });
});

test('an auth policy can let principals in through this ingress only', () => {
  const { ingress, stack } = new TestIngress();
  const statement = ingress.authPolicyStatement(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Caller'));

  expect(stack.resolve(statement.toStatementJson())).toEqual({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:role/Caller' },
    Action: 'vpc-lattice-svcs:Invoke',
    Resource: '*',
    Condition: {
      StringEquals: { 'vpc-lattice-svcs:SourceVpc': { Ref: 'IngressNetworkVpc8987BC8F' } },
      StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' },
    },
  });
});

test.each<[string, iam.IPrincipal]>([
  ['AnyPrincipal', new iam.AnyPrincipal()],
  ['StarPrincipal', new iam.StarPrincipal()],
  ['ArnPrincipal', new iam.ArnPrincipal('*')],
  ['a principal with conditions', new iam.AnyPrincipal().withConditions({ StringNotEqualsIgnoreCase: { 'aws:PrincipalAccount': '444455556666' } })],
  ['a principal with the same conditions', new iam.AnyPrincipal().withConditions({
    StringEquals: { 'vpc-lattice-svcs:SourceVpc': 'vpc-0123456789abcdef0' }, StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'nobody' },
  })],
  ['a composite principal', new iam.CompositePrincipal(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Caller'), new iam.AnyPrincipal())],
  ['a token', new iam.ArnPrincipal(Lazy.string({ produce: () => '*' }))],
])('an auth policy lets in no anonymous caller, and none from elsewhere, where everybody is hidden in %s', (_, principal) => {
  const { ingress, stack } = new TestIngress();

  expect(stack.resolve(ingress.authPolicyStatement(principal).toStatementJson()).Condition).toMatchObject({
    StringEquals: { 'vpc-lattice-svcs:SourceVpc': { Ref: 'IngressNetworkVpc8987BC8F' } },
    StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' },
  });
});

describe('the association is the same to CloudFormation, which would replace it', () => {
  const ID = 'sn-0123456789abcdef0';
  const arnIn = (account: string) => `arn:aws:vpc-lattice:us-east-1:${account}:servicenetwork/${ID}`;
  const identifier = (network: (stack: Stack) => vpclattice.IServiceNetworkRef, env?: Environment) => {
    const { template } = new TestIngress({ lattice: LatticeAccess.vpcAssociation(network(new Stack(new App(), 'Elsewhere', { env }))) }, { env });
    const [association] = Object.values(evaluate(template.toJSON() as TemplateJson)).filter(({ Type }) => Type.endsWith('::ServiceNetworkVpcAssociation'));
    return association.Properties.ServiceNetworkIdentifier;
  };

  test.each([undefined, { account: '123456789012', region: 'us-east-1' }])('by the id or by the ARN of its network (in %o)', (env) => {
    const byId = identifier((stack) => LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', ID), env);

    expect(byId).toBe(arnIn('123456789012'));
    expect(identifier((stack) => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Network', arnIn('123456789012')), env)).toBe(byId);
    expect(identifier((stack) => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Network', Lazy.string({ produce: () => arnIn('123456789012') })), env)).toBe(byId);
  });

  test('but not for a network of another account', () => {
    expect(identifier((stack) => LatticeServiceNetwork.fromServiceNetworkArn(stack, 'Network', arnIn('111122223333')))).toBe(arnIn('111122223333'));
  });
});
