import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { AssetImageOptions, ProxyImage } from '../../../src';
import { TestIngress } from '../../ingress';

let directory: string;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'image-'));
  fs.writeFileSync(path.join(directory, 'Dockerfile'), 'FROM nginx\n');
  fs.writeFileSync(path.join(directory, 'Other'), 'FROM nginx AS other\n');
});

afterAll(() => fs.rmSync(directory, { recursive: true }));

function assetOf(options: AssetImageOptions = {}) {
  const ingress = new TestIngress({ image: ProxyImage.fromAsset(directory, options) });
  const manifest = ingress.app.synth().getStackByName('Stack').dependencies[0].manifest.properties as any;
  const file = JSON.parse(fs.readFileSync(path.join(ingress.app.outdir, manifest.file), 'utf8'));
  const [asset] = Object.values<any>(file.dockerImages);
  return { template: ingress.template, source: asset.source };
}

test('an image of a folder is built for the tasks\' processors', () => {
  const { template, source } = assetOf();

  expect(source).toMatchObject({ platform: 'linux/arm64' });
  template.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'ARM64' } });
});

test('it can be for X86_64, of another file, a stage of it and arguments', () => {
  const { template, source } = assetOf({ architecture: ecs.CpuArchitecture.X86_64, file: 'Other', target: 'other', buildArgs: { VERSION: '1' } });

  expect(source).toMatchObject({ platform: 'linux/amd64', dockerFile: 'Other', dockerBuildTarget: 'other', dockerBuildArgs: { VERSION: '1' } });
  template.hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'X86_64' } });
});

test.each([{}, { file: 'Dockerfile' }, { buildArgs: {} }])('it has the tag that CDK gives the folder by itself, also with %j', (options) => {
  const asset = new DockerImageAsset(new Stack(new App(), 'Stack'), 'Asset', { directory, platform: Platform.LINUX_ARM64 });

  expect(JSON.stringify(assetOf(options).template.findResources('AWS::ECS::TaskDefinition'))).toContain(`:${asset.imageTag}`);
});

test('the tasks may pull it from the bootstrap repository, and nothing is made for it', () => {
  const { template } = assetOf();

  template.resourceCountIs('AWS::ECR::Repository', 0);
  template.resourceCountIs('AWS::CodeBuild::Project', 0);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: { 'Fn::Join': ['', Match.arrayWith([{ 'Fn::Sub': Match.stringLikeRegexp('container-assets') }])] },
      })]),
    },
  });
});

test('a folder that does not exist, or has no such file, is refused with its path', () => {
  expect(() => new TestIngress({ image: ProxyImage.fromAsset('/no/such/folder') })).toThrow('Cannot find image directory at /no/such/folder');
  expect(() => new TestIngress({ image: ProxyImage.fromAsset(directory, { file: 'Missing' }) })).toThrow(/Cannot find file at .*Missing/);
  expect(() => ProxyImage.fromAsset(directory, { architecture: ecs.CpuArchitecture.of('RISCV') })).toThrow('\'architecture\' must be ecs.CpuArchitecture.ARM64 or');
});

test.each([['old', ['unsafeBaseImage']], ['new', []]])('a warning says where the stage %s starts from an nginx with known vulnerabilities', (target, warnings) => {
  fs.writeFileSync(path.join(directory, 'Stages'), 'FROM nginx:1.26 AS old\nFROM nginx:1.30.7 AS new\n');
  const { stack } = new TestIngress({ image: ProxyImage.fromAsset(directory, { file: 'Stages', target }) });
  const said = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('nginx:1.26'));

  expect(said.map(({ entry }) => /cdk-lattice-external-ingress:(\w+)/.exec(String(entry.data))![1])).toEqual(warnings);
});
