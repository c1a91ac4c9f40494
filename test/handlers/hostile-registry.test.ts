import { Answer, CloudFormationStandIn } from './cloudformation-stand-in';
import { EcrRepository, EcrStandIn } from './ecr-stand-in';
import { pointSdkAt } from './environment';
import { Descriptor, HostileRegistry, sendWithoutEnd, sha256 } from './hostile-registry';
import { evaluate, handlerText, inlineFunction } from './inline-function';
import { MANIFEST_TYPE } from './registry';

interface TokenUrl {
  tokenUrl(source: { readonly url: string }, challenge: string): URL;
}

const PLATFORM = { os: 'linux', architecture: 'arm64' };
const MIB = 1024 * 1024;

let registry: HostileRegistry;
let ecr: EcrStandIn;
let repository: EcrRepository;
let cloudFormation: CloudFormationStandIn;
let pauses: number[];
let openTimers: Set<unknown>;

beforeEach(async () => {
  [registry, ecr, cloudFormation] = [new HostileRegistry(), new EcrStandIn(), new CloudFormationStandIn()];
  await Promise.all([registry, ecr, cloudFormation].map(async (standIn) => standIn.start()));
  repository = ecr.createRepository('proxy');
  pointSdkAt({ ecr: ecr.url });
  pauses = [];
  openTimers = new Set();
});

afterEach(async () => Promise.all([registry, ecr, cloudFormation].map(async (standIn) => standIn.stop())));

async function copy(reference = 'latest'): Promise<Answer> {
  return cloudFormation.invoke(inlineFunction('copy-image', { pauses, openTimers }), {
    RequestType: 'Create',
    ResourceProperties: {
      Registry: registry.url, SourceRepository: 'image', Reference: reference, Architecture: 'arm64', TargetRepository: 'proxy', TargetTag: 'tag',
    },
  });
}

/** The image is refused at once, for a reason that says what the registry did. */
async function expectRefusal(reason: string, reference?: string): Promise<void> {
  const answer = await copy(reference);
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain(reason);
  // What JavaScript says of itself says nothing of the registry.
  expect(answer.Reason).not.toMatch(/TypeError|RangeError|undefined \(reading|is not iterable|is not a function|Invalid URL/);
  expect(pauses.filter((ms) => ms < 30_000)).toEqual([]);
  expect(repository.images.size).toBe(0);
}

function serveImage(changes: Record<string, unknown> = {}): Descriptor {
  const image = registry.putImage(changes);
  registry.putIndex([{ ...image, platform: PLATFORM }]);
  return image;
}

test('what is as it should be is copied, and no timer outlives it', async () => {
  const { digest } = serveImage();
  expect(await copy()).toMatchObject({ Status: 'SUCCESS', Data: { Digest: digest } });
  expect(openTimers.size).toBe(0);
});

describe('documents', () => {
  test.each(['null', '[]', '"text"', '7', 'true', '', '<html>', '{"manifests":', '\u0000'])('a manifest that is %j', async (text) => {
    registry.putManifest(text, 'latest');
    await expectRefusal('its answer for manifests/latest is not a JSON object: check that the address is a container registry\'s');
  });

  test('a manifest that nests deeper than anything may', async () => {
    registry.putManifest('['.repeat(3 * MIB), 'latest');
    await expectRefusal('is not a JSON object');
  });

  test.each([200, 204, 205])('status %s without a body', async (status) => {
    registry.answer('manifests/latest', (response) => response.writeHead(status).end());
    await expectRefusal('its answer for manifests/latest is not a JSON object');
  });

  test('a manifest that is not what its registry says it is', async () => {
    const digest = sha256('another');
    registry.answer('manifests/latest', (response) => response.writeHead(200, { 'docker-content-digest': digest }).end('{}'));
    await expectRefusal(`manifests/latest should be ${digest} (any bytes) but is ${sha256('{}')} (2 bytes): do not use this source`);
  });

  test('a manifest without end', async () => {
    registry.answer('manifests/latest', (response) => sendWithoutEnd(response));
    await expectRefusal('manifests/latest is larger than 4194304 bytes: do not use this source');
  });

  test('a manifest of just the size that is allowed', async () => {
    const image = serveImage();
    registry.answer('manifests/latest', (response) => response.writeHead(200, { 'content-type': MANIFEST_TYPE }).end(
      JSON.stringify({ manifests: [{ ...image, platform: PLATFORM }] }).padEnd(4 * MIB)));
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([null, 7, 'text', []])('a config that is %j', async (config) => {
    const image = registry.putImage({ config: registry.putBlob(JSON.stringify(config)) });
    await expectRefusal('is not a JSON object', image.digest);
  });

  test.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ os: 'windows', architecture: 'arm64' }, 'windows/arm64'],
    [{}, 'undefined/undefined'],
  ])('a config for %j', async (config, platform) => {
    const image = registry.putImage({ config: registry.putBlob(JSON.stringify(config)) });
    await expectRefusal(`it is an image for ${platform}, not for linux/arm64. Choose one of the other architecture`, image.digest);
  });

  test.each([undefined, 'application/json', 'text/html', 'application/vnd.docker.distribution.manifest.v1+json'])('a manifest of type %s', async (mediaType) => {
    const image = serveImage({ mediaType });
    registry.answer(`manifests/${image.digest}`, (response) => response.end(JSON.stringify({
      schemaVersion: 2, mediaType, config: registry.putBlob('{"os":"linux","architecture":"arm64"}'), layers: [registry.putBlob('layer')],
    })));
    await expectRefusal(`'${mediaType ?? ''}' is not an image that ECR can hold: choose another source with ProxyImage.copyOnDeploy({...})`);
  });

  test.each([MANIFEST_TYPE, 'application/vnd.docker.distribution.manifest.v2+json'])('a manifest of type %s is copied under its type', async (mediaType) => {
    const { digest } = serveImage({ mediaType });
    expect(await copy()).toMatchObject({ Status: 'SUCCESS', Data: { Digest: digest } });
    expect(repository.tags.get('tag')?.mediaType).toBe(mediaType);
  });

  test('a manifest whose type stands in the header alone, with parameters', async () => {
    const image = registry.putImage({ mediaType: undefined });
    registry.putIndex([{ ...image, platform: PLATFORM }]);
    registry.putManifest({ schemaVersion: 2, config: registry.putBlob('{"os":"linux","architecture":"arm64"}'), layers: [registry.putBlob('layer')] }, image.digest,
      `${MANIFEST_TYPE} ; charset=utf-8`);
    expect(await copy()).toMatchObject({ Status: 'SUCCESS', Data: { Digest: image.digest } });
    expect(repository.tags.get('tag')?.mediaType).toBe(MANIFEST_TYPE);
  });

  test.each([
    ['layers', null], ['layers', {}], ['layers', 'text'], ['layers', undefined], ['config', null], ['config', 'text'], ['config', []], ['config', undefined],
  ])('a manifest whose %s are %j', async (field, value) => {
    serveImage({ [field]: value });
    await expectRefusal('is not an image that ECR can hold');
  });

  test('an image in an index of an index', async () => {
    const inner = registry.putManifest({ mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] });
    registry.putIndex([{ ...inner, platform: PLATFORM }]);
    await expectRefusal('\'application/vnd.oci.image.index.v1+json\' is not an image that ECR can hold');
  });
});

describe('entries of an index', () => {
  test.each([null, 7, 'text', [], {}, { platform: null }, { platform: 'linux/arm64' }, { platform: [] }])('%j is passed over', async (entry) => {
    const image = registry.putImage();
    registry.putIndex([entry, { ...image, platform: { os: 'unknown', architecture: 'unknown' } }, { ...image, platform: PLATFORM }]);
    expect(await copy()).toMatchObject({ Status: 'SUCCESS', Data: { Digest: image.digest } });
  });

  test.each([
    [[], 'none'], [[null], 'none'], [[{ platform: {} }], ''], [[{ platform: { os: 'windows', architecture: 'arm64' } }], 'windows/arm64'],
    [[{ platform: { os: 'linux', architecture: 'amd64' } }, { platform: { os: 'linux', architecture: 's390x' } }], 'linux/amd64, linux/s390x. Choose'],
  ])('%j hold no image', async (entries, present) => {
    registry.putIndex(entries);
    await expectRefusal(`it has no image for linux/arm64, only for: ${present}`);
  });

  test('an image for windows/arm64 is not taken for one for Linux', async () => {
    const image = registry.putImage();
    registry.putIndex([{ ...image, platform: { os: 'windows', architecture: 'arm64' } }]);
    await expectRefusal('it has no image for linux/arm64, only for: windows/arm64. Choose one of these or another source');
  });

  test.each([['arm64', 'v8', true], ['arm64', 'v9', false], ['arm', 'v8', false]])('of variant %s/%s', async (architecture, variant, isTaken) => {
    const image = registry.putImage();
    registry.putIndex([{ ...image, platform: { os: 'linux', architecture, variant } }]);
    expect((await copy()).Status).toBe(isTaken ? 'SUCCESS' : 'FAILED');
  });
});

describe('descriptors', () => {
  const layer = { digest: sha256('layer'), size: 5 };

  test.each([
    null, 7, 'text', [], {}, { size: 5 }, { ...layer, digest: 7 }, { ...layer, digest: null }, { ...layer, digest: 'sha512:00' },
    { ...layer, digest: sha256('layer').toUpperCase() }, { ...layer, digest: `${sha256('layer')}0` }, { ...layer, digest: '../../token' },
  ])('a layer described by %j', async (descriptor) => {
    registry.putBlob('layer');
    serveImage({ layers: [descriptor] });
    await expectRefusal('but only sha256 digests can be checked: choose another source');
  });

  test.each([undefined, null, 0, -1, 0.5, '5', 1e300])('a layer of %j bytes', async (size) => {
    registry.putBlob('layer');
    serveImage({ layers: [{ ...layer, size }] });
    await expectRefusal(`it gives ${layer.digest} a size of '${size}' bytes, but ECR takes only what has some: choose another source`);
  });

  test('an empty layer', async () => {
    serveImage({ layers: [registry.putBlob('')] });
    await expectRefusal('a size of \'0\' bytes, but ECR takes only what has some');
  });

  test('a layer that claims to be larger than any disk, and is not', async () => {
    registry.putBlob('layer');
    serveImage({ layers: [{ ...layer, size: Number.MAX_SAFE_INTEGER }] });
    await expectRefusal(`blobs/${layer.digest} should be ${layer.digest} (${Number.MAX_SAFE_INTEGER} bytes)`);
  });

  test.each([['config', () => ({ config: {} })], ['layer', () => ({ layers: [{}] })]])('a %s without a digest is refused before anything is copied', async (_, changes) => {
    serveImage(changes());
    await expectRefusal('it refers to \'undefined\'');
    expect(ecr.callsOf('InitiateLayerUpload')).toHaveLength(0);
  });

  test('an image in an index without a size', async () => {
    const { digest } = registry.putImage();
    registry.putIndex([{ digest, platform: PLATFORM }]);
    await expectRefusal(`it gives ${digest} a size of 'undefined' bytes`);
  });

  test('an image that is larger than its index says', async () => {
    const image = registry.putImage();
    registry.putIndex([{ ...image, size: image.size - 1, platform: PLATFORM }]);
    await expectRefusal(`should be ${image.digest} (${image.size - 1} bytes)`);
  });
});

describe('statuses', () => {
  test.each([401, 403])('%s says that it cannot be copied from', async (status) => {
    registry.answer('manifests/latest', (response, { headers }) => response.writeHead(headers.authorization ? status : 401, { 'www-authenticate': 'Bearer realm="/token"' }).end());
    registry.answer('/token', (response) => response.end('{"token":"anonymous"}'));
    await expectRefusal(`status ${status} for manifests/latest: only what anyone may read can be copied`);
  });

  test.each([300, 304, 400, 405, 410, 418])('%s says that it is no answer', async (status) => {
    registry.answer('manifests/latest', (response) => response.writeHead(status).end());
    await expectRefusal(`status ${status} for manifests/latest: deploy again, choose another source`);
  });

  test('a redirect to nowhere', async () => {
    registry.answer('manifests/latest', (response) => response.writeHead(307).end());
    await expectRefusal('status 307 for manifests/latest');
  });

  test.each([408, 429, 500, 503, 599])('%s is asked again', async (status) => {
    serveImage();
    let isFirst = true;
    const layer = `blobs/${sha256('layer')}`;
    registry.answer(layer, (response) => {
      response.writeHead(isFirst ? status : 200).end(isFirst ? '' : 'layer');
      isFirst = false;
    });
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
    expect(registry.asked.filter((path) => path === layer)).toHaveLength(2);
  });

  test.each([
    ['itself', () => '/v2/image/manifests/latest', 'redirect count exceeded'],
    ['another protocol', () => 'ftp://127.0.0.1/', 'HTTP'],
    ['no address', () => 'http://', 'ERR_INVALID_URL'],
    ['a port that is closed', () => 'http://127.0.0.1:1/', 'bad port'],
  ])('a redirect to %s ends, with a reason', async (_, location, reason) => {
    registry.answer('manifests/latest', (response) => response.writeHead(307, { location: location() }).end());
    const answer = await copy();
    expect(answer).toMatchObject({ Status: 'FAILED' });
    expect(answer.Reason).toContain('the registry could not give manifests/latest in 6 attempts, at last: ');
    expect(answer.Reason).toContain(reason);
  });
});

describe('retry-after', () => {
  // A pause may be up to half as long again.
  test.each([
    ['3', 3_000], ['-3', 1_000], ['0', 1_000], ['soon', 1_000], ['NaN', 1_000], ['1e9', 20_000], ['Infinity', 20_000], [new Date(0).toUTCString(), 1_000],
    [new Date(4e12).toUTCString(), 20_000],
  ])('%s', async (value, least) => {
    serveImage();
    const index = registry.asked.length;
    registry.answer(`blobs/${sha256('layer')}`, (response) => (
      registry.asked.slice(index).filter((path) => path.includes(sha256('layer'))).length === 1 ? response.writeHead(429, { 'retry-after': value }).end() : response.end('layer')));
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
    const [pause] = pauses.filter((ms) => ms !== 30_000 && ms < 500_000);
    expect(pause).toBeGreaterThanOrEqual(least);
    expect(pause).toBeLessThanOrEqual(least * 1.5);
  });

  test('without one: twice as long from one attempt to the next', async () => {
    registry.answer('manifests/latest', (response) => response.writeHead(503).end());
    await copy();
    const asked = pauses.filter((ms) => ms !== 30_000 && ms < 500_000);
    expect(asked).toHaveLength(5);
    asked.forEach((ms, index) => {
      expect(ms).toBeGreaterThanOrEqual(1_000 * 2 ** index);
      expect(ms).toBeLessThanOrEqual(1_500 * 2 ** index);
    });
  });
});

describe('challenges', () => {
  const token = 'anonymous';

  beforeEach(() => serveImage());

  /** Asks for a token wherever there is none. */
  function challenge(header: string | string[] | undefined, grant: string | Buffer | (() => string) = JSON.stringify({ token })): void {
    const image = registry.putImage();
    registry.answer('manifests/latest', (response, { headers }) => {
      if (headers.authorization === `Bearer ${token}`) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ manifests: [{ ...image, platform: PLATFORM }] }));
      } else {
        response.writeHead(401, header === undefined ? {} : { 'www-authenticate': header }).end();
      }
    });
    registry.answer('/token', (response) => response.end(typeof grant === 'function' ? grant() : grant));
  }

  test.each([
    ['Bearer before Basic', () => `Bearer realm="${registry.url}/token", Basic realm="private"`],
    ['Basic before Bearer', () => `Basic realm="private", Bearer realm="${registry.url}/token",service="registry"`],
    ['Basic before Bearer, with a realm that says Bearer', () => `Basic realm="Bearer realm=x", Bearer realm="${registry.url}/token"`],
    ['a scheme with a token of its own before Bearer', () => `Negotiate YWJjZA==, Bearer realm="${registry.url}/token"`],
    ['two headers', () => ['Basic realm="private"', `Bearer realm="${registry.url}/token"`]],
    ['another case', () => `bEARER REALM="${registry.url}/token"`],
    ['spaces around everything', () => `  Bearer   service = "registry" ,  realm = "${registry.url}/token" `],
    ['no quotes', () => `Bearer realm=${registry.url}/token,service=registry`],
    ['escaped characters', () => `Bearer realm="${registry.url.replace(/:/g, '\\:')}/token",service="a\\"b"`],
    ['a realm relative to the registry', () => 'Bearer realm="/token"'],
    ['a parameter without a scheme before it', () => `realm="x", Bearer realm="${registry.url}/token"`],
  ])('%s', async (_, header) => {
    challenge(header());
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([undefined, '', 'Basic realm="private"', 'Negotiate', '=,=,"', 'realm="http://127.0.0.1/token"', 'BearerToken realm="x"'])('without Bearer: %s', async (header) => {
    challenge(header);
    await expectRefusal('it asks for a login: only what anyone may read can be copied');
  });

  test.each([
    ['Bearer', 'undefined'], ['Bearer realm=""', ''], ['Bearer service="registry"', 'undefined'], ['Bearer realm="http://"', 'http://'], ['Bearer realm="http://[::"', 'http://[::'],
    ['Bearer realm="file:///etc/passwd"', 'file:///etc/passwd'], ['Bearer realm="data:,{}"', 'data:,{}'], ['Bearer realm="ftp://127.0.0.1/"', 'ftp://127.0.0.1/'],
  ])('%s names no address for a token', async (header, realm) => {
    challenge(header);
    await expectRefusal(`it names '${realm}' as the address that gives tokens: deploy again, choose another source`);
  });

  test('a realm over TLS is asked', async () => {
    challenge('Bearer realm="https://127.0.0.1:1/token"');
    expect((await copy()).Reason).toMatch(/the registry could not give manifests\/latest in 6 attempts, at last: bad port/);
  });

  test('a registry over TLS does not lead away from it', () => {
    const { tokenUrl } = evaluate(`${handlerText('parts/registry')}\nexports.tokenUrl = tokenUrl;`) as unknown as TokenUrl;
    const source = { url: 'https://registry.example/v2/image' };
    expect(tokenUrl(source, 'Bearer realm="https://tokens.example/token"').href).toBe('https://tokens.example/token');
    expect(() => tokenUrl(source, 'Bearer realm="http://registry.example/token"'))
      .toThrow('it names \'http://registry.example/token\' as the address that gives tokens');
  });

  test.each([
    ['access_token', { access_token: token }],
    ['access_token beside an empty token', { token: '', access_token: token }],
    ['token beside another access_token', { token, access_token: 'other' }],
  ])('a token in the field %s', async (_, grant) => {
    challenge('Bearer realm="/token"', JSON.stringify(grant));
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([{}, { token: '' }, { token: null }, { token: 7 }, { token: {} }, { token: 'two words' }, { token: 'a\nb' }, { token: 'ü' }, { token: ['anonymous'] }, { token: 'x\r\ny: z' }])(
    '%j holds no token', async (grant) => {
      challenge('Bearer realm="/token"', JSON.stringify(grant));
      await expectRefusal('its answer for a token holds none: only what anyone may read can be copied');
    });

  test.each(['null', '[]', '', '<html>'])('the token is %j', async (grant) => {
    challenge('Bearer realm="/token"', grant);
    await expectRefusal('its answer for a token is not a JSON object');
  });

  test('a token without end is read no further than any document', async () => {
    challenge('Bearer realm="/token"');
    let sent = 0;
    registry.answer('/token', (response) => sendWithoutEnd(response, (bytes) => { sent += bytes; }));
    await expectRefusal('a token is larger than 4194304 bytes: do not use this source');
    expect(sent).toBeLessThan(32 * MIB);
  });

  test.each([[404, 'deploy again'], [401, 'only what anyone may read'], [403, 'only what anyone may read'], [400, 'deploy again']])('status %s for a token', async (status, advice) => {
    challenge('Bearer realm="/token"');
    registry.answer('/token', (response) => response.writeHead(status).end());
    await expectRefusal(`status ${status} for a token: ${advice}`);
  });

  test('a token that no longer counts is asked for again', async () => {
    let grants = 0;
    challenge('Bearer realm="/token"', () => JSON.stringify({ token: ++grants === 1 ? token : 'second' }));
    registry.answer(`blobs/${sha256('layer')}`, (response, { headers }) => (
      headers.authorization === 'Bearer second' ? response.end('layer') : response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end()));
    expect(await copy()).toMatchObject({ Status: 'SUCCESS' });
    expect(grants).toBe(2);
  });

  test('a registry that takes no token is asked twice, not for ever', async () => {
    registry.answer('manifests/latest', (response) => response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end());
    registry.answer('/token', (response) => response.end('{"token":"anonymous"}'));
    await expectRefusal('status 401 for manifests/latest');
    expect(registry.asked.filter((path) => path === 'manifests/latest')).toHaveLength(2);
  });
});
