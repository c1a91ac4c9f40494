import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BuildMachine } from './build-machine';
import { BuildOnDeployOptions, ProxyImage } from '../../../src';
import { OFFICIAL_TAG } from '../../../src/proxy/image/official-nginx';
import { TestIngress } from '../../ingress';

const PROJECT = 'AWS::CodeBuild::Project';
const RESOURCE = 'Custom::LatticeExternalIngressBuildImage';

function built(options: BuildOnDeployOptions = {}): TestIngress {
  return new TestIngress({ image: ProxyImage.buildOnDeploy(options) });
}

function tagOf(options: BuildOnDeployOptions): string {
  return built(options).properties(RESOURCE).Tag;
}

function variables(ingress: TestIngress): Record<string, unknown> {
  const { EnvironmentVariables } = ingress.properties(PROJECT).Environment;
  return Object.fromEntries(EnvironmentVariables.map(({ Name, Value }: any) => [Name, Value]));
}

function dockerfileOf(ingress: TestIngress): string {
  return new BuildMachine().run(ingress.properties(PROJECT).Source.BuildSpec).context.Dockerfile;
}

describe('an image built on deploy', () => {
  const ingress = built();
  const { template } = ingress;
  const role = (service: string, actions: string[], resource: string) => template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: service } })] },
    Policies: [{
      PolicyDocument: {
        Statement: Match.arrayWith([
          { Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp(resource), 'Arn'] } },
        ]),
      },
      PolicyName: 'Work',
    }],
  });

  test('goes into a private repository that is immutable, scanned and goes with the stack', () => {
    template.hasResource('AWS::ECR::Repository', {
      Properties: { ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true }, EmptyOnDelete: true, RepositoryName: Match.absent() },
      DeletionPolicy: 'Delete',
    });
  });

  test('is the official one with its distribution\'s updates', () => {
    expect(dockerfileOf(ingress)).toBe(`FROM public.ecr.aws/docker/library/nginx:${OFFICIAL_TAG}\nRUN apt-get update --error-on=any && apt-get upgrade --yes && rm -rf /var/lib/apt/lists/*\nUSER 101\n`);
  });

  test('is built from a Dockerfile as long as CodeBuild takes, and from none that is a character longer', () => {
    const fixed = built({ dockerfile: 'FROM nginx\n#' }).properties(PROJECT).Source.BuildSpec.length;
    const longest = `FROM nginx\n#${'x'.repeat(25_600 - fixed)}`;

    expect(built({ dockerfile: longest }).properties(PROJECT).Source.BuildSpec).toHaveLength(25_600);
    expect(() => ProxyImage.buildOnDeploy({ dockerfile: `${longest}x` }))
      .toThrow(`'dockerfile' must be at most ${longest.length} characters long, because CodeBuild takes a build specification of 25600, got 'FROM nginx`);
  });

  test('is built on a machine of its own kind, privileged, from text in the template', () => {
    template.hasResourceProperties(PROJECT, {
      Environment: { Type: 'ARM_CONTAINER', Image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0', ComputeType: 'BUILD_GENERAL1_SMALL', PrivilegedMode: true },
      Source: { Type: 'NO_SOURCE' },
      Artifacts: { Type: 'NO_ARTIFACTS' },
      TimeoutInMinutes: 14,
      QueuedTimeoutInMinutes: 14,
    });
    expect(ingress.app.synth().stacks[0].assets).toEqual([]);
  });

  test('gets the tag that the function looks for', () => {
    const { Tag } = ingress.properties(RESOURCE);

    expect(Tag).toMatch(/^built-arm64-[0-9a-f]{16}$/);
    expect(variables(ingress).IMAGE_TAG).toBe(Tag);
    expect(JSON.stringify(variables(ingress).IMAGE_URI)).toContain(`:${Tag}"`);
  });

  test('is run by the digest that was pushed, and so never before it is there', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        Image: { 'Fn::Join': ['', Match.arrayWith(['@', { 'Fn::GetAtt': [Match.stringLikeRegexp('ImageBuild'), 'Digest'] }])] },
      })],
    });
  });

  test('is built by a role that may push into that repository and write its log', () => {
    const push = [
      'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
    ];
    role('codebuild.amazonaws.com', push, 'ImageRepository');
    role('codebuild.amazonaws.com', ['logs:CreateLogStream', 'logs:PutLogEvents'], 'ImageLogGroup');
    template.hasResourceProperties(PROJECT, {
      LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: { Ref: Match.stringLikeRegexp('ImageLogGroup') } } },
    });
    // Nothing is added to it by CDK's project.
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => JSON.stringify(Properties.Roles));
    expect(policies.filter((roles) => roles.includes('Image'))).toEqual([]);
  });

  test('is waited for by a function that may start, read and stop builds of that project, and read that repository', () => {
    role('lambda.amazonaws.com', ['codebuild:BatchGetBuilds', 'codebuild:ListBuildsForProject', 'codebuild:StartBuild', 'codebuild:StopBuild'], 'ImageProject');
    role('lambda.amazonaws.com', ['ecr:BatchGetImage'], 'ImageRepository');
  });

  test('is waited for as long as Lambda lets a function run, and not much longer', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900, Description: Match.stringLikeRegexp('image') });
    template.hasResourceProperties(RESOURCE, { ServiceTimeout: '1020' });
  });

  test('has logs that belong to the stack and end', () => {
    const groups = Object.entries(template.findResources('AWS::Logs::LogGroup')).filter(([id]) => id.includes('Image'));

    expect(groups).toHaveLength(2);
    groups.forEach(([, group]) => expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' }));
  });

  test('leaves no finding of AwsSolutions without its reason', () => {
    expect(new AwsSolutionsChecks().validateScope(ingress.app).violations).toEqual([]);
  });

  test('keeps the repository of a copied one', () => {
    const [id] = Object.keys(new TestIngress().template.findResources('AWS::ECR::Repository'));

    expect(Object.keys(template.findResources('AWS::ECR::Repository'))).toEqual([id]);
  });

  test('is the same whatever the app\'s feature flags say', () => {
    const cdk = path.dirname(require.resolve('aws-cdk-lib/package.json'));
    const { FLAGS, CURRENT_VERSION_EXPIRED_FLAGS } = createRequire(__filename)(path.join(cdk, 'cx-api', 'lib', 'features.js'));
    const flags = Object.keys(FLAGS).filter((flag) => !CURRENT_VERSION_EXPIRED_FLAGS.includes(flag));
    const resourcesWith = (value: boolean) => {
      const context = Object.fromEntries(flags.map((flag) => [flag, value]));
      return new TestIngress({ image: ProxyImage.buildOnDeploy() }, { app: { context } }).template.toJSON().Resources;
    };

    expect(resourcesWith(true)).toEqual(resourcesWith(false));
  });
});

describe('what is built', () => {
  const dockerfile = 'FROM registry.example.com/nginx:1.30.7\nRUN true\nUSER 101\n';

  test('can be a Dockerfile of the user\'s own', () => {
    expect(dockerfileOf(built({ dockerfile }))).toBe(dockerfile);
  });

  test.each([
    'COPY --chown=101 --from=tools /tool /', 'ADD --chown=101 https://example.com/tool /', 'COPY --chmod=755 <<EOF /text\nEOF', 'ADD git@example.com:tools.git /tools', 'copy $TOOL /',
  ])('can take files from elsewhere: %s', (instruction) => {
    const file = `${dockerfile}${instruction}\n`;
    expect(dockerfileOf(built({ dockerfile: file }))).toBe(file);
  });

  test('can be for X86_64, on a machine of that kind and size', () => {
    const ingress = built({ architecture: ecs.CpuArchitecture.X86_64, computeType: codebuild.ComputeType.MEDIUM });

    ingress.template.hasResourceProperties(PROJECT, {
      Environment: { Type: 'LINUX_CONTAINER', Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0', ComputeType: 'BUILD_GENERAL1_MEDIUM', PrivilegedMode: true },
      Source: { BuildSpec: Match.stringLikeRegexp('linux/amd64') },
    });
    ingress.template.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'X86_64' } });
  });

  test('has a tag of its own for each Dockerfile, revision and architecture', () => {
    const inputs: BuildOnDeployOptions[] = [
      {}, { dockerfile }, { revision: '2' }, { revision: '3' }, { architecture: ecs.CpuArchitecture.X86_64 }, { dockerfile, revision: '2' },
    ];

    expect(new Set(inputs.map(tagOf)).size).toBe(inputs.length);
  });

  test('has the same tag for the same inputs, on a larger machine and with other line ends too', () => {
    expect(tagOf({ dockerfile, computeType: codebuild.ComputeType.LARGE })).toBe(tagOf({ dockerfile }));
    expect(tagOf({ dockerfile: dockerfile.replace(/\n/g, '\r\n') })).toBe(tagOf({ dockerfile }));
    expect(tagOf({ architecture: ecs.CpuArchitecture.of('ARM64') })).toBe(tagOf({}));
  });

  test.each([
    [{ dockerfile: './Dockerfile' }, '\'dockerfile\' must be the text of a Dockerfile, with a FROM instruction, and not its path, got \'./Dockerfile\''],
    [{ dockerfile: '' }, '\'dockerfile\' must be the text of a Dockerfile'],
    [{ dockerfile: `FROM ${Lazy.string({ produce: () => 'nginx' })}` }, '\'dockerfile\' must be known at synth, because the tag of the image follows from it; got a token'],
    [{ revision: Lazy.string({ produce: () => '1' }) }, '\'revision\' must be known at synth'],
    [{ architecture: ecs.CpuArchitecture.of('RISCV') }, '\'architecture\' must be ecs.CpuArchitecture.ARM64 or ecs.CpuArchitecture.X86_64, which are what Fargate runs, got \'RISCV\''],
  ])('is checked: not %o', (options, message) => {
    expect(() => ProxyImage.buildOnDeploy(options)).toThrow(message);
  });

  test.each(Object.entries(codebuild.ComputeType))('on a machine of the size %s is built where CodeBuild has such machines for a project without a fleet, and else refused', (name, computeType) => {
    const build = () => built({ computeType }).properties(PROJECT).Environment.ComputeType;

    if (['SMALL', 'MEDIUM', 'LARGE', 'X_LARGE', 'X2_LARGE'].includes(name)) {
      expect(build()).toBe(computeType);
    } else {
      expect(build).toThrow(`'computeType' must be a size of a machine of CodeBuild, got '${computeType}': use codebuild.ComputeType.SMALL, MEDIUM, LARGE`);
    }
  });

  // CloudFormation has no CodeBuild there, and neither have the endpoints that the SDKs of AWS know.
  test.each([['ca-west-1', 1], ['mx-central-1', 1], ['ap-east-2', 1], ['us-east-1', 0], ['eu-central-2', 0], [undefined, 0]])('in %s gives %i warnings that CodeBuild is missing', (region, count) => {
    const { stack } = new TestIngress({ image: ProxyImage.buildOnDeploy() }, { env: region ? { account: '111122223333', region } : undefined });

    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`built with CodeBuild, which was not in ${region} .*copyOnDeploy.*ack: .*:regionWithoutCodeBuild`))).toHaveLength(count);
  });
});
