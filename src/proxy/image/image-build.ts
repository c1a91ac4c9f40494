import * as crypto from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { makeBuildProject } from './build-project';
import { BuildSpecification, DEFAULT_DOCKERFILE, renderBuildSpec } from './build-spec';
import { warnOfUnsafeBase } from './dockerfile';
import { EcrImage } from './ecr-image';
import { ImageRepository } from './image-repository';
import { ociArchitecture } from './oci-architecture';
import { warnWithoutCodeBuild } from './regions-without-codebuild';
import { DeployTimeFunction } from '../../private/deploy-time-function';
import { requireKnown, requireThat } from '../../private/validation';

/** Options of `ProxyImage.buildOnDeploy()`. */
export interface BuildOnDeployOptions {
  /**
   * The text of the Dockerfile.
   *
   * It is part of the template, so put no secret in it. The build has no context: get files with RUN,
   * with ADD from an address, or with COPY from another stage or from text in the Dockerfile. The registry of the base image must
   * not ask for credentials. A build may take 14 minutes in all.
   *
   * @default - the official image that `ProxyImage.copyOnDeploy()` takes, with the newest packages of its
   * distribution and user 101
   * @throws where it has no FROM instruction, is not known at synth, or is longer than CodeBuild takes
   */
  readonly dockerfile?: string;

  /**
   * A text that starts another build when it changes, such as the month.
   *
   * A build takes the security updates of its day. The image is built again only when `revision`, `dockerfile` or `architecture` changes.
   *
   * @default - none: built once
   */
  readonly revision?: string;

  /**
   * The CPU architecture of the image, of the machine that builds it, and of the tasks.
   *
   * @default ecs.CpuArchitecture.ARM64
   * @throws where it is neither ARM64 nor X86_64
   */
  readonly architecture?: ecs.CpuArchitecture;

  /**
   * The size of the machine that builds the image. It has no influence on the image.
   *
   * @default codebuild.ComputeType.SMALL
   * @throws where it is a size of Lambda or of a fleet
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
   */
  readonly computeType?: codebuild.ComputeType;
}

/** A private repository with an image in it that is built when the stack is deployed. */
export class ImageBuild extends Construct {
  public readonly containerImage: ecs.ContainerImage;
  public readonly architecture: ecs.CpuArchitecture;
  public readonly repository: ImageRepository;

  constructor(scope: Construct, id: string, options: BuildOnDeployOptions) {
    super(scope, id);

    const { buildSpec, buildImage, tag } = buildOf(options);
    this.architecture = options.architecture ?? ecs.CpuArchitecture.ARM64;
    this.repository = new ImageRepository(this, 'Repository');
    warnOfUnsafeBase(this, options.dockerfile ?? DEFAULT_DOCKERFILE);
    warnWithoutCodeBuild(this);

    const project = makeBuildProject(this, 'Project', { buildSpec, buildImage, tag, computeType: options.computeType, repository: this.repository });
    const build = new DeployTimeFunction(this, 'Build', {
      handler: 'build-image',
      description: 'Have the image of the proxy built and wait for it',
      statements: [
        new iam.PolicyStatement({
          actions: ['codebuild:BatchGetBuilds', 'codebuild:ListBuildsForProject', 'codebuild:StartBuild', 'codebuild:StopBuild'],
          resources: [project.projectArn],
        }),
        new iam.PolicyStatement({ actions: ['ecr:BatchGetImage'], resources: [this.repository.repositoryArn] }),
      ],
      timeout: Duration.minutes(15),
      memorySize: 256,
    });
    const image = build.call({ Project: project.projectName, Repository: this.repository.repositoryName, Tag: tag });
    this.containerImage = new EcrImage(this.repository, `@${image.getAttString('Digest')}`);
  }
}

/** An instruction that takes a file of the build's folder: its source is neither another stage, nor text, nor an address, nor a variable. */
const FROM_CONTEXT = /^[ \t]*(?:COPY|ADD)[ \t]+(?!.*(?:--from=|<<|:\/\/|git@|\$))/im;

/**
 * How many characters CodeBuild takes, which its documentation does not say: "Max buildspec length is 25600".
 *
 * @see https://github.com/aws/aws-cdk/issues/30326
 * @see https://github.com/aws/aws-cdk/pull/14974
 */
const LONGEST_BUILD_SPEC = 25_600;

/** The length of the text that `codebuild.BuildSpec.fromObject()` writes. */
function lengthOf(buildSpec: BuildSpecification): number {
  return JSON.stringify(buildSpec, undefined, 2).length;
}

interface Build {
  readonly buildSpec: BuildSpecification;
  readonly buildImage: codebuild.IBuildImage;
  readonly tag: string;
}

/** What is built, checked, and the tag that follows from it. */
export function buildOf({ dockerfile = DEFAULT_DOCKERFILE, revision = '', architecture = ecs.CpuArchitecture.ARM64, computeType }: BuildOnDeployOptions): Build {
  const reason = 'the tag of the image follows from it';
  requireKnown('dockerfile', dockerfile, reason);
  requireKnown('revision', revision, reason);
  requireThat('dockerfile', dockerfile, (text) => /^\s*FROM\s/im.test(text), 'be the text of a Dockerfile, with a FROM instruction, and not its path');
  requireThat('dockerfile', dockerfile, (text) => !FROM_CONTEXT.test(text.replace(/\\\r?\n/g, ' ')), 'take files with RUN, from an address, or with COPY --from or COPY <<', 'the build has no folder to COPY or ADD them from');

  // Docker does not run on Lambda, and the other sizes are those of a fleet, which the build does not have.
  requireThat('computeType', computeType, (size) => size === undefined || size.startsWith('BUILD_GENERAL1_'), 'be a size of a machine of CodeBuild', 'use codebuild.ComputeType.SMALL, MEDIUM, LARGE, X_LARGE or X2_LARGE');

  const name = ociArchitecture(architecture);
  const buildImage = name === 'arm64' ? codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0 : codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5;
  // The tag must not depend on how the author's editor ends lines.
  const buildSpec = renderBuildSpec(dockerfile.replace(/\r\n/g, '\n'), name);
  requireThat('dockerfile', dockerfile, () => lengthOf(buildSpec) <= LONGEST_BUILD_SPEC,
    `be at most ${dockerfile.length + LONGEST_BUILD_SPEC - lengthOf(buildSpec)} characters long, because CodeBuild takes a build specification of ${LONGEST_BUILD_SPEC}`,
    `it has ${dockerfile.length}; get files from an address with ADD, or use ProxyImage.fromAsset()`);
  const hash = crypto.createHash('sha256').update(JSON.stringify([buildSpec, buildImage.imageId, revision])).digest('hex');
  return { buildSpec, buildImage, tag: `built-${name}-${hash.slice(0, 16)}` };
}
