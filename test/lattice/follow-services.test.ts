import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { FollowServicesOptions, LatticeAccess, LatticeExternalIngress, LatticeExternalIngressProps, LatticeService, LatticeServiceNetwork } from '../../src';
import { compulsoryProps, GENERATED_NAME } from '../ingress';

const CUSTOM = 'Custom::LatticeExternalIngressFollowServices';
const NETWORKS = ['sn-0123456789abcdef0', 'sn-0123456789abcdef1'];

interface Followed {
  readonly stack: Stack;
  readonly ingress: LatticeExternalIngress;
  readonly template: () => Template;
}

type Make<T> = (stack: Stack) => T;

function followed(options: Make<FollowServicesOptions> = () => ({}), props: Make<Partial<LatticeExternalIngressProps>> = () => ({})): Followed {
  const stack = new Stack(new App(), 'Stack');
  const ingress = new LatticeExternalIngress(stack, 'Ingress', {
    ...compulsoryProps(stack),
    lattice: LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, 'Followed', NETWORKS[0]), { followServices: options(stack) }),
    allowedDomains: ['*.apps.example.com', 'shop.example.com'],
    ...props(stack),
  });
  return { stack, ingress, template: () => Template.fromStack(stack) };
}

const existingVpc = (stack: Stack) => ({ vpc: new ec2.Vpc(stack, 'Existing') });

function zonesIn(template: Template): string[] {
  return Object.values(template.findResources('AWS::Route53::HostedZone')).map(({ Properties: { Name } }) => Name).sort();
}

describe('followServices', () => {
  test('reads the service network each minute, and in the deployment', () => {
    const template = followed().template();

    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)', Target: { RetryPolicy: { MaximumRetryAttempts: 0 } } });
    template.resourceCountIs(CUSTOM, 2);
    template.hasResourceProperties(CUSTOM, {
      Domains: ['*.apps.example.com', 'shop.example.com'],
      ServiceNetworks: [{ 'Fn::Join': ['', Match.arrayWith([`:servicenetwork/${NETWORKS[0]}`])] }],
      EndpointIds: Match.absent(),
    });
  });

  test('deletes the schedule before the records, and the records before the permission and the zone', () => {
    const template = followed(undefined, () => ({ allowedDomains: ['*.apps.example.com'] })).template();
    const [[records, { Properties, DependsOn }]] = Object.entries(template.findResources(CUSTOM));

    expect(DependsOn).toEqual(Object.keys(template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('Follower') } })));
    expect(Properties.ZoneId).toEqual({ Ref: Object.keys(template.findResources('AWS::Route53::HostedZone'))[0] });
    template.hasResource('AWS::Scheduler::Schedule', { DependsOn: [records] });
  });

  test('may list, and create and delete address records of the allowed names in its zones', () => {
    const template = followed(undefined, () => ({ allowedDomains: ['*.apps.example.com'] })).template();
    const [made] = Object.keys(template.findResources('AWS::Route53::HostedZone'));
    const Resource = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::hostedzone/', { Ref: made }]] };

    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          { Action: 'route53:ListResourceRecordSets', Effect: 'Allow', Resource },
          {
            Action: 'route53:ChangeResourceRecordSets',
            Effect: 'Allow',
            Resource,
            Condition: {
              'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['*.apps.example.com'] },
              'ForAllValues:StringEquals': {
                'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA'],
                'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
              },
            },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'vpc-lattice:ListServiceNetworkServiceAssociations', Resource: '*' })]) } }],
    });
  });

  test('may change the SOA records of the zones that it makes, and no other record there', () => {
    const template = followed((scope) => ({ zones: [zone(scope, 'shop.example.com')], createZones: true }), existingVpc).template();
    const [made] = Object.keys(template.findResources('AWS::Route53::HostedZone'));

    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([{
            Action: 'route53:ChangeResourceRecordSets',
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', Match.arrayWith([{ Ref: made }])] },
            Condition: {
              'ForAllValues:StringEquals': {
                'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['apps.example.com'],
                'route53:ChangeResourceRecordSetsRecordTypes': ['SOA'],
                'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
              },
            },
          }]),
        },
      }],
    });
    template.hasResourceProperties(CUSTOM, { ZoneId: { Ref: made }, NegativeSeconds: 60 });
    template.hasResourceProperties(CUSTOM, { ZoneId: 'Z-shop.example.com', NegativeSeconds: Match.absent() });
  });

  test('lets the schedule run its function only', () => {
    followed().template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'scheduler.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }] },
      Policies: [{ PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('FollowerRecordsFunction'), 'Arn'] } }] } }],
    });
  });

  test('marks records with the stack and the ingress', () => {
    const { stack, template } = followed(undefined, (scope) => ({ allowedDomains: ['a.example.com'], ...existingVpc(scope), lattice: lattice(scope, { createZones: true }) }));
    new LatticeExternalIngress(stack, 'Second', { clients: [ec2.Peer.ipv4('203.0.113.0/24')], vpc: new ec2.Vpc(stack, 'Other'), allowedDomains: ['b.example.com'], lattice: lattice(stack, { createZones: true }) });
    const owners = Object.values(template().findResources(CUSTOM)).map(({ Properties }) => JSON.stringify(Properties.Owner));

    expect(new Set(owners).size).toBe(2);
    // The last part of the stack's id, which two stacks of one name do not share.
    owners.forEach((owner) => expect(owner).toContain('["lattice-external-ingress ",{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}'));
  });

  test('at endpoints it asks for the names there', () => {
    const template = followed(undefined, (stack) => ({
      lattice: LatticeAccess.serviceNetworkEndpoints(
        NETWORKS.map((id) => LatticeServiceNetwork.fromServiceNetworkId(stack, id, id)), { followServices: { interval: Duration.minutes(5) } },
      ),
    })).template();

    const [{ Properties: { EndpointIds, ServiceNetworks } }] = Object.values(template.findResources(CUSTOM));
    expect([EndpointIds.length, ServiceNetworks.length]).toEqual([2, 2]);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Action: ['ec2:DescribeVpcEndpointAssociations', 'vpc-lattice:ListServiceNetworkServiceAssociations'] })]),
        },
      }],
    });
  });

  test('without it nothing runs after the deployment', () => {
    const stack = new Stack(new App(), 'Stack');
    new LatticeExternalIngress(stack, 'Ingress', { ...compulsoryProps(stack), allowedDomains: ['*.apps.example.com'] });
    Template.fromStack(stack).resourceCountIs('AWS::Scheduler::Schedule', 0);
  });
});

describe('the zones of followed services', () => {
  test('in a new VPC are those of the outermost bases', () => {
    const allowedDomains = ['*.team.apps.example.com', '*.apps.example.com', 'apps.example.com', 'shop.example.com', 'notapps.example.com'];
    expect(zonesIn(followed(undefined, () => ({ allowedDomains })).template())).toEqual(['apps.example.com.', 'notapps.example.com.', 'shop.example.com.']);
  });

  test('are shared with private records', () => {
    const template = followed(undefined, () => ({
      privateRecords: ['*.apps.example.com', 'api.apps.example.com'].map((domainName) => ({
        domainName, service: LatticeService.fromDomainName(GENERATED_NAME, { hostedZoneId: 'Z0123456789' }),
      })),
    })).template();

    expect(zonesIn(template)).toEqual(['api.apps.example.com.', 'apps.example.com.', 'shop.example.com.']);
    const [{ Properties: { Zones } }] = Object.values(template.findResources(CUSTOM));
    expect(Zones.map(({ Name }: { Name: string }) => Name).sort()).toEqual(['api.apps.example.com', 'apps.example.com', 'shop.example.com']);
  });

  test.each<[string, Make<Partial<LatticeExternalIngressProps>>]>([
    ['an existing VPC', existingVpc],
    ['a new VPC', () => ({})],
  ])('that are given in %s are used, and none is made, also where they do not hold every domain', (_, vpc) => {
    const { stack, template } = followed((scope) => ({ zones: [zone(scope, 'shop.example.com')] }), vpc);

    template().resourceCountIs('AWS::Route53::HostedZone', 0);
    template().hasResourceProperties(CUSTOM, { ZoneId: 'Z-shop.example.com' });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('createdZonesHide'))).toEqual([]);
  });

  test('that are given may lie below an allowed wildcard', () => {
    const allowedDomains = ['*.apps.example.com', 'apps.example.com', 'shop.example.com'];
    const template = followed((scope) => ({ zones: [zone(scope, 'team.apps.example.com')] }), (stack) => ({ ...existingVpc(stack), allowedDomains })).template();
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Condition: Match.objectLike({ 'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['*.apps.example.com'] } }) })]),
      },
    });
  });

  test('are made in an existing VPC by choice, where none is given, with a warning', () => {
    const { stack, template } = followed((scope) => ({ zones: [zone(scope, 'shop.example.com')], createZones: true }), existingVpc);

    expect(zonesIn(template())).toEqual(['apps.example.com.']);
    Annotations.fromStack(stack).hasWarning('/Stack/Ingress/Lattice', Match.stringLikeRegexp('new private zones of apps.example.com hide public records.*createdZonesHidePublicRecords'));
  });

  test('are not made where the given zones hold every domain, and then nothing warns', () => {
    const { stack, template } = followed((scope) => ({ zones: [zone(scope, 'example.com')], createZones: true }), existingVpc);

    expect(zonesIn(template())).toEqual([]);
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('createdZonesHide'))).toEqual([]);
  });

  test('in a new VPC are made without a warning', () => {
    expect(Annotations.fromStack(followed().stack).findWarning('*', Match.stringLikeRegexp('createdZonesHide'))).toEqual([]);
  });

  test('are the same in another order', () => {
    const given = (names: string[]) => followed((scope) => ({ zones: names.map((name) => zone(scope, name)) }), existingVpc).template().toJSON();

    expect(given(['shop.example.com', 'apps.example.com'])).toEqual(given(['apps.example.com', 'shop.example.com']));
  });

  test('may have names that are tokens', () => {
    const template = followed((stack) => ({
      zones: [route53.PrivateHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: new CfnParameter(stack, 'ZoneName').valueAsString })],
    }), existingVpc).template();
    template.hasResourceProperties(CUSTOM, { Zones: [{ Id: 'Z1', Name: { Ref: 'ZoneName' } }] });
    // Any of the names may be below the name that is not known.
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('"route53:ChangeResourceRecordSetsNormalizedRecordNames":["*.apps.example.com","shop.example.com"]');
  });

  test('keep their policies where the order of the domains changes, and get others where names change', () => {
    const policies = (allowedDomains: string[]) => Object.keys(
      followed((scope) => ({ zones: [zone(scope, 'example.com')] }), (stack) => ({ ...existingVpc(stack), allowedDomains })).template()
        .findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('Follower') } }),
    );
    expect(policies(['b.example.com', 'a.example.com'])).toEqual(policies(['a.example.com', 'b.example.com']));
    expect(policies(['a.example.com'])).not.toEqual(policies(['a.example.com', 'b.example.com']));
  });
});

test.each<[string, Make<FollowServicesOptions>, Make<Partial<LatticeExternalIngressProps>>, string]>([
  ['no allowed domain', () => ({}), () => ({ allowedDomains: [] }), "'allowedDomains' must not be empty: a service network is followed for the names that it admits"],
  ['an existing VPC without zones', () => ({}), existingVpc, "'followServices' must say where the records are made in an existing VPC: give private zones of the VPC with 'zones', or choose 'createZones'"],
  ['an empty list of zones', () => ({ zones: [] }), existingVpc, "'followServices.zones' must not be empty: name at least one zone, or leave it out"],
  ['a zone twice', (stack) => ({ zones: [zone(stack, 'example.com'), zone(stack, 'example.com', 'Again')] }), existingVpc, "'followServices.zones' must hold each entry once, got 'Z-example.com' twice"],
  ['a zone without an allowed name', (stack) => ({ zones: [zone(stack, 'other.example.com')] }), existingVpc, "'followServices.zones' must hold names that 'allowedDomains' admits, got 'other.example.com'"],
  ['half a minute', () => ({ interval: Duration.seconds(30) }), () => ({}), "'followServices.interval' must be a number of whole minutes between 1 and 60, got 0.5"],
  ['no time at all', () => ({ interval: Duration.minutes(0) }), () => ({}), "'followServices.interval' must be a number of whole minutes between 1 and 60, got 0"],
  ['a minute and a half', () => ({ interval: Duration.seconds(90) }), () => ({}), "'followServices.interval' must be a number of whole minutes between 1 and 60, got 1.5"],
  ['more than an hour', () => ({ interval: Duration.minutes(61) }), () => ({}), "'followServices.interval' must be a number of whole minutes between 1 and 60, got 61"],
  ['more zones than a role has room for', () => ({}), () => ({ allowedDomains: Array.from({ length: 20 }, (_, index) => `*.team${index}.example.com`) }),
    "'followServices' must have permissions on its private zones of at most 4370 characters, got "],
])('%s is refused', (_, options, props, message) => {
  expect(() => followed(options, props)).toThrow(message);
});

test('a zone that is not of the VPC is refused', () => {
  const make = () => followed((stack) => ({ zones: [new route53.PrivateHostedZone(stack, 'Zone', { zoneName: 'example.com', vpc: new ec2.Vpc(stack, 'Other') })] }), existingVpc).template();
  expect(make).toThrow("'followServices.zones' must be a private zone of the VPC of the ingress, got 'Stack/Zone' of another: add the VPC to it with addVpc()");
});

describe('a follower that stopped', () => {
  test.each([[1, 300], [5, 300], [15, 900], [60, 3600]])('is seen after three periods, where it runs every %d minutes', (minutes, Period) => {
    const { ingress, template } = followed(() => ({ interval: Duration.minutes(minutes) }));
    const { followerStopped, critical } = ingress.addAlarms();

    expect(critical).toEqual(expect.arrayContaining(followerStopped));
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'FollowedNameCount',
      Statistic: 'SampleCount',
      Period,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      AlarmDescription: Match.stringLikeRegexp(`CRITICAL: no run has followed the service networks for ${Period / 20} minutes.*#follower-stopped`),
    });
  });

  test('is no alarm where nothing is followed, and its metric is refused', () => {
    const stack = new Stack(new App(), 'Stack');
    const ingress = new LatticeExternalIngress(stack, 'Ingress', compulsoryProps(stack));
    expect(ingress.addAlarms().followerStopped).toEqual([]);
    expect(() => ingress.metricFollowedNameCount()).toThrow(
      "'followServices' must be given to count the names that are followed: choose it in the options of LatticeAccess.vpcAssociation() or LatticeAccess.serviceNetworkEndpoints()");
  });

  test('has counted the names in each run before', () => {
    const { ingress, stack, template } = followed();
    expect(stack.resolve(ingress.metricFollowedNameCount().toMetricConfig().metricStat)).toMatchObject({ metricName: 'FollowedNameCount', statistic: 'Maximum' });
    template().hasResourceProperties('AWS::Logs::MetricFilter', { FilterPattern: '{ $.followedNames >= 0 }', MetricTransformations: [{ MetricValue: '$.followedNames' }] });
  });
});

function lattice(stack: Stack, followServices: FollowServicesOptions): LatticeAccess {
  return LatticeAccess.vpcAssociation(LatticeServiceNetwork.fromServiceNetworkId(stack, `Network${stack.node.children.length}`, NETWORKS[0]), { followServices });
}

function zone(stack: Stack, zoneName: string, id: string = zoneName): route53.IHostedZone {
  return route53.PrivateHostedZone.fromHostedZoneAttributes(stack, id, { hostedZoneId: `Z-${zoneName}`, zoneName });
}
