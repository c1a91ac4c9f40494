import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Egress, HttpMode, LatticeAccess, LatticeAccessBindOptions, LatticeExternalIngress, LatticeExternalIngressProps, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, errorOf, service, TestIngress } from '../ingress';

const onPorts = (tlsListenerPort?: number, httpListenerPort?: number, name = 'a.example.com') => ({ ...service(name), tlsListenerPort, httpListenerPort });

/** The ports of VPC Lattice to which the tasks' security group lets out. */
function egressPorts({ template, stack }: TestIngress): number[] {
  const group = Object.entries(template.findResources('AWS::EC2::SecurityGroup')).find(([id]) => id.includes('TaskSecurityGroup'))!;
  const apart = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties }) => Properties);
  const rules = [...group[1].Properties.SecurityGroupEgress, ...apart].map((rule) => stack.resolve(rule));
  return rules.filter(({ Description }) => Description === 'VPC Lattice').map(({ FromPort }) => FromPort);
}

/** The ports on which the association, or an endpoint, lets in the tasks. */
const ingressPorts = ({ template }: TestIngress) => Object.entries(template.findResources('AWS::EC2::SecurityGroupIngress'))
  .filter(([id]) => id.includes('Lattice')).map(([, { Properties }]) => Properties.FromPort);

describe('ports of VPC Lattice', () => {
  test.each<[what: string, props: Partial<LatticeExternalIngressProps>, ports: number[]]>([
    ['without any name', {}, [80, 443]],
    ['of names that are looked up', { allowedDomains: ['a.example.com'] }, [80, 443]],
    ['of services that name none', { services: [service('a.example.com')] }, [80, 443]],
    ['of services that name some', { services: [onPorts(50051), onPorts(8443, 8080, 'b.example.com')] }, [80, 8080, 8443, 50051]],
    ['of names of both kinds', { services: [onPorts(50051, 8080)], allowedDomains: ['b.example.com'] }, [80, 443, 8080, 50051]],
    ['of services alone that name all of theirs', { services: [onPorts(50051, 8080)] }, [8080, 50051]],
  ])('%s are open from the tasks to the association, and nothing else is', (_, props, ports) => {
    const made = new TestIngress(props);

    expect(egressPorts(made)).toEqual(ports);
    expect(ingressPorts(made)).toEqual(ports);
  });

  test.each<[what: string, props: Partial<LatticeExternalIngressProps>, ports: number[]]>([
    ['without any name', {}, [443]],
    ['of names that are looked up', { allowedDomains: ['a.example.com'] }, [443]],
    ['of services', { services: [onPorts(50051), service('b.example.com')] }, [443, 50051]],
    ['of a service that alone names its port', { services: [onPorts(50051)] }, [50051]],
    ['of a service with a TLS listener on 80', { services: [onPorts(80)] }, [80]],
    ['of names of both kinds', { services: [onPorts(50051)], allowedDomains: ['b.example.com'] }, [443, 50051]],
    ['of names for some clients only', { restrictedDomains: [{ domainName: 'a.example.com', clients: compulsoryProps(new Stack()).clients }] }, [443]],
  ])('%s are those of TLS alone where no HTTP is forwarded', (_, props, ports) => {
    for (const http of [HttpMode.off(), HttpMode.redirectToHttps()]) {
      const made = new TestIngress({ http, ...props });

      expect(egressPorts(made)).toEqual(ports);
      expect(ingressPorts(made)).toEqual(ports);
    }
  });

  test.each(['from the tasks', 'into the association'])('are open %s before the first task starts, and so also before a rollout', (where) => {
    const { template } = new TestIngress({ services: [onPorts(50051, 8080)] });
    const type = where === 'from the tasks' ? 'AWS::EC2::SecurityGroupEgress' : 'AWS::EC2::SecurityGroupIngress';
    const rules = Object.entries(template.findResources(type)).filter(([, { Properties }]) => [8080, 50051].includes(Properties.FromPort) && /^(VPC Lattice|tasks)$/.test(Properties.Description));

    expect(rules).toHaveLength(2);
    rules.forEach(([rule]) => template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([rule]) }));
  });

  test('are open to endpoints too', () => {
    const stack = new Stack();
    const lattice = LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')]);
    const made = new TestIngress({ lattice, services: [onPorts(50051)] });

    expect(egressPorts(made)).toEqual([80, 50051]);
    expect(ingressPorts(made)).toEqual([80, 50051]);
  });

  test.each([HttpMode.off(), HttpMode.redirectToHttps()])('are those of TLS alone at endpoints where no HTTP is forwarded', (http) => {
    const stack = new Stack();
    const lattice = LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')]);
    const made = new TestIngress({ lattice, http, allowedDomains: ['a.example.com'] });

    expect(egressPorts(made)).toEqual([443]);
    expect(ingressPorts(made)).toEqual([443]);
  });

  test.each([[HttpMode.proxy({ port: 8080 }), [80, 443]], [HttpMode.off(), [443]]])('reach a way of the user\'s own', (http, ports) => {
    const bind = jest.fn((_: Construct, { services }: LatticeAccessBindOptions) => ({ services, ready: [] }));
    class Way extends LatticeAccess {
      public bind = bind;
    }
    void new TestIngress({ lattice: new Way(), http });

    expect(bind.mock.calls[0][1].ports).toEqual(ports);
  });

  test.each([0, 65536, 1.5])('may not be %d', (port) => {
    expect(errorOf({ services: [service('b.example.com'), onPorts(port)] })).toBe(`'services[1].tlsListenerPort' must be a whole number between 1 and 65535, got ${port}`);
    expect(errorOf({ services: [onPorts(443, port)] })).toBe(`'services[0].httpListenerPort' must be a whole number between 1 and 65535, got ${port}`);
  });

  test('may not be the same for TLS and HTTP', () => {
    expect(errorOf({ services: [service('b.example.com'), onPorts(8080, 8080)] }))
      .toBe('\'services[1].tlsListenerPort\' must differ from \'httpListenerPort\', got 8080: a listener of VPC Lattice takes either TLS or HTTP');
    expect(errorOf({ services: [onPorts(80)] }))
      .toBe('\'services[0].tlsListenerPort\' must differ from \'httpListenerPort\', which is 80 by default, got 80: a listener of VPC Lattice takes either TLS or HTTP');
    expect(errorOf({ services: [onPorts(undefined, 443)] }))
      .toBe('\'services[0].httpListenerPort\' must differ from \'tlsListenerPort\', which is 443 by default, got 443: a listener of VPC Lattice takes either TLS or HTTP');
  });

  test.each([HttpMode.off(), HttpMode.redirectToHttps()])('may be that of HTTP for TLS where no HTTP is forwarded', (http) => {
    expect(() => new TestIngress({ http, services: [onPorts(80)] })).not.toThrow();
  });

  test('may be exchanged', () => {
    expect(() => new TestIngress({ services: [onPorts(80, 443)] })).not.toThrow();
  });

  test('may not be tokens', () => {
    const port = new CfnParameter(new Stack(), 'Port', { type: 'Number' }).valueAsNumber;
    expect(errorOf({ services: [onPorts(port)] })).toMatch(/^'services\[0\]\.tlsListenerPort' must be known at synth, /);
  });

  test.each([HttpMode.off(), HttpMode.redirectToHttps()])('of HTTP may not be named where no HTTP is forwarded', (http) => {
    expect(errorOf({ http, services: [onPorts(443, 8080)] })).toBe('\'services[0].httpListenerPort\' must not be given without HttpMode.proxy(): no HTTP is forwarded to the service');
  });
});

describe('the proxy', () => {
  test('connects to the ports of each service, and keeps names apart that lead to other ports of the same one', () => {
    const text = new TestIngress({ services: [onPorts(50051, 8080), onPorts(50051, 8080, 'b.example.com'), service('open.example.com')] }).nginxConf;

    expect(text.match(/upstream (tls|http)-\S+ \{ zone \S+ 1m; server \S+/g)!.map((line) => line.replace(/\{.*:/, ''))).toEqual([
      'upstream tls-a_example_com 50051', 'upstream tls-open_example_com 443', 'upstream http-a_example_com 8080', 'upstream http-open_example_com 80',
    ]);
    expect(text).toContain(' b.example.com tls-a_example_com;');
  });
});

describe('the quota of rules of a security group', () => {
  /** An ingress whose names lead to as many ports. */
  const portsOfTls = (count: number) => ({ http: HttpMode.off(), services: Array.from({ length: count }, (_, index) => onPorts(8001 + index, undefined, `a${index}.example.com`)) });
  const RAISED = 'cdk-lattice-external-ingress:rulesPerSecurityGroup';
  const synth = (props: Partial<LatticeExternalIngressProps>, quota?: unknown) => () =>
    new TestIngress(props, { app: { context: quota === undefined ? {} : { [RAISED]: quota } } }).app.synth();

  test('holds five ports of VPC Lattice beside endpoints, image layers and GuardDuty', () => {
    expect(synth({ ...portsOfTls(5), allowGuardDutyAgent: true })).not.toThrow();
  });

  test('counts the rules of the tasks, and not those of other groups', () => {
    const ingress = new TestIngress(portsOfTls(5));
    const other = ec2.SecurityGroup.fromSecurityGroupId(ingress.stack, 'Other', 'sg-0123456789abcdef0', { allowAllOutbound: false });
    Array.from({ length: 61 }, (_, index) => other.addEgressRule(ec2.Peer.ipv4(`10.0.${index}.0/24`), ec2.Port.HTTPS));
    expect(() => ingress.app.synth()).not.toThrow();
  });

  test('does not hold six, and synthesis says which', () => {
    expect(synth(portsOfTls(6))).toThrow(
      '\'services\' must name few enough ports of VPC Lattice for the security group of the tasks, got 8001, 8002, 8003, 8004, 8005, 8006: ' +
      'the group would have 63 outbound rules of at most 60, because each port counts as 10. ' +
      'Let services share ports, or peers of \'egress\' share ranges, or use LatticeAccess.serviceNetworkEndpoints(), where a port counts as one rule, ' +
      'or have the quota raised and say so in the context: \'cdk-lattice-external-ingress:rulesPerSecurityGroup\'');
  });

  test('counts the version of IP that has more of them', () => {
    const inVpc = (peer: (index: number) => ec2.IPeer) => () => {
      const stack = new Stack(new App(), 'Stack');
      const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
      const egress = Egress.existingRoutes({ to: Array.from({ length: 51 }, (_, index) => peer(index)) });
      new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), ...portsOfTls(1), vpc, egress });
      return App.of(stack)!.synth();
    };
    expect(inVpc((index) => ec2.Peer.ipv4(`10.0.${index}.0/24`))).toThrow(/the group would have 63 outbound rules of at most 60/);
    expect(inVpc((index) => ec2.Peer.ipv6(`2001:db8:${index}::/48`))).toThrow(/the group would have 62 outbound rules of at most 60/);
  });

  test.each([63, '63'])('holds six where it is raised, and the context says so: %j', (quota) => {
    expect(synth(portsOfTls(6), quota)).not.toThrow();
  });

  test('does not hold more than the context says, and the message names the context value', () => {
    expect(synth(portsOfTls(6), 62))
      .toThrow(/the group would have 63 outbound rules of at most 62, .* say so in the context: 'cdk-lattice-external-ingress:rulesPerSecurityGroup'/);
  });

  test('has room for clients where it is raised', () => {
    const clients = Array.from({ length: 61 }, (_, index) => ec2.Peer.ipv4(`10.0.${index}.0/24`));
    const warned = (context = {}) => JSON.stringify(new TestIngress({ clients }, { app: { context } }).app.synth().stacks[0].messages);

    expect(warned()).toContain('\'clients\' counts as 61 rules for IPv4, and a security group takes 60 of them: the deployment fails. ');
    expect(warned({ [RAISED]: 100 })).not.toContain('counts as');
  });

  test.each([59, 1001, 99.5, 'many', '', true])('may not be %j in the context', (quota) => {
    expect(synth({}, quota)).toThrow(/^'cdk-lattice-external-ingress:rulesPerSecurityGroup' must be a whole number between 60 and 1000 in the context, got /);
  });

  test('counts what else is open', () => {
    const to = (count: number) => Array.from({ length: count }, (_, index) => ec2.Peer.ipv4(`10.0.${index}.0/24`));

    expect(synth({ egress: Egress.existingRoutes({ to: to(38) }) })).not.toThrow();
    expect(synth({ egress: Egress.existingRoutes({ to: to(39) }) })).toThrow(/the group would have 61 outbound rules of at most 60/);
    expect(synth({ egress: Egress.existingRoutes({ to: to(38) }), allowGuardDutyAgent: true })).toThrow(/the group would have 61 outbound rules/);
  });

  test('counts IPv6 alone for tasks without IPv4', () => {
    expect(synth({ egress: Egress.ipv6Only(), ...portsOfTls(5) })).not.toThrow();
    expect(synth({ egress: Egress.ipv6Only(), ...portsOfTls(6) })).toThrow(/the group would have 61 outbound rules/);
  });

  test('counts a port at endpoints once', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const lattice = LatticeAccess.serviceNetworkEndpoints([LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0')]);
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), lattice, ...portsOfTls(20) });

    expect(() => app.synth()).not.toThrow();
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupEgress')).length).toBeGreaterThan(20);
  });
});
