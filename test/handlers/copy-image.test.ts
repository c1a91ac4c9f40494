import { createHash, randomBytes } from 'crypto';
import { ServerResponse } from 'http';
import { Answer, CloudFormationStandIn, lambdaContext } from './cloudformation-stand-in';
import { EcrRepository, EcrStandIn } from './ecr-stand-in';
import { pointSdkAt } from './environment';
import { InlineFunction, inlineFunction } from './inline-function';
import { PushedImage, Registry } from './registry';
import { firstTimes, RegistryFront } from './registry-front';
import { staySilent } from './requests-under-way';

const MIB = 1024 * 1024;
const NGINX = 'docker/library/nginx';
const SINGLE = 'single/image';
const LARGE = 'large/image';
const GRANTED = [
  'BatchCheckLayerAvailability', 'BatchGetImage', 'CompleteLayerUpload', 'InitiateLayerUpload', 'PutImage', 'UploadLayerPart',
];

let registry: Registry;
let image: PushedImage;
let newer: PushedImage;

let front: RegistryFront;
let ecr: EcrStandIn;
let repository: EcrRepository;
let cloudFormation: CloudFormationStandIn;

beforeAll(async () => {
  registry = await Registry.start();
  const base = randomBytes(30_000);
  image = await registry.pushImage(NGINX, '1.30.7-alpine-slim', { amd64: [randomBytes(50_000), randomBytes(70_000)], arm64: [base, randomBytes(90_000)] });
  newer = await registry.pushImage(NGINX, '1.30.8-alpine-slim', { amd64: [randomBytes(50_000)], arm64: [base, randomBytes(40_000)] });
  await registry.pushImage(SINGLE, 'latest', { arm64: [base] });
}, 180_000);

afterAll(async () => registry?.stop());

beforeEach(async () => {
  front = new RegistryFront(registry.url);
  ecr = new EcrStandIn();
  cloudFormation = new CloudFormationStandIn();
  await Promise.all([front.start(), ecr.start(), cloudFormation.start()]);
  repository = ecr.createRepository('proxy');
  pointSdkAt({ ecr: ecr.url });
});

afterEach(async () => Promise.all([front.stop(), ecr.stop(), cloudFormation.stop()]));

function properties(changes: Record<string, string> = {}): Record<string, string> {
  return {
    Registry: front.url,
    SourceRepository: NGINX,
    Reference: '1.30.7-alpine-slim',
    Architecture: 'arm64',
    TargetRepository: 'proxy',
    TargetTag: '1.30.7-arm64',
    ...changes,
  };
}

async function create(changes: Record<string, string> = {}, fn: InlineFunction = inlineFunction('copy-image')): Promise<Answer> {
  return cloudFormation.invoke(fn, { RequestType: 'Create', ResourceProperties: properties(changes) });
}

function expectCopy(answer: Answer, copied: PushedImage, architecture: string, tag = '1.30.7-arm64'): void {
  expect(answer).toMatchObject({
    Status: 'SUCCESS', PhysicalResourceId: `proxy:${tag}`, Data: { Digest: copied.manifests[architecture] },
  });
  expect(repository.tags.get(tag)).toMatchObject({ digest: copied.manifests[architecture], manifest: copied.texts[architecture] });
  for (const digest of copied.layers[architecture]) expect(sha256(repository.layers.get(digest)!)).toBe(digest);
}

function expectFailure(answer: Answer, ...texts: (string | RegExp)[]): void {
  expect(answer.Status).toBe('FAILED');
  for (const text of texts) expect(answer.Reason).toMatch(text);
  expect(answer.Reason).toContain('(log stream: ');
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

describe('copies one platform, byte for byte', () => {
  test.each(['arm64', 'amd64'])('by tag, for %s', async (architecture) => {
    expectCopy(await create({ Architecture: architecture }), image, architecture);
    // The other platform and the attestations stay where they are.
    expect([...repository.images.keys()]).toEqual([image.manifests[architecture]]);
    expect(repository.layers.size).toBe(image.layers[architecture].length + 1);
  });

  test.each([
    ['tag', () => '1.30.7-alpine-slim', 3],
    ['digest of a manifest', () => image.manifests.arm64, 4],
  ])('by the %s, and asks for blobs as they are: compressed on the way, one would have another digest', async (_, reference, count) => {
    await create({ Reference: reference() });
    const blobs = front.requests.filter(({ path }) => path.includes('/blobs/'));
    expect(blobs).toHaveLength(count);
    for (const { headers } of blobs) expect(headers).toMatchObject({ 'accept': '*/*', 'accept-encoding': 'identity' });
  });

  test('and asks the registry and ECR for every kind of manifest and of index, of OCI and of Docker', async () => {
    const kinds = [
      'application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json',
    ];
    await create();
    const manifests = front.requests.filter(({ path }) => path.includes('/manifests/'));
    expect(manifests).toHaveLength(2);
    for (const { headers } of manifests) expect(headers.accept?.split(', ').sort()).toEqual(kinds);
    expect([...ecr.callsOf('BatchGetImage')[0].input.acceptedMediaTypes].sort()).toEqual(kinds);
  });

  test('by the digest of an index', async () => {
    expectCopy(await create({ Reference: image.index }), image, 'arm64');
  });

  test('by the digest of a manifest', async () => {
    expectCopy(await create({ Reference: image.manifests.amd64, Architecture: 'amd64' }), image, 'amd64');
  });

  test('with no more rights than it is given', async () => {
    await create();
    expect([...new Set(ecr.calls.map((call) => call.operation))].sort()).toEqual(GRANTED);
  });

  test('a layer larger than one part goes in order, and is never read much further than ECR has it', async () => {
    // Here, because a run of other tests need not wait for it.
    const large = await registry.pushImage(LARGE, 'latest', { arm64: [randomBytes(32 * MIB)] });
    ecr.partSize = 5 * MIB;
    let stored = 0;
    let furthest = 0;
    ecr.onPart = (part) => {
      furthest = Math.max(furthest, front.bytesSent - stored);
      stored += part.length;
    };
    expectCopy(await create({ SourceRepository: LARGE, Reference: 'latest' }), large, 'arm64');

    const parts = ecr.callsOf('UploadLayerPart').map(({ input }) => [input.partFirstByte, input.partLastByte]).filter(([, last]) => last > 10_000);
    expect(parts).toEqual([0, 5, 10, 15, 20, 25, 30].map((start) => [start * MIB, Math.min(start + 5, 32) * MIB - 1]));
    // One part in memory, the rest is what the kernel's socket buffers hold.
    expect(furthest).toBeLessThan(24 * MIB);
  }, 180_000);
});

describe('refuses what is not what it should be', () => {
  test.each([
    ['index', () => ({ Reference: image.index }), () => image.index],
    ['index asked for by tag', () => ({}), () => '1.30.7-alpine-slim'],
    ['manifest', () => ({ Reference: image.manifests.arm64 }), () => image.manifests.arm64],
    ['manifest in an index', () => ({}), () => image.manifests.arm64],
    ['layer', () => ({}), () => image.layers.arm64[1]],
  ])('a changed %s', async (_, changes, tampered) => {
    front.tamper = (path, body) => {
      if (path.endsWith(tampered())) body.writeUInt8(body[body.length - 2] === 0x20 ? 0x0a : 0x20, body.length - 2);
      return body;
    };
    expectFailure(await create(changes()), 'should be sha256:', 'do not use this source');
    expect(repository.images.size).toBe(0);
    expect(repository.layers.has(image.layers.arm64[1])).toBe(false);
  });

  test('the copy fails if the bytes of a config differ from its digest', async () => {
    const config = (JSON.parse(image.texts.arm64) as { config: { digest: string } }).config.digest;
    front.tamper = (path, body) => path.endsWith(config) ? Buffer.from(body.toString().replace('linux', 'xinul')) : body;
    expectFailure(await create(), config);
    expect(repository.images.size).toBe(0);
  });

  test('an index that refers to its images by another kind of digest', async () => {
    front.tamper = (path, body) => path.endsWith('/latest') ? Buffer.from(body.toString().replace(/sha256:/g, 'sha512:')) : body;
    front.hiddenHeaders = ['docker-content-digest'];
    expectFailure(await create({ SourceRepository: SINGLE, Reference: 'latest' }), 'only sha256 digests can be checked');
  });

  test('the copy fails if a layer has more bytes than declared, and does not read it to its end', async () => {
    front.tamper = (path, body) => path.endsWith(image.layers.arm64[0]) ? Buffer.concat([body, randomBytes(30 * MIB)]) : body;
    expectFailure(await create(), 'is larger than 30000 bytes');
    expect(front.bytesSent).toBeLessThan(20 * MIB);
    expect(repository.images.size).toBe(0);
  });

  test('a layer with fewer bytes than declared', async () => {
    front.tamper = (path, body) => path.endsWith(image.layers.arm64[0]) ? body.subarray(1) : body;
    expectFailure(await create(), '29999 bytes');
    expect(repository.images.size).toBe(0);
  });

  test('an architecture that the image has not, and names those it has', async () => {
    expectFailure(await create({ SourceRepository: SINGLE, Reference: 'latest', Architecture: 'amd64' }), 'no image for linux/amd64, only for: linux/arm64/v8. Choose');
  });

  test('a manifest of another architecture', async () => {
    expectFailure(await create({ Reference: image.manifests.amd64 }), 'an image for linux/amd64, not for linux/arm64');
    expect(repository.images.size).toBe(0);
  });

  test('a version that does not exist', async () => {
    const errors: Error[] = [];
    expectFailure(await create({ Reference: '0.0.0' }, inlineFunction('copy-image', { errors })), "'docker/library/nginx' (0.0.0)", 'check the name and version');
    // The log shows what was behind it.
    expect(errors[0].cause).toMatchObject({ message: expect.stringMatching(/^it has no manifests\/0\.0\.0/) });
  });

  test('an address that is not a registry', async () => {
    front.interfere = (_, response) => Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    expectFailure(await create(), 'is not a JSON object: check that the address is a container registry');
  });
});

describe('a registry in trouble', () => {
  const throttled = (response: ServerResponse) => response.writeHead(429, { 'retry-after': '7' }).end('slow down');
  // The other timers are the 30 seconds of silence that are borne, and the end of the function.
  const betweenAttempts = (pauses: number[]) => pauses.filter((ms) => ms !== 30_000 && ms < 500_000);

  test.each(['manifests', 'blobs'])('throttles %s: waits as long as it asks for', async (what) => {
    const pauses: number[] = [];
    front.interfere = firstTimes(2, what, throttled);
    expectCopy(await create({}, inlineFunction('copy-image', { pauses })), image, 'arm64');
    expect(betweenAttempts(pauses)).toEqual([expect.any(Number), expect.any(Number)]);
    for (const ms of betweenAttempts(pauses)) expect(ms).toBeGreaterThanOrEqual(7_000);
  });

  test('asks for a pause without end: waits no longer than its own bound', async () => {
    const pauses: number[] = [];
    front.interfere = firstTimes(1, 'manifests', (response) => response.writeHead(503, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' }).end());
    expectCopy(await create({}, inlineFunction('copy-image', { pauses })), image, 'arm64');
    expect(betweenAttempts(pauses)).toEqual([expect.any(Number)]);
    expect(betweenAttempts(pauses)[0]).toBeLessThan(30_000);
  });

  test('answers 500 forever: gives up within bounds and says what to do', async () => {
    front.interfere = (_, response) => Boolean(response.writeHead(500).end());
    const answer = await create();
    expectFailure(answer, 'in 6 attempts', 'status 500', 'deploy again', 'ProxyImage.copyOnDeploy', 'ProxyImage.fromEcrRepository');
    expect(front.requests).toHaveLength(6);
  });

  test('answers 500 forever for a layer: says for which', async () => {
    front.interfere = firstTimes(6, image.layers.arm64[1], (response) => response.writeHead(500).end());
    expectFailure(await create(), `the registry could not give blobs/${image.layers.arm64[1]} in 6 attempts`);
  });

  test('cannot be reached: gives up within bounds and says what to do', async () => {
    const answer = await create({ Registry: 'http://127.0.0.1:1' });
    expectFailure(answer, 'in 6 attempts', 'out of reach', 'ProxyImage.fromEcrRepository');
  });

  test('breaks off in the middle of a layer: the layer is read again', async () => {
    front.interfere = firstTimes(1, image.layers.arm64[1], (response) => {
      response.writeHead(200, { 'content-length': 90_000 }).write(Buffer.alloc(1_000), () => response.destroy());
    });
    expectCopy(await create(), image, 'arm64');
  });

  test('goes silent in the middle of a layer: the layer is read again', async () => {
    front.interfere = firstTimes(1, image.layers.arm64[1], (response) => {
      response.writeHead(200, { 'content-length': 90_000 }).write(Buffer.alloc(1_000), () => staySilent(response));
    });
    expectCopy(await create(), image, 'arm64');
    expect(front.requests.filter(({ path }) => path.endsWith(image.layers.arm64[1]))).toHaveLength(2);
  });

  test('stays silent: gives up within bounds and says so', async () => {
    front.interfere = (_, response) => staySilent(response);
    expectFailure(await create(), 'in 6 attempts, at last: nothing came for 30 seconds. ');
  });

  test('stays silent until the function must end: answered once, in time', async () => {
    front.interfere = (_, response) => staySilent(response);
    const fn = inlineFunction('copy-image');
    const event = cloudFormation.event({ RequestType: 'Create', ResourceProperties: properties() });
    const started = Date.now();
    await fn.handler(event, lambdaContext(10_300));
    expect(Date.now() - started).toBeLessThan(2_000);
    expect(cloudFormation.puts).toHaveLength(1);
    expectFailure(cloudFormation.answers[0], 'ran out of time');
  });
});

describe('a registry that wants a token', () => {
  beforeEach(() => {
    front.interfere = ({ path, headers }, response) => {
      if (path.startsWith('/token?')) return Boolean(response.end(JSON.stringify({ token: 'anonymous' })));
      if (headers.authorization === 'Bearer anonymous') return false;
      const challenge = `Bearer realm="${front.url}/token",service="test.registry",scope="repository:${NGINX}:pull"`;
      return Boolean(response.writeHead(401, { 'www-authenticate': challenge }).end());
    };
  });

  test('gets it once for all requests', async () => {
    expectCopy(await create(), image, 'arm64');
    const tokens = front.requests.filter(({ path }) => path.startsWith('/token'));
    expect(tokens.map(({ path }) => path)).toEqual(['/token?service=test.registry&scope=repository%3Adocker%2Flibrary%2Fnginx%3Apull']);
    expect(tokens[0].headers.authorization).toBeUndefined();
    expect(tokens[0].headers.accept).toBe('application/json');
  });

  test('does not send it to the host that blobs are redirected to', async () => {
    const downloads = new RegistryFront(registry.url);
    await downloads.start();
    const withToken = front.interfere;
    front.interfere = (request, response) => withToken(request, response)
      || (request.path.includes('/blobs/') && Boolean(response.writeHead(307, { location: `${downloads.url}${request.path}` }).end()));
    const answer = await create();
    await downloads.stop();
    expectCopy(answer, image, 'arm64');
    expect(downloads.requests).toHaveLength(3);
    for (const { headers } of downloads.requests) expect(headers.authorization).toBeUndefined();
  });

  test('the copy fails if the registry wants a login, and says that it cannot be copied from', async () => {
    front.interfere = (_, response) => Boolean(response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end());
    expectFailure(await create(), 'asks for a login', 'ProxyImage.fromEcrRepository');
  });

  test('refuses the token: says that it cannot be copied from', async () => {
    const withToken = front.interfere;
    front.interfere = (request, response) => withToken(request, response) || Boolean(response.writeHead(403).end());
    expectFailure(await create(), 'status 403', 'only what anyone may read');
  });
});

describe('ECR', () => {
  test('throttles: tries again', async () => {
    for (const operation of GRANTED) ecr.fail({ operation, type: 'ThrottlingException' });
    expectCopy(await create(), image, 'arm64');
  });

  test('does not reply in time, four times: tries again, more often than the SDK does by itself', async () => {
    ecr.fail({ operation: 'BatchGetImage', isSilent: true, times: 4 });
    expectCopy(await create(), image, 'arm64');
    expect(ecr.callsOf('BatchGetImage')).toHaveLength(5);
  });

  test('leaves out lists that are empty: the image is copied', async () => {
    ecr.leavesOutEmptyLists = true;
    expectCopy(await create(), image, 'arm64');
  });

  test.each([['empty', false], ['left out', true]])('lists a missing layer as a failure, and its list of layers is %s: the image is copied', async (_, isLeftOut) => {
    ecr.missingLayersAreFailures = true;
    ecr.leavesOutEmptyLists = isLeftOut;
    expectCopy(await create(), image, 'arm64');
  });

  describe.each(GRANTED)('does %s', (operation) => {
    test.each([
      ['and its reply is lost', { afterwards: true }],
      ['and the connection breaks', { afterwards: true, breaks: true }],
      ['after the connection broke', { breaks: true }],
      ['after it was busy', {}],
    ])('%s: the image is copied', async (_, failure) => {
      ecr.fail({ operation, ...failure });
      expectCopy(await create(), image, 'arm64');
      expect(repository.images.size).toBe(1);
    });

    test('never: says what ECR said and what to do', async () => {
      ecr.fail({ operation, type: 'KmsException', times: Infinity });
      expectFailure(await create(), 'Amazon ECR answered KmsException: told to fail: deploy again, or push the image to a repository of your own');
      expect(repository.images.size).toBe(0);
    });
  });

  test('loses a layer while it completes it: fails', async () => {
    ecr.fail({ operation: 'CompleteLayerUpload', type: 'UploadNotFoundException' });
    expectFailure(await create(), 'Amazon ECR answered UploadNotFoundException');
    expect(repository.images.size).toBe(0);
  });

  test('has another last byte of a part than was sent: fails', async () => {
    ecr.fail({ operation: 'UploadLayerPart', type: 'InvalidLayerPartException' });
    expectFailure(await create(), 'Amazon ECR answered InvalidLayerPartException');
  });

  test('refuses the image for another reason than that it is there: fails', async () => {
    ecr.fail({ operation: 'PutImage', type: 'LayersNotFoundException' });
    expectFailure(await create(), 'Amazon ECR answered LayersNotFoundException');
  });

  test('says that it has the very image already: succeeds', async () => {
    ecr.fail({ operation: 'PutImage', type: 'ImageAlreadyExistsException' });
    expect(await create()).toMatchObject({ Status: 'SUCCESS' });
  });

  test('has no such repository: says so', async () => {
    expectFailure(await create({ TargetRepository: 'other' }), "to ECR repository 'other'", 'Amazon ECR answered RepositoryNotFoundException');
  });

  test('holds another image under the tag: fails and leaves it', async () => {
    await create({ Reference: '1.30.8-alpine-slim' });
    expectFailure(await create({ Reference: image.index }), "tag '1.30.7-arm64' of ECR repository 'proxy' is immutable", newer.manifests.arm64, image.manifests.arm64,
      'use the digest it holds, or another version, in ProxyImage.copyOnDeploy({...})');
    expect(repository.tags.get('1.30.7-arm64')?.digest).toBe(newer.manifests.arm64);
  });

  test('gets another image under the tag meanwhile: fails and leaves it', async () => {
    const taken = { digest: newer.manifests.arm64, manifest: newer.texts.arm64 };
    ecr.onPart = () => repository.tags.set('1.30.7-arm64', taken);
    expectFailure(await create(), 'is immutable and holds', newer.manifests.arm64);
    expect(repository.tags.get('1.30.7-arm64')).toBe(taken);
  });
});

describe('again', () => {
  test.each([
    ['tag', () => '1.30.7-alpine-slim'],
    ['digest of an index', () => image.index],
    ['digest of a manifest', () => image.manifests.arm64],
  ])('by the same %s: uploads nothing', async (_, reference) => {
    await create({ Reference: reference() });
    ecr.calls.length = front.requests.length = 0;
    expectCopy(await create({ Reference: reference() }), image, 'arm64');
    expect(ecr.calls.map((call) => call.operation)).toEqual(['BatchGetImage']);
    // Only the digest of an index says nothing of the image that was taken from it.
    expect(front.requests.length > 0).toBe(reference() === image.index);
  });

  test('at the same time: both succeed with the same answer', async () => {
    const answers = await Promise.all([create(), create()]);
    for (const answer of answers) expectCopy(answer, image, 'arm64');
    expect(repository.images.size).toBe(1);
  });

  test('after a call that broke off: takes only the layers that are missing', async () => {
    ecr.fail({ operation: 'PutImage', type: 'InvalidParameterException' });
    expectFailure(await create(), 'InvalidParameterException');
    ecr.calls.length = 0;
    expectCopy(await create(), image, 'arm64');
    expect(ecr.callsOf('InitiateLayerUpload')).toHaveLength(0);
  });

  test('a newer image takes only the layers that are new, and the old image stays', async () => {
    const first = await create();
    ecr.calls.length = 0;
    const second = await cloudFormation.invoke(inlineFunction('copy-image'), {
      RequestType: 'Update',
      PhysicalResourceId: first.PhysicalResourceId,
      ResourceProperties: properties({ Reference: '1.30.8-alpine-slim', TargetTag: '1.30.8-arm64' }),
    });
    expectCopy(second, newer, 'arm64', '1.30.8-arm64');
    expect(ecr.callsOf('InitiateLayerUpload')).toHaveLength(1);
    expect([...repository.tags.keys()]).toEqual(['1.30.7-arm64', '1.30.8-arm64']);
  });

  test('rolls back to the image that ran before, without the registry', async () => {
    await create();
    const rollback = await cloudFormation.invoke(inlineFunction('copy-image'), {
      RequestType: 'Update',
      PhysicalResourceId: 'proxy:1.30.8-arm64',
      ResourceProperties: properties({ Registry: 'http://127.0.0.1:1' }),
    });
    expectCopy(rollback, image, 'arm64');
  });

  describe('by the digest of an index rolls back to the image that ran before', () => {
    const rollBack = (changes: Record<string, string>, pauses: number[], log: string[] = []) =>
      cloudFormation.invoke(inlineFunction('copy-image', { pauses, log }), {
        RequestType: 'Update', PhysicalResourceId: 'proxy:1.30.8-arm64', ResourceProperties: properties({ Reference: image.index, ...changes }),
      });

    beforeEach(async () => expectCopy(await create({ Reference: image.index }), image, 'arm64'));

    test('where the registry cannot be reached, without waiting for it', async () => {
      const pauses: number[] = [];
      expectCopy(await rollBack({ Registry: 'http://127.0.0.1:1' }, pauses), image, 'arm64');
      expect(pauses.filter((ms) => ms < 30_000)).toEqual([]);
    });

    test.each([
      ['throttles', (response: ServerResponse) => response.writeHead(429, { 'retry-after': '20' }).end()],
      ['is ill', (response: ServerResponse) => response.writeHead(500).end()],
      ['does not have it any more', (response: ServerResponse) => response.writeHead(404).end()],
      ['asks for a login', (response: ServerResponse) => response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end()],
      ['answers with another document', (response: ServerResponse) => response.end('{"manifests":[]}')],
      ['says nothing', staySilent],
    ])('where the registry %s', async (_, answer) => {
      front.interfere = (__, response) => {
        answer(response);
        return true;
      };
      const [pauses, log]: [number[], string[]] = [[], []];
      expectCopy(await rollBack({}, pauses, log), image, 'arm64');
      expect(pauses.filter((ms) => ms < 30_000)).toEqual([]);
      expect(log.at(-1)).toContain(`${image.manifests.arm64} is held already, and was not compared: `);
    });
  });
});

describe('deletes nothing', () => {
  const remove = async (id: string) => cloudFormation.invoke(inlineFunction('copy-image'), {
    RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties(),
  });

  test('of an image that a rollback may need', async () => {
    const { PhysicalResourceId: id } = await create();
    ecr.calls.length = 0;
    expect(await remove(id)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(ecr.calls).toHaveLength(0);
    expect(repository.images.size).toBe(1);
  });

  test('after a create that failed', async () => {
    const { PhysicalResourceId: id } = await create({ Reference: '0.0.0' });
    expect(await remove(id)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  });
});
