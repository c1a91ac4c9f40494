'use strict';
// Copies one platform's image from a registry into ECR as it is: the same bytes, the same digest, no Docker.
// Properties: Registry (URL), SourceRepository, Reference (tag or digest), Architecture (arm64 or amd64),
// TargetRepository, TargetTag. Data: Digest. The target tag must be another one whenever any other property is.
// Needs, on the target repository: ecr:BatchGetImage, ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload,
// ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage.
//
// Every step may run twice, at the same time too: Lambda delivers events at least once.

const { createHash } = require('node:crypto');
const {
  ECRClient, BatchCheckLayerAvailabilityCommand, BatchGetImageCommand, CompleteLayerUploadCommand,
  InitiateLayerUploadCommand, PutImageCommand, UploadLayerPartCommand,
} = require('@aws-sdk/client-ecr');

const INDEX_TYPES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const MANIFEST_TYPES = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const DOCUMENT_BYTES = 4 * 1024 * 1024; // registries take no larger manifest

// A public registry may allow one anonymous request a second: be patient, within bounds.
const REGISTRY_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 20_000;
const SILENCE_MS = 30_000;

const OTHER_WAYS = 'deploy again, choose another source with ProxyImage.copyOnDeploy({...}), '
  + 'or push the image to a repository of your own and use ProxyImage.fromEcrRepository(...)';

const ONLY_PUBLIC = `only what anyone may read can be copied: ${OTHER_WAYS}`;

const ecr = new ECRClient({
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
});

exports.onCreate = exports.onUpdate = async (event) => {
  const wanted = event.ResourceProperties;
  try {
    const digest = await copyImage(wanted);
    return { physicalResourceId: `${wanted.TargetRepository}:${wanted.TargetTag}`, data: { Digest: digest } };
  } catch (error) {
    const image = `'${wanted.SourceRepository}' (${wanted.Reference}) from ${wanted.Registry}`;
    throw new Error(`could not copy ${image} to ECR repository '${wanted.TargetRepository}': ${error.message}`, { cause: error });
  }
};

// An older image stays while a rollback may need it; the repository empties itself when the stack is deleted.
exports.onDelete = async () => {};

async function copyImage(wanted) {
  const { TargetRepository: repositoryName, TargetTag: imageTag } = wanted;
  const held = await digestInEcr(repositoryName, imageTag);
  // Names move in registries (official images are rebuilt under the same tag), an immutable tag of ours does not. So the
  // registry is not asked again: a rollback must end at what ran before, also when the registry is down.
  if (held && (held === wanted.Reference || !isDigest(wanted.Reference))) return held;

  const source = { url: `${wanted.Registry}/v2/${wanted.SourceRepository}`, token: undefined };
  const image = await findImage(source, wanted.Reference, wanted.Architecture);
  if (held === image.digest) return held;
  if (held) throw tagIsTaken(repositoryName, imageTag, held, image.digest);

  for (const blob of [image.manifest.config, ...image.manifest.layers]) await copyBlob(source, blob, repositoryName);
  await putImage(image, repositoryName, imageTag);
  return image.digest;
}

// --- which image ---

async function findImage(source, reference, architecture) {
  const found = await getManifest(source, reference);
  if (!Array.isArray(found.manifest.manifests)) {
    await checkPlatform(source, imageOf(found), architecture);
    return imageOf(found);
  }
  const entry = requireDigest(entryFor(found.manifest.manifests, architecture));
  return imageOf(await getManifest(source, entry.digest, entry.size));
}

function entryFor(entries, architecture) {
  // Attestations are listed as manifests of an unknown platform.
  const images = entries.filter(({ platform }) => platform && platform.os !== 'unknown');
  const name = ({ os, architecture: cpu, variant }) => [os, cpu, variant].filter(Boolean).join('/');
  const accepted = [`linux/${architecture}`, ...architecture === 'arm64' ? ['linux/arm64/v8'] : []];
  const entry = images.find(({ platform }) => accepted.includes(name(platform)));
  if (entry) return entry;
  const present = images.map(({ platform }) => name(platform)).join(', ') || 'none';
  throw new Error(`it has no image for linux/${architecture}, only for: ${present}. Choose one of these or another source`);
}

/** A manifest that was named itself does not say what it is for; its config does. */
async function checkPlatform(source, image, architecture) {
  const { digest, size } = requireDigest(image.manifest.config);
  const { json: config } = await getDocument(source, `blobs/${digest}`, '*/*', digest, size);
  if (config.os === 'linux' && config.architecture === architecture) return;
  throw new Error(`it is an image for ${config.os}/${config.architecture}, not for linux/${architecture}. Choose one of the other architecture`);
}

function imageOf(found) {
  const { config, layers } = found.manifest;
  if (config && Array.isArray(layers)) return found;
  throw new Error(`'${found.mediaType}' is not an image that ECR can hold: choose another source with ProxyImage.copyOnDeploy({...})`);
}

async function getManifest(source, reference, size) {
  const accept = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ');
  const digest = isDigest(reference) ? reference : undefined;
  const { json: manifest, contentType, ...document } = await getDocument(source, `manifests/${reference}`, accept, digest, size);
  return { ...document, manifest, mediaType: manifest.mediaType ?? contentType.split(';')[0] };
}

async function getDocument(source, path, accept, digest, size) {
  return retried(path, async () => {
    const download = await open(source, path, accept);
    const { headers } = download.response;
    // Asked for by tag, its digest is what the registry says it is: that still finds what was damaged on the way.
    const expected = { digest: digest ?? headers.get('docker-content-digest') ?? undefined, size };
    const bytes = await joined(verified(chunksOf(download), path, expected, DOCUMENT_BYTES));
    const text = bytes.toString();
    return { text, json: parsed(text, path), digest: sha256(bytes), contentType: headers.get('content-type') ?? '' };
  });
}

async function joined(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

function parsed(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`its answer for ${what} is not JSON: check that the address is a container registry's`, { cause: error });
  }
}

// --- moving bytes, at most one part of them in memory ---

async function copyBlob(source, blob, repositoryName) {
  requireDigest(blob);
  if (await blobInEcr(repositoryName, blob.digest)) return;
  await retried(`blobs/${blob.digest}`, async () => {
    const { uploadId, partSize } = await askEcr(new InitiateLayerUploadCommand({ repositoryName }));
    const download = await open(source, `blobs/${blob.digest}`, '*/*');
    const chunks = verified(chunksOf(download), `blobs/${blob.digest}`, blob, blob.size);
    let partFirstByte = 0;
    for await (const layerPartBlob of partsOf(chunks, Math.min(partSize, blob.size))) {
      const partLastByte = partFirstByte + layerPartBlob.length - 1;
      await uploadPart({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob });
      partFirstByte = partLastByte + 1;
    }
    // Reached only when the last byte is verified: ECR forgets an upload that nobody completes.
    await completeUpload({ repositoryName, uploadId, layerDigests: [blob.digest] });
  });
}

/** Passes the chunks on, and throws at the end, or as soon as there are too many, if they are not what was expected. */
async function* verified(chunks, what, { digest, size }, mostBytes) {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`${what} is larger than ${mostBytes} bytes: do not use this source`);
    hash.update(chunk);
    yield chunk;
  }
  const actual = { digest: `sha256:${hash.digest('hex')}`, size: length };
  if ((digest ?? actual.digest) === actual.digest && (size ?? length) === length) return;
  throw new Error(`${what} should be ${digest} (${size ?? 'any'} bytes) but is ${actual.digest} (${length} bytes): do not use this source`);
}

/** Fills one buffer again and again: whoever takes a part must be done with it before asking for the next. */
async function* partsOf(chunks, partSize) {
  const part = Buffer.alloc(partSize);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length;) {
      const piece = chunk.subarray(taken, taken + partSize - filled);
      part.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled === partSize) {
        yield part;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}

// --- the registry ---

async function open(source, path, accept) {
  const ask = () => get(`${source.url}/${path}`, { accept, ...source.token && { authorization: `Bearer ${source.token}` } });
  let download = await ask();
  if (download.response.status === 401) {
    download.abort.abort();
    source.token = await anonymousToken(download.response.headers.get('www-authenticate') ?? '');
    download = await ask();
  }
  return successful(download, path);
}

/** The token that a registry gives to anyone, for the scope it asked for. */
async function anonymousToken(challenge) {
  const parameter = (name) => challenge.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  if (!/\bBearer\b/i.test(challenge) || !parameter('realm')) throw new Error(`it asks for a login: ${ONLY_PUBLIC}`);
  const url = new URL(parameter('realm'));
  for (const name of ['service', 'scope']) if (parameter(name)) url.searchParams.set(name, parameter(name));
  const grant = successful(await get(url, { accept: 'application/json' }), 'token');
  const { token, access_token } = parsed((await joined(chunksOf(grant))).toString(), 'token');
  return token ?? access_token;
}

function successful(download, what) {
  const { status, ok, headers } = download.response;
  if (ok) return download;
  download.abort.abort();
  if (status === 429 || status >= 500) throw worthRetrying(`status ${status}`, headers.get('retry-after'));
  if (status === 404) throw new Error(`it has no ${what}: check the name and version given to ProxyImage.copyOnDeploy({...})`);
  throw new Error(`status ${status} for ${what}: ${ONLY_PUBLIC}`);
}

/** Follows redirects: fetch drops the authorization header when one leads to another host. */
async function get(url, headers) {
  const abort = new AbortController();
  // Compressed on the way, a blob would arrive unpacked and have another digest.
  const request = { headers: { ...headers, 'accept-encoding': 'identity' }, signal: abort.signal };
  return { abort, response: await beforeSilence(abort, () => fetch(url, request)) };
}

async function* chunksOf({ response, abort }) {
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await beforeSilence(abort, () => reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    abort.abort(); // frees the connection of a download that nobody reads to its end
  }
}

/** Only waiting for the registry counts: while a part goes to ECR, nothing is read and nothing can be late. */
async function beforeSilence(abort, step) {
  const timer = setTimeout(() => abort.abort(new Error(`nothing came for ${SILENCE_MS / 1000} seconds`)), SILENCE_MS);
  try {
    return await step();
  } catch (error) {
    throw worthRetrying(error.cause?.code ?? error.cause?.message ?? error.message);
  } finally {
    clearTimeout(timer);
  }
}

function worthRetrying(message, retryAfter) {
  return Object.assign(new Error(message), { retryAfter, isWorthRetrying: true });
}

async function retried(what, action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!error.isWorthRetrying) throw error;
      if (attempt === REGISTRY_ATTEMPTS) {
        throw new Error(`the registry could not give ${what} in ${attempt} attempts, at last: ${error.message}. `
          + `It may be out of reach or throttle requests: ${OTHER_WAYS}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, pauseAfter(attempt, error.retryAfter)));
    }
  }
}

/** As long as the registry asks for, or 1, 2, 4... seconds; up to half as much again, so that clients do not come back together. */
function pauseAfter(attempt, retryAfter) {
  const asked = Number(retryAfter) * 1000 || Date.parse(retryAfter) - Date.now() || 0;
  const pause = Math.max(asked, 1000 * 2 ** (attempt - 1));
  return Math.min(pause, LONGEST_PAUSE_MS) * (1 + Math.random() / 2);
}

// --- ECR ---

/** The SDK retries throttling and broken connections; what is left says that it comes from ECR. Its name stays. */
async function askEcr(command) {
  try {
    return await ecr.send(command);
  } catch (error) {
    error.message = `Amazon ECR answered ${error.name}: ${error.message}: ${OTHER_WAYS}`;
    throw error;
  }
}

async function digestInEcr(repositoryName, imageTag) {
  const { images } = await askEcr(new BatchGetImageCommand({
    repositoryName, imageIds: [{ imageTag }], acceptedMediaTypes: [...MANIFEST_TYPES, ...INDEX_TYPES],
  }));
  return images?.[0]?.imageId?.imageDigest;
}

async function blobInEcr(repositoryName, digest) {
  const { layers } = await askEcr(new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [digest] }));
  return layers?.[0]?.layerAvailability === 'AVAILABLE';
}

async function uploadPart(part) {
  try {
    await askEcr(new UploadLayerPartCommand(part));
  } catch (error) {
    // The SDK sends a part again when no reply comes, and ECR refuses a part that it has.
    const arrived = error.name === 'InvalidLayerPartException' && error.lastValidByteReceived === part.partLastByte;
    if (!arrived) throw error;
  }
}

async function completeUpload(upload) {
  try {
    await askEcr(new CompleteLayerUploadCommand(upload));
  } catch (error) {
    if (error.name !== 'LayerAlreadyExistsException') throw error;
  }
}

async function putImage({ text, digest, mediaType }, repositoryName, imageTag) {
  try {
    await askEcr(new PutImageCommand({
      repositoryName, imageTag, imageDigest: digest, imageManifest: text, imageManifestMediaType: mediaType,
    }));
  } catch (error) {
    if (error.name === 'ImageAlreadyExistsException') return;
    if (error.name !== 'ImageTagAlreadyExistsException') throw error;
    // ECR says so about the very same image too, if it came under this tag meanwhile.
    const held = await digestInEcr(repositoryName, imageTag);
    if (held !== digest) throw tagIsTaken(repositoryName, imageTag, held, digest);
  }
}

function tagIsTaken(repositoryName, imageTag, held, digest) {
  return new Error(`tag '${imageTag}' of ECR repository '${repositoryName}' is immutable and holds ${held}, not ${digest}: `
    + 'use the digest it holds, or another version, in ProxyImage.copyOnDeploy({...})');
}

// --- digests ---

function isDigest(reference) {
  return /^sha256:[0-9a-f]{64}$/.test(reference);
}

/** What cannot be checked is not copied. */
function requireDigest(descriptor) {
  if (isDigest(descriptor.digest)) return descriptor;
  throw new Error(`it refers to '${descriptor.digest}', but only sha256 digests can be checked: choose another source with ProxyImage.copyOnDeploy({...})`);
}

function sha256(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
