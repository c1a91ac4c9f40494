import { Token } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { EcrImage } from './ecr-image';
import { AssetImageOptions, ImageAsset, platformOf } from './image-asset';
import { BuildOnDeployOptions, ImageBuild, buildOf } from './image-build';
import { CopyOnDeployOptions, ImageCopy, requireTagOrDigest, sourceOf } from './image-copy';
import { ociArchitecture } from './oci-architecture';
import { isUnsafeImage, NAME_A_SAFE_VERSION } from './official-nginx';
import * as cdk from '../../private/cdk-type-checks';
import { isPendingLookup } from '../../private/pending-lookup';
import { choice, requireOptions, requireTypes, text, textsByName } from '../../private/type-checks';
import { requireGiven, requireThat } from '../../private/validation';

/** Options for the image of the tasks. */
export interface ImageOptions {
  /**
   * The nginx image that the tasks run.
   *
   * It needs nginx 1.27.4 or newer with the modules stream and ssl_preread, the commands `sh`, `awk`, `mkfifo` and `rm`, and a user with id 101, as
   * the official image has. Take 1.30.7 or newer, because older versions have known vulnerabilities in what the proxy uses.
   *
   * @default ProxyImage.copyOnDeploy()
   */
  readonly image?: ProxyImage;
}

/** Options of `ProxyImage.fromRegistry()`. */
export interface ExistingImageOptions {
  /**
   * The CPU architecture of the image and of the tasks.
   *
   * @default ecs.CpuArchitecture.ARM64
   */
  readonly architecture?: ecs.CpuArchitecture;
}

/** Options of `ProxyImage.fromEcrRepository()`. */
export interface EcrImageOptions extends ExistingImageOptions {
  /**
   * The image's tag, or its digest: `sha256:` and 64 hexadecimal digits.
   *
   * @default latest
   */
  readonly tagOrDigest?: string;
}

/** What the tasks need to know of their image. */
export interface ProxyImageConfig {
  readonly containerImage: ecs.ContainerImage;
  /** The CPU architecture of the tasks. */
  readonly architecture: ecs.CpuArchitecture;
  /** The repository that tasks pull from, if it is in ECR. */
  readonly repository?: ecr.IRepository;
  /** The name of the image, if it is known to be in another registry than ECR. */
  readonly imageElsewhere?: string;
}

/** A host with its port, a path, a tag and a digest. @see https://pkg.go.dev/github.com/distribution/reference */
const IMAGE_NAME = /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** The source of the nginx image that the tasks run. */
export class ProxyImage {
  /**
   * Copies the official nginx image into a private repository when the stack is deployed.
   *
   * The copy has the same digest, takes seconds, and needs neither Docker nor CodeBuild. The repository belongs to the stack: its
   * tags are immutable, its images are scanned, and it is deleted with its images when the stack is deleted.
   *
   * @param options the image, its CPU architecture, and the repository of the copy
   * @throws where `tagOrDigest` names a version of the official image with known vulnerabilities in what the proxy uses
   * @see https://gallery.ecr.aws/docker/library/nginx
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, image: ProxyImage.copyOnDeploy({ tagOrDigest: '1.30.7-alpine-slim' }) });
   */
  public static copyOnDeploy(options: CopyOnDeployOptions = {}): ProxyImage {
    requireOptions(options, { tagOrDigest: text, source: text, architecture: cdk.cpuArchitecture, repository: cdk.repository });
    sourceOf(options);
    return new ProxyImage((scope) => new ImageCopy(scope, 'Image', options));
  }

  /**
   * Builds a Dockerfile with AWS CodeBuild when the stack is deployed.
   *
   * A build takes about two minutes, where a copy takes seconds. It needs a CodeBuild quota, which new accounts may not have, a
   * privileged build, and nothing on your machine. CodeBuild is not in every Region, and offers ARM64 in fewer. If the build fails, the deployment
   * fails with the address of the build's log. The repository belongs to the stack: its tags are immutable, its images are scanned, and
   * it is deleted with its images when the stack is deleted.
   *
   * @param options the Dockerfile, its revision, and how it is built
   * @throws where `dockerfile` is not the text of a Dockerfile, and where `computeType` is a size of Lambda or of a fleet
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, image: ProxyImage.buildOnDeploy({ revision: '2026-11' }) });
   */
  public static buildOnDeploy(options: BuildOnDeployOptions = {}): ProxyImage {
    requireOptions(options, { dockerfile: text, revision: text, architecture: cdk.cpuArchitecture, computeType: choice('codebuild.ComputeType', codebuild.ComputeType) });
    buildOf(options);
    // The same id as a copy has, so that the repository stays when a user changes from one to the other.
    return new ProxyImage((scope) => new ImageBuild(scope, 'Image', options));
  }

  /**
   * Builds the Dockerfile of a folder on the machine that deploys.
   *
   * The machine needs Docker. The environment must be bootstrapped: the image goes to the repository of the bootstrap stack, and stays
   * there when the stack of the ingress is deleted.
   *
   * @param directory the path of the folder
   * @param options the Dockerfile, its stage and arguments, and the CPU architecture
   * @throws where the folder or its Dockerfile does not exist
   * @see https://docs.aws.amazon.com/cdk/v2/guide/assets.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, image: ProxyImage.fromAsset('./image') });
   */
  public static fromAsset(directory: string, options: AssetImageOptions = {}): ProxyImage {
    requireTypes({ directory }, { directory: text });
    requireOptions(options, { architecture: cdk.cpuArchitecture, file: text, target: text, buildArgs: textsByName });
    requireGiven('directory', directory, 'the path of the folder that holds the Dockerfile');
    platformOf(options);
    const { file, target } = options;
    requireThat('file', file, (path) => path !== '', 'be the path of a Dockerfile in the folder, such as Dockerfile');
    requireThat('target', target, (stage) => stage !== '', 'be the name of a stage of the Dockerfile');
    return new ProxyImage((scope) => new ImageAsset(scope, 'Image', directory, options));
  }

  /**
   * An image in an ECR repository of the Region.
   *
   * If the repository belongs to another account, its repository policy must allow the tasks to pull. If the repository is that of a pull-through
   * cache, it must hold the image already: the tasks may pull, but not import (`ecr:BatchImportUpstreamImage`).
   *
   * @param repository the repository
   * @param options the tag or digest of the image, and its CPU architecture
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, image: ProxyImage.fromEcrRepository(repository, { tagOrDigest: '1.30.7' }) });
   */
  public static fromEcrRepository(repository: ecr.IRepository, options: EcrImageOptions = {}): ProxyImage {
    requireTypes({ repository }, { repository: cdk.repository });
    requireOptions(options, { tagOrDigest: text, architecture: cdk.cpuArchitecture });
    requireGiven('repository', repository, 'the repository of ECR that holds the image');
    const { tagOrDigest = 'latest', architecture = ecs.CpuArchitecture.ARM64 } = options;
    requireTagOrDigest(tagOrDigest);
    ociArchitecture(architecture);
    const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
    return new ProxyImage(() => ({ containerImage: new EcrImage(repository, `${separator}${tagOrDigest}`), architecture, repository }));
  }

  /**
   * An image in any registry that the tasks can reach without credentials.
   *
   * A new VPC has no route to a public registry.
   *
   * @param name the name of the image, such as `registry.example.com/nginx:1.30.7`
   * @param options the CPU architecture of the image
   * @throws where `name` is that of an official image of nginx with known vulnerabilities in what the proxy uses, or is in a private repository
   * of ECR: `fromEcrRepository()` gives the tasks the permission to pull from it
   * @example
   * new LatticeExternalIngress(this, 'Ingress', { clients, lattice, vpc, image: ProxyImage.fromRegistry('registry.example.com/nginx:1.30.7') });
   */
  public static fromRegistry(name: string, options: ExistingImageOptions = {}): ProxyImage {
    requireTypes({ name }, { name: text });
    requireOptions(options, { architecture: cdk.cpuArchitecture });
    requireThat('name', requireGiven('name', name, 'such as registry.example.com/nginx:1.30.7'), (image) => IMAGE_NAME.test(image),
      'be the name of an image, such as registry.example.com/nginx:1.30.7', hintForImage(name));
    requireThat('name', name, (image) => !isInPrivateEcr(image), 'be in a registry that needs no credentials',
      'use ProxyImage.fromEcrRepository(), which lets the tasks pull');
    requireThat('name', name, (image) => !isUnsafeImage(image), NAME_A_SAFE_VERSION);
    const { architecture = ecs.CpuArchitecture.ARM64 } = options;
    ociArchitecture(architecture);
    const isElsewhere = !Token.isUnresolved(name) && !isPendingLookup(name);
    return new ProxyImage(() => ({
      containerImage: ecs.ContainerImage.fromRegistry(name), architecture, imageElsewhere: isElsewhere ? name : undefined,
    }));
  }

  private constructor(
    /**
     * Makes what the image needs, below `scope`.
     *
     * @internal
     */
    public readonly _bind: (scope: Construct) => ProxyImageConfig,
  ) {}
}

/** Whether an image is in a private repository of ECR, under the name of its registry for IPv4 or for both families. */
function isInPrivateEcr(image: string): boolean {
  return /^\d{12}\.dkr[.-]ecr[.-]/.test(image);
}

/** What the user may have meant by a text that is no name of an image. */
function hintForImage(name: string): string | undefined {
  const [, withoutScheme] = /^[a-z]+:\/\/(.+)$/i.exec(name) ?? [];
  return withoutScheme && `leave out the scheme, '${withoutScheme}'`;
}
