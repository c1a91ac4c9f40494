import { template } from './evaluated';
import { ProxyImage } from '../../../src';
import { Json, refsIn } from '../../../tools/template/json';
import { ALLOWED_DOMAINS, CLIENT_RANGES, CUSTOM_DOMAINS, OPTIONAL, PARAMETERS } from '../../../tools/template/parameters';
import { GENERATED_NAME } from '../../ingress';

describe('parameters of the template without CDK:', () => {
  const GOOD: Record<string, string> = {
    ...Object.fromEntries(CLIENT_RANGES.ipv4.map((name) => [name, '203.0.113.0/24'])),
    ...Object.fromEntries(CLIENT_RANGES.ipv6.map((name) => [name, '2001:db8::/32'])),
    AllowedPrefixListId: 'pl-0123456789abcdef0',
    ServiceNetwork: 'sn-0123456789abcdef0',
    VpcCidr: '10.0.0.0/16',
    AvailabilityZones: 'us-east-1a,us-east-1c,us-east-1d',
    PublicHostedZoneId: 'Z0123456789ABCDEFGHIJ',
    NginxVersion: '1.30.8-alpine-slim',
    LogEncryptionKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms',
    ...Object.fromEntries(CUSTOM_DOMAINS.flatMap(({ domain, generatedName }) => [[domain, 'api.example.com'], [generatedName, GENERATED_NAME]])),
    ...Object.fromEntries(ALLOWED_DOMAINS.map((name) => [name, '*.apps.example.com'])),
  };
  const admits = (name: string, value: string) => {
    const { AllowedPattern, MaxLength = Infinity } = PARAMETERS[name];
    // CloudFormation holds the whole value against the pattern; with `$` alone a line feed would pass at the end in some dialects.
    return new RegExp(`^(?:${AllowedPattern})$`).test(value) && value.length <= MaxLength;
  };

  test('each is in a group of the console, with a label and a description', () => {
    const { ParameterGroups, ParameterLabels } = template.Metadata['AWS::CloudFormation::Interface'];
    const names = Object.keys(template.Parameters);
    expect(ParameterGroups.flatMap(({ Parameters }: Json) => Parameters)).toEqual(names);
    expect(Object.keys(ParameterLabels)).toEqual(names);
    expect(names.filter((name) => !template.Parameters[name].Description)).toEqual([]);
  });

  test('each text has a pattern and says what it must be, or is one of a few', () => {
    const texts = Object.entries(PARAMETERS).filter(([, { Type, AllowedValues }]) => Type === 'String' && !AllowedValues);
    expect(texts.map(([name]) => name).sort()).toEqual(Object.keys(GOOD).sort());
    expect(texts.filter(([, { ConstraintDescription }]) => !ConstraintDescription?.startsWith('must be '))).toEqual([]);
  });

  test('only who may connect is compulsory', () => {
    expect(Object.keys(PARAMETERS).filter((name) => PARAMETERS[name].Default === undefined)).toEqual(['AllowedIPv4Block']);
  });

  test.each(Object.keys(GOOD))('%s takes what it is for, and no character with a meaning elsewhere', (name) => {
    const good = GOOD[name];
    expect(admits(name, good)).toBe(true);
    expect(admits(name, '')).toBe(OPTIONAL.includes(name));
    for (const hostile of [';', '{', '}', '\n', '\r', '\r\n', '\u2028', '$', '${AWS::Region}', ' ', '\t', '"', '\'', '\\', '`', '#', '~', '(', '|', ',', '\0', 'é', '%', '@', '?']) {
      for (const value of [hostile, good + hostile, hostile + good, good.slice(0, 8) + hostile + good.slice(8), `${good}${hostile}${good}`]) {
        expect([value, admits(name, value)]).toEqual([value, false]);
      }
    }
    expect(admits(name, good.repeat(100))).toBe(false);
  });

  test.each([
    ['AllowedIPv4Block', ['203.0.113.0', '203.0.113.0/33', '256.0.0.0/8', '1.2.3/24', '01.2.3.4/24', '203.0.113.0/024', '203.0.113.0/-1', '2001:db8::/32', 'pl-0123456789abcdef0']],
    ['AllowedIPv6Block', ['2001:db8::', '2001:db8::/129', '203.0.113.0/24', 'g::/32', '2001:db8::/32/1', '/32']],
    ['AllowedPrefixListId', ['pl-', 'pl-xyz', 'PL-0123456789abcdef0', 'sg-0123456789abcdef0', 'pl-0123456789abcdef01']],
    ['ServiceNetwork', ['sn-1', 'svc-0123456789abcdef0', 'arn:aws:vpc-lattice:us-east-1:1:servicenetwork/sn-0123456789abcdef0', 'arn:aws:s3:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0']],
    ['VpcCidr', ['10.0.0.0/15', '10.0.0.0/22', '10.0.0.0', '10.0.0.256/16', '0.0.0.0/0']],
    ['AvailabilityZones', ['us_east_1a,us_east_1b,us_east_1c', 'us-east-1a', 'us-east-1a,us-east-1b', 'us-east-1a,us-east-1b,us-east-1c,us-east-1d', 'us-east-1a, us-east-1b, us-east-1c', 'us-east-1a,us-east-1a,us-east-1b', 'us-east-1a,us-east-1b,us-east-1a', 'us-east-1b,us-east-1a,us-east-1a', 'use1-az1,use1-az2,use1-az4', ',,']],
    ['NginxVersion', ['1.30', 'latest', 'mainline', '1.30.7_1', 'sha256:0123', '1.30.8-', '1.30.8-Alpine']],
    ['LogEncryptionKeyArn', ['alias/logs', '1234abcd-12ab-34cd-56ef-1234567890ab', 'arn:aws:kms:us-east-1:111122223333:alias/logs']],
    ['AlarmTopicArn', ['alarms', 'arn:aws:sns:us-east-1:1:alarms', 'arn:aws:sqs:us-east-1:111122223333:alarms']],
    ['PublicHostedZoneId', ['example.com', 'z0123456789ABCDEFGHIJ', '/hostedzone/Z0123456789ABCDEFGHIJ']],
    ['CustomDomain1', [
      'com', 'localhost', 'default', 'hostnames', 'API.example.com', 'api.example.com.', '.example.com', 'api..example.com', '-api.example.com', 'api-.example.com', '*', '*.', '*.*.example.com',
      'a*.example.com', 'api.*.com', 'www.example.*', '1.2.3.4', '169.254.170.2', '[::1]', 'api.example.com:443', `${'a'.repeat(64)}.example.com`, `${'a.'.repeat(126)}com`, '~^.*$', 'https://api.example.com',
    ]],
    ['AllowedDomain5', ['com', '*', '1.2.3.4', '~.', 'include', 'volatile', 'A.example.com']],
    ['GeneratedName1', [
      'api.example.com', 'vpc-lattice-svcs.us-east-1.on.aws', GENERATED_NAME.toUpperCase(), `${GENERATED_NAME}.evil.com`, `*.${GENERATED_NAME}`, `x.${GENERATED_NAME}`, `vpce-${GENERATED_NAME}`,
      GENERATED_NAME.replace('.on.aws', 'xonxaws'), `${GENERATED_NAME}:443`, 'unix:/tmp/socket', '169.254.170.2',
    ]],
  ])('%s refuses what it is not for', (name, refused) => {
    expect(refused.filter((value) => admits(name, value))).toEqual([]);
  });

  test.each(['1.29.9', '1.30.6', '1.30.7', '1.30.8', '1.30.10', '1.31.8', '1.31.9', '1.31.10', '1.32.0', '1.32.11', '1.40.1'])('NginxVersion %s is taken where the construct takes it', (version) => {
    const taken = () => ProxyImage.copyOnDeploy({ tagOrDigest: version });
    if (admits('NginxVersion', version)) {
      expect(taken).not.toThrow();
    } else {
      expect(taken).toThrow('tagOrDigest');
    }
  });

  test('the service network may be of another account', () => {
    expect(admits('ServiceNetwork', 'arn:aws-us-gov:vpc-lattice:us-gov-west-1:111122223333:servicenetwork/sn-0123456789abcdef0')).toBe(true);
  });

  test('what refers to an optional one is there only if it is given', () => {
    const withoutCondition: string[] = [];
    const generatedNames = Object.fromEntries(CUSTOM_DOMAINS.map(({ domain, generatedName }) => [generatedName, domain]));
    const visit = (value: Json, path: string, conditions: string[]): void => {
      if (typeof value !== 'object' || value === null) {
        return;
      }
      if (OPTIONAL.includes(value.Ref) && !conditions.some((each) => each.includes(generatedNames[value.Ref] ?? value.Ref))) {
        withoutCondition.push(`${path}: ${value.Ref}`);
      }
      Object.entries<Json>(value).forEach(([key, each]) => visit(each, `${path}/${key}`, key === 'Fn::If' ? [...conditions, each[0]] : conditions));
    };
    Object.entries(template.Resources).forEach(([id, { Properties, Condition }]) => visit(Properties, id, Condition ? [Condition] : []));
    expect(withoutCondition).toEqual([]);
  });

  test('each is used', () => {
    const names = Object.keys(PARAMETERS);
    expect(refsIn([template.Resources, template.Conditions], names).sort()).toEqual([...names].sort());
  });
});
