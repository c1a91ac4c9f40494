import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecrassets from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { warnOfUnsafeBase } from './dockerfile';
import { EcrImage } from './ecr-image';
import { ociArchitecture } from './oci-architecture';

/** Options of `ProxyImage.fromAsset()`. */
export interface AssetImageOptions {
  /**
   * The CPU architecture of the image and of the tasks.
   *
   * If the machine that deploys has another architecture, its Docker must emulate this one.
   *
   * @default ecs.CpuArchitecture.ARM64
   * @throws where it is neither ARM64 nor X86_64
   */
  readonly architecture?: ecs.CpuArchitecture;

  /**
   * The path of the Dockerfile, relative to the folder.
   *
   * @default Dockerfile
   */
  readonly file?: string;

  /**
   * The stage of the Dockerfile to build.
   *
   * @default - the last one
   */
  readonly target?: string;

  /**
   * Values of the Dockerfile's ARG instructions.
   *
   * They can be read in the image, so put no secret in them.
   *
   * @default - none
   */
  readonly buildArgs?: { [name: string]: string };
}

const DOCKERFILE = 'Dockerfile';

/** An image that CDK builds and pushes before it deploys. */
export class ImageAsset extends Construct {
  public readonly containerImage: ecs.ContainerImage;
  public readonly architecture: ecs.CpuArchitecture;
  public readonly repository: ecr.IRepository;

  constructor(scope: Construct, id: string, directory: string, options: AssetImageOptions) {
    super(scope, id);

    const { file = DOCKERFILE, target, buildArgs = {} } = options;
    const asset = new ecrassets.DockerImageAsset(this, 'Asset', {
      directory,
      platform: platformOf(options),
      target,
      // The tag is a hash of what is said here, and the same image has to keep its tag.
      file: file === DOCKERFILE ? undefined : file,
      buildArgs: Object.keys(buildArgs).length === 0 ? undefined : Object.fromEntries(Object.entries(buildArgs).sort()),
    });
    warnOfUnsafeBase(this, fs.readFileSync(path.join(directory, file), 'utf8'), target);
    this.architecture = options.architecture ?? ecs.CpuArchitecture.ARM64;
    this.repository = asset.repository;
    this.containerImage = new EcrImage(asset.repository, `:${asset.imageTag}`);
  }
}

/** What Docker is to build for, checked. */
export function platformOf({ architecture = ecs.CpuArchitecture.ARM64 }: AssetImageOptions): ecrassets.Platform {
  return ecrassets.Platform.custom(`linux/${ociArchitecture(architecture)}`);
}
