import { all, template } from './evaluated';
import { ALLOWED_DOMAINS, CUSTOM_DOMAINS } from '../../../tools/template/parameters';
import { GENERATED_NAME } from '../../ingress';

describe('resources of the template without CDK:', () => {
  /** The rules by which clients get in, whether inside a security group or resources of their own. */
  const clients = (given: Record<string, string>) => [
    ...all('AWS::EC2::SecurityGroup', given).flatMap(({ SecurityGroupIngress = [] }) => SecurityGroupIngress),
    ...all('AWS::EC2::SecurityGroupIngress', given),
  ].filter(({ Description }) => Description === 'client').map(({ CidrIp, CidrIpv6, SourcePrefixListId, FromPort }) => `${CidrIp ?? CidrIpv6 ?? SourcePrefixListId} ${FromPort}`).sort();
  const IPV4 = ['203.0.113.0/24 443', '203.0.113.0/24 80'];

  test.each<[string, Record<string, string>, string[]]>([
    ['nothing else', {}, IPV4],
    ['AllowedIPv6Block', { AllowedIPv6Block: '2001:db8::/32' }, ['2001:db8::/32 443', '2001:db8::/32 80', ...IPV4]],
    ['AllowedPrefixListId', { AllowedPrefixListId: 'pl-0123456789abcdef0' }, [...IPV4, 'pl-0123456789abcdef0 443', 'pl-0123456789abcdef0 80']],
    ['AllowedIPv4Block', { AllowedIPv4Block: '198.51.100.7/32' }, ['198.51.100.7/32 443', '198.51.100.7/32 80']],
    ['AllowedIPv4Block5', { AllowedIPv4Block5: '198.51.100.7/32' }, ['198.51.100.7/32 443', '198.51.100.7/32 80', ...IPV4]],
    ['AllowedIPv6Block3', { AllowedIPv6Block3: '2001:db8::/32' }, ['2001:db8::/32 443', '2001:db8::/32 80', ...IPV4]],
  ])('%s lets in who it names', (_, given, expected) => {
    expect(clients(given)).toEqual(expected);
  });

  test('ServiceNetwork is what the VPC is associated with', () => {
    const type = 'AWS::VpcLattice::ServiceNetworkVpcAssociation';
    expect(all(type)).toEqual([]);
    expect(all('AWS::EC2::SecurityGroup')).toHaveLength(all('AWS::EC2::SecurityGroup', { ServiceNetwork: 'sn-0123456789abcdef0' }).length - 1);
    const shared = 'arn:aws:vpc-lattice:us-east-1:111122223333:servicenetwork/sn-0123456789abcdef0';
    expect(all(type, { ServiceNetwork: shared })).toMatchObject([{ ServiceNetworkIdentifier: shared }]);
  });

  test.each([['proxy', [80, 443]], ['redirect', [443]]])('tasks may connect to the ports that HttpMode %s uses, and the association lets them in there', (mode, ports) => {
    const portsOf = (type: string, given: Record<string, string>) =>
      all(type, { HttpMode: mode, ...given }).filter(({ Description }) => ['VPC Lattice', 'tasks'].includes(Description)).map(({ FromPort }) => FromPort);

    expect(portsOf('AWS::EC2::SecurityGroupEgress', {})).toEqual(ports);
    expect(portsOf('AWS::EC2::SecurityGroupIngress', {})).toEqual([]);
    expect(portsOf('AWS::EC2::SecurityGroupIngress', { ServiceNetwork: 'sn-0123456789abcdef0' })).toEqual(ports);
  });

  test('ServiceNetwork by its id or by its ARN is the same to CloudFormation, which would replace the association', () => {
    const [byId, byArn] = ['sn-0123456789abcdef0', 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0']
      .map((ServiceNetwork) => all('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetwork }));

    expect(byId).toEqual(byArn);
    expect(byArn).toMatchObject([{ ServiceNetworkIdentifier: 'arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0' }]);
  });

  test('no condition splits a parameter that may be empty, because CloudFormation documents no list for an empty text', () => {
    const splits: [separator: string, text: any][] = [];
    JSON.stringify(template.Conditions, (key, value) => (key === 'Fn::Split' && splits.push(value), value));

    expect(splits).toHaveLength(1);
    expect(splits.filter(([, text]) => text.Ref && template.Parameters[text.Ref].Default === '')).toEqual([]);
  });

  test('AvailabilityZones are those of the subnets, which are otherwise the first three of the account', () => {
    const zonesOf = (given: Record<string, string>) => all('AWS::EC2::Subnet', given).map(({ AvailabilityZone }) => AvailabilityZone);

    expect(zonesOf({ AvailabilityZones: 'us-east-1a,us-east-1c,us-east-1d' })).toEqual([...['a', 'c', 'd'], ...['a', 'c', 'd']].map((letter) => `us-east-1${letter}`));
    expect(zonesOf({})).toEqual([0, 1, 2, 0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
  });

  test('VpcCidr is the range of the VPC, and its subnets follow', () => {
    expect(all('AWS::EC2::VPC', { VpcCidr: '10.20.0.0/20' })[0].CidrBlock).toBe('10.20.0.0/20');
    expect(all('AWS::EC2::Subnet', { VpcCidr: '10.20.0.0/20' }).map(({ CidrBlock }) => CidrBlock)).toEqual([0, 1, 2, 8, 9, 10].map((number) => `10.20.${number}.0/24`));
  });

  test.each([
    ...CUSTOM_DOMAINS.map(({ domain, generatedName }) => [domain, { [generatedName]: GENERATED_NAME }] as const),
    ...ALLOWED_DOMAINS.map((name) => [name, {}] as const),
  ])('%s becomes two records with PublicHostedZoneId, and none without', (name, pair) => {
    const zone = { PublicHostedZoneId: 'Z0123456789ABCDEFGHIJ' };
    const given = { [name]: '*.apps.example.com', ...pair };
    expect(all('AWS::Route53::RecordSet', given)).toEqual([]);
    expect(all('AWS::Route53::RecordSet', zone)).toEqual([]);
    expect(all('AWS::Route53::RecordSet', { ...given, ...zone }).map(({ HostedZoneId, Name, Type }) => [HostedZoneId, Name, Type]))
      .toEqual([['Z0123456789ABCDEFGHIJ', '*.apps.example.com.', 'A'], ['Z0123456789ABCDEFGHIJ', '*.apps.example.com.', 'AAAA']]);
  });

  test('LogEncryptionKeyArn encrypts every log group, and without it CloudWatch Logs does', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const keysWith = (given: Record<string, string>) => new Set(all('AWS::Logs::LogGroup', given).map(({ KmsKeyId }) => KmsKeyId));

    expect([...keysWith({ LogEncryptionKeyArn: key })]).toEqual([key]);
    expect([...keysWith({})]).toEqual([undefined]);
  });

  test('AlarmTopicArn is what alarms are sent to, and without it there are neither alarms nor metrics', () => {
    const topic = 'arn:aws:sns:us-east-1:111122223333:alarms';
    const alarms = all('AWS::CloudWatch::Alarm', { AlarmTopicArn: topic });

    expect(alarms).toHaveLength(17);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual(alarms.map(() => [topic]));
    expect(all('AWS::Logs::MetricFilter', { AlarmTopicArn: topic })).not.toEqual([]);
    expect([...all('AWS::CloudWatch::Alarm'), ...all('AWS::Logs::MetricFilter')]).toEqual([]);
  });

  test('NginxVersion decides what is copied, under a tag of its own', () => {
    const tags = ['1.30.7', '1.30.8', '1.30.8-alpine-slim'].map((NginxVersion) => all('Custom::LatticeExternalIngressCopyImage', { NginxVersion })[0])
      .map(({ Reference, TargetTag }) => [Reference, TargetTag.replace(/-[0-9a-f]{8}$/, '')]);

    expect(tags).toEqual([['1.30.7', '1.30.7-arm64'], ['1.30.8', '1.30.8-arm64'], ['1.30.8-alpine-slim', '1.30.8-alpine-slim-arm64']]);
  });

  test('LogRetentionDays is how long all logs are kept but those of Container Insights, which are for a day', () => {
    const days = (given: Record<string, string>) => all('AWS::Logs::LogGroup', given).map(({ RetentionInDays }) => `${RetentionInDays}`);

    expect(days({}).filter((each) => each !== '30')).toEqual(['1']);
    expect(days({ LogRetentionDays: '365' }).filter((each) => each !== '365')).toEqual(['1']);
  });

  test('DeletionProtection protects the load balancer', () => {
    const protection = (given: Record<string, string>) => all('AWS::ElasticLoadBalancingV2::LoadBalancer', given)[0].LoadBalancerAttributes[0];

    expect(protection({})).toEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
    expect(protection({ DeletionProtection: 'true' })).toEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
  });

  test('MinTasks and MaxTasks are the limits of scaling', () => {
    expect(all('AWS::ApplicationAutoScaling::ScalableTarget', { MinTasks: '6', MaxTasks: '30' })).toMatchObject([{ MinCapacity: '6', MaxCapacity: '30' }]);
  });
});
