'use strict';
// Asks ECR. Needs ecr:BatchGetImage on the repository, for digestInEcr.

const { BatchGetImageCommand, ECRClient } = require('@aws-sdk/client-ecr');

// What ECR holds, and what is looked for in a registry.
const INDEX_TYPES = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const MANIFEST_TYPES = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];

const ecr = new ECRClient({
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
});

/** An error that is left after all retries says that it comes from ECR. Its name stays. */
async function askEcr(command) {
  try {
    return await send(ecr, command);
  } catch (error) {
    error.message = `Amazon ECR answered ${error.name}: ${error.message}: deploy again, `
      + 'or push the image to a repository of your own and use ProxyImage.fromEcrRepository(...)';
    throw error;
  }
}

/** The digest of the image under a tag, if there is one. */
async function digestInEcr(repositoryName, imageTag) {
  const { images } = await askEcr(new BatchGetImageCommand({
    repositoryName, imageIds: [{ imageTag }], acceptedMediaTypes: [...MANIFEST_TYPES, ...INDEX_TYPES],
  }));
  return images?.[0]?.imageId?.imageDigest;
}
