import { OFFICIAL, OFFICIAL_TAG } from './official-nginx';

/** What a registry or the way to it says when it is worth asking again; the public one allows one anonymous request a second. */
const PASSING = [
  'toomanyrequests', 'too many requests', 'rate exceeded', 'service unavailable', 'tls handshake timeout', 'i/o timeout', 'connection reset',
  'temporary failure in name resolution', 'temporary failure resolving', 'temporary error', 'unexpected eof',
].join('|');

/**
 * The official image with the distribution's newest packages, and nothing else.
 *
 * The packages of nginx itself stay: the official image pins their versions.
 */
export const DEFAULT_DOCKERFILE = `
FROM ${OFFICIAL}:${OFFICIAL_TAG}
RUN apt-get update --error-on=any && apt-get upgrade --yes && rm -rf /var/lib/apt/lists/*
USER 101
`.trimStart();

/** What CodeBuild is told to do. */
export interface BuildSpecification {
  readonly version: string;
  readonly phases: { readonly build: { readonly commands: string[] } };
}

/**
 * What the build does; the project's variables say where the image goes.
 *
 * One phase, because CodeBuild runs later phases also when an earlier one failed. Each command stands for itself: it
 * shares no shell variable with another and leaves the shell as it was.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function renderBuildSpec(dockerfile: string, architecture: string): BuildSpecification {
  const commands = [writeDockerfile(dockerfile), BUILD, check(architecture), SIGN_IN, PUSH];
  return { version: '0.2', phases: { build: { commands } } };
}

/** In an empty folder, because Docker sends the whole folder to the build. */
function writeDockerfile(dockerfile: string): string {
  const lines = dockerfile.split('\n');
  let end = 'END_OF_DOCKERFILE';
  while (lines.includes(end)) {
    end += '_';
  }
  return `mkdir -p image && cat > image/Dockerfile <<'${end}'\n${dockerfile.trimEnd()}\n${end}\n`;
}

/** A Dockerfile that fails, fails once; only a registry that is busy is asked again. Without attestations, which ECR would list as images. */
const BUILD = `
(
  for pause in 5 15 45 none; do
    { BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --pull --tag "$IMAGE_URI" image 2>&1; echo $? > status; } | tee log
    [ "$(cat status)" = 0 ] && exit 0
    [ $pause != none ] && grep -Eiq '${PASSING}' log || exit 1
    echo "A registry may be busy: trying again in $pause seconds"
    sleep $pause
  done
)
`.trimStart();

/** Whether the tasks could run it at all; what they need of it more is in the documentation of \`ImageOptions.image\`. */
function check(architecture: string): string {
  return `
(
  platform=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE_URI")
  [ "$platform" = linux/${architecture} ] || {
    echo "The image is for $platform but the tasks run on linux/${architecture}: change 'architecture' or the Dockerfile"
    exit 1
  }
  docker run --rm --network none --read-only --user 101 --entrypoint /bin/sh "$IMAGE_URI" -c 'nginx -V' || {
    echo "The image cannot run nginx in a shell as user 101: the proxy needs both; start from ${OFFICIAL}"
    exit 1
  }
)
`.trimStart();
}

const SIGN_IN = 'aws ecr get-login-password | docker login --username AWS --password-stdin "${IMAGE_URI%%/*}"';

/** A tag is immutable: where another build was faster, its image is the one. */
const PUSH = `
(
  for pause in 5 15 none; do
    docker push "$IMAGE_URI" && exit 0
    images=$(aws ecr batch-get-image --repository-name "$REPOSITORY" --image-ids imageTag="$IMAGE_TAG" --query 'length(images)' --output text)
    [ "$images" = 1 ] && echo 'The repository has this image already' && exit 0
    [ $pause != none ] || exit 1
    sleep $pause
  done
)
`.trimStart();
