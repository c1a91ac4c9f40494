import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { FollowServicesOptions, LatticeAccess, LatticeExternalIngressProps, LatticeServiceNetwork, ProxyImage } from '../../src';
import { service, TestIngress } from '../ingress';
import { Claim, claimsIn, exists, proofsIn } from './claims';

const DOCS = path.join(__dirname, '..', '..', 'docs');
const SECURITY = fs.readFileSync(path.join(DOCS, 'security.md'), 'utf8');

test('each claim has a proof', () => {
  const claims = claimsIn(SECURITY);

  expect(claims.length).toBeGreaterThan(40);
  expect(claims.filter(({ proofs }) => proofs.length === 0).map(({ line }) => `security.md:${line} has none`)).toEqual([]);
});

test.each(proofsIn(SECURITY).map(({ title, file }) => [title, file]))('the proof exists: %s', (title, file) => {
  expect(exists(DOCS, { title, file })).toBe(true);
});

describe('a proof', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'claims-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  fs.writeFileSync(path.join(folder, 'some.test.ts'), 'test(\'lets nobody\\\'s in\', () => {});\ntest.each([\'one\'])(\'takes %s\', async (x) => {});\nexpect(\'said\');\n');
  fs.writeFileSync(path.join(folder, 'cases.py'), '@case("it\'s closed")\nyield \'a name\', []\ncase(f\'refuses {what}: at once\')(check)\n');

  test.each([['lets nobody\'s in', 'some.test.ts'], ['takes one', 'some.test.ts'], ['it\'s closed', 'cases.py'], ['refuses a name: at once', 'cases.py']])(
    'is found: %s', (title, file) => expect(exists(folder, { title, file })).toBe(true));

  test.each([['lets nobody in', 'some.test.ts'], ['takes two', 'some.test.ts'], ['said', 'some.test.ts'], ['it is closed', 'cases.py'], ['refuses two names: at once', 'cases.py']])(
    'is missed: %s', (title, file) => expect(exists(folder, { title, file })).toBe(false));

  test('is demanded of each row', () => {
    const rows = (...lines: string[]): Claim[] => claimsIn(['| claim | proof |', '|---|---|', ...lines].join('\n'));

    expect(rows('| holds | [`a`](a.test.ts), [`b`](b.py) |', '| does not | none |').map(({ line, proofs }) => [line, proofs.length])).toEqual([[3, 2], [4, 0]]);
  });
});

describe('the rights of', () => {
  const endpoints = (followServices?: FollowServicesOptions) => LatticeAccess.serviceNetworkEndpoints(
    [LatticeServiceNetwork.fromServiceNetworkId(new TestIngress().stack, 'Other', 'sn-0123456789abcdef1')], { followServices },
  );
  const shapes: Partial<LatticeExternalIngressProps>[] = [
    {}, { image: ProxyImage.buildOnDeploy() }, { lattice: endpoints(), services: [service('api.example.com')] }, { enableExecuteCommand: true },
    { lattice: endpoints({}), allowedDomains: ['*.example.com'] }, { cluster: clusterWithSessions(), enableExecuteCommand: true },
  ];
  const held = shapes.flatMap((props) => rightsIn(new TestIngress(props).template.toJSON().Resources));

  test.each(Object.entries({
    'the tasks': /TaskRole/,
    'what starts tasks': /ExecutionRole/,
    '`make-service-linked-roles`': /ServiceLinkedRoles/,
    '`find-prefix-lists`': /PrefixListsFindRole/,
    '`close-default-security-group`': /DefaultSecurityGroupCloseRole/,
    '`copy-image`': /ImageCopyRole/,
    '`build-image`': /ImageBuildRole/,
    'the build itself': /ImageRole/,
    '`find-endpoint-services`': /EndpointsServicesRole/,
    '`follow-services`': /Follower(RecordsRole|Policy)/,
    'the schedule of `follow-services`': /FollowerScheduleRole/,
  }))('%s are those that the table names', (name, role) => {
    expect(namedFor(name)).toEqual(unique(held.filter(([id]) => role.test(id)).map(([, action]) => action)));
  });

  test('no other role are left out', () => {
    expect(unique(held.map(([, action]) => action))).toEqual(unique(tableOfRights().flatMap(([, actions]) => actions)));
  });
});

/** A cluster that encrypts sessions of ECS Exec, and logs them in a log group and a bucket. */
function clusterWithSessions(): ecs.ICluster {
  const { stack } = new TestIngress();
  return ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'cluster',
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'] }),
    executeCommandConfiguration: {
      kmsKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012'),
      logging: ecs.ExecuteCommandLogging.OVERRIDE,
      logConfiguration: {
        cloudWatchLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Sessions', 'sessions'), s3Bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'sessions'), s3EncryptionEnabled: true,
      },
    },
  });
}

/** Each action that a role may take, besides those on logs. */
function rightsIn(resources: Record<string, any>): [role: string, action: string][] {
  return Object.entries(resources).filter(([, { Type }]) => /^AWS::IAM::(Role|Policy)$/.test(Type)).flatMap(([id, { Properties }]) =>
    [Properties.PolicyDocument, ...(Properties.Policies ?? []).map((policy: any) => policy.PolicyDocument)].filter(Boolean)
      .flatMap(({ Statement }) => Statement).flatMap(({ Action }) => Action).filter((action) => !action.startsWith('logs:'))
      .map((action): [string, string] => [id, action]));
}

/** The rows of the table of rights, the first cell of each filled in. */
function tableOfRights(): [role: string, actions: string[]][] {
  let role = '';
  const rows = SECURITY.split('| role of | may | on |\n|---|---|---|\n')[1].split('\n\n')[0].split('\n');
  return rows.map((row) => {
    role = row.split('|')[1].trim() || role;
    return [role, [...row.matchAll(/`((?!logs:)[a-z0-9-]+:[A-Z]\w+)`/g)].map(([, action]) => action)];
  });
}

function namedFor(role: string): string[] {
  return unique(tableOfRights().filter(([each]) => each.startsWith(role)).flatMap(([, actions]) => actions));
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)].sort();
}
