import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { EcrImage } from './ecr-image';
import { AssetImageOptions, ImageAsset, platformOf } from './image-asset';
import { BuildOnDeployOptions, ImageBuild, buildOf } from './image-build';
import { CopyOnDeployOptions, ImageCopy, sourceOf } from './image-copy';

/** Which image the tasks run. */
export interface ImageOptions {
  /**
   * The nginx image that the tasks run.
   *
   * It needs nginx 1.30.7 or newer with the stream and ssl_preread modules, a shell, and a user with id
   * 101, as the official image has.
   *
   * @default ProxyImage.copyOnDeploy()
   */
  readonly image?: ProxyImage;
}

/** An image that exists already. */
export interface ExistingImageOptions {
  /**
   * The processors that the image was built for; the tasks run on them.
   *
   * @default ecs.CpuArchitecture.ARM64
   */
  readonly architecture?: ecs.CpuArchitecture;
}

/** An image in an ECR repository. */
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
  /** The image. */
  readonly containerImage: ecs.ContainerImage;

  /** The processors that it runs on. */
  readonly architecture: ecs.CpuArchitecture;

  /**
   * The repository that tasks pull from.
   *
   * @default - not in ECR
   */
  readonly repository?: ecr.IRepository;
}

/**
 * Where the image of the proxy comes from.
 */
export abstract class ProxyImage {
  /**
   * Copies the official nginx image into a private repository when the stack is deployed.
   *
   * Byte for byte, by digest, in seconds, without Docker or CodeBuild. The repository belongs to the stack: its
   * tags are immutable, its images scanned, and it goes with its images when the stack is deleted.
   *
   * @see https://gallery.ecr.aws/docker/library/nginx
   */
  public static copyOnDeploy(options: CopyOnDeployOptions = {}): ProxyImage {
    return new CopiedImage(options);
  }

  /**
   * Builds a Dockerfile in the account, with AWS CodeBuild, when the stack is deployed.
   *
   * Takes about two minutes where copying takes seconds, needs a CodeBuild quota, which new accounts may lack, and a
   * privileged build; nothing on your machine. A failed build fails the deployment with the address of its log. The
   * repository belongs to the stack: its tags are immutable, its images scanned, and it goes with its images when the
   * stack is deleted. ARM64 builds are not offered in every Region.
   *
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-docker.html
   */
  public static buildOnDeploy(options: BuildOnDeployOptions = {}): ProxyImage {
    return new BuiltImage(options);
  }

  /**
   * Builds the Dockerfile of a folder on the machine that deploys.
   *
   * Needs Docker there and a bootstrapped environment, whose repository the image goes to; it stays there when the
   * stack is deleted.
   *
   * @param directory the folder's path
   * @throws where the folder or its Dockerfile does not exist
   * @see https://docs.aws.amazon.com/cdk/v2/guide/assets.html
   */
  public static fromAsset(directory: string, options: AssetImageOptions = {}): ProxyImage {
    return new AssetImage(directory, options);
  }

  /** An image of an ECR repository in the Region; its repository policy must allow pulls where it is another account's. */
  public static fromEcrRepository(repository: ecr.IRepository, options: EcrImageOptions = {}): ProxyImage {
    const { tagOrDigest = 'latest' } = options;
    const separator = tagOrDigest.startsWith('sha256:') ? '@' : ':';
    return new ExistingImage(new EcrImage(repository, `${separator}${tagOrDigest}`), options, repository);
  }

  /**
   * An image of any registry that the tasks can reach.
   *
   * A new VPC has no route to a public registry.
   *
   * @param name such as `registry.example.com/nginx:1.30.7`
   */
  public static fromRegistry(name: string, options: ExistingImageOptions = {}): ProxyImage {
    return new ExistingImage(ecs.ContainerImage.fromRegistry(name), options);
  }

  /** Makes what is needed below `scope`. */
  public abstract bind(scope: Construct): ProxyImageConfig;
}

class CopiedImage extends ProxyImage {
  constructor(private readonly options: CopyOnDeployOptions) {
    super();
    sourceOf(options);
  }

  public bind(scope: Construct): ProxyImageConfig {
    const { containerImage, architecture, repository } = new ImageCopy(scope, 'Image', this.options);
    return { containerImage, architecture, repository };
  }
}

class BuiltImage extends ProxyImage {
  constructor(private readonly options: BuildOnDeployOptions) {
    super();
    buildOf(options);
  }

  public bind(scope: Construct): ProxyImageConfig {
    // The same id as a copy has, so that the repository stays where a user changes from one to the other.
    const { containerImage, architecture, repository } = new ImageBuild(scope, 'Image', this.options);
    return { containerImage, architecture, repository };
  }
}

class AssetImage extends ProxyImage {
  constructor(private readonly directory: string, private readonly options: AssetImageOptions) {
    super();
    platformOf(options);
  }

  public bind(scope: Construct): ProxyImageConfig {
    const { containerImage, architecture, repository } = new ImageAsset(scope, 'Image', this.directory, this.options);
    return { containerImage, architecture, repository };
  }
}

class ExistingImage extends ProxyImage {
  constructor(
    private readonly containerImage: ecs.ContainerImage,
    private readonly options: ExistingImageOptions,
    private readonly repository?: ecr.IRepository,
  ) {
    super();
  }

  public bind(_scope: Construct): ProxyImageConfig {
    return {
      containerImage: this.containerImage,
      architecture: this.options.architecture ?? ecs.CpuArchitecture.ARM64,
      repository: this.repository,
    };
  }
}
