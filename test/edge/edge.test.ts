import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LatticeExternalIngress } from '../../src';
import { compulsoryProps, errorOf, TestIngress } from '../ingress';

const CLIENTS = [ec2.Peer.ipv4('203.0.113.0/24'), ec2.Peer.ipv6('2001:db8::/32'), ec2.Peer.prefixList('pl-0123456789abcdef0')];

describe('the load balancer', () => {
  const { template } = new TestIngress({ clients: CLIENTS });

  test('is public, dual-stack, and balances within each zone', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Type: 'network',
      Scheme: 'internet-facing',
      IpAddressType: 'dualstack',
      LoadBalancerAttributes: Match.arrayWith([{ Key: 'load_balancing.cross_zone.enabled', Value: 'false' }]),
    });
  });

  test.each([[443, 8443], [80, 8080]])('takes TCP on port %d', (port, targetPort) => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: port, Protocol: 'TCP' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: targetPort,
      Protocol: 'TCP',
      TargetType: 'ip',
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: '8081',
      TargetGroupAttributes: Match.arrayWith([
        { Key: 'deregistration_delay.timeout_seconds', Value: '120' },
        { Key: 'proxy_protocol_v2.enabled', Value: 'true' },
        { Key: 'preserve_client_ip.enabled', Value: 'false' },
        { Key: 'deregistration_delay.connection_termination.enabled', Value: 'true' },
      ]),
    });
  });

  test.each([['Tls', 443, 8443], ['Http', 80, 8080]])('the security group for %s lets in exactly the clients, and out only to the tasks', (listener, port, taskPort) => {
    const [group] = Object.keys(template.findResources('AWS::EC2::SecurityGroup')).filter((id) => id.includes(`Edge${listener}`));
    const id = { 'Fn::GetAtt': [group, 'GroupId'] };

    expect(rulesOf('Ingress', group, id)).toEqual([
      { CidrIpv6: '2001:db8::/32', FromPort: port, ToPort: port },
      { CidrIp: '203.0.113.0/24', FromPort: port, ToPort: port },
      { SourcePrefixListId: 'pl-0123456789abcdef0', FromPort: port, ToPort: port },
    ]);
    const tasks = { 'Fn::GetAtt': [expect.stringContaining('TaskSecurityGroup'), 'GroupId'] };
    expect(rulesOf('Egress', group, id)).toEqual([
      { CidrIp: '255.255.255.255/32', FromPort: 1, ToPort: 1 },
      { DestinationSecurityGroupId: tasks, FromPort: taskPort, ToPort: taskPort },
      { DestinationSecurityGroupId: tasks, FromPort: 8081, ToPort: 8081 },
    ]);
  });

  test.each(['TLS', 'HTTP'])('the security group of %s says what it and each of its rules is for', (listener) => {
    const [[group, { Properties }]] = Object.entries(template.findResources('AWS::EC2::SecurityGroup', {
      Properties: { GroupDescription: `${listener} listener of the ingress: in only from its clients, out only to its tasks` },
    }));

    expect(Properties.SecurityGroupIngress.map(({ Description }: any) => Description)).toEqual(['client', 'client', 'client']);
    const outward = template.findResources('AWS::EC2::SecurityGroupEgress', { Properties: { GroupId: { 'Fn::GetAtt': [group, 'GroupId'] } } });
    expect(Object.values(outward).map((rule) => rule.Properties.Description)).toEqual(expect.arrayContaining(['proxy', 'health check']));
  });

  test.each([[{}, 443], [{ tlsPort: 8443 }, 8443]])('lets a further client use TLS on its port, in the group of that listener alone: %j', (props, port) => {
    const further = new TestIngress(props);
    further.ingress.connections.allowDefaultPortFrom(ec2.Peer.ipv4('198.51.100.0/24'));

    const added = Object.values(further.template.findResources('AWS::EC2::SecurityGroup')).flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? [])
      .filter(({ CidrIp }) => CidrIp === '198.51.100.0/24');
    expect(added.map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual([[port, port]]);
  });

  function rulesOf(direction: 'Ingress' | 'Egress', group: string, id: unknown) {
    const inline = template.findResources('AWS::EC2::SecurityGroup')[group].Properties[`SecurityGroup${direction}`] ?? [];
    const apart = Object.values(template.findResources(`AWS::EC2::SecurityGroup${direction}`))
      .map(({ Properties }) => Properties)
      .filter(({ GroupId }) => JSON.stringify(GroupId) === JSON.stringify(id));
    return [...inline, ...apart].map(({ Description, IpProtocol, GroupId, ...rule }) => rule);
  }
});

test('every security group has an egress rule of its own, or EC2 would let everything out', () => {
  const { template } = new TestIngress();
  const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'));

  expect(groups).toHaveLength(5);
  groups.forEach(({ Properties }) => expect(Properties.SecurityGroupEgress).toHaveLength(1));
});

test('a further client can be let in afterwards', () => {
  const made = new TestIngress();
  made.ingress.connections.allowDefaultPortFrom(ec2.Peer.ipv4('198.51.100.0/24'), 'partner');

  made.template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: Match.arrayWith([Match.objectLike({ CidrIp: '198.51.100.0/24', FromPort: 443 })]),
  });
});

describe('clients', () => {
  test('clients must not be empty, so that somebody says who may connect', () => {
    expect(errorOf({ clients: [] }))
      .toBe('\'clients\' must not be empty: say who may connect, for instance [ec2.Peer.ipv4(\'203.0.113.0/24\')]');
  });

  test.each([ec2.Peer.anyIpv4(), ec2.Peer.anyIpv6()])('a range of clients that holds every address gives a warning (%#)', (everybody) => {
    const { stack } = new TestIngress({ clients: [everybody] });

    Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Edge', Match.stringLikeRegexp(
      `'clients' holds ${everybody.uniqueId}.*Narrow it.*cdk-lattice-external-ingress:openToTheWorld`));
  });

  test('a range of all addresses of each family is in one warning', () => {
    const { stack } = new TestIngress({ clients: [ec2.Peer.anyIpv4(), ec2.Peer.anyIpv6()] });

    Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Edge', Match.stringLikeRegexp('\'clients\' holds 0\\.0\\.0\\.0/0 and ::/0: anybody may connect'));
  });

  test.each([
    ['IPv4', (index: number) => ec2.Peer.ipv4(`198.51.100.${index}/32`)],
    ['IPv6', (index: number) => ec2.Peer.ipv6(`2001:db8::${index}/128`)],
  ])('with more ranges of %s than a group takes warn of this family only', (family, range) => {
    const { stack } = new TestIngress({ clients: Array.from({ length: 61 }, (_, index) => range(index + 1)) });

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('a security group takes')).map(({ entry }) => String(entry.data)))
      .toEqual([expect.stringContaining(`'clients' counts as 61 rules for ${family}, `)]);
  });

  test('do not warn where the ranges of one family are as many rules as a group takes, whatever there is of the other', () => {
    const range = (index: number) => [ec2.Peer.ipv4(`198.51.100.${index}/32`), ec2.Peer.ipv6(`2001:db8::${index}/128`)];
    const { stack } = new TestIngress({ clients: Array.from({ length: 60 }, (_, index) => range(index + 1)).flat() });

    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('a security group takes'));
  });

  test.each(['IPv4', 'IPv6'])('in a prefix list of %s count for this family only', (addressFamily) => {
    const stack = new Stack();
    const list = new ec2.CfnPrefixList(stack, 'Partners', { prefixListName: 'partners', addressFamily, maxEntries: 61 });
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), clients: [ec2.Peer.prefixList(list.attrPrefixListId)] });

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('a security group takes')).map(({ entry }) => String(entry.data)))
      .toEqual([expect.stringContaining(`'clients' counts as 61 rules for ${addressFamily}, `)]);
  });

  test('do not warn otherwise', () => {
    Annotations.fromStack(new TestIngress({ clients: CLIENTS }).stack).hasNoWarning('/Stack/Ingress/Edge', Match.anyValue());
  });
});
