import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as vpclattice from 'aws-cdk-lib/aws-vpclattice';
import { Egress, LatticeAccess, LatticeExternalIngress, LatticeService, LatticeServiceNetwork, LatticeServiceTarget, PrivateRecord } from '../../src';
import { compulsoryProps, errorOf, GENERATED_NAME } from '../ingress';

const NAMED = LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789' });

function withRecords(makeRecords: (stack: Stack) => PrivateRecord[], allowedDomains = ['*.apps.example.com', 'api.example.com']): Template {
  const stack = new Stack(new App(), 'Stack');
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), allowedDomains, privateRecords: makeRecords(stack) });
  return Template.fromStack(stack);
}

describe('private records', () => {
  test('lead a name of the VPC to the generated name, in a zone for that name alone', () => {
    const template = withRecords(() => [{ domainName: 'api.example.com', service: NAMED }]);

    template.hasResourceProperties('AWS::Route53::HostedZone', { Name: 'api.example.com.', VPCs: [{ VPCId: { Ref: Match.stringLikeRegexp('Vpc') } }] });
    for (const type of ['A', 'AAAA']) {
      template.hasResourceProperties('AWS::Route53::RecordSet', {
        Name: 'api.example.com.', Type: type, AliasTarget: { DNSName: GENERATED_NAME, HostedZoneId: 'Z0123456789' },
      });
    }
  });

  test.each<[string, (names: string[]) => string[]]>([
    ['one is added in front', (names) => ['orders.apps.example.com', ...names]],
    ['they are given in another order', (names) => [...names].reverse()],
    ['the first is removed', (names) => names.slice(1)],
    ['the last is removed', (names) => names.slice(0, -1)],
    ['they are written in another case', (names) => names.map((name) => name.toUpperCase())],
  ])('keep their logical ids where %s', (_, change) => {
    const resourcesOf = (names: string[]) => {
      const template = withRecords(() => names.map((domainName) => ({
        domainName, service: NAMED,
      })));
      return ['AWS::Route53::HostedZone', 'AWS::Route53::RecordSet'].flatMap((type) => Object.entries(template.findResources(type)));
    };
    const before = ['api.example.com', 'a.apps.example.com', 'b.apps.example.com'];
    const after = resourcesOf(change(before));

    // One of the two holds the other.
    const [more, less] = after.length > 9 ? [after, resourcesOf(before)] : [resourcesOf(before), after];
    expect(more).toEqual(expect.arrayContaining(less));
  });

  test('are called after what a token refers to', () => {
    const idsOf = (parameters: string[]) => Object.keys(withRecords((stack) => parameters.map((id) => (
      { domainName: new CfnParameter(stack, id).valueAsString, service: NAMED }
    ))).findResources('AWS::Route53::HostedZone'));

    expect(idsOf(['Second', 'First']).sort()).toEqual(idsOf(['First', 'Second']).sort());
    expect(idsOf(['First', 'Second'])).toEqual(expect.arrayContaining(idsOf(['Second'])));
  });

  test('share a zone where one is a wildcard below the other: a VPC has one private zone of a name', () => {
    const template = withRecords(() => ['apps.example.com', '*.apps.example.com'].map((domainName) => ({ domainName, service: NAMED })),
      ['apps.example.com', '*.apps.example.com']);

    template.resourceCountIs('AWS::Route53::HostedZone', 1);
    template.resourceCountIs('AWS::Route53::RecordSet', 4);
  });

  test.each(['EXAMPLE.com', 'a token'])('have whole names, which CDK does not put the name of the zone behind: %s', (zoneName) => {
    const template = withRecords((stack) => [{
      domainName: 'api.example.com',
      service: NAMED,
      zone: route53.PrivateHostedZone.fromHostedZoneAttributes(stack, 'Zone', {
        hostedZoneId: 'Z1', zoneName: zoneName === 'a token' ? Fn.importValue('ZoneName') : zoneName,
      }),
    }]);

    template.resourcePropertiesCountIs('AWS::Route53::RecordSet', { Name: 'api.example.com.' }, 2);
  });

  test('are refused twice for a name', () => {
    expect(() => withRecords(() => ['api.example.com', 'API.example.com'].map((domainName) => ({ domainName, service: NAMED }))))
      .toThrow('\'privateRecords\' must hold each name once, got \'api.example.com\' twice');
  });

  test('may stand for every name below one', () => {
    const template = withRecords(() => [{ domainName: '*.apps.example.com', service: NAMED }]);

    template.hasResourceProperties('AWS::Route53::HostedZone', { Name: 'apps.example.com.' });
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: '*.apps.example.com.', Type: 'A' });
  });

  test('know the zone of a service of the same app', () => {
    const template = withRecords((stack) => [{
      domainName: 'orders.apps.example.com', service: LatticeService.fromCfnService(new vpclattice.CfnService(stack, 'Service')),
    }]);

    template.hasResourceProperties('AWS::Route53::RecordSet', {
      AliasTarget: { DNSName: { 'Fn::GetAtt': ['Service', 'DnsEntry.DomainName'] }, HostedZoneId: { 'Fn::GetAtt': ['Service', 'DnsEntry.HostedZoneId'] } },
    });
  });

  test('go into an existing zone', () => {
    const template = withRecords((stack) => [{
      domainName: 'api.example.com', service: NAMED, zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    }]);

    template.resourceCountIs('AWS::Route53::HostedZone', 0);
    template.hasResourceProperties('AWS::Route53::RecordSet', { HostedZoneId: 'Z1', Name: 'api.example.com.' });
  });

  test.each(['the stack', 'another stack'])('go into a zone that the app makes for a VPC of %s', (place) => {
    const stack = new Stack(new App(), 'Stack');
    const vpc = new ec2.Vpc(place === 'the stack' ? stack : new Stack(stack.node.root, 'Network'), 'Vpc', { restrictDefaultSecurityGroup: false });
    new LatticeExternalIngress(stack, 'Ingress', {
      ...compulsoryProps(stack),
      vpc,
      egress: Egress.interfaceEndpoints(),
      allowedDomains: ['api.example.com'],
      privateRecords: [{ domainName: 'api.example.com', service: NAMED, zone: new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'example.com' }) }],
    });

    Template.fromStack(stack).allResourcesProperties('AWS::Route53::RecordSet', { HostedZoneId: { Ref: Match.stringLikeRegexp('^Zone') } });
  });

  test('are refused in a zone of another VPC', () => {
    expect(() => withRecords((stack) => {
      const vpc = new ec2.Vpc(stack, 'Other', { restrictDefaultSecurityGroup: false });
      return [{ domainName: 'api.example.com', service: NAMED, zone: new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'example.com' }) }];
    })).toThrow('\'zone\' must be a private zone of the VPC of the ingress, got \'Stack/Zone\' of another: add the VPC to it with addVpc()');
    expect(() => withRecords((stack) => {
      const other = new Stack(stack.node.root, 'Other');
      const vpc = new ec2.Vpc(other, 'Vpc', { restrictDefaultSecurityGroup: false });
      return [{ domainName: 'api.example.com', service: NAMED, zone: new route53.PrivateHostedZone(other, 'Zone', { vpc, zoneName: 'example.com' }) }];
    })).toThrow('\'zone\' must be a private zone of the VPC of the ingress, got \'Other/Zone\' of another: add the VPC to it with addVpc(), ' +
      'with the VPC in a stack that needs neither the zone nor the ingress; or make the zone in the stack of the ingress');
  });

  test('are refused outside their zone', () => {
    expect(() => withRecords((stack) => [{
      domainName: 'api.example.com', service: NAMED, zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.org' }),
    }])).toThrow('\'zone\' must hold \'api.example.com\', got \'example.org\'');
  });

  test.each(['badexample.com', 'bad-example.com', 'example.com', 'example.com.evil.example', 'api.example.org'])('are refused where *.example.com is allowed, for %s', (domainName) => {
    expect(() => withRecords(() => [{ domainName, service: NAMED }], ['*.example.com']))
      .toThrow(`'privateRecords' must hold names that 'allowedDomains' admits, got '${domainName}'`);
  });

  test.each(['api.example.com', 'a.b.example.com', 'API.Example.com', '*.example.com', '*.apps.example.com'])('may be for %s where *.example.com is allowed', (domainName) => {
    expect(() => withRecords(() => [{ domainName, service: NAMED }], ['*.example.com'])).not.toThrow();
  });

  test('have the whole name, whatever letters the zone is written in', () => {
    const template = withRecords((stack) => [{
      domainName: 'API.Example.com', service: NAMED, zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    }]);

    template.allResourcesProperties('AWS::Route53::RecordSet', { Name: 'api.example.com.' });
  });

  test('each lead into the zone of their own service at service-network endpoints', () => {
    const service = (digit: number) => LatticeService.fromDomainName(GENERATED_NAME.replace('def0', `def${digit}`));
    const templateFor = (digits: number[]) => {
      const stack = new Stack(new App(), 'Stack');
      new LatticeExternalIngress(stack, 'Ingress', {
        ...compulsoryProps(stack),
        lattice: LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')]),
        allowedDomains: ['*.example.com'],
        privateRecords: digits.map((digit) => ({ domainName: `n${digit}.example.com`, service: service(digit) })),
      });
      return Template.fromStack(stack);
    };
    const template = templateFor([0, 1]);

    const targets = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties }) => [Properties.Name, Properties.AliasTarget]);
    const target = (index: number) => ({
      DNSName: { 'Fn::GetAtt': [expect.stringContaining('Services'), `DomainName${index}`] },
      HostedZoneId: { 'Fn::GetAtt': [expect.stringContaining('Services'), `HostedZoneId${index}`] },
    });
    expect(targets).toEqual([0, 0, 1, 1].map((index) => [`n${index}.example.com.`, target(index)]));
    expect(templateFor([1, 0]).toJSON()).toEqual(template.toJSON());
  });

  test('are refused for names that are not allowed', () => {
    expect(errorOf({ privateRecords: [{ domainName: 'api.example.com', service: NAMED }] }))
      .toBe('\'privateRecords\' must hold names that \'allowedDomains\' admits, got \'api.example.com\'');
  });

  test('need the hosted zone of the generated name', () => {
    expect(() => new LatticeServiceTarget(LatticeService.fromDomainName(GENERATED_NAME))).toThrow(
      `'hostedZoneId' must be known for an alias to '${GENERATED_NAME}': give it to LatticeService.fromDomainName(), or use LatticeService.fromCfnService()`);
  });
});
