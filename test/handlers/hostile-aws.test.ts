import { createHash } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { pointSdkAt } from './environment';
import { inlineFunction } from './inline-function';
import { bodyOf, LoopbackServer } from './loopback';

/** What AWS says to a call, by the name of the call. */
type Sayings = Record<string, string | object>;

/** AWS, with answers that its models allow and that it does not give. */
class HostileAws extends LoopbackServer {
  public sayings: Sayings = {};
  public readonly calls: string[] = [];

  protected async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString();
    const call = String(request.headers['x-amz-target'] ?? '').split('.').at(-1) || new URLSearchParams(body).get('Action') || `${request.method} ${request.url!.split('?')[0]}`;
    this.calls.push(call);
    const said = this.sayings[call] ?? {};
    const isText = typeof said === 'string';
    response.writeHead(200, { 'content-type': isText ? 'text/xml' : 'application/json' });
    response.end(isText ? said : JSON.stringify(said));
  }
}

const aws = new HostileAws();
const cloudFormation = new CloudFormationStandIn();

beforeAll(async () => {
  await Promise.all([aws.start(), cloudFormation.start()]);
  pointSdkAt({ ec2: aws.url, ecr: aws.url, codebuild: aws.url, iam: aws.url, lattice: aws.url, route53: aws.url });
});

afterAll(async () => Promise.all([aws.stop(), cloudFormation.stop()]));

async function answerOf(handler: string, ResourceProperties: Record<string, unknown>, sayings: Sayings): Promise<Answer> {
  [aws.sayings, aws.calls.length] = [sayings, 0];
  return cloudFormation.invoke(inlineFunction(handler), { RequestType: 'Create', ResourceProperties });
}

const ec2 = (action: string, content: string) => ({ [action]: `<${action}Response><requestId>1</requestId>${content}</${action}Response>` });
const GROUP = { SecurityGroupId: 'sg-1' };
const RULES = '<item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>';
const LISTS = { Names: { S3: 'com.amazonaws.us-east-1.s3' } };
const ROLES = { Roles: { 'ecs.amazonaws.com': 'AWSServiceRoleForECS' } };
const ENDPOINTS = { EndpointIds: ['vpce-1'], Services: ['api-0123456789abcdef0.7d67968.vpc-lattice-svcs.us-east-1.on.aws'] };
const COPY = { Registry: 'http://127.0.0.1:9', SourceRepository: 'nginx', Reference: '1', Architecture: 'arm64', TargetRepository: 'proxy', TargetTag: '1' };
const BUILD = { Project: 'project', Repository: 'proxy', Tag: 'built' };
const FOLLOW = { Owner: 'owner', ServiceNetworks: ['sn-1'], Domains: ['*.example.com'], Zones: [{ Id: 'Z1', Name: 'example.com' }], ZoneId: 'Z1' };
const HTML = '<html><body>Sign in to the network</body></html>';

const LISTED = 'GET /servicenetworkserviceassociations';
const RECORDS = 'GET /2013-04-01/hostedzone/Z1/rrset';
const records = (content: string) => ({ [RECORDS]: `<ListResourceRecordSetsResponse>${content}<IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>` });

test.each([
  ['close-default-security-group', 'an empty list of groups', GROUP, ec2('DescribeSecurityGroups', ''),
    /^AWS answered ec2:DescribeSecurityGroups without security group 'sg-1': deploy again/],
  ['close-default-security-group', 'rules that EC2 does not find, though it lists them', GROUP, {
    ...ec2('DescribeSecurityGroups', `<securityGroupInfo><item><ipPermissions>${RULES}</ipPermissions></item></securityGroupInfo>`),
    ...ec2('RevokeSecurityGroupIngress', `<return>true</return><unknownIpPermissionSet>${RULES}</unknownIpPermissionSet>`),
  }, /^the rules of security group 'sg-1' keep changing: deploy again/],
  ['close-default-security-group', 'a page for people', GROUP, { DescribeSecurityGroups: HTML },
    /^AWS answered ec2:DescribeSecurityGroups without security group 'sg-1': deploy again/],
  ['find-prefix-lists', 'a list without its id', LISTS,
    ec2('DescribeManagedPrefixLists', '<prefixListSet><item><prefixListName>com.amazonaws.us-east-1.s3</prefixListName></item></prefixListSet>'),
    /^no managed prefix list 'com.amazonaws.us-east-1.s3' in this Region \(found: none\)/],
  ['find-prefix-lists', 'a page for people', LISTS, { DescribeManagedPrefixLists: HTML }, /^no managed prefix list/],
  ['find-prefix-lists', 'nothing', LISTS, { DescribeManagedPrefixLists: '' }, /^no managed prefix list/],
  ['make-service-linked-roles', 'a page for people', ROLES, { CreateServiceLinkedRole: HTML },
    /^the service-linked role of 'ecs.amazonaws.com' could not be made: Error: AWS answered iam:CreateServiceLinkedRole without a role: deploy again/],
  ['make-service-linked-roles', 'nothing', ROLES, { CreateServiceLinkedRole: '' }, /without a role: deploy again/],
  ['find-endpoint-services', 'a page for people', ENDPOINTS, { DescribeVpcEndpointAssociations: HTML }, /^the function ran out of time: deploy again/],
  ['copy-image', 'an image without its id', COPY, { BatchGetImage: { images: [{}] } }, /the registry could not give manifests\/1/],
  ['copy-image', 'an image that is null', COPY, { BatchGetImage: { images: [null] } }, /the registry could not give manifests\/1/],
  ['copy-image', 'a page for people', COPY, { BatchGetImage: HTML }, /Amazon ECR answered SyntaxError: .*: deploy again/],
  ['build-image', 'no build', BUILD, { StartBuild: {} }, /^could not build image 'proxy:built': AWS answered codebuild:StartBuild without a build: deploy again/],
  ['build-image', 'builds that are null', BUILD, { ListBuildsForProject: { ids: ['a'] }, BatchGetBuilds: { builds: [null] } }, /codebuild:StartBuild without a build/],
  ['build-image', 'a page for people', BUILD, { ListBuildsForProject: HTML }, /AWS CodeBuild answered SyntaxError: .*: deploy again/],
  ['follow-services', 'no list of services', FOLLOW, { [LISTED]: {} }, /^AWS answered vpc-lattice:ListServiceNetworkServiceAssociations without a list: deploy again/],
  ['follow-services', 'a service without its ARN', FOLLOW, { [LISTED]: { items: [null, { status: 'ACTIVE', customDomainName: 'api.example.com' }] } },
    /ListServiceNetworkServiceAssociations without the ARN of a service: deploy again/],
  ['follow-services', 'no list of records', FOLLOW, { [LISTED]: { items: [] }, ...records('') }, /^AWS answered route53:ListResourceRecordSets without records: deploy again/],
  ['follow-services', 'a zone without an SOA record', { ...FOLLOW, NegativeSeconds: 60 }, records('<ResourceRecordSets></ResourceRecordSets>'),
    /^AWS answered route53:ListResourceRecordSets without the SOA record of the zone: deploy again/],
] as [string, string, Record<string, unknown>, Sayings, RegExp][])('%s says what is wrong where AWS answers %s', async (handler, _, properties, sayings, reason) => {
  const answer = await answerOf(handler, properties, sayings);

  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(reason) });
  expect(answer.Reason).not.toMatch(/undefined|null|not iterable/);
});

test.each([undefined, 0])('copy-image says what is wrong where ECR gives the parts of a layer a size of %s', async (partSize) => {
  const config = { os: 'linux', architecture: 'arm64' };
  const text = JSON.stringify(config);
  const blob = { digest: `sha256:${createHash('sha256').update(text).digest('hex')}`, size: text.length };
  const registry = new HostileAws();
  await registry.start();
  registry.sayings = {
    'GET /v2/nginx/manifests/1': { mediaType: 'application/vnd.oci.image.manifest.v1+json', config: blob, layers: [] },
    [`GET /v2/nginx/blobs/${blob.digest}`]: config,
  };
  const answer = await answerOf('copy-image', { ...COPY, Registry: registry.url }, { InitiateLayerUpload: { uploadId: '1', partSize } });
  await registry.stop();

  expect(answer).toMatchObject({
    Status: 'FAILED', Reason: expect.stringContaining('AWS answered ecr:InitiateLayerUpload without an upload and the size of its parts: deploy again'),
  });
});
