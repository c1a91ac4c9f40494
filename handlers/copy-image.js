'use strict';
//= require ./parts/registry
//= require ./parts/ecr
//= require ./parts/retry-denied
//= require ./parts/custom-resource
// Copies one platform's image from a registry into ECR as it is: the same bytes, the same digest, no Docker.
// Properties: Registry (URL), SourceRepository, Reference (tag or digest), Architecture (arm64 or amd64),
// TargetRepository, TargetTag. Data: Digest. The target tag must be another one whenever any other property is.
// Needs, on the target repository: ecr:BatchGetImage, ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload,
// ecr:UploadLayerPart, ecr:CompleteLayerUpload, ecr:PutImage.
//
// Every step may run twice, at the same time too: Lambda delivers events at least once.

const {
  BatchCheckLayerAvailabilityCommand, CompleteLayerUploadCommand, InitiateLayerUploadCommand, PutImageCommand, UploadLayerPartCommand,
} = require('@aws-sdk/client-ecr');

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
  const source = { url: `${wanted.Registry}/v2/${wanted.SourceRepository}` };
  const held = await digestInEcr(repositoryName, imageTag);
  if (held) return heldOrRefused(source, wanted, held);

  const image = await findImage(source, wanted);
  for (const blob of [image.manifest.config, ...image.manifest.layers]) await copyBlob(source, blob, repositoryName);
  await putImage(image, repositoryName, imageTag);
  return image.digest;
}

/**
 * What is held under the tag is what was copied for these properties. Names move in registries (official images are rebuilt
 * under the same tag), an immutable tag of ours does not: a rollback must end at what ran before, also when the registry is
 * down. Only where it answers, and has another image for this digest, did somebody else push under the tag.
 */
async function heldOrRefused(source, wanted, held) {
  if (held === wanted.Reference || !isDigest(wanted.Reference)) return held;
  try {
    const { digest } = await findImage({ ...source, attempts: 1 }, wanted);
    if (digest === held) return held;
    throw tagIsTaken(wanted.TargetRepository, wanted.TargetTag, held, digest);
  } catch (error) {
    if (error.isTaken) throw error;
    console.log(`${held} is held already, and was not compared: ${error.message}`);
    return held;
  }
}

// --- which image ---

async function findImage(source, { Reference: reference, Architecture: architecture }) {
  const found = await getManifest(source, reference);
  if (!Array.isArray(found.manifest.manifests)) {
    const image = imageOf(found);
    await checkPlatform(source, image, architecture);
    return image;
  }
  const { digest, size } = requireDescriptor(entryFor(found.manifest.manifests, architecture));
  return imageOf(await getManifest(source, digest, size));
}

function entryFor(entries, architecture) {
  // Attestations are listed as manifests of an unknown platform.
  const images = entries.filter((entry) => isObject(entry?.platform) && entry.platform.os !== 'unknown');
  const name = ({ platform: { os, architecture: cpu, variant } }) => [os, cpu, variant].filter(Boolean).join('/');
  const accepted = { amd64: ['linux/amd64'], arm64: ['linux/arm64', 'linux/arm64/v8'] }[architecture];
  const entry = images.find((image) => accepted.includes(name(image)));
  if (entry) return entry;
  throw new Error(`it has no image for linux/${architecture}, only for: ${images.map(name).join(', ') || 'none'}. Choose one of these or another source`);
}

/** A manifest that was named itself does not say what it is for; its config does. */
async function checkPlatform(source, { manifest }, architecture) {
  const { digest, size } = manifest.config;
  const { json: config } = await getDocument(source, `blobs/${digest}`, '*/*', digest, size);
  if (config.os === 'linux' && config.architecture === architecture) return;
  throw new Error(`it is an image for ${config.os}/${config.architecture}, not for linux/${architecture}. Choose one of the other architecture`);
}

/** The image, if ECR can hold it, with all that it consists of checked. */
function imageOf({ manifest, mediaType, ...document }) {
  if (!MANIFEST_TYPES.includes(mediaType) || !isObject(manifest.config) || !Array.isArray(manifest.layers)) {
    throw new Error(`'${mediaType}' is not an image that ECR can hold: choose another source with ProxyImage.copyOnDeploy({...})`);
  }
  return { ...document, mediaType, manifest: { config: requireDescriptor(manifest.config), layers: manifest.layers.map(requireDescriptor) } };
}

async function getManifest(source, reference, size) {
  const accept = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ');
  const digest = isDigest(reference) ? reference : undefined;
  const { json: manifest, contentType, ...document } = await getDocument(source, `manifests/${reference}`, accept, digest, size);
  return { ...document, manifest, mediaType: manifest.mediaType ?? contentType.split(';')[0].trim() };
}

// --- moving bytes, at most one part of them in memory ---

async function copyBlob(source, blob, repositoryName) {
  if (await blobInEcr(repositoryName, blob.digest)) return;
  await retried(source, `blobs/${blob.digest}`, async () => {
    const { uploadId, partSize } = await askEcr(new InitiateLayerUploadCommand({ repositoryName }));
    held(uploadId && partSize > 0, 'ecr:InitiateLayerUpload', 'an upload and the size of its parts');
    let partFirstByte = 0;
    for await (const layerPartBlob of partsOf(await openBlob(source, blob), Math.min(partSize, blob.size))) {
      const partLastByte = partFirstByte + layerPartBlob.length - 1;
      await uploadPart({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob });
      partFirstByte = partLastByte + 1;
    }
    // Reached only when the last byte is verified: ECR forgets an upload that nobody completes.
    await completeUpload({ repositoryName, uploadId, layerDigests: [blob.digest] });
  });
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

// --- into ECR: the SDK sends a call again when no reply comes, so each may find its work done ---

async function blobInEcr(repositoryName, digest) {
  const { layers } = await askEcr(new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [digest] }));
  return layers?.[0]?.layerAvailability === 'AVAILABLE';
}

async function uploadPart(part) {
  try {
    await askEcr(new UploadLayerPartCommand(part));
  } catch (error) {
    const hasArrived = error.lastValidByteReceived === part.partLastByte;
    if (!hasArrived) throw error;
  }
}

async function completeUpload(upload) {
  try {
    await askEcr(new CompleteLayerUploadCommand(upload));
  } catch (error) {
    // The upload is gone once it is complete, and ECR refuses a layer that it has: what counts is whether it has it.
    if (!await blobInEcr(upload.repositoryName, upload.layerDigests[0])) throw error;
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
  const error = new Error(`tag '${imageTag}' of ECR repository '${repositoryName}' is immutable and holds ${held}, not ${digest}: `
    + 'use the digest it holds, or another version, in ProxyImage.copyOnDeploy({...})');
  return Object.assign(error, { isTaken: true });
}
