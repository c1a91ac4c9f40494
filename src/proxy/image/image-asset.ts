import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecrassets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { EcrImage } from './ecr-image';
import { ociArchitecture } from './oci-architecture';

/** How CDK builds an image from a folder. */
export interface AssetImageOptions {
  /**
   * The processors that the image is built for; the tasks run on them.
   *
   * Where the machine that deploys has others, its Docker must emulate them.
   *
   * @default ecs.CpuArchitecture.ARM64
   * @throws where it is neither ARM64 nor X86_64
   */
  readonly architecture?: ecs.CpuArchitecture;

  /**
   * The Dockerfile's path, relative to the folder.
   *
   * @default Dockerfile
   */
  readonly file?: string;

  /**
   * The stage of the Dockerfile to stop at.
   *
   * @default - the last one
   */
  readonly target?: string;

  /**
   * Values of the Dockerfile's ARG instructions; they can be read in the image, so no secrets.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };
}

/** An image that CDK builds and pushes before it deploys. */
export class ImageAsset extends Construct {
  public readonly containerImage: ecs.ContainerImage;
  public readonly architecture: ecs.CpuArchitecture;
  public readonly repository: ecr.IRepository;

  constructor(scope: Construct, id: string, directory: string, options: AssetImageOptions) {
    super(scope, id);

    const { file, target, buildArgs } = options;
    const asset = new ecrassets.DockerImageAsset(this, 'Asset', { directory, platform: platformOf(options), file, target, buildArgs });
    this.architecture = options.architecture ?? ecs.CpuArchitecture.ARM64;
    this.repository = asset.repository;
    this.containerImage = new EcrImage(asset.repository, `:${asset.imageTag}`);
  }
}

/** What Docker is to build for, checked. */
export function platformOf({ architecture = ecs.CpuArchitecture.ARM64 }: AssetImageOptions): ecrassets.Platform {
  return ecrassets.Platform.custom(`linux/${ociArchitecture(architecture)}`);
}
