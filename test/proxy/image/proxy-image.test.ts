import * as fs from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Egress, ProxyImage } from '../../../src';
import { OFFICIAL_TAG } from '../../../src/proxy/image/official-nginx';
import { TestIngress } from '../../ingress';

describe('an image copied on deploy', () => {
  const { template } = new TestIngress();

  test('goes into a private repository that is immutable, scanned and goes with the stack', () => {
    template.hasResource('AWS::ECR::Repository', {
      Properties: { ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true }, EmptyOnDelete: true, RepositoryName: Match.absent() },
      DeletionPolicy: 'Delete',
    });
  });

  test('the default image is the official one in one exact version', () => {
    template.hasResourceProperties('Custom::LatticeExternalIngressCopyImage', {
      Registry: 'https://public.ecr.aws',
      SourceRepository: 'docker/library/nginx',
      Reference: OFFICIAL_TAG,
      Architecture: 'arm64',
      TargetTag: Match.stringLikeRegexp(`^${OFFICIAL_TAG}-arm64-[0-9a-f]{8}$`),
    });
    expect(OFFICIAL_TAG).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('has a tag of its own for each registry, repository, version and architecture', () => {
    const tags = [
      {}, { source: 'ghcr.io/docker/library/nginx', tagOrDigest: OFFICIAL_TAG }, { source: 'public.ecr.aws/nginx/nginx', tagOrDigest: OFFICIAL_TAG },
      { tagOrDigest: `${OFFICIAL_TAG}-alpine-slim` }, { architecture: ecs.CpuArchitecture.X86_64 },
    ].map((options) => new TestIngress({ image: ProxyImage.copyOnDeploy(options) }).properties('Custom::LatticeExternalIngressCopyImage').TargetTag.slice(-8));

    expect(new Set(tags).size).toBe(tags.length);
  });

  test('is the one that the documentation names', () => {
    const source = fs.readFileSync(require.resolve('../../../src/proxy/image/image-copy'), 'utf8');

    expect(/@default (\d.*)$/m.exec(source)![1]).toBe(OFFICIAL_TAG);
  });

  test('tasks run the digest that the copy found, and so never before the image is there', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({
        Image: { 'Fn::Join': ['', Match.arrayWith(['@', { 'Fn::GetAtt': [Match.stringLikeRegexp('ImageCopy'), 'Digest'] }])] },
      })],
    });
  });

  test('is copied by a function that may write to that repository only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Action: Match.arrayWith(['ecr:PutImage', 'ecr:UploadLayerPart']),
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Repository'), 'Arn'] },
          })]),
        },
        PolicyName: 'Work',
      }],
    });
  });

  test('can be another version, by digest, from another registry and for another processor', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const { template: other } = new TestIngress({
      image: ProxyImage.copyOnDeploy({ source: 'registry.example.com:5000/mirror/nginx', tagOrDigest: digest, architecture: ecs.CpuArchitecture.X86_64 }),
    });

    other.hasResourceProperties('Custom::LatticeExternalIngressCopyImage', {
      Registry: 'https://registry.example.com:5000', SourceRepository: 'mirror/nginx', Reference: digest, Architecture: 'amd64',
    });
    other.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'X86_64' } });
  });

  test.each(['1.30.6', '1.29.4-alpine', '1.31.8-alpine-slim', '1.27'])('synthesis refuses the official %s, which has known vulnerabilities', (tagOrDigest) => {
    expect(() => ProxyImage.copyOnDeploy({ tagOrDigest }))
      .toThrow(`'tagOrDigest' must name nginx 1.30.7 or 1.31.9 or newer, for its security fixes, got '${tagOrDigest}'`);
  });

  test.each(['1.30.8-alpine-slim', '1.31.9', '1.32.0', '2.0.0', 'stable'])('may be the official %s', (tagOrDigest) => {
    expect(() => ProxyImage.copyOnDeploy({ tagOrDigest })).not.toThrow();
  });

  test.each([
    [{ source: 'nginx' }, '\'source\' must be a registry and a repository without a tag, such as public.ecr.aws/docker/library/nginx, got \'nginx\''],
    [{ source: 'public.ecr.aws/nginx/nginx:1.30.7' }, '\'source\' must be a registry and a repository without a tag'],
    [{ tagOrDigest: 'sha256:12' }, `'tagOrDigest' must be a tag such as ${OFFICIAL_TAG}, or a digest such as sha256:`],
    [{ tagOrDigest: 'a b' }, '\'tagOrDigest\' must be a tag'],
  ])('is checked: not %o', (options, message) => {
    expect(() => ProxyImage.copyOnDeploy(options)).toThrow(message);
  });
});

describe('an image that exists', () => {
  test('in ECR can be pulled by the tasks', () => {
    const repository = ecr.Repository.fromRepositoryName(new Stack(), 'Repository', 'mine');
    const { template } = new TestIngress({ image: ProxyImage.fromEcrRepository(repository, { tagOrDigest: '1.2.3' }) });

    template.resourceCountIs('AWS::ECR::Repository', 0);
    template.resourceCountIs('Custom::LatticeExternalIngressCopyImage', 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ecr:BatchGetImage']) })]) },
    });
  });

  test.each([['1.2.3', '/mine:1.2.3'], [`sha256:${'0'.repeat(64)}`, `/mine@sha256:${'0'.repeat(64)}`]])('in ECR has a tag or a digest: %s', (tagOrDigest, ending) => {
    const repository = ecr.Repository.fromRepositoryName(new Stack(), 'Repository', 'mine');
    const made = new TestIngress({ image: ProxyImage.fromEcrRepository(repository, { tagOrDigest }) });
    const { Image } = made.properties('AWS::ECS::TaskDefinition').ContainerDefinitions[0];

    expect(Image['Fn::Join'][1].at(-1)).toMatch(new RegExp(`${ending}$`));
  });

  test.each([
    'nginx', 'nginx:stable', 'nginx:1', 'nginx:1.30', 'nginx:1.30.7-alpine-slim', 'public.ecr.aws/nginx/nginx:1.31.9', `nginx@sha256:${'0'.repeat(64)}`,
    'registry.example.com/nginx:1.26', 'registry.example.com/library/nginx:1.26', 'registry.example.com:5000/nginx/nginx:1.26', 'localhost/nginx:1.26',
    'mine/nginx:1.26', 'docker.io/mine/nginx:1.26', 'public.ecr.aws/mine/nginx:1.26', 'nginx-mine:1.26', 'mine-nginx:1.26',
    'registry.example.com/111122223333.dkr.ecr.mirror/mine:1',
  ])('may be %s: a safe version, or a name of which nobody knows the version', (name) => {
    expect(() => ProxyImage.fromRegistry(name)).not.toThrow();
  });

  test.each([
    'nginx:1.26', 'docker.io/nginx:1.26', 'index.docker.io/library/nginx:1.26', 'mirror.gcr.io/library/nginx:1.26', 'docker.io/nginxinc/nginx-unprivileged:1.26',
    'public.ecr.aws/nginx/nginx-unprivileged:1.26', 'ghcr.io/nginxinc/nginx-unprivileged:1.26', 'quay.io/nginx/nginx-unprivileged:1.26',
  ])('must not be the official %s, which has known vulnerabilities', (name) => {
    expect(() => ProxyImage.fromRegistry(name)).toThrow(`'name' must name nginx 1.30.7 or 1.31.9 or newer, for its security fixes, got '${name}'`);
  });

  test.each([
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/docker-hub/library/nginx:1.30.7', '111122223333.dkr-ecr.us-east-1.on.aws/mine:1',
    '111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/mine:1', '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/mine:1',
  ])('must not be %s, which tasks may not pull without a permission', (name) => {
    expect(() => ProxyImage.fromRegistry(name)).toThrow(`'name' must be in a registry that needs no credentials, got '${name}': ` +
      'use ProxyImage.fromEcrRepository(), which lets the tasks pull');
  });

  test('in another registry is taken as it is', () => {
    const { template } = new TestIngress({
      egress: Egress.existingRoutes(),
      image: ProxyImage.fromRegistry('registry.example.com/nginx:1.30.7', { architecture: ecs.CpuArchitecture.X86_64 }),
    });

    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Image: 'registry.example.com/nginx:1.30.7' })],
      RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
    });
  });
});
