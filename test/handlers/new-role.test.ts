import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { CodeBuildStandIn } from './codebuild-stand-in';
import { Ec2StandIn } from './ec2-stand-in';
import { EcrStandIn } from './ecr-stand-in';
import { pointSdkAt } from './environment';
import { IamStandIn } from './iam-stand-in';
import { inlineFunction } from './inline-function';

const DIGEST = `sha256:${'12'.repeat(32)}`;
const PROPAGATION = [1_000, 2_000, 4_000, 8_000, 16_000];

const ROLES = { 'ecs.amazonaws.com': 'AWSServiceRoleForECS' };

let ec2: Ec2StandIn;
let ecr: EcrStandIn;
let iam: IamStandIn;
let codebuild: CodeBuildStandIn;
let cloudFormation: CloudFormationStandIn;
let pauses: number[];

beforeEach(async () => {
  [ec2, ecr, iam, codebuild, cloudFormation] = [new Ec2StandIn(), new EcrStandIn(), new IamStandIn(ROLES), new CodeBuildStandIn('project'), new CloudFormationStandIn()];
  await Promise.all([ec2, ecr, iam, codebuild, cloudFormation].map(async (standIn) => standIn.start()));
  pointSdkAt({ ec2: ec2.url, ecr: ecr.url, iam: iam.url, codebuild: codebuild.url });
  pauses = [];
  ec2.prefixLists.set('list', 'pl-1');
  ec2.rules.set('sg-1', [{ peer: '0.0.0.0/0', isEgress: true }]);
  ec2.associations.push({ endpointId: 'vpce-1', serviceId: 'svc-0123456789abcdef0', name: 'api.example' });
  const repository = ecr.createRepository('proxy');
  repository.tags.set('held', { digest: DIGEST, manifest: '{}' });
  codebuild.onSuccess = () => repository.tags.set('built-arm64-1', { digest: DIGEST, manifest: '{}' });
});

afterEach(async () => Promise.all([ec2, ecr, iam, codebuild, cloudFormation].map(async (standIn) => standIn.stop())));

interface Denied {
  readonly handler: string;
  readonly action: string;
  readonly properties: Record<string, unknown>;
  /** Denies the next calls by the name that the service has for it. */
  deny(times: number, code?: string): void;
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
const GENERATED_NAME = 'api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws';
const COPY = {
  Registry: 'http://127.0.0.1:1', SourceRepository: 'nginx', Reference: '1.30.7', Architecture: 'arm64', TargetRepository: 'proxy', TargetTag: 'held',
};
const BUILD = { Project: 'project', Repository: 'proxy', Tag: 'built-arm64-1' };

const FUNCTIONS: Denied[] = [
  {
    handler: 'find-prefix-lists',
    action: 'ec2:DescribeManagedPrefixLists',
    properties: { Names: { List: 'list' } },
    deny: (count, code = 'UnauthorizedOperation') => ec2.nextErrors.push(...times(count, code)),
  },
  {
    handler: 'close-default-security-group',
    action: 'ec2:DescribeSecurityGroups',
    properties: { SecurityGroupId: 'sg-1' },
    deny: (count, code = 'UnauthorizedOperation') => ec2.nextErrors.push(...times(count, code)),
  },
  {
    handler: 'close-default-security-group',
    action: 'ec2:RevokeSecurityGroupEgress',
    properties: { SecurityGroupId: 'sg-1' },
    deny: (count, code = 'UnauthorizedOperation') => {
      ec2.afterListing = () => {
        ec2.afterListing = () => {};
        ec2.nextErrors.push(...times(count, code));
      };
    },
  },
  {
    handler: 'find-endpoint-services',
    action: 'ec2:DescribeVpcEndpointAssociations',
    properties: { EndpointIds: ['vpce-1'], Services: [GENERATED_NAME] },
    deny: (count, code = 'UnauthorizedOperation') => ec2.nextErrors.push(...times(count, code)),
  },
  {
    handler: 'make-service-linked-roles',
    action: 'iam:CreateServiceLinkedRole',
    properties: { Roles: ROLES },
    deny: (count, code = 'AccessDenied') => iam.nextErrors.push(...times(count, { code, message: 'You are told to fail.' })),
  },
  {
    handler: 'copy-image',
    action: 'ecr:BatchGetImage',
    properties: COPY,
    deny: (count, type = 'AccessDeniedException') => ecr.fail({ operation: 'BatchGetImage', type, times: count }),
  },
  {
    handler: 'build-image',
    action: 'ecr:BatchGetImage',
    properties: BUILD,
    deny: (count, type = 'AccessDeniedException') => ecr.fail({ operation: 'BatchGetImage', type, times: count }),
  },
  ...['ListBuildsForProject', 'StartBuild', 'BatchGetBuilds'].map((operation) => ({
    handler: 'build-image',
    action: `codebuild:${operation}`,
    properties: BUILD,
    deny: (count: number, type = 'AccessDeniedException') => codebuild.fail({ operation, type, times: count }),
  })),
];

async function create({ handler, properties }: Denied): Promise<Answer> {
  return cloudFormation.invoke(inlineFunction(handler, { pauses }), { RequestType: 'Create', ResourceProperties: properties });
}

function spreading(): number[] {
  return pauses.filter((ms) => PROPAGATION.includes(ms));
}

describe.each(FUNCTIONS.map((each) => [`${each.handler} whose role may not yet call ${each.action}`, each] as const))('%s', (_, denied) => {
  test('asks again until it may', async () => {
    denied.deny(5);
    expect(await create(denied)).toMatchObject({ Status: 'SUCCESS' });
    expect(spreading()).toEqual(PROPAGATION);
  });

  test('gives up after half a minute and says what is denied', async () => {
    denied.deny(6);
    const { Status, Reason } = await create(denied);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(`${denied.action} is denied to this function, and not only for a moment: `);
    expect(Reason).toMatch(/: .*told to fail.*: find the service control policy, permissions boundary or resource policy that denies it, then deploy again/i);
    expect(spreading()).toEqual(PROPAGATION);
  });
});

test.each(['AccessDeniedException', 'UnauthorizedOperation', 'AccessDenied', 'UnrecognizedClientException', 'AuthFailure', 'InvalidClientTokenId'])(
  'a role that AWS refuses as %s may be new', async (code) => {
    FUNCTIONS[0].deny(1, code);
    expect(await create(FUNCTIONS[0])).toMatchObject({ Status: 'SUCCESS' });
  });

test('a delete waits no minute for a role that may do nothing any more', async () => {
  codebuild.fail({ operation: 'ListBuildsForProject', type: 'AccessDeniedException', times: Infinity });
  const answer = await cloudFormation.invoke(inlineFunction('build-image', { pauses }), {
    RequestType: 'Delete', PhysicalResourceId: 'proxy:built-arm64-1', ResourceProperties: BUILD,
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(spreading().reduce((sum, ms) => sum + ms, 0)).toBeLessThan(60_000);
});
