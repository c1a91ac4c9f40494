import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Egress, Exposure, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, GENERATED_NAME } from '../ingress';

const TYPES = {
  Public: ec2.SubnetType.PUBLIC,
  App: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  Other: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  Database: ec2.SubnetType.PRIVATE_ISOLATED,
};
type Tier = keyof typeof TYPES;

/** An ingress in a VPC of the same app with these tiers of subnets, in two zones. */
function inVpcOf(tiers: Tier[], props: Partial<LatticeExternalIngressProps> = {}) {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    subnetConfiguration: tiers.map((name) => ({ name, subnetType: TYPES[name] })),
    natGateways: tiers.includes('App') ? 1 : 0,
    maxAzs: 2,
    restrictDefaultSecurityGroup: false,
  });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, ...props });
  const template = Template.fromStack(stack);
  const [service] = Object.values(template.findResources('AWS::ECS::Service'));
  const [loadBalancer] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'));
  const tiersOf = (subnets: { Ref: string }[]) => subnets.map(({ Ref }) => Ref.replace(/^Vpc(.*)Subnet\dSubnet[0-9A-F]{8}$/, '$1'));
  return {
    stack,
    tasks: tiersOf(service.Properties.NetworkConfiguration.AwsvpcConfiguration.Subnets),
    loadBalancer: tiersOf(loadBalancer.Properties.Subnets),
  };
}

test('of the subnets of the tasks, a warning names those that are public, and isolated ones only where all are', () => {
  const stack = new Stack(new App(), 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: (['Public', 'App', 'Database'] as const).map((name) => ({ name, subnetType: TYPES[name] })),
  });
  new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, taskSubnets: { subnets: [vpc.publicSubnets[0], vpc.privateSubnets[1]] } });
  new LatticeExternalIngress(stack, 'Mixed', {
    clients: [ec2.Peer.ipv4('203.0.113.0/24')], lattice: LatticeAccess.alreadyAssociated(), vpc, taskSubnets: { subnets: [vpc.isolatedSubnets[0], vpc.privateSubnets[1]] },
  });

  const [{ entry }, ...others] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('publicTasks'));
  expect(entry.data).toMatch(/holds the public subnets 'Stack\/Vpc\/PublicSubnet1', where/);
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('isolatedTasks'));
  expect([others, Annotations.fromStack(inVpcOf(['Public', 'App']).stack).findWarning('*', Match.stringLikeRegexp('publicTasks'))]).toEqual([[], []]);
});

describe('tasks of an ingress in an existing VPC', () => {
  test.each<[Tier[], string, Egress | undefined, string]>([
    [['Public', 'App', 'Database'], 'the default', undefined, 'App'],
    [['Public', 'App', 'Database'], 'existing routes', Egress.existingRoutes({ to: [ec2.Peer.ipv4('10.0.0.0/16')] }), 'App'],
    [['Public', 'App', 'Database'], 'interface endpoints', Egress.interfaceEndpoints(), 'Database'],
    [['Public', 'App'], 'interface endpoints', Egress.interfaceEndpoints(), 'App'],
    [['Public', 'Database'], 'existing routes', Egress.existingRoutes(), 'Database'],
    [['Public', 'App', 'Other', 'Database'], 'the default', undefined, 'App'],
  ])('in a VPC of %j with %s', (tiers, _, egress, expected) => {
    const { tasks, loadBalancer } = inVpcOf(tiers, { egress });

    expect(tasks).toEqual([expected, expected]);
    expect(loadBalancer).toEqual(['Public', 'Public']);
  });

  test('are warned of where nothing is known of the way out of isolated subnets', () => {
    const warning = Match.stringLikeRegexp('isolated subnets, which have no route out.*ECR.*Make endpoints with .*, or acknowledge this warning\\. \\[ack: cdk-lattice-external-ingress:isolatedTasks\\]');

    Annotations.fromStack(inVpcOf(['Public', 'Database']).stack).hasWarning('/Stack/Ingress/Network', warning);
    Annotations.fromStack(inVpcOf(['Public', 'App', 'Database']).stack).hasNoWarning('*', warning);
    Annotations.fromStack(inVpcOf(['Public', 'Database'], { egress: Egress.interfaceEndpoints() }).stack).hasNoWarning('*', warning);
  });

  test('are where the user selects them', () => {
    expect(inVpcOf(['Public', 'App', 'Database'], { taskSubnets: { subnetGroupName: 'Database' } }).tasks).toEqual(['Database', 'Database']);
  });
});

test.each<[Partial<LatticeExternalIngressProps>, string]>([
  [{ taskSubnets: { subnetGroupName: 'Apps' } },
    '\'taskSubnets\' must select subnets of \'vpc\': There are no subnet groups with name \'Apps\' in this VPC. Available names: Public,App'],
  [{ loadBalancerSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } },
    '\'loadBalancerSubnets\' must select subnets of \'vpc\': There are no \'Isolated\' subnet groups in this VPC. Available types: '],
  [{ loadBalancerSubnets: { availabilityZones: ['us-east-1z'] } }, '\'loadBalancerSubnets\' must select subnets of \'vpc\', got {"availabilityZones":["us-east-1z"]}'],
  [{ taskSubnets: { subnets: [] } }, '\'taskSubnets\' must select subnets of \'vpc\', got {"subnets":[]}, which selects none: select others'],
])('a selection that finds nothing is refused with what there is (%#)', (props, message) => {
  expect(() => inVpcOf(['Public', 'App'], props)).toThrow(message);
});

describe('a VPC that CDK looks up after the first synthesis', () => {
  const SELECTIONS: Record<string, Partial<LatticeExternalIngressProps>> = {
    'no selection': {},
    'groups by name': { taskSubnets: { subnetGroupName: 'App' }, loadBalancerSubnets: { subnetGroupName: 'Dmz' } },
    'zones': { taskSubnets: { availabilityZones: ['us-east-1a', 'us-east-1b'] }, loadBalancerSubnets: { availabilityZones: ['us-east-1a', 'us-east-1b'] } },
    'filters': {
      taskSubnets: { subnetFilters: [ec2.SubnetFilter.byIds(['subnet-1'])] }, loadBalancerSubnets: { subnetFilters: [ec2.SubnetFilter.containsIpAddresses(['10.0.0.9'])] },
    },
    'isolated subnets': { taskSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } },
    'three Elastic IPs': { exposure: Exposure.internet({ elasticIpAllocationIds: ['eipalloc-0a', 'eipalloc-0b', 'eipalloc-0c'] }) },
    'interface endpoints': { egress: Egress.interfaceEndpoints(), taskSubnets: { subnetGroupName: 'App' } },
    'an internal load balancer': { exposure: Exposure.privateNetwork(), taskSubnets: { subnetGroupName: 'App' } },
    'a load balancer for CloudFront': { exposure: Exposure.cloudFrontVpcOrigin(), loadBalancerSubnets: { subnetGroupName: 'Dmz' } },
    'an agent of GuardDuty': { allowGuardDutyAgent: true, taskSubnets: { subnetGroupName: 'App' } },
  };

  function lookedUp(propsIn: (vpc: ec2.IVpc) => Partial<LatticeExternalIngressProps>) {
    const { app } = synthesised(propsIn);
    return app.synth().manifest.missing ?? [];
  }

  function synthesised(propsIn: (vpc: ec2.IVpc) => Partial<LatticeExternalIngressProps>) {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { tags: { team: 'platform' } });
    const ingress = new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), vpc, ...propsIn(vpc) });
    ingress.addAlarms();
    return { app, stack };
  }

  test('has made-up ranges, and no subnets in a group by name until then, which is nothing to warn of', () => {
    for (const props of [{ trustedProxies: ['192.168.0.0/24'] }, SELECTIONS['groups by name']]) {
      Annotations.fromStack(synthesised(() => props).stack).hasNoWarning('*', Match.stringLikeRegexp('untrustedLoadBalancer|isolatedTasks'));
    }
  });

  test.each(Object.entries(SELECTIONS))('is looked up with %s', (_, props) => {
    expect(lookedUp(() => props).map(({ provider }) => provider)).toContain('vpc-provider');
  });

  test('is looked up with subnets of two groups, of which the made-up ones share zones', () => {
    const ofBoth = ({ publicSubnets, privateSubnets }: ec2.IVpc) => ({ loadBalancerSubnets: { subnets: [...publicSubnets, ...privateSubnets] } });

    expect(lookedUp(ofBoth).map(({ provider }) => provider)).toContain('vpc-provider');
  });

  test('is looked up with service-network endpoints in a group by name', () => {
    const stack = new Stack(new App(), 'Networks');
    const network = LatticeServiceNetwork.fromServiceNetworkId(stack, 'Network', 'sn-0123456789abcdef0');

    expect(lookedUp(() => ({
      services: [{ domainName: 'api.example.com', service: LatticeService.fromDomainName(GENERATED_NAME) }],
      lattice: LatticeAccess.serviceNetworkEndpoints([network], { subnets: { subnetGroupName: 'Endpoints' } }),
    }))).not.toHaveLength(0);
  });
});
