import * as crypto from 'node:crypto';
import { Duration, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { EcrImage } from './ecr-image';
import { ImageRepository, pushStatement } from './image-repository';
import { ociArchitecture } from './oci-architecture';
import { isOfficial, isSafe, NAME_A_SAFE_VERSION, OFFICIAL, OFFICIAL_TAG } from './official-nginx';
import { DeployTimeFunction } from '../../private/deploy-time-function';
import { requireKnown, requireSameAccount, requireSameRegion, requireThat } from '../../private/validation';

/** Options of `ProxyImage.copyOnDeploy()`. */
export interface CopyOnDeployOptions {
  /**
   * The image's tag, or its digest: `sha256:` and 64 hexadecimal digits.
   *
   * Name an exact version, because a tag that was copied once is not copied again.
   *
   * Tags that end with `-alpine-slim` name a much smaller image with few packages to patch, which costs more CPU.
   *
   * @default 1.30.7
   * @throws where it names a version of the official image with known vulnerabilities in what the proxy uses
   */
  readonly tagOrDigest?: string;

  /**
   * The registry and repository to copy from.
   *
   * The registry must hand the image out without credentials. For Docker Hub, name the host of its API: `registry-1.docker.io/library/nginx`.
   *
   * @default public.ecr.aws/docker/library/nginx
   */
  readonly source?: string;

  /**
   * The CPU architecture of the image and of the tasks.
   *
   * @default ecs.CpuArchitecture.ARM64
   */
  readonly architecture?: ecs.CpuArchitecture;

  /**
   * The private repository that holds the copy. An existing repository is not emptied when the stack is deleted.
   *
   * @default - an immutable, scanned repository that is deleted with the stack
   * @throws where it is of another account or Region than the stack
   */
  readonly repository?: ecr.IRepository;
}

/** A private repository with a copy of one image in it. */
export class ImageCopy extends Construct {
  public readonly containerImage: ecs.ContainerImage;
  public readonly architecture: ecs.CpuArchitecture;
  public readonly repository: ecr.IRepository;

  constructor(scope: Construct, id: string, options: CopyOnDeployOptions) {
    super(scope, id);

    const source = sourceOf(options);
    this.architecture = options.architecture ?? ecs.CpuArchitecture.ARM64;
    this.repository = options.repository ? requireOwn(this, options.repository) : new ImageRepository(this, 'Repository');

    const architecture = ociArchitecture(this.architecture);
    const copy = new DeployTimeFunction(this, 'Copy', {
      handler: 'copy-image',
      description: 'Copy the image of the proxy into its private repository',
      statements: [pushStatement(this.repository)],
      timeout: Duration.minutes(5),
      memorySize: 512,
    });
    const image = copy.call({
      Registry: `https://${source.registry}`,
      SourceRepository: source.repository,
      Reference: source.reference,
      Architecture: architecture,
      TargetRepository: this.repository.repositoryName,
      TargetTag: tagFor(source, architecture),
    });
    this.containerImage = new EcrImage(this.repository, `@${image.getAttString('Digest')}`);
  }
}

/** Throws where the repository is in another registry than that of the stack. The function calls ECR without the id of a registry, which then means its own. */
function requireOwn(scope: Construct, repository: ecr.IRepository): ecr.IRepository {
  const { node: { path }, env } = repository;
  const { account, region } = Stack.of(scope);
  requireSameAccount('repository', path, env.account, account, 'the function copies into the registry of its account; use ProxyImage.fromEcrRepository() for an image that is there already');
  requireSameRegion('repository', path, env.region, region, 'the function copies into the registry of its Region');
  return repository;
}

interface Source {
  readonly registry: string;
  readonly repository: string;
  readonly reference: string;
}

/** Where to copy from, checked. */
export function sourceOf({ source = OFFICIAL, tagOrDigest = OFFICIAL_TAG }: CopyOnDeployOptions): Source {
  const reason = 'the tag of the copy follows from it';
  requireKnown('source', source, reason);
  requireKnown('tagOrDigest', tagOrDigest, reason);
  requireThat('source', source, (text) => /^[a-z0-9.-]+\.[a-z]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(text),
    `be a registry and a repository without a tag, such as ${OFFICIAL}`);
  requireTagOrDigest(tagOrDigest);
  if (isOfficial(source)) {
    requireThat('tagOrDigest', tagOrDigest, isSafe, NAME_A_SAFE_VERSION);
  }
  const slash = source.indexOf('/');
  return { registry: source.slice(0, slash), repository: source.slice(slash + 1), reference: tagOrDigest };
}

/** Throws where it is neither a tag nor a digest. */
export function requireTagOrDigest(tagOrDigest: string): void {
  requireThat('tagOrDigest', tagOrDigest, (text) => /^([\w][\w.-]{0,127}|sha256:[0-9a-f]{64})$/.test(text),
    `be a tag such as ${OFFICIAL_TAG}, or a digest such as sha256:${'0'.repeat(8)}...`);
}

/** Different for each image, so that an image which is there already is the right one. */
function tagFor({ registry, repository, reference }: Source, architecture: string): string {
  const hash = crypto.createHash('sha256').update([registry, repository, reference, architecture].join(' ')).digest('hex');
  return `${reference.replace(':', '-').slice(0, 60)}-${architecture}-${hash.slice(0, 8)}`;
}
